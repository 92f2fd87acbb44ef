/** Documents: which one an entry becomes, and what the policy's output makes of an order. */
import { documentTypeOf } from '../../lib/accounting/document';
import type { Order } from '../../lib/commerce/order';
import { mapOrder } from '../../lib/policy/map-order';
import { policySchema } from '../../lib/policy/policy';

const debit = (account: string) => ({ account, debit: '1.00' });
const credit = (account: string) => ({ account, credit: '1.00' });

test.each([
  ['invoice', [debit('receivable'), credit('sales'), credit('tax:DE')]],
  ['credit_note', [credit('receivable'), debit('sales-returns'), debit('tax:DE')]],
  ['sales_receipt', [debit('clearing:stripe'), credit('sales')]],
  ['sales_receipt', [debit('clearing:stripe'), debit('gift-card-liability'), credit('sales')]],
  ['refund_receipt', [credit('clearing:stripe'), debit('sales-returns')]],
  ['payment', [debit('clearing:stripe'), credit('receivable')]],
  ['refund_payment', [credit('clearing:stripe'), debit('receivable')]],
  ['credit_note', [debit('gift-card-liability'), credit('receivable')]],
  ['journal', [debit('clearing:a'), debit('clearing:b'), credit('sales')]],
  ['journal', [debit('clearing:a'), debit('receivable'), credit('sales')]],
  ['journal', [debit('discounts'), credit('sales')]],
  ['journal', [debit('receivable'), credit('receivable'), credit('sales')]],
  ['journal', [debit('clearing:a')]],
  ['journal', [debit('receivable')]],
] as const)('the lines of an entry make it: %s', (type, lines) => {
  expect(documentTypeOf(lines)).toBe(type);
});

test('the reversal of a document is the document that takes it back', () => {
  const pairs = [
    ['invoice', 'credit_note'],
    ['sales_receipt', 'refund_receipt'],
    ['payment', 'refund_payment'],
  ];
  const samples = {
    invoice: [debit('receivable'), credit('sales')],
    sales_receipt: [debit('clearing:x'), credit('sales')],
    payment: [debit('clearing:x'), credit('receivable')],
  };
  for (const [made, taken] of pairs) {
    const lines = samples[made as keyof typeof samples];
    const reversed = lines.map(({ account, ...side }) =>
      'debit' in side ? credit(account) : debit(account),
    );
    expect([documentTypeOf(lines), documentTypeOf(reversed)]).toEqual([made, taken]);
  }
});

const TAX = {
  jurisdiction: 'DE-19',
  label: 'VAT',
  compound: false,
  liable: 'merchant' as const,
  pointers: ['/tax'],
};
const at = (time: string): string => `2026-03-0${time}:00Z`;

/** 100.00 and 19.00 tax; `more` says how it is paid and what comes back. */
const orderThat = (more: Partial<Order> = {}): Order => ({
  source: { platform: 'memory', storeId: 's', orderId: '1', number: 'N1', updatedAt: at('9T09:00') },
  currency: 'EUR',
  state: 'open',
  sourceStatus: 'paid',
  test: false,
  pricesIncludeTax: false,
  placedAt: at('1T10:00'),
  lines: [
    {
      id: 'l1',
      title: 'Lamp',
      sku: 'LAMP',
      quantity: '2',
      giftCard: false,
      amount: '100.00',
      pointers: ['/l1'],
      discounts: [],
      taxes: [{ ...TAX, amount: '19.00' }],
    },
  ],
  shipping: [],
  surcharges: [],
  payments: [],
  refunds: [],
  claims: { total: { amount: '119.00', pointers: ['/total'] } },
  ...more,
});

const paid = (
  id: string,
  amount: string,
  more: Partial<Order['payments'][number]> = {},
): Order['payments'][number] => ({
  id,
  kind: 'capture',
  status: 'success',
  gateway: 'stripe',
  amount,
  at: at('1T11:00'),
  pointers: ['/pay'],
  ...more,
});

