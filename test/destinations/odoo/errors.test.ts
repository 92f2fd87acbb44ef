import type { ErrorClass } from '../../../lib/destinations/ledger-destination';
import { LedgerError } from '../../../lib/destinations/ledger-destination';
import { exceptionOf } from '../../../lib/destinations/odoo/errors';
import { signingHttp } from '../../simulators/odoo/sign-requests';
import { DEBUG_SECRETS } from '../../simulators/odoo/odoo-exception';
import { API_KEY, PASSWORD } from '../../simulators/odoo/start-odoo';
import { NO_CONTEXT, referenceTo } from '../../contract/destination-samples';
import { type ConnectedOdoo, connectOdooOf, VERSIONS } from './support/connected-odoo';
import { smallInvoice } from './support/documents';

test.each<[string, string, ErrorClass, ErrorClass]>([
  ['odoo.exceptions.AccessDenied', 'Access Denied', 'credential', 'credential'],
  [
    'odoo.exceptions.AccessError',
    "You are not allowed to create 'Journal Entry' records.",
    'credential',
    'credential',
  ],
  ['odoo.http.SessionExpiredException', 'Session expired', 'credential', 'credential'],
  ['odoo.exceptions.UserError', 'The entry is not balanced.', 'validation', 'validation'],
  ['odoo.exceptions.ValidationError', 'Wrong tax.', 'validation', 'validation'],
  ['odoo.exceptions.MissingError', 'Record does not exist or has been deleted.', 'validation', 'validation'],
  ['odoo.exceptions.RedirectWarning', 'Please define a journal.', 'validation', 'validation'],
  ['builtins.ValueError', "Invalid field 'x' on model 'account.move'", 'validation', 'validation'],
  ['builtins.KeyError', "'x'", 'validation', 'validation'],
  [
    'odoo.exceptions.UserError',
    'You cannot add/modify entries prior to and inclusive of: Global Lock Date (02/28/2026).',
    'period_closed',
    'period_closed',
  ],
  [
    'odoo.exceptions.UserError',
    'The operation is refused as it would impact an already issued tax statement.',
    'period_closed',
    'period_closed',
  ],
  [
    'odoo.exceptions.ValidationError',
    'Another entry with the same name already exists.',
    'transient',
    'transient',
  ],
  [
    'odoo.exceptions.UserError',
    'The entry INV/2026/00001 (id 7) must be in draft.',
    'duplicate',
    'duplicate',
  ],
  ['psycopg2.errors.SerializationFailure', 'could not serialize access', 'transient', 'transient'],
  ['psycopg2.errors.DeadlockDetected', 'deadlock', 'transient', 'transient'],
  ['psycopg2.errors.UniqueViolation', 'duplicate key', 'validation', 'validation'],
  ['psycopg2.OperationalError', 'server closed the connection', 'transient', 'unknown_outcome'],
])('%s (%s) is %s when reading and %s when writing', (name, message, reading, writing) => {
  expect(exceptionOf(name, message, 'read').errorClass).toBe(reading);
  expect(exceptionOf(name, message, 'write').errorClass).toBe(writing);
});

test('what is not written for people is named and not shown', () => {
  const { message } = exceptionOf(
    'psycopg2.errors.UniqueViolation',
    'DETAIL: Key (login)=(ada) of hunter2',
    'write',
  );
  expect(message).toContain('UniqueViolation');
  expect(message).not.toContain('hunter2');
});

test('words of Odoo are one short line, whatever is in them', () => {
  const { message } = exceptionOf(
    'odoo.exceptions.UserError',
    `first\nsecond\u202e${'x'.repeat(9999)}`,
    'write',
  );
  expect(message).toContain('first second');
  expect(message).not.toMatch(/[\n\u202e]/);
  expect(message.length).toBeLessThan(400);
});

