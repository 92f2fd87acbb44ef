/** Documents on their way: customers, what a payment pays, and who waits for whom. */
import type { DocumentType } from '../../lib/accounting/document';
import { FaultyLedger } from '../support/faulty-ledger';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';

const DOCUMENTS: readonly DocumentType[] = [
  'invoice',
  'sales_receipt',
  'credit_note',
  'refund_receipt',
  'payment',
  'refund_payment',
];

const invoicing = async (documents = DOCUMENTS) => {
  const river = await River.open({ output: 'invoice' }, new FaultyLedger(10, documents));
  river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true }));
  await river.deliver('1', 'd1');
  return river;
};
const sentBy = (river: River) =>
  river.ledger.received.map(({ document, appliesTo }) => [document.type, appliesTo]);

test('a payment is sent after its invoice, and names the invoice’s record', async () => {
  const river = await invoicing();
  await river.run();
  expect(sentBy(river)).toEqual([
    ['invoice', undefined],
    ['payment', 'R1'],
  ]);
  expect(river.ledger.balances()).toEqual(river.expected());
});

test.each(['answer_lost_before', 'throttled', 'transient'] as const)(
  'a payment waits when its invoice is not in the ledger yet (%s), and both come right',
  async (fault) => {
    const river = await invoicing();
    river.ledger.faults.push(fault);
    await river.run();
    expect(sentBy(river)).toEqual([['invoice', undefined]]);
    await river.settle();
    expect(sentBy(river).at(-1)?.[0]).toBe('payment');
    expect(river.ledger.twice()).toEqual([]);
    expect(river.ledger.balances()).toEqual(river.expected());
  },
);

test('an invoice that the ledger refuses holds the order, and its payment is not sent', async () => {
  const river = await invoicing();
  river.ledger.faults.push('validation');
  const [result] = await river.run();
  expect(result).toMatchObject({ held: { state: 'held', problems: [{ code: 'validation' }] } });
  expect(sentBy(river)).toEqual([['invoice', undefined]]);
});

test('a payment that comes later names the invoice of an earlier run', async () => {
  const river = await River.open(
    { output: 'invoice', postingTrigger: 'creation' },
    new FaultyLedger(10, DOCUMENTS),
  );
  river.shop.put(smallOrder({ id: '1', cents: 1000, paid: false }));
  await river.deliver('1', 'd1');
  await river.run();
  river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true, updatedAt: '2026-02-11T10:00:00Z' }));
  await river.deliver('1', 'd2');
  await river.run();
  expect(sentBy(river)).toEqual([
    ['invoice', undefined],
    ['payment', 'R1'],
  ]);
});

test('a correction of an invoice is the document that its lines make', async () => {
  const river = await invoicing();
  await river.run();
  river.shop.put(smallOrder({ id: '1', cents: 800, paid: true, updatedAt: '2026-02-11T10:00:00Z' }));
  await river.deliver('1', 'd2');
  await river.run();
  expect(
    sentBy(river)
      .slice(2)
      .map(([type]) => type),
  ).toEqual(['credit_note', 'refund_payment']);
  expect(river.ledger.balances()).toEqual(river.expected());
});

test('a ledger that knows only journals gets journals of the same lines, and learns of no customer', async () => {
  const river = await invoicing([]);
  await river.run();
  expect(river.ledger.received.map(({ document }) => [document.type, document.customer])).toEqual([
    ['journal', undefined],
    ['journal', undefined],
  ]);
  expect(river.ledger.balances()).toEqual(river.expected());
});

test('all buyers of a shop are one customer unless each is to be one', async () => {
  const river = await invoicing();
  await river.run();
  expect(new Set(river.ledger.received.map(({ document }) => document.customer?.key))).toEqual(
    new Set(['memory:shop.example']),
  );
});

test('what waits for approval is posted in the same order, payments after their invoices', async () => {
  const { approvePlans } = await import('../../lib/flows/approve-plans');
  const river = await invoicing();
  await river.run(undefined, 100, 'hold');
  expect(river.ledger.received).toEqual([]);
  const approved = await approvePlans(
    river.context(),
    river.posting(),
    { platform: 'memory', storeId: 'shop.example' },
    { leaseSeconds: 60, maxAttempts: 5 },
  );
  expect(approved.map(({ recordId }) => recordId).sort()).toEqual(['R1', 'R2']);
  expect(sentBy(river)).toEqual([
    ['invoice', undefined],
    ['payment', 'R1'],
  ]);
});

test.each([
  ['sandbox', 'production'],
  ['production', 'sandbox'],
] as const)('an order of a %s shop is not posted to a %s ledger', async (shop, ledger) => {
  const river = await River.open();
  river.ledger.environment = ledger;
  river.environment = shop;
  river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true }));
  await river.deliver('1', 'd1');
  const [result] = await river.run();
  expect(result).toMatchObject({ held: { state: 'held', problems: [{ code: 'environment_mismatch' }] } });
  expect(river.ledger.received).toEqual([]);
  river.ledger.environment = shop;
  await river.deliver('1', 'd2');
  await river.run();
  expect(river.ledger.received).toHaveLength(1);
});
