import type { Migration, SchemaWords } from './migration';

const queue = ({ integer, strictByKey }: SchemaWords): readonly string[] => [
  `create table pipelines (
    pipeline text not null, platform text not null, store_id text not null,
    primary key (platform, store_id, pipeline)
  ) ${strictByKey}`,
  // The object comes before the stream: a completion looks the object up in every stream of its kind.
  `create table work (
    pipeline text not null, platform text not null, store_id text not null, object_id text not null, stream text not null,
    state text not null check (state in ('due', 'claimed', 'held', 'dead', 'done')),
    revision ${integer} not null, attempts ${integer} not null,
    due_at text not null, ready_at text, dirty_since text not null, marked_at text not null,
    lease_until text, claim text, last_error text,
    primary key (pipeline, platform, store_id, object_id, stream),
    check ((ready_at is null) = (state in ('held', 'dead', 'done')))
  ) ${strictByKey}`,
  `create index work_ready on work (pipeline, platform, store_id, stream, ready_at, object_id) where ready_at is not null`,
  `create index work_states on work (pipeline, platform, store_id, state)`,
  `create table checkpoints (
    pipeline text not null, platform text not null, store_id text not null, name text not null,
    value text not null, saved_at text not null,
    primary key (pipeline, platform, store_id, name)
  ) ${strictByKey}`,
  `create table deliveries (
    platform text not null, store_id text not null, delivery_id text not null, body_hash text not null,
    stream text not null, object_id text not null, topic text not null, received_at text not null,
    primary key (platform, store_id, delivery_id, body_hash)
  ) ${strictByKey}`,
  `create index deliveries_received on deliveries (platform, store_id, received_at)`,
  `create table delivery_counts (
    platform text not null, store_id text not null, kind text not null check (kind in ('repeated', 'refused')),
    reason text not null, hour text not null, count ${integer} not null, last_at text not null,
    primary key (platform, store_id, kind, reason, hour)
  ) ${strictByKey}`,
];

const trace = ({ autoId, integer, strict }: SchemaWords): readonly string[] => [
  `create table snapshots (
    id ${autoId}, hash text not null unique, platform text not null, store_id text not null, order_id text not null,
    source_updated_at text not null, order_json text not null
  ) ${strict}`,
  `create index snapshots_order on snapshots (platform, store_id, order_id, source_updated_at)`,
  `create table plans (
    destination text not null, plan_key text not null, short_key text not null, entry_key text not null,
    sequence ${integer} not null, platform text not null, store_id text not null, order_id text not null,
    order_number text not null, source_updated_at text not null, transformation_version text not null,
    snapshot_hash text not null, kind text not null check (kind in ('entry', 'delta', 'reversal')), corrects text,
    date text not null, currency text not null, total text not null, content_hash text not null,
    state text not null check (state in ('planned', 'claimed', 'posted', 'rejected', 'unconfirmed', 'dead')),
    attempts ${integer} not null, record_id text, lease_until text, claim text, error_class text, last_error text,
    created_at text not null, updated_at text not null,
    primary key (destination, plan_key)
  ) ${strict}`,
  // Apart from the plans, whose rows are rewritten with every change of state.
  `create table plan_documents (
    destination text not null, plan_key text not null, document text not null, explanations text not null,
    primary key (destination, plan_key)
  ) ${strict}`,
  // The date is there so that a walk by order over a short period need not open the plans outside it.
  `create index plans_order on plans (platform, store_id, order_id, destination, plan_key, date)`,
  `create index plans_record on plans (record_id) where record_id is not null`,
  `create index plans_date on plans (destination, date)`,
  `create index plans_open on plans (destination, state) where state <> 'posted'`,
  `create table attempts (
    id ${autoId}, destination text not null, plan_key text not null, at text not null,
    action text not null check (action in ('send', 'find', 'read_back')), outcome text not null, message text
  ) ${strict}`,
  `create index attempts_plan on attempts (destination, plan_key)`,
];

