/** The plan of entries itself: each with its day, the payments that it settles, and what a payment settles. */
import { type OrderAmounts, readAmounts } from '../../lib/commerce/order-amounts';
import type { Order } from '../../lib/commerce/order';
import { deriveStory } from '../../lib/events/derive-events';
import { type PolicyInput, policySchema } from '../../lib/policy/policy';
import { preparePolicy } from '../../lib/policy/prepared-policy';
import { type Schedule, schedule } from '../../lib/policy/schedule';
import { type OrderSpec, buildOrder } from '../support/order-builder';

const read = (order: Order): OrderAmounts => {
  const { amounts, problems } = readAmounts(order);
  if (!amounts) throw new Error(JSON.stringify(problems));
  return amounts;
};

const planOf = (order: Order, input: PolicyInput = {}): Schedule => {
  const policy = policySchema.parse(input);
  const amounts = read(order);
  const story = deriveStory(amounts, {
    amountOnlyRefunds: policy.amountOnlyRefunds,
    restockingFee: policy.restockingFee,
    roundingLimit: 0n,
    rounding: 0n,
    withSettlements: policy.settlements === 'book',
    withFees: policy.gatewayFees === 'book',
    ...(policy.postingTrigger === 'fulfilment'
      ? {
          deliveries: {
            defersIncome: true,
            defersTax: policy.deferredTax === 'at-fulfilment',
            withCosts: false,
          },
        }
      : {}),
  });
  return schedule(amounts, story, preparePolicy(policy));
};

/** `kind id date [payments that it settles] > what it settles` */
const told = ({ entries }: Schedule): readonly string[] => {
  const nameOf = (key: string): string => key.split(':').slice(3).join(' ');
  return entries.map(({ measured, date, settledBy, settles }) => {
    const within = settledBy.map(({ event }) => nameOf(event.key)).join(', ');
    return `${nameOf(measured.event.key)} ${date} [${within}]${settles === undefined ? '' : ` > ${nameOf(settles)}`}`;
  });
};

const plan = (spec: OrderSpec, input?: PolicyInput): readonly string[] =>
  told(planOf(buildOrder(spec), input));

const day = (date: number, hour = 12): string => `2026-03-${date < 10 ? `0${date}` : date}T${hour}:00:00Z`;
const LINE = { id: 'l1', amount: '100.00', taxes: { VAT: '10.00' } };
const payout = (at: string, gross: string) => ({ at, gross, fee: '0.00', net: gross });

describe('the trigger settlement', () => {
  const payments: OrderSpec['payments'] = [
    { id: 'card', amount: '10.00', tender: 'gift_card', gateway: 'gift', at: day(2) },
    { id: 'late', amount: '60.00', at: day(3), settlement: payout(day(8), '60.00') },
    { id: 'soon', amount: '30.00', at: day(4), settlement: payout(day(6), '30.00') },
    { id: 'never', amount: '10.00', at: day(5) },
  ];

  it('books from the first payout on, each payment on the day of its own, and none that waits for one', () => {
    expect(plan({ lines: [LINE], payments }, { postingTrigger: 'settlement', settlements: 'book' })).toEqual([
      'sale 1 2026-03-06 [capture card, capture soon]',
      'capture late 2026-03-08 [] > sale 1',
      'settlement late 2026-03-08 []',
      'settlement soon 2026-03-06 []',
    ]);
  });

  it('takes a gift card that was paid in another currency for a gift card, whatever its rate lost', () => {
    const spec: OrderSpec = {
      lines: [{ ...LINE, amount: '110.00', taxes: {} }],
      placedAt: day(1),
      payments: [{ id: 'card', amount: '108.00', tender: 'gift_card', at: day(3) }],
      presented: {
        currency: 'EUR',
        lines: [{ id: 'l1', amount: '100.00' }],
        payments: [{ id: 'card', amount: '100.00', tender: 'gift_card', at: day(3) }],
      },
    };
    const { entries } = planOf(buildOrder(spec), { postingTrigger: 'settlement' });
    expect(told({ entries })).toEqual(['sale 1 2026-03-03 [capture card]']);
    expect(entries[0]?.settledBy[0]?.event.parts.map(({ component }) => component)).toEqual([
      'payment',
      'fx',
    ]);
  });

  it('says of an order that waits for its payout that it does', () => {
    const order = buildOrder({ number: '#7', lines: [LINE], payments: [{ amount: '110.00', at: day(3) }] });
    expect(planOf(order, { postingTrigger: 'settlement' })).toEqual({
      entries: [],
      problem: {
        severity: 'info',
        code: 'not_settled',
        message:
          'Order #7: the shop says of no payment that it was paid out; its sale is booked when it does. Where the shop never says, choose another posting trigger.',
      },
    });
  });
});

