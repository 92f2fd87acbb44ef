/** What becomes of documents when QuickBooks refuses, falters or goes silent. */
import type { LedgerDocument, SendOutcome } from '../../../lib/destinations/ledger-destination';
import { LedgerError } from '../../../lib/destinations/ledger-destination';
import { shortKey } from '../../../lib/posting/idempotency-key';
import type { FaultKind } from '../../simulators/quickbooks/faults';
import { TestClock } from '../../support/test-clock';
import { connectTo, simulators } from './support/connection';
import {
  journal,
  keyOf,
  payment,
  refundPayment,
  usCreditNote,
  usInvoice,
  usSalesReceipt,
} from './support/documents';

const start = simulators();
const NO_CONTEXT = { recordIds: new Map<string, string>() };
const RECORDS = /"operation":"create","(?:SalesReceipt|Invoice|Payment|JournalEntry)"/;

const sales = (count: number): readonly LedgerDocument[] =>
  Array.from({ length: count }, (_, index) => usSalesReceipt(`sale ${index}`));

const messageOf = (outcome: SendOutcome | undefined): string =>
  outcome?.state === 'failed' ? outcome.message : 'created';

describe('a batch', () => {
  it('takes thirty documents in one request, and more in as many as it needs', async () => {
    const simulator = await start();
    const ledger = connectTo(simulator);
    expect(ledger.batchSize).toBe(60);
    const outcomes = await ledger.send(sales(31), NO_CONTEXT);
    expect(outcomes.every(({ state }) => state === 'created')).toBe(true);
    expect(simulator.asked.filter(({ text }) => RECORDS.test(text))).toHaveLength(2);
    expect(new Set(simulator.company.rows.SalesReceipt.map((row) => row['DocNumber'])).size).toBe(31);
  });

  it('is the last one when QuickBooks asks to wait: the next would be turned away as well', async () => {
    const simulator = await start();
    simulator.faults.add({ kind: 'throttled', retryAfter: 90, matching: RECORDS });
    const outcomes = await connectTo(simulator).send(sales(31), NO_CONTEXT);
    expect(outcomes).toEqual(
      sales(31).map(() => expect.objectContaining({ errorClass: 'throttled', retryAfterMs: 90_000 })),
    );
    expect(simulator.asked.filter(({ text }) => RECORDS.test(text))).toHaveLength(1);
  });

  it('carries a name by which QuickBooks knows it again, within what QuickBooks allows', async () => {
    const simulator = await start();
    const clock = new TestClock();
    await connectTo(simulator, { clock }).send([usSalesReceipt('warm up')], NO_CONTEXT);
    const again = async () => connectTo(simulator, { clock }).send([usSalesReceipt()], NO_CONTEXT);
    const [first, second] = [await again(), await again()];
    expect(second).toEqual(first);
    expect(simulator.company.rows.SalesReceipt).toHaveLength(2);
    const ids = simulator.asked.filter(({ text }) => RECORDS.test(text)).map(({ requestId }) => requestId);
    expect(ids.every((id) => /^cl-[0-9a-f]{32}$/.test(id ?? ''))).toBe(true);
    expect(ids[2]).toBe(ids[1]);
    // After a while it is judged anew: else a refusal would outlive its reason.
    clock.advance(600_000);
    expect(await again()).toMatchObject([{ state: 'failed', errorClass: 'duplicate' }]);
  });

  it('that is refused as a whole harms only the document because of which it is', async () => {
    const simulator = await start();
    simulator.faults.add({
      kind: 'fault_in_200',
      code: '500',
      type: 'ValidationFault',
      message: 'Invalid character',
      matching: /sale 4[^0-9]/,
      times: 99,
    });
    const documents = sales(7).map((document, index) => ({ ...document, description: `sale ${index}.` }));
    const outcomes = await connectTo(simulator).send(documents, NO_CONTEXT);
    expect(outcomes.map(({ state }) => state)).toEqual(
      documents.map((_, index) => (index === 4 ? 'failed' : 'created')),
    );
    expect(messageOf(outcomes[4])).toContain('Invalid character');
  });

  it('in which one piece fails leaves the others as they are', async () => {
    const simulator = await start();
    const message = 'Object Not Found';
    simulator.faults.add({ kind: 'piece_fault', piece: 1, code: '2010', message, matching: RECORDS });
    const outcomes = await connectTo(simulator).send(sales(3), NO_CONTEXT);
    expect(outcomes.map(({ state }) => state)).toEqual(['created', 'failed', 'created']);
    expect(messageOf(outcomes[1])).toContain(`${message} (code 2010)`);
  });
});

