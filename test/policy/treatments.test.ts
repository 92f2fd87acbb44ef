/** Treatments that no golden journal can show: orders that are held, and what is said about those that are not. */
import { toHledger } from '../../lib/accounting/export/hledger';
import { mapOrder } from '../../lib/policy/map-order';
import { type PolicyInput, policySchema } from '../../lib/policy/policy';
import type { Target } from '../../lib/policy/target';
import { type OrderSpec, buildOrder } from '../support/order-builder';

const map = (spec: OrderSpec, policy: PolicyInput = {}): Target =>
  mapOrder(buildOrder(spec), policySchema.parse(policy));
const codes = ({ problems }: Target): readonly string[] =>
  problems.map(({ severity, code }) => `${severity} ${code}`);

/** `kind date: account debit, … | account credit, …` */
const told = ({ entries }: Pick<Target, 'entries'>): readonly string[] =>
  entries.map(({ kind, date, lines }) => {
    const side = (name: 'debit' | 'credit'): string =>
      lines.flatMap((line) => (line[name] === undefined ? [] : [`${line.account} ${line[name]}`])).join(', ');
    return `${kind} ${date}: ${side('debit')} | ${side('credit')}`;
  });

const LAMP = { id: 'l1', title: 'Lamp', amount: '100.00', taxes: { VAT: '10.00' } };
const ALL = { of: 'l1', quantity: '1', amount: '100.00', taxes: { VAT: '10.00' } };
const held = (target: Target, ...problems: readonly string[]): void => {
  expect(codes(target)).toEqual(problems.map((code) => `error ${code}`));
  expect([target.held, target.entries]).toEqual([true, []]);
  // Who reads it must know which order it is and what to do.
  for (const { message } of target.problems) expect(message).toMatch(/1001.*\. [A-Z].*\.$/s);
};

describe('D5: refunds', () => {
  it('of more than was sold hold the order: of a line, of a tax, of the whole', () => {
    const refund = (part: object, amount: string): Target =>
      map({
        lines: [LAMP, { id: 'l2', title: 'Mat', amount: '40.00' }],
        refunds: [{ amount, lines: [{ ...ALL, ...part }] }],
      });
    held(refund({ amount: '100.01', taxes: {} }, '100.01'), 'refund_exceeds_line');
    held(refund({ taxes: { VAT: '10.01' } }, '110.01'), 'refund_exceeds_line');
    held(map({ lines: [LAMP], refunds: [{ amount: '110.01', lines: [] }] }), 'refund_exceeds_order');
  });

  it('of more than the refunds before have left hold the order', () => {
    const half = { amount: '60.00', lines: [{ of: 'l1', amount: '60.00' }] };
    held(map({ lines: [LAMP], refunds: [half, half] }), 'refund_exceeds_order', 'refund_exceeds_line');
  });

  it('of less than the lines hold the order where the policy says so, and are told otherwise', () => {
    const spec: OrderSpec = { lines: [LAMP], refunds: [{ amount: '95.00', lines: [ALL] }] };
    held(map(spec, { restockingFee: 'hold' }), 'refund_less_than_lines');
    for (const [restockingFee, told] of [
      ['own-account', 'booked as a restocking fee'],
      ['against-returns', 'lowers what was returned'],
    ] as const) {
      const target = map(spec, { restockingFee });
      expect(codes(target)).toEqual(['warning restocking_fee_inferred']);
      expect(target.problems[0]?.message).toContain(told);
    }
  });

  it('of nothing move no money and have no entry', () => {
    const target = map({
      lines: [LAMP],
      refunds: [{ amount: '0.00', lines: [{ ...ALL, amount: '0.00', taxes: {} }], payments: [] }],
    });
    expect(codes(target)).toEqual(['info zero_refund']);
    expect(target.entries.map(({ kind }) => kind)).toEqual(['sale']);
  });
});

