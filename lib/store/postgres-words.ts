/** The schema as PostgreSQL spells it. */
import type { SchemaWords } from './migrations/migration';

const appendOnly = (table: string): readonly string[] => [
  `create function refuse_change_of_${table}() returns trigger language plpgsql as
   $$ begin raise exception '${table} is append-only'; end $$`,
  ...['update', 'delete'].map(
    (act) =>
      `create trigger ${table}_no_${act} before ${act} on ${table}
       for each row execute function refuse_change_of_${table}()`,
  ),
  `create trigger ${table}_no_truncate before truncate on ${table}
   for each statement execute function refuse_change_of_${table}()`,
];

/** Text sorts by its bytes, as SQLite's does: pages by order id then come in one order, whatever the server's locale. */
const sortByBytes = (schema: string): string => `do $$
  declare found record;
  begin
    for found in
      select c.relname as name, string_agg(format('alter column %I type text collate "C"', a.attname), ', ') as changes
      from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = '${schema}'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
        and a.atttypid = 'text'::regtype and a.attcollation <> 'pg_catalog."C"'::regcollation
      group by c.relname
    loop
      execute format('alter table %I.%I %s', '${schema}', found.name, found.changes);
    end loop;
  end $$`;

/** @param schema a name that needs no quotes */
export const postgresWords = (schema: string): SchemaWords => ({
  autoId: 'bigint generated always as identity primary key',
  integer: 'bigint',
  strict: '',
  strictByKey: '',
  appendOnly,
  // It keeps statistics of its own.
  sizes: () => [],
  before: [
    `select pg_advisory_xact_lock(hashtextextended('cart-ledger migrations ${schema}', 0))`,
    // Asked for first: "if not exists" needs the right to create also where it is there.
    `do $$ begin if to_regnamespace('${schema}') is null then create schema "${schema}"; end if; end $$`,
  ],
  after: [sortByBytes(schema)],
});