describe('the class of an error', () => {
  it.each<[string, FaultKind, string, string]>([
    ['an answer that got lost', { kind: 'answer_lost_after' }, 'unknown_outcome', 'looked up before'],
    ['a request that got lost', { kind: 'answer_lost_before' }, 'unknown_outcome', 'looked up before'],
    ['a server that failed', { kind: 'server_error' }, 'unknown_outcome', 'status 500'],
    ['a page for people', { kind: 'html' }, 'unknown_outcome', 'nothing that can be read'],
    ['throttled', { kind: 'throttled', retryAfter: 17 }, 'throttled', 'fewer requests'],
    [
      'a Fault under status 200',
      { kind: 'fault_in_200', code: '6190', type: 'ValidationFault', message: 'Invalid Company Status' },
      'credential',
      'Invalid Company Status',
    ],
    [
      'a system fault under status 200',
      { kind: 'fault_in_200', code: '10000', type: 'SystemFault', message: 'An application error' },
      'unknown_outcome',
      'An application error',
    ],
  ])('%s', async (_, fault, errorClass, words) => {
    const simulator = await start();
    simulator.faults.add({ ...fault, matching: RECORDS });
    const outcomes = await connectTo(simulator).send(sales(2), NO_CONTEXT);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ state: 'failed', errorClass });
      expect(messageOf(outcome)).toContain(words);
    }
  });

  it('throttled says for how long: as told, else a minute', async () => {
    const simulator = await start();
    const ledger = connectTo(simulator);
    simulator.faults.add({ kind: 'throttled', retryAfter: 17, matching: RECORDS });
    simulator.faults.add({ kind: 'throttled', matching: RECORDS });
    expect(await ledger.send(sales(1), NO_CONTEXT)).toMatchObject([{ retryAfterMs: 17_000 }]);
    expect(await ledger.send(sales(1), NO_CONTEXT)).toMatchObject([{ retryAfterMs: 60_000 }]);
    expect(await ledger.send(sales(1), NO_CONTEXT)).toMatchObject([{ state: 'created' }]);
  });

  it.each([
    ['6140', 'Duplicate Document Number Error', 'duplicate'],
    ['6210', 'Account Period Closed, password required', 'period_closed'],
    ['6210', 'Duplicate Document Number Error', 'duplicate'],
    ['5010', 'Stale Object Error', 'transient'],
    ['5010', 'Account Period Closed', 'period_closed'],
    ['3001', 'ThrottleExceeded', 'throttled'],
    ['3200', 'Token expired', 'credential'],
    ['6070', 'Amount calculation incorrect', 'validation'],
    ['10000', 'An application error has occurred', 'unknown_outcome'],
  ])('of a piece: code %s, %s', async (code, message, errorClass) => {
    const simulator = await start();
    simulator.faults.add({ kind: 'piece_fault', piece: 0, code, message, matching: RECORDS });
    const [outcome] = await connectTo(simulator).send(sales(1), NO_CONTEXT);
    expect(outcome).toMatchObject({ state: 'failed', errorClass, message: expect.stringContaining(message) });
  });

  it('a closed period, with its day', async () => {
    const simulator = await start({ closeDate: '2026-03-01' });
    const ledger = connectTo(simulator);
    const outcomes = await ledger.send(
      [usSalesReceipt('a'), usSalesReceipt('b', { date: '2026-03-02' })],
      NO_CONTEXT,
    );
    expect(outcomes).toMatchObject([
      { errorClass: 'period_closed', message: expect.stringContaining('2026-03-01') },
      { state: 'created' },
    ]);
    expect(await ledger.lockDate()).toBe('2026-03-01');
  });

  it('a number that another record has', async () => {
    const simulator = await start();
    const ledger = connectTo(simulator);
    await ledger.send([usSalesReceipt('a')], NO_CONTEXT);
    const [taken] = await ledger.send([usSalesReceipt('b', { shortKey: shortKey(keyOf('a')) })], NO_CONTEXT);
    expect(taken).toMatchObject({ errorClass: 'duplicate', message: expect.stringContaining('code 6140') });
  });

  it('a login that is not accepted, or is for another company', async () => {
    const simulator = await start();
    for (const wiring of [{ token: 'other' }, { realm: '1' }]) {
      const ledger = connectTo(simulator, wiring);
      const [outcome] = await ledger.send([usSalesReceipt()], NO_CONTEXT);
      expect(outcome).toMatchObject({
        errorClass: 'credential',
        message: expect.stringContaining('Connect'),
      });
      await expect(ledger.lockDate()).rejects.toBeInstanceOf(LedgerError);
    }
  });

  it('a login that names no company asks for nothing', async () => {
    const simulator = await start();
    const [outcome] = await connectTo(simulator, { realm: '' }).send([usSalesReceipt()], NO_CONTEXT);
    expect(outcome).toMatchObject({
      errorClass: 'credential',
      message: expect.stringContaining('which company'),
    });
    expect(simulator.asked).toEqual([]);
  });

  it('a company that cannot be asked before sending: nothing went out, so it may be tried again', async () => {
    const simulator = await start();
    simulator.faults.add({ kind: 'server_error', matching: /from Preferences/, times: 3 });
    const [outcome] = await connectTo(simulator).send([usSalesReceipt()], NO_CONTEXT);
    expect(outcome).toMatchObject({ errorClass: 'transient' });
    expect(simulator.company.rows.SalesReceipt).toEqual([]);
  });
});