describe('the trigger fulfilment', () => {
  it.each<[string, OrderSpec['fulfilments'], OrderSpec['payments'], string]>([
    [
      'the capture, where the shop says nothing of deliveries',
      undefined,
      [{ amount: '110.00', at: day(4) }],
      '04',
    ],
    ['the capture, where nothing was delivered', [], [{ amount: '110.00', at: day(4) }], '04'],
    [
      'the capture, where it came first',
      [{ at: day(5), lines: { l1: '1' } }],
      [{ amount: '110.00', at: day(4) }],
      '04',
    ],
    [
      'the delivery, where that came first',
      [{ at: day(3), lines: { l1: '1' } }],
      [{ amount: '110.00', at: day(4) }],
      '03',
    ],
    [
      'the first delivery, where nothing is paid',
      [
        { id: 'f2', at: day(9), lines: { l1: '0.5' } },
        { id: 'f1', at: day(8), lines: { l1: '0.5' } },
      ],
      [],
      '08',
    ],
  ])('begins with %s', (_, fulfilments, payments, date) => {
    const [sale] = plan({ lines: [LINE], fulfilments, payments }, { postingTrigger: 'fulfilment' });
    expect(sale).toMatch(new RegExp(`^sale 1 2026-03-${date} `));
  });

  it('does not begin where nothing is paid or delivered, and says so with no more of the status than a line holds', () => {
    const order = {
      ...buildOrder({ number: '#7', lines: [LINE], payments: [] }),
      sourceStatus: 's'.repeat(61),
    };
    const expected = {
      entries: [],
      problem: {
        severity: 'info',
        code: 'not_captured',
        message: `Order #7 ("${'s'.repeat(60)}") has no captured payment yet; its sale is booked when the money comes.`,
      },
    };
    expect(planOf(order, { postingTrigger: 'fulfilment' })).toEqual(expected);
    expect(planOf(order)).toEqual(expected);
  });
});

describe('which payments an entry settles in itself', () => {
  const spec: OrderSpec = {
    lines: [LINE],
    payments: [
      { id: 'a', amount: '50.00', at: day(2, 11) },
      { id: 'b', amount: '60.00', at: day(2, 12), gateway: 'paypal' },
    ],
  };

  it.each([
    ['journal', ['sale 1 2026-03-02 [capture a, capture b]']],
    ['summary', ['sale 1 2026-03-02 [capture a, capture b]']],
    [
      'receipt',
      ['sale 1 2026-03-02 []', 'capture a 2026-03-02 [] > sale 1', 'capture b 2026-03-02 [] > sale 1'],
    ],
    [
      'invoice',
      ['sale 1 2026-03-02 []', 'capture a 2026-03-02 [] > sale 1', 'capture b 2026-03-02 [] > sale 1'],
    ],
  ] as const)('as a %s', (output, entries) => {
    expect(plan(spec, { output })).toEqual(entries);
  });
});