describe('D12: duties', () => {
  it('take their share of a refund that names no lines, where the policy spreads it', () => {
    const target = map(
      {
        lines: [{ id: 'l1', title: 'Coat', amount: '200.00' }],
        surcharges: [{ id: 'd1', title: 'Duty', amount: '18.00', purpose: 'duty' }],
        refunds: [{ amount: '50.00' }],
      },
      { amountOnlyRefunds: 'spread' },
    );
    // Spread in proportion to what is left of each: 50.00 * 200 / 218 and 50.00 * 18 / 218.
    expect(told(target)[1]).toBe(
      'refund 2026-03-10: sales-returns 45.87, duties 4.13 | clearing:stripe 50.00',
    );
  });
});

describe('D13: other currencies', () => {
  const presented = { currency: 'EUR', lines: [{ ...LAMP, amount: '90.00', taxes: { VAT: '9.00' } }] };

  it('hold the order where it is to be booked in the currency of the buyer, and the shop does not state it', () => {
    const order = buildOrder({ lines: [LAMP] });
    const foreign = { ...order, presentmentCurrency: 'EUR' };
    held(mapOrder(foreign, policySchema.parse({ orderCurrency: 'presentment' })), 'presentment_missing');
    // The buyer paid in the currency of the shop: there is nothing to ask for.
    expect(told(mapOrder(order, policySchema.parse({ orderCurrency: 'presentment' })))).toHaveLength(1);
  });

  it('give the journal the currency that it is booked in', () => {
    const target = map({ lines: [LAMP], presented }, { orderCurrency: 'presentment' });
    expect([target.currency, told(target)]).toEqual([
      'EUR',
      ['sale 2026-03-02: clearing:stripe 99.00 | sales 90.00, tax:VAT 9.00'],
    ]);
    expect(toHledger(target.entries)).not.toContain('USD');
  });

  it('settle part payments cumulatively, so that payments of the whole settle exactly the whole', () => {
    // EUR 33.33 + 33.33 + 33.34 of EUR 100.00, which were sold for USD 109.99.
    const payments = ['33.33', '33.33', '33.34'].map((amount, index) => ({
      id: `p${index + 1}`,
      amount,
      at: `2026-03-0${index + 3}T10:00:00Z`,
    }));
    const target = map(
      {
        lines: [{ id: 'l1', title: 'Lamp', amount: '109.99' }],
        payments: payments.map((payment) => ({ ...payment, amount: '37.00' })),
        presented: { currency: 'EUR', lines: [{ id: 'l1', amount: '100.00' }], payments },
      },
      { postingTrigger: 'creation' },
    );
    // 109.99 * 33.33% = 36.66, 66.66% = 73.32, 100% = 109.99.
    expect(told(target).slice(1)).toEqual([
      'capture 2026-03-03: clearing:stripe 37.00 | fx 0.34, receivable 36.66',
      'capture 2026-03-04: clearing:stripe 37.00 | fx 0.34, receivable 36.66',
      'capture 2026-03-05: clearing:stripe 37.00 | fx 0.33, receivable 36.67',
    ]);
  });

  it('leave a payout in another currency on clearing, and say so', () => {
    const settlement = {
      at: '2026-03-08T06:00:00Z',
      currency: 'EUR',
      gross: '99.00',
      fee: '3.00',
      net: '96.00',
    };
    const target = map(
      { lines: [LAMP], payments: [{ amount: '110.00', settlement }] },
      { settlements: 'book' },
    );
    expect(codes(target)).toEqual(['info settled_in_other_currency']);
    expect(told(target)).toEqual(['sale 2026-03-02: clearing:stripe 110.00 | sales 100.00, tax:VAT 10.00']);
  });

  it('hold a payout whose fee does not lead from gross to net', () => {
    const settlement = { at: '2026-03-08T06:00:00Z', gross: '110.00', fee: '3.00', net: '107.01' };
    held(
      map({ lines: [LAMP], payments: [{ amount: '110.00', settlement }] }, { settlements: 'book' }),
      'settlement_mismatch',
    );
  });
});

