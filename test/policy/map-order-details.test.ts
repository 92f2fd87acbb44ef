/** What mapping says beside the entries: rules that fitted, what is left out, which day a change has, how a line came to be. */
import type { PolicyInput } from '../../lib/policy/policy';
import { mapOrder } from '../../lib/policy/map-order';
import { policySchema } from '../../lib/policy/policy';
import { type OrderSpec, buildOrder } from '../support/order-builder';

const map = (spec: OrderSpec, policy: PolicyInput = {}) =>
  mapOrder(buildOrder(spec), policySchema.parse(policy));
const told = (spec: OrderSpec, policy: PolicyInput = {}) =>
  map(spec, policy).problems.map(({ severity, code, message, pointer }) => ({
    severity,
    code,
    message,
    pointer,
  }));

const lamp = { id: 'l1', title: 'Lamp', amount: '100.00' };
const chair = { id: 'l2', title: `Chair ${'x'.repeat(80)}`, amount: '50.00' };

describe('goods that no rule fits', () => {
  const rules: PolicyInput = { accountRules: [{ when: { vendor: 'Acme' }, account: 'sales:acme' }] };

  it('are a warning with the first of them, and a count of the others', () => {
    expect(told({ lines: [lamp] }, rules)).toEqual([
      {
        severity: 'warning',
        code: 'no_rule_fits',
        message:
          'Order 1001: no account rule fits "Lamp". It goes to sales; add a rule to the policy if it should not.',
        pointer: '/lines/0/amount',
      },
    ]);
    expect(told({ lines: [chair, lamp, { ...lamp, id: 'l3' }] }, rules)[0]?.message).toBe(
      `Order 1001: no account rule fits "Chair ${'x'.repeat(54)}" and 2 more. It goes to sales; add a rule to the policy if it should not.`,
    );
    expect(told({ lines: [{ ...lamp, vendor: 'Acme' }, chair] }, rules)[0]).toMatchObject({
      pointer: '/lines/1/amount',
    });
  });

  it('hold the order, or are left unsaid, where the policy says so', () => {
    const held = map({ lines: [lamp] }, { ...rules, unmatched: 'hold' });
    expect(held.held).toBe(true);
    expect(held.problems).toMatchObject([
      {
        severity: 'error',
        message:
          'Order 1001: no account rule fits "Lamp". Add a rule to the policy, then retry the exception.',
      },
    ]);
    expect(told({ lines: [lamp] }, { ...rules, unmatched: 'ignore' })).toEqual([]);
  });
});

describe('the rules that fitted', () => {
  it('are told by number, in order', () => {
    const rule = (vendor: string) => ({ when: { vendor }, account: `sales:${vendor}` });
    const dimension = (vendor: string) => ({ when: { vendor }, dimensions: { class: vendor } });
    const vendors = Array.from({ length: 12 }, (_, index) => `v${index}`);
    const sold = ['v10', 'v2', 'v0'].map((vendor, index) => ({ ...lamp, id: `l${index}`, vendor }));
    const target = map(
      { lines: sold },
      { accountRules: vendors.map(rule), dimensionRules: vendors.map(dimension) },
    );
    expect(target.rulesUsed).toEqual({ accounts: [0, 2, 10], dimensions: [0, 2, 10] });
    expect(map({ lines: [lamp] }).rulesUsed).toEqual({ accounts: [], dimensions: [] });
  });
});

describe('an order of nothing', () => {
  const skip: PolicyInput = { zeroOrders: 'skip', postingTrigger: 'creation' };
  const free = { ...lamp, discounts: ['100.00'] };
  const zero: OrderSpec = { lines: [free], payments: [] };

  it('is left out where the policy says so', () => {
    expect(map(zero, skip).entries).toEqual([]);
    expect(told(zero, skip)).toMatchObject([{ severity: 'info', code: 'zero_order' }]);
    expect(map(zero, { ...skip, zeroOrders: 'post' }).entries).toHaveLength(1);
  });

  it('is none when somebody paid for it, got something back, or was given a gift card', () => {
    const paid = map({ ...zero, payments: [{ amount: '1.00' }] }, skip);
    expect(paid.problems.map(({ code }) => code)).not.toContain('zero_order');
    const back = map({ ...zero, refunds: [{ amount: '0.00', payments: [] }] }, skip);
    expect(back.problems.map(({ code }) => code)).not.toContain('zero_order');
    const card = { ...free, id: 'g', giftCard: true };
    expect(map({ lines: [free, card], payments: [] }, skip).entries).toHaveLength(1);
    expect(map({ lines: [{ ...card, amount: '0.00', discounts: [] }], payments: [] }, skip).entries).toEqual(
      [],
    );
  });
});