describe('what a later payment settles', () => {
  const ADDED = { id: 'l2', amount: '50.00', added: { id: 'e1', at: day(4) } };

  it('is the addition, where the sale was paid on its own day', () => {
    const payments = [
      { id: 'a', amount: '110.00', at: day(2) },
      { id: 'b', amount: '50.00', at: day(5) },
    ];
    expect(plan({ lines: [LINE, ADDED], payments })).toEqual([
      'sale 1 2026-03-02 [capture a]',
      'edit e1 2026-03-04 []',
      'capture b 2026-03-05 [] > edit e1',
    ]);
  });

  it('is the sale until nothing of it is open, then the addition, which also takes what is beyond both', () => {
    const payments = [
      { id: 'a', amount: '60.00', at: day(2) },
      { id: 'b', amount: '20.00', at: day(5) },
      { id: 'c', amount: '30.00', at: day(6) },
      { id: 'd', amount: '50.00', at: day(7) },
      { id: 'e', amount: '5.00', at: day(8) },
    ];
    expect(plan({ lines: [LINE, ADDED], payments })).toEqual([
      'sale 1 2026-03-02 [capture a]',
      'edit e1 2026-03-04 []',
      'capture b 2026-03-05 [] > sale 1',
      'capture c 2026-03-06 [] > sale 1',
      'capture d 2026-03-07 [] > edit e1',
      'capture e 2026-03-08 [] > edit e1',
    ]);
  });
});

it('only sales, additions and refunds settle payments: all that follows them settles none', () => {
  const spec: OrderSpec = {
    lines: [{ ...LINE, quantity: '2' }],
    state: 'cancelled',
    cancelledAt: day(20),
    payments: [
      { id: 'a', amount: '100.00', at: day(2), settlement: payout(day(6), '100.00') },
      { id: 'b', amount: '10.00', at: day(3) },
    ],
    refunds: [
      {
        id: 'r1',
        amount: '55.00',
        at: day(10),
        lines: [{ of: 'l1', quantity: '1', amount: '50.00', taxes: { VAT: '5.00' }, restock: 'returned' }],
        payments: [
          { id: 'x', amount: '40.00', at: day(11) },
          { id: 'y', amount: '15.00', at: day(12), gateway: 'paypal' },
        ],
      },
    ],
    fulfilments: [{ id: 'f1', at: day(4), lines: { l1: '1' } }],
    fees: [{ id: 'late', kind: 'late', amount: '1.00', at: day(14) }],
  };
  expect(
    plan(spec, {
      output: 'receipt',
      postingTrigger: 'fulfilment',
      deferredTax: 'at-fulfilment',
      settlements: 'book',
      gatewayFees: 'book',
    }),
  ).toEqual([
    'sale 1 2026-03-02 []',
    'capture a 2026-03-02 [] > sale 1',
    'capture b 2026-03-03 [] > sale 1',
    'refund r1 2026-03-10 []',
    'refund_payment r1.x 2026-03-11 [] > refund r1',
    'refund_payment r1.y 2026-03-12 [] > refund r1',
    'cancellation 1 2026-03-20 []',
    'fulfilment f1 2026-03-04 []',
    'settlement a 2026-03-06 []',
    'fee late 2026-03-14 []',
  ]);
});

describe('an order of nothing', () => {
  const spec: OrderSpec = { lines: [{ id: 'l1', amount: '10.00', discounts: ['10.00'] }], placedAt: day(1) };

  it('counts from its payment of nothing that went well', () => {
    const payments = [
      { id: 'a', amount: '0.00', status: 'failed' as const, at: day(2) },
      { id: 'b', amount: '0.00', at: day(3) },
    ];
    expect(plan({ ...spec, payments })).toEqual(['sale 1 2026-03-03 []']);
  });

  it('counts from its placing where no payment went well', () => {
    const payments = [{ id: 'a', amount: '0.00', status: 'failed' as const, at: day(2) }];
    expect(plan({ ...spec, payments })).toEqual(['sale 1 2026-03-01 []']);
    expect(plan({ ...spec, payments: [] })).toEqual(['sale 1 2026-03-01 []']);
  });
});