const mapped = (order: Order, policy: object) => {
  const target = mapOrder(order, policySchema.parse(policy));
  expect(target.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return target.entries.map(({ kind, document, settles, lines }) => ({
    kind,
    document,
    settles: settles?.split(':').slice(3).join(':'),
    lines: lines.map(({ account, debit: dr, credit: cr }) => `${account} ${dr ?? `-${cr}`}`),
  }));
};

const PAID_ONCE = orderThat({ payments: [paid('p1', '119.00')] });

test('journals stay what they were: they carry nothing of documents', () => {
  const { entries } = mapOrder(PAID_ONCE, policySchema.parse({}));
  expect(entries.map(({ document }) => document)).toEqual(['journal']);
  expect(entries.flatMap(({ lines }) => lines).filter((line) => 'taxedBy' in line || 'sku' in line)).toEqual(
    [],
  );
});

test('an order that one gateway paid is a sales receipt, whose lines name their taxes and products', () => {
  const { entries } = mapOrder(PAID_ONCE, policySchema.parse({ output: 'receipt' }));
  expect(entries).toMatchObject([
    {
      document: 'sales_receipt',
      lines: [
        { account: 'clearing:stripe', debit: '119.00' },
        { account: 'sales', credit: '100.00', taxedBy: ['DE-19'], sku: 'LAMP', quantity: '2' },
        { account: 'tax:DE-19', credit: '19.00', taxCode: 'DE-19' },
      ],
    },
  ]);
});

test('the same order as an invoice is an invoice and its payment', () => {
  expect(mapped(PAID_ONCE, { output: 'invoice' })).toEqual([
    {
      kind: 'sale',
      document: 'invoice',
      settles: undefined,
      lines: ['receivable 119.00', 'sales -100.00', 'tax:DE-19 -19.00'],
    },
    {
      kind: 'capture',
      document: 'payment',
      settles: 'sale:1',
      lines: ['clearing:stripe 119.00', 'receivable -119.00'],
    },
  ]);
});

test('a receipt is not possible with two gateways or a part payment: then it is an invoice with payments', () => {
  const two = orderThat({ payments: [paid('p1', '60.00'), paid('p2', '59.00', { gateway: 'paypal' })] });
  expect(mapped(two, { output: 'receipt' }).map(({ document }) => document)).toEqual([
    'invoice',
    'payment',
    'payment',
  ]);
  const part = orderThat({ payments: [paid('p1', '60.00')] });
  expect(mapped(part, { output: 'receipt' }).map(({ document }) => document)).toEqual(['invoice', 'payment']);
});

test('a gift card is a tender on the receipt, out of what the shop owes', () => {
  const order = orderThat({
    payments: [paid('p1', '79.00'), paid('p2', '40.00', { gateway: 'gift_card', tender: 'gift_card' })],
  });
  expect(mapped(order, { output: 'receipt' })).toMatchObject([
    {
      document: 'sales_receipt',
      lines: ['clearing:stripe 79.00', 'gift-card-liability 40.00', 'sales -100.00', 'tax:DE-19 -19.00'],
    },
  ]);
});

const REFUND: Order['refunds'][number] = {
  id: 'r1',
  at: at('3T10:00'),
  amount: '59.50',
  pointers: ['/r1'],
  lines: [
    {
      id: 'rl1',
      of: 'l1',
      quantity: '1',
      amount: '50.00',
      taxes: [{ ...TAX, amount: '9.50' }],
      pointers: ['/rl1'],
    },
  ],
  shipping: [],
  surcharges: [],
  payments: [{ id: 'rp1', gateway: 'stripe', amount: '59.50', at: at('3T10:00'), pointers: ['/rp1'] }],
};

test('what one gateway paid back is a refund receipt; as invoices, a credit note that a payment pays out', () => {
  const order = { ...PAID_ONCE, refunds: [REFUND] };
  expect(mapped(order, { output: 'receipt' })[1]).toMatchObject({
    document: 'refund_receipt',
    lines: ['sales-returns 50.00', 'tax:DE-19 9.50', 'clearing:stripe -59.50'],
  });
  expect(mapped(order, { output: 'invoice' }).slice(2)).toMatchObject([
    { document: 'credit_note', lines: ['sales-returns 50.00', 'tax:DE-19 9.50', 'receivable -59.50'] },
    { document: 'refund_payment', settles: 'refund:r1' },
  ]);
});

test('an item of a tax of zero is still one of that tax', () => {
  const line = { ...(PAID_ONCE.lines[0] as Order['lines'][number]), taxes: [{ ...TAX, amount: '0.00' }] };
  const order = orderThat({
    lines: [line],
    claims: { total: { amount: '100.00', pointers: ['/total'] } },
    payments: [paid('p1', '100.00')],
  });
  const { entries } = mapOrder(order, policySchema.parse({ output: 'invoice' }));
  expect(entries[0]?.lines.find(({ account }) => account === 'sales')?.taxedBy).toEqual(['DE-19']);
});

describe('what has an account of its own', () => {
  const part = (id: string, amount: string) => ({
    id,
    title: id,
    amount,
    pointers: [`/${id}`],
    discounts: [],
    taxes: [],
  });

  test('tips, duties and cash rounding are no income', () => {
    const order = orderThat({
      surcharges: [
        { ...part('tip', '7.50'), purpose: 'tip' },
        { ...part('duty', '18.00'), purpose: 'duty' },
        { ...part('coins', '-0.02'), purpose: 'cash_rounding' },
      ],
      claims: { total: { amount: '144.48', pointers: ['/total'] } },
      payments: [paid('p1', '144.48')],
    });
    expect(mapped(order, {})[0]?.lines).toEqual([
      'clearing:stripe 144.48',
      'rounding 0.02',
      'sales -100.00',
      'tips -7.50',
      'duties -18.00',
      'tax:DE-19 -19.00',
    ]);
  });

  test.each(['contra', 'net', 'negative-line'])(
    'a gift card sold for less is owed at its face value (discounts: %s)',
    (discounts) => {
      const order = orderThat({
        lines: [
          {
            ...part('card', '100.00'),
            quantity: '1',
            giftCard: true,
            discounts: [{ amount: '10.00', pointers: ['/d'] }],
          },
        ],
        claims: { total: { amount: '90.00', pointers: ['/total'] } },
        payments: [paid('p1', '90.00')],
      });
      expect(mapped(order, { discounts })[0]?.lines).toEqual([
        'clearing:stripe 90.00',
        'discounts 10.00',
        'gift-card-liability -100.00',
      ]);
    },
  );

  test('store credit that pays for an order is no money at a gateway', () => {
    const order = orderThat({ payments: [paid('p1', '119.00', { tender: 'store_credit' })] });
    expect(mapped(order, {})[0]?.lines[0]).toBe('store-credit 119.00');
  });
});

describe('what was added to an order', () => {
  const added = { id: 'e1', at: at('2T10:00'), pointers: ['/e1'] };
  const lamp = PAID_ONCE.lines[0] as Order['lines'][number];
  const edited = orderThat({
    lines: [lamp, { ...lamp, id: 'l2', amount: '20.00', taxes: [{ ...TAX, amount: '3.80' }], added }],
    claims: { total: { amount: '142.80', pointers: ['/total'] } },
    payments: [paid('p1', '119.00'), paid('p2', '23.80', { at: at('2T10:05') })],
  });

  test('is an entry of its own on its own day, settled by what was paid that day', () => {
    expect(mapped(edited, {})).toMatchObject([
      { kind: 'sale', lines: ['clearing:stripe 119.00', 'sales -100.00', 'tax:DE-19 -19.00'] },
      { kind: 'edit', lines: ['clearing:stripe 23.80', 'sales -20.00', 'tax:DE-19 -3.80'] },
    ]);
  });

  test('is an invoice of its own, which the payment that comes after it pays', () => {
    expect(mapped(edited, { output: 'invoice' })).toMatchObject([
      { document: 'invoice' },
      { kind: 'edit', document: 'invoice' },
      { document: 'payment', settles: 'sale:1' },
      { document: 'payment', settles: 'edit:e1' },
    ]);
  });

  test('and not paid stays owed', () => {
    const unpaid = { ...edited, payments: [paid('p1', '119.00')] };
    expect(mapped(unpaid, {})[1]?.lines[0]).toBe('receivable 23.80');
  });
});

test('a cart that says what is left is believed only when the refunds agree', () => {
  const order = { ...PAID_ONCE, refunds: [REFUND] };
  const claims = (amount: string) => ({ ...order.claims, current: { amount, pointers: ['/current'] } });
  const held = (amount: string) =>
    mapOrder({ ...order, claims: claims(amount) }, policySchema.parse({})).held;
  expect([held('59.50'), held('59.49')]).toEqual([false, true]);
});