describe('the day of a change', () => {
  const dates = { updatedAt: '2026-03-20T09:00:00Z', cancelledAt: '2026-03-05T23:30:00Z' };

  it('is that of the last change, and for an order given up the day on which it was', () => {
    expect(map({ lines: [lamp], ...dates }).changeDate).toBe('2026-03-20');
    for (const state of ['cancelled', 'failed'] as const) {
      expect(map({ lines: [lamp], state, ...dates }).changeDate).toBe('2026-03-05');
      expect(map({ lines: [lamp], state, updatedAt: dates.updatedAt }).changeDate).toBe('2026-03-20');
    }
  });
});

describe('the currency of the buyer', () => {
  const presented: OrderSpec = {
    currency: 'USD',
    lines: [lamp],
    presented: { currency: 'EUR', lines: [{ ...lamp, amount: '90.00' }] },
  };
  const euros: PolicyInput = { orderCurrency: 'presentment' };
  const fees = [{ amount: '3.00', at: '2026-03-02T10:00:00Z' }];

  it('is booked, and fees that are stated in the shop’s are left to the payout', () => {
    expect(map(presented, euros).entries.map(({ currency }) => currency)).toEqual(['EUR']);
    expect(told(presented, euros)).toEqual([]);
    expect(told({ ...presented, fees: [] }, { ...euros, gatewayFees: 'book' })).toEqual([]);
    expect(told({ ...presented, fees }, { ...euros, gatewayFees: 'leave-out' })).toEqual([]);
    expect(told({ ...presented, fees }, { ...euros, gatewayFees: 'book' })).toEqual([
      {
        severity: 'warning',
        code: 'fees_left_out',
        message:
          'Order 1001: its fees are stated in USD and the order is booked in the currency of the buyer, so they are left to the payout.',
        pointer: '/fees/0/amount',
      },
    ]);
  });

  it('that is not stated throughout holds the order, and is nothing special when it is the shop’s', () => {
    const order = { ...buildOrder({ lines: [lamp] }), presentmentCurrency: 'EUR' };
    expect(mapOrder(order, policySchema.parse(euros)).problems).toMatchObject([
      { severity: 'error', code: 'presentment_missing' },
    ]);
    const same = { ...buildOrder({ lines: [lamp] }), presentmentCurrency: 'USD' };
    expect(mapOrder(same, policySchema.parse(euros)).problems).toEqual([]);
  });
});