describe.each(VERSIONS)('an Odoo %s that does not take it', (version) => {
  let connected: ConnectedOdoo;
  beforeEach(async () => {
    connected = await connectOdooOf(version);
  });
  afterEach(() => connected.odoo.stop());
  const sendOne = async () => {
    const [outcome] = await connected.destination.send([smallInvoice(connected.odoo, 'a')], NO_CONTEXT);
    return outcome as {
      readonly errorClass?: ErrorClass;
      readonly message?: string;
      readonly retryAfterMs?: number;
    };
  };

  test('neither tracebacks nor secrets are in any message, log line or record', async () => {
    const { odoo, destination, logged } = connected;
    const said: string[] = [];
    for (const name of [
      'odoo.exceptions.UserError',
      'builtins.KeyError',
      'psycopg2.errors.UniqueViolation',
    ]) {
      for (const call of ['account.move.create', 'account.move.action_post', 'res.partner.create'])
        odoo.fail({ kind: 'exception', call, name, message: 'no' });
      said.push((await sendOne()).message ?? '');
      odoo.fail({ kind: 'exception', call: 'account.move.line.search_read', name, message: 'no' });
      said.push(
        await destination.find([referenceTo('x', 'journal')]).then(
          () => '',
          (error: Error) => error.message,
        ),
      );
    }
    const everything = [...said, ...logged].join('\n');
    expect(everything).not.toHaveLength(0);
    for (const secret of [DEBUG_SECRETS, 'Traceback', PASSWORD, API_KEY, 'hunter2'])
      expect(everything).not.toContain(secret);
    expect(JSON.stringify(odoo.rows('account.move.line'))).not.toContain('staple');
  });

  test.each([
    [429, '7', 'throttled', 7000],
    [500, undefined, 'unknown_outcome', undefined],
    [502, undefined, 'unknown_outcome', undefined],
    [503, undefined, 'unknown_outcome', undefined],
    [302, undefined, 'credential', undefined],
    [403, undefined, 'credential', undefined],
    [404, undefined, 'credential', undefined],
  ] as const)(
    'status %s when it writes (Retry-After %s) is %s',
    async (status, retryAfter, errorClass, wait) => {
      const { odoo } = connected;
      odoo.fail({
        kind: 'status',
        status,
        call: 'account.move.create',
        ...(retryAfter ? { retryAfter } : {}),
      });
      const outcome = await sendOne();
      expect(outcome).toMatchObject({ errorClass });
      expect(outcome.retryAfterMs).toBe(wait);
      expect(odoo.calls.get('account.move.create')).toBe(1);
    },
  );

  test('a batch that is too large for a proxy goes through in parts', async () => {
    const { odoo, destination } = connected;
    odoo.fail({ kind: 'status', status: 413, call: 'account.move.create', times: 3 });
    const documents = Array.from({ length: 8 }, (_, index) => smallInvoice(odoo, `d${index}`));
    const outcomes = await destination.send(documents, NO_CONTEXT);
    expect(outcomes.map(({ state }) => state)).toEqual(documents.map(() => 'created'));
    odoo.fail({ kind: 'status', status: 413, call: 'account.move.create' });
    expect(await sendOne()).toMatchObject({
      errorClass: 'validation',
      message: expect.stringContaining('larger'),
    });
  });

  test('a posting whose end is not known is looked up', async () => {
    const { odoo } = connected;
    odoo.settings.confirmPosting = true;
    odoo.fail({ kind: 'status', status: 503, call: 'account.move.search_read', after: 1, times: 4 });
    expect(await sendOne()).toMatchObject({ errorClass: 'unknown_outcome' });
  });

  test('an Odoo without its invoicing app is no ledger', async () => {
    const { odoo } = connected;
    const name = version < 19 ? 'odoo.exceptions.UserError' : 'werkzeug.exceptions.NotFound';
    odoo.fail({
      kind: 'exception',
      call: 'account.move.search_read',
      name,
      message: "Object account.move doesn't exist",
    });
    const outcome = await sendOne();
    expect(outcome.errorClass).toBe(version < 19 ? 'validation' : 'credential');
    expect(odoo.rows('account.move')).toEqual([]);
  });

  test('a page for people instead of an answer is nothing that was posted', async () => {
    connected.odoo.fail({ kind: 'html', call: 'account.move.action_post' });
    expect(await sendOne()).toMatchObject({ errorClass: 'unknown_outcome' });
  });

  test('reads are asked again, writes never', async () => {
    const { odoo } = connected;
    odoo.fail({ kind: 'status', status: 503, call: 'res.company.read', times: 3 });
    odoo.fail({ kind: 'status', status: 429, call: 'account.move.line.search_read', times: 2 });
    expect(await sendOne()).toMatchObject({ state: 'created' });
    expect(odoo.calls.get('res.company.read')).toBe(4);
    expect(odoo.calls.get('account.move.create')).toBe(1);
  });

  test('after a refusal of the login nothing more of the batch is sent', async () => {
    const { odoo, destination } = connected;
    odoo.fail({
      kind: 'exception',
      call: 'account.move.create',
      name: 'odoo.exceptions.AccessError',
      message: 'No.',
    });
    const outcomes = await destination.send([smallInvoice(odoo, 'a'), smallInvoice(odoo, 'b')], NO_CONTEXT);
    expect(outcomes).toMatchObject([{ errorClass: 'credential' }, { errorClass: 'credential' }]);
    expect(odoo.calls.get('account.move.create')).toBe(1);
  });

  test('a wrong login is told as such, for reads and for writes', async () => {
    const ledger = connected.reconnect({ http: signingHttp({ password: 'wrong', apiKey: 'wrong' }) });
    await expect(ledger.listAccounts()).rejects.toThrow(LedgerError);
    await expect(ledger.lockDate()).rejects.toMatchObject({ errorClass: 'credential' });
    expect(await ledger.send([smallInvoice(connected.odoo, 'a')], NO_CONTEXT)).toMatchObject([
      { errorClass: 'credential', message: expect.stringContaining('credential') },
    ]);
  });

  test('a closed period is refused before Odoo would move the date, and when Odoo refuses by itself', async () => {
    const { odoo, destination } = connected;
    const field = version < 18 ? 'period_lock_date' : 'sale_lock_date';
    odoo.change('res.company', odoo.ids.company, { [field]: '2026-03-31', tax_lock_date: '2026-01-31' });
    expect(await destination.lockDate()).toBe('2026-03-31');
    const outcome = await sendOne();
    expect(outcome).toMatchObject({ errorClass: 'period_closed' });
    expect(outcome.message).toContain('2026-03-31');
    expect(odoo.rows('account.move')).toEqual([]);
    odoo.change('res.company', odoo.ids.company, { [field]: undefined, tax_lock_date: undefined });
    odoo.fail({
      kind: 'exception',
      call: 'account.move.action_post',
      name: 'odoo.exceptions.UserError',
      message: 'You cannot add/modify entries prior to and inclusive of the lock date 03/31/2026.',
    });
    expect(await sendOne()).toMatchObject({ errorClass: 'period_closed' });
  });

  test('a draft that Odoo dated otherwise is not posted', async () => {
    const { odoo } = connected;
    odoo.fail({ kind: 'lost', when: 'before', call: 'account.move.action_post' });
    await sendOne();
    odoo.change('account.move', odoo.rows('account.move')[0]!.id, { date: '2026-04-01' });
    const outcome = await sendOne();
    expect(outcome).toMatchObject({ errorClass: 'period_closed' });
    expect(outcome.message).toMatch(/2026-04-01 instead of 2026-03-01.*draft/);
    expect(odoo.rows('account.move')).toMatchObject([{ state: 'draft' }]);
  });

  test('a posting that wants to be confirmed by a person is no posting', async () => {
    const { odoo } = connected;
    odoo.settings.confirmPosting = true;
    expect(await sendOne()).toMatchObject({
      errorClass: 'validation',
      message: expect.stringContaining('confirm'),
    });
    odoo.settings.confirmPosting = false;
    expect(await sendOne()).toMatchObject({ state: 'created' });
  });

  test.each([
    ['GBP', 'is not active in Odoo'],
    ['CHF', 'no exchange rate for CHF'],
    ['TND', 'Odoo has no currency TND'],
  ])('a document in %s says what is missing: %s', async (currency, sentence) => {
    const { odoo, destination } = connected;
    const lines = smallInvoice(odoo, 'a').lines.map((one) =>
      currency === 'TND'
        ? { ...one, ...(one.debit ? { debit: `${one.debit}0` } : { credit: `${one.credit}0` }) }
        : one,
    );
    const [outcome] = await destination.send([smallInvoice(odoo, 'a', { currency, lines })], NO_CONTEXT);
    expect(outcome).toMatchObject({ errorClass: 'validation', message: expect.stringContaining(sentence) });
    expect(odoo.rows('account.move')).toEqual([]);
  });
});