const oversight = ({ autoId, integer, strict, appendOnly }: SchemaWords): readonly string[] => [
  `create table exceptions (
    id ${autoId}, pipeline text not null, platform text not null, store_id text not null, stream text not null,
    object_id text not null, stage text not null check (stage in ('fetch', 'map', 'post', 'reconcile')),
    code text not null, message text not null, pointer text, destination text, plan_key text not null,
    state text not null check (state in ('open', 'held', 'resolved')), owner text, note text,
    opened_at text not null, updated_at text not null, seen ${integer} not null
  ) ${strict}`,
  `create unique index exceptions_unresolved
    on exceptions (platform, store_id, object_id, pipeline, stream, stage, code, plan_key) where state <> 'resolved'`,
  `create index exceptions_state on exceptions (state, id)`,
  `create table reconciliations (
    id ${autoId}, pipeline text not null, platform text not null, store_id text not null, destination text not null,
    at text not null, from_date text not null, to_date text not null, breaks ${integer} not null, summary text not null
  ) ${strict}`,
  `create index reconciliations_route on reconciliations (platform, store_id, pipeline, destination, id)`,
  `create table audit (
    id ${integer} not null primary key, at text not null, actor text not null, action text not null,
    subject text not null, detail text not null, previous_hash text not null, hash text not null
  ) ${strict}`,
  `create index audit_subject on audit (subject, id)`,
  `create table audit_head (
    one ${integer} not null primary key check (one = 1), last_id ${integer} not null, hash text not null
  ) ${strict}`,
  `insert into audit_head (one, last_id, hash) values (1, 0, '')`,
  ...appendOnly('audit'),
];

const book = ({ integer, strictByKey, appendOnly }: SchemaWords): readonly string[] => [
  `create table books (
    book_id text not null primary key, lock_date text, last_entry ${integer} not null
  ) ${strictByKey}`,
  `create table book_accounts (
    book_id text not null, id text not null, name text not null,
    type text not null check (type in ('asset', 'liability', 'equity', 'income', 'expense')), opened_at text not null,
    primary key (book_id, id)
  ) ${strictByKey}`,
  `create table book_entries (
    book_id text not null, entry_number ${integer} not null, entry_key text not null, content_hash text not null,
    kind text not null, date text not null, currency text not null, description text not null, corrects text,
    platform text not null, store_id text not null, order_id text not null, order_number text not null,
    created_at text not null,
    primary key (book_id, entry_number)
  ) ${strictByKey}`,
  `create unique index book_entries_key on book_entries (book_id, entry_key)`,
  `create index book_entries_order on book_entries (book_id, order_id)`,
  `create table book_lines (
    book_id text not null, entry_number ${integer} not null, line_number ${integer} not null,
    ledger_account text not null, logical_account text not null, date text not null, currency text not null,
    debit_minor ${integer}, credit_minor ${integer}, memo text,
    primary key (book_id, entry_number, line_number),
    foreign key (book_id, entry_number) references book_entries (book_id, entry_number),
    foreign key (book_id, ledger_account) references book_accounts (book_id, id),
    check ((debit_minor is null) <> (credit_minor is null)), check (debit_minor > 0), check (credit_minor > 0)
  ) ${strictByKey}`,
  // Holds all that balances are summed from.
  `create index book_lines_account
    on book_lines (book_id, ledger_account, date, entry_number, line_number, currency, debit_minor, credit_minor)`,
  ...appendOnly('book_entries'),
  ...appendOnly('book_lines'),
];

/** One large shop, one ledger, one book: what the indexes must serve. */
const SIZES: Parameters<SchemaWords['sizes']>[0] = {
  work: [
    ['work', '1000000 1000000 1000000 1000000 2 1'],
    ['work_ready', '100000 100000 100000 100000 100000 100 1'],
    ['work_states', '1000000 1000000 1000000 1000000 200000'],
  ],
  deliveries: [
    ['deliveries', '1000000 1000000 1000000 1 1'],
    ['deliveries_received', '1000000 1000000 1000000 1'],
  ],
  snapshots: [['snapshots_order', '1000000 1000000 1000000 2 1']],
  plans: [
    ['sqlite_autoindex_plans_1', '1000000 1000000 1'],
    ['plans_order', '1000000 1000000 1000000 2 2 1 1'],
    ['plans_record', '1000000 2'],
    ['plans_date', '1000000 1000000 1000'],
    ['plans_open', '1000 1000 300'],
  ],
  plan_documents: [['sqlite_autoindex_plan_documents_1', '1000000 1000000 1']],
  attempts: [['attempts_plan', '1000000 1000000 2']],
  exceptions: [
    ['exceptions_unresolved', '10000 10000 10000 2 2 2 1 1 1'],
    ['exceptions_state', '100000 50000 1'],
  ],
  audit: [['audit_subject', '1000000 2 1']],
  book_entries: [
    ['book_entries', '1000000 1000000 1'],
    ['book_entries_key', '1000000 1000000 1'],
    ['book_entries_order', '1000000 1000000 2'],
  ],
  book_lines: [
    ['book_lines', '4000000 4000000 4 1'],
    ['book_lines_account', '4000000 4000000 200000 500 1 1 1 1 1'],
  ],
};

export const init: Migration = {
  number: 1,
  name: 'init',
  statements: (words) => [
    ...queue(words),
    ...trace(words),
    ...oversight(words),
    ...book(words),
    ...words.sizes(SIZES),
  ],
};