describe('a lost answer', () => {
  it.each<[string, LedgerDocument]>([
    ['sales receipt', usSalesReceipt()],
    ['invoice', usInvoice()],
    ['credit note', usCreditNote()],
    ['journal', journal()],
    ['refund payment', refundPayment(usCreditNote())],
  ])('%s: the record is found by its key', async (_, document) => {
    const simulator = await start();
    const ledger = connectTo(simulator);
    simulator.faults.add({ kind: 'answer_lost_after', matching: /"operation":"create","(?!Customer|Item)/ });
    await ledger.send([document], NO_CONTEXT);
    const [found] = await connectTo(simulator).find([document]);
    expect(found).toMatchObject({ key: document.key, date: document.date });
  });

  it('of a payment or a journal does not make a second one when it is sent again all the same', async () => {
    const simulator = await start();
    const ledger = connectTo(simulator);
    const invoice = usInvoice();
    const [created] = await ledger.send([invoice], NO_CONTEXT);
    const recordIds = new Map([[invoice.key, (created as { readonly recordId: string }).recordId]]);
    simulator.faults.add({ kind: 'answer_lost_after', matching: RECORDS });
    const clock = new TestClock();
    clock.advance(3_600_000);
    const both = [payment(invoice), journal()];
    expect(await ledger.send(both, { recordIds })).toMatchObject([
      { errorClass: 'unknown_outcome' },
      { errorClass: 'unknown_outcome' },
    ]);
    // Long after QuickBooks would have known the batch again.
    expect(await connectTo(simulator, { clock }).send(both, { recordIds })).toMatchObject([
      { errorClass: 'duplicate' },
      { errorClass: 'duplicate' },
    ]);
    expect(simulator.company.rows.Payment).toHaveLength(1);
    expect(simulator.company.rows.JournalEntry).toHaveLength(1);
  });
});

describe('reads', () => {
  it('wait when they are throttled, and go on', async () => {
    const simulator = await start();
    const clock = new TestClock();
    simulator.faults.add({ kind: 'throttled', matching: /from Account/ });
    const before = clock.now().getTime();
    expect(await connectTo(simulator, { clock }).listAccounts()).not.toHaveLength(0);
    expect(clock.now().getTime() - before).toBe(60_000);
  });

  it('keep within what QuickBooks allows in a minute, by waiting', async () => {
    const clock = new TestClock();
    const simulator = await start({ requestsPerMinute: 2, clock });
    const ledger = connectTo(simulator, { clock });
    expect(await ledger.listTaxCodes()).not.toHaveLength(0);
    expect(await ledger.listAccounts()).not.toHaveLength(0);
  });

  it('are tried again after a server error or silence, and say so when it lasts', async () => {
    const simulator = await start();
    simulator.faults.add({ kind: 'answer_lost_before', matching: /from Account/ });
    simulator.faults.add({ kind: 'server_error', status: 503, matching: /from Account/ });
    const ledger = connectTo(simulator);
    expect(await ledger.listAccounts()).not.toHaveLength(0);
    simulator.faults.add({ kind: 'answer_lost_before', matching: /from Preferences/, times: 3 });
    await expect(ledger.lockDate()).rejects.toMatchObject({ errorClass: 'transient' });
  });
});