describe('D17: cost of goods', () => {
  const sent = [{ at: '2026-03-04T10:00:00Z', lines: { l1: '1' } }];

  it('holds an order of which something was sent whose cost the shop does not state', () => {
    held(map({ lines: [LAMP], fulfilments: sent }, { costOfGoods: 'perpetual' }), 'cost_missing');
    // Not wanted, or not sent yet: then it is not missing.
    expect(map({ lines: [LAMP], fulfilments: sent }).held).toBe(false);
    const other = { id: 'l2', title: 'Mat', amount: '40.00' };
    const target = map(
      { lines: [{ ...LAMP, unitCost: '12.00' }, other], fulfilments: sent },
      { costOfGoods: 'perpetual' },
    );
    expect(told(target)[1]).toBe('fulfilment 2026-03-04: cost-of-goods 12.00 | inventory 12.00');
  });

  it('of nothing is stated, and no line', () => {
    const target = map(
      { lines: [{ ...LAMP, unitCost: '0' }], fulfilments: sent },
      { costOfGoods: 'perpetual' },
    );
    expect(target.entries.map(({ kind }) => kind)).toEqual(['sale']);
  });

  it('comes back with the piece, though no money does', () => {
    const target = map(
      {
        lines: [{ ...LAMP, unitCost: '12.00' }],
        fulfilments: sent,
        refunds: [
          {
            amount: '0.00',
            lines: [{ of: 'l1', quantity: '1', amount: '0.00', restock: 'returned' }],
            payments: [],
          },
        ],
      },
      { costOfGoods: 'perpetual' },
    );
    expect(told(target).at(-1)).toBe('restock 2026-03-10: inventory 12.00 | cost-of-goods 12.00');
  });

  it('comes back for no more pieces than were sent', () => {
    const target = map(
      {
        lines: [{ ...LAMP, quantity: '3', unitCost: '12.00' }],
        fulfilments: sent,
        refunds: [{ amount: '110.00', lines: [{ ...ALL, quantity: '3', restock: 'returned' }] }],
      },
      { costOfGoods: 'perpetual' },
    );
    expect(told(target).at(-1)).toBe('restock 2026-03-10: inventory 12.00 | cost-of-goods 12.00');
  });
});

describe('D18: deliveries', () => {
  it('must be known where income waits for them', () => {
    held(map({ lines: [LAMP] }, { postingTrigger: 'fulfilment' }), 'fulfilments_unknown');
    const unknown = [{ at: '2026-03-04T10:00:00Z', lines: { l9: '1' } }];
    held(
      map({ lines: [LAMP], fulfilments: unknown }, { postingTrigger: 'fulfilment' }),
      'fulfilment_of_unknown_line',
    );
  });

  it('of more pieces than were sold earn what was sold, and no more', () => {
    const fulfilments = ['04', '09'].map((day) => ({ at: `2026-03-${day}T10:00:00Z`, lines: { l1: '1' } }));
    expect(told(map({ lines: [LAMP], fulfilments }, { postingTrigger: 'fulfilment' }))).toEqual([
      'sale 2026-03-02: clearing:stripe 110.00 | deferred-revenue 100.00, tax:VAT 10.00',
      'fulfilment 2026-03-04: deferred-revenue 100.00 | sales 100.00',
    ]);
  });

  it('of gift cards earn nothing, but take shipping with them', () => {
    const target = map(
      {
        lines: [{ id: 'g', title: 'Card', amount: '50.00', giftCard: true }],
        shipping: [{ amount: '3.00' }],
        fulfilments: [{ at: '2026-03-04T10:00:00Z', lines: { g: '1' } }],
      },
      { postingTrigger: 'fulfilment' },
    );
    expect(told(target)).toEqual([
      'sale 2026-03-02: clearing:stripe 53.00 | gift-card-liability 50.00, deferred-revenue 3.00',
      'fulfilment 2026-03-04: deferred-revenue 3.00 | shipping 3.00',
    ]);
  });

  it('never hold back tips and duties: they are nobody’s income to wait for', () => {
    const surcharges = [
      { title: 'Tip', amount: '5.00', purpose: 'tip' as const },
      { title: 'Duty', amount: '3.00', purpose: 'duty' as const },
    ];
    expect(
      told(map({ lines: [LAMP], surcharges, fulfilments: [] }, { postingTrigger: 'fulfilment' })),
    ).toEqual([
      'sale 2026-03-02: clearing:stripe 118.00 | deferred-revenue 100.00, tips 5.00, duties 3.00, tax:VAT 10.00',
    ]);
  });

  it('of a cancelled order that is not paid back are told to whoever reads it', () => {
    const target = map(
      {
        lines: [LAMP],
        state: 'cancelled',
        cancelledAt: '2026-03-10T12:00:00Z',
        fulfilments: [{ at: '2026-03-04T10:00:00Z', lines: { l1: '1' } }],
      },
      { postingTrigger: 'fulfilment' },
    );
    expect(codes(target)).toEqual(['warning cancelled_not_refunded']);
  });
});