describe('tax lines', () => {
  const two: OrderSpec = {
    lines: [
      { ...lamp, taxes: { A: '10.00', B: '0.00' } },
      { ...chair, title: 'Chair', taxes: { A: '5.00' } },
    ],
  };
  const taxes = (spec: OrderSpec, policy: PolicyInput) =>
    map(spec, policy).entries.flatMap(({ lines }) =>
      lines
        .filter(({ account }) => account.includes('tax'))
        .map(({ account, debit, credit, taxCode, memo, dimensions, explanation }) => ({
          account,
          amount: debit ?? `-${credit}`,
          taxCode,
          memo,
          dimensions,
          component: explanation.component,
          arithmetic: explanation.arithmetic,
        })),
    );

  it('are kept apart where their dimensions are', () => {
    const dimensionRules = [
      { for: ['tax' as const], when: { productType: 'Light' }, dimensions: { class: 'Light' } },
      { for: ['tax' as const], when: { productType: 'Seat' }, dimensions: { class: 'Seat' } },
    ];
    const [first, second] = two.lines ?? [];
    const typed: OrderSpec = {
      lines: [
        { ...first!, productType: 'Light' },
        { ...second!, productType: 'Seat' },
      ],
    };
    expect(taxes(typed, { dimensionRules })).toMatchObject([
      { account: 'tax:A', amount: '-10.00', dimensions: { class: 'Light' }, arithmetic: '10.00' },
      { account: 'tax:A', amount: '-5.00', dimensions: { class: 'Seat' }, arithmetic: '5.00' },
    ]);
  });

  it('in one amount for the order say so where they mix jurisdictions, and have a code in documents alone', () => {
    const mixed: OrderSpec = { lines: [{ ...lamp, taxes: { A: '10.00', B: '2.00' } }] };
    expect(taxes(mixed, { tax: 'order' })).toEqual([
      {
        account: 'tax:all',
        amount: '-12.00',
        taxCode: undefined,
        memo: 'Tax',
        dimensions: undefined,
        component: 'tax',
        arithmetic: '10.00 + 2.00 = 12.00',
      },
    ]);
    expect(
      taxes(
        {
          lines: [
            { ...lamp, taxes: { A: '10.00' } },
            { ...chair, taxes: { A: '5.00' } },
          ],
        },
        { tax: 'order' },
      ),
    ).toMatchObject([{ component: 'tax:A', arithmetic: '10.00 + 5.00 = 15.00' }]);
    expect(taxes(mixed, { tax: 'order', output: 'invoice' })).toMatchObject([{ taxCode: 'all' }]);
    expect(taxes(mixed, {})).toMatchObject([{ taxCode: 'A' }, { taxCode: 'B' }]);
  });

  it('of which a part waits for a delivery tell what waits and what does not', () => {
    const spec: OrderSpec = {
      lines: [{ ...lamp, quantity: '4', taxes: { A: '10.00' } }],
      fulfilments: [{ at: '2026-03-04T15:00:00Z', lines: { l1: '3' } }],
      refunds: [
        {
          at: '2026-03-06T10:00:00Z',
          amount: '55.00',
          lines: [{ of: 'l1', quantity: '2', amount: '50.00', taxes: { A: '5.00' } }],
        },
      ],
    };
    const policy: PolicyInput = { postingTrigger: 'fulfilment', deferredTax: 'at-fulfilment' };
    expect(
      taxes(spec, policy).map(({ account, amount, component, arithmetic }) => [
        account,
        amount,
        component,
        arithmetic,
      ]),
    ).toEqual([
      ['deferred-tax:A', '-10.00', 'deferred', '10.00'],
      ['deferred-tax:A', '2.50', 'deferred', '2.50'],
      ['tax:A', '2.50', 'tax:A', '5.00 - 2.50 = 2.50'],
      ['deferred-tax:A', '7.50', 'deferred', '10.00 of the whole -> 7.50'],
      ['tax:A', '-7.50', 'tax:A', '10.00 of the whole -> 7.50'],
    ]);
  });
});

describe('a delivery', () => {
  it('says what it earns: goods, less discounts, with shipping', () => {
    const target = map(
      {
        lines: [{ ...lamp, discounts: ['10.00'], taxes: { A: '9.00' } }],
        shipping: [{ id: 's1', title: 'Parcel', amount: '8.00' }],
        fulfilments: [{ at: '2026-03-04T15:00:00Z', lines: { l1: '1' } }],
      },
      { postingTrigger: 'fulfilment' },
    );
    const delivered = target.entries.find(({ kind }) => kind === 'fulfilment');
    expect(delivered?.lines[0]).toEqual({
      account: 'deferred-revenue',
      debit: '98.00',
      memo: 'Delivered',
      explanation: {
        rule: 'fulfilment.deferred',
        component: 'deferred',
        pointers: [
          '/fulfilments/0/lines/0/quantity',
          '/lines/0/amount',
          '/lines/0/discounts/0/amount',
          '/fulfilments/0/at',
          '/shipping/0/amount',
        ],
        arithmetic: '100.00 - 10.00 + 8.00 = 98.00',
      },
    });
  });
});

describe('memos and components', () => {
  it('keep the quantity behind a long title, and cut one that is long itself', () => {
    const memoOf = (line: Partial<OrderSpec['lines'] extends readonly (infer L)[] | undefined ? L : never>) =>
      map({ lines: [{ ...lamp, ...line }] }).entries[0]?.lines.find(({ account }) => account === 'sales')
        ?.memo;
    expect(memoOf({ quantity: '2' })).toBe('Lamp × 2');
    const long = memoOf({ title: 'y'.repeat(200), quantity: '12' });
    expect(long).toHaveLength(120);
    expect(long).toMatch(/y… × 12$/);
    expect(memoOf({ quantity: `1.${'0'.repeat(60)}` })).toBe(`Lamp × 1.${'0'.repeat(28)}`);
  });

  it('of a discount on a gift card name the discount', () => {
    const [entry] = map({ lines: [{ ...lamp, giftCard: true, discounts: ['10.00'] }] }).entries;
    expect(entry?.lines.map(({ account, explanation }) => [account, explanation.component])).toEqual([
      ['clearing:stripe', 'payment:stripe'],
      ['discounts', 'discount'],
      ['gift-card-liability', 'gift_card'],
    ]);
  });
});