describe('D20: fees', () => {
  const paidOut = { at: '2026-03-08T06:00:00Z', gross: '110.00', fee: '3.49', net: '106.51' };
  const withFee = (fee: object): readonly string[] =>
    told(
      map(
        {
          lines: [LAMP],
          payments: [{ id: 'p1', amount: '110.00', settlement: paidOut }],
          fees: [{ of: 'p1', amount: '3.49', at: '2026-03-02T10:00:00Z', ...fee }],
        },
        { gatewayFees: 'book', settlements: 'book' },
      ),
    ).slice(2);

  it('for processing are in the payout of their payment, and not told twice', () => {
    expect(withFee({})).toEqual([]);
    expect(withFee({ at: paidOut.at })).toEqual([]);
  });

  it('found after the payout, or for anything else, are not in it', () => {
    expect(withFee({ at: '2026-05-04T07:00:00Z' })).toEqual([
      'fee 2026-05-04: fees:processing 3.49 | clearing:stripe 3.49',
    ]);
    expect(withFee({ kind: 'dispute', amount: '15.00' })).toEqual([
      'fee 2026-03-02: fees:dispute 15.00 | clearing:stripe 15.00',
    ]);
    expect(withFee({ of: undefined })).toEqual([
      'fee 2026-03-02: fees:processing 3.49 | clearing:stripe 3.49',
    ]);
  });
});

describe('tax of a marketplace', () => {
  const market: OrderSpec = {
    lines: [
      {
        id: 'l1',
        title: 'Lamp',
        amount: '100.00',
        taxes: [{ jurisdiction: 'S', amount: '8.00', liable: 'channel' }],
      },
    ],
    payments: [{ gateway: 'marketplace', amount: '100.00' }],
  };

  it('is told in the description where it is left out, and only there', () => {
    const [leftOut] = map(market).entries;
    expect(leftOut?.description).toBe("Sale, order 1001 (tax of 8.00 is the channel's)");
    const [shown] = map(market, { channelTax: 'zero-sum' }).entries;
    expect(shown?.description).toBe('Sale, order 1001');
    expect(
      shown?.lines
        .filter(({ account }) => account === 'facilitator-tax')
        .map(({ debit, credit }) => [debit, credit]),
    ).toEqual([
      ['8.00', undefined],
      [undefined, '8.00'],
    ]);
  });
});

describe('what nobody owes any more', () => {
  it('what the channel keeps of a payment for its own tax is not owed to the buyer', () => {
    // As Shopify tells a sale on Facebook: the payment contains the tax that the channel keeps.
    const spec: OrderSpec = {
      lines: [
        {
          id: 'l1',
          title: 'Lamp',
          amount: '100.00',
          taxes: [{ jurisdiction: 'S', amount: '8.00', liable: 'channel' }],
        },
      ],
      payments: [{ gateway: 'facebook', amount: '108.00' }],
    };
    expect(told(map(spec))).toEqual(['sale 2026-03-02: clearing:facebook 100.00 | sales 100.00']);
  });

  it('a gift card sold below its face value and paid back is owed no more', () => {
    const spec: OrderSpec = {
      lines: [{ id: 'g', title: 'Card', amount: '100.00', giftCard: true, discounts: ['10.00'] }],
      refunds: [{ amount: '90.00', lines: [{ of: 'g', quantity: '1', amount: '90.00' }] }],
    };
    expect(told(map(spec))).toEqual([
      'sale 2026-03-02: clearing:stripe 90.00, discounts 10.00 | gift-card-liability 100.00',
      'refund 2026-03-10: gift-card-liability 100.00 | clearing:stripe 90.00, discounts 10.00',
    ]);
  });
});
