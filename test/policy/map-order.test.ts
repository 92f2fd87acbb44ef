import { accountBalances } from '../../lib/accounting/check-entry';
import type { JournalEntry } from '../../lib/accounting/journal-entry';
import { readAmounts } from '../../lib/commerce/order-amounts';
import type { Order } from '../../lib/commerce/order';
import { deriveStory } from '../../lib/events/derive-events';
import { checkConservation } from '../../lib/policy/check-conservation';
import { mapEvent } from '../../lib/policy/map-event';
import { mapOrder } from '../../lib/policy/map-order';
import { type PolicyInput, policySchema } from '../../lib/policy/policy';
import { preparePolicy } from '../../lib/policy/prepared-policy';
import type { Target } from '../../lib/policy/target';
import { type OrderSpec, buildOrder } from '../support/order-builder';

const map = (spec: OrderSpec, policy: PolicyInput = {}): Target =>
  mapOrder(buildOrder(spec), policySchema.parse(policy));
const codes = (target: Target): readonly string[] =>
  target.problems.map(({ severity, code }) => `${severity} ${code}`);

/** `kind date: account debit, … | account credit, …` */
const told = ({ entries }: Pick<Target, 'entries'>): readonly string[] =>
  entries.map(({ kind, date, lines }) => {
    const side = (name: 'debit' | 'credit'): string =>
      lines.flatMap((line) => (line[name] === undefined ? [] : [`${line.account} ${line[name]}`])).join(', ');
    return `${kind} ${date}: ${side('debit')} | ${side('credit')}`;
  });

const ONE: OrderSpec = { lines: [{ id: 'a', title: 'Shirt', amount: '100.00', taxes: { S: '10.00' } }] };

describe('when a sale is booked', () => {
  it('on capture: not before money came', () => {
    for (const payments of [
      [],
      [{ amount: '110.00', kind: 'authorization' as const }],
      [{ amount: '110.00', status: 'pending' as const }],
    ]) {
      const target = map({ ...ONE, payments });
      expect(told(target)).toEqual([]);
      expect(codes(target)).toEqual(['info not_captured']);
      expect(target.events.map(({ kind }) => kind)).toEqual(['sale']);
      expect(target.held).toBe(false);
    }
  });

  it('on capture: dated at the first capture, with all captures of that day; later ones clear receivable', () => {
    const payments = [
      { amount: '60.00', at: '2026-03-05T01:00:00Z', gateway: 'stripe' },
      { amount: '20.00', at: '2026-03-05T23:00:00Z', gateway: 'paypal' },
      { amount: '30.00', at: '2026-03-06T00:00:00Z', gateway: 'paypal' },
    ];
    expect(told(map({ ...ONE, payments }))).toEqual([
      'sale 2026-03-05: clearing:stripe 60.00, clearing:paypal 20.00, receivable 30.00 | sales 100.00, tax:S 10.00',
      'capture 2026-03-06: clearing:paypal 30.00 | receivable 30.00',
    ]);
    // In New York the first is still on the day before, and the other two fall on one day after it.
    expect(told(map({ ...ONE, payments }, { timeZone: 'America/New_York' }))).toEqual([
      'sale 2026-03-04: clearing:stripe 60.00, receivable 50.00 | sales 100.00, tax:S 10.00',
      'capture 2026-03-05: clearing:paypal 20.00 | receivable 20.00',
      'capture 2026-03-05: clearing:paypal 30.00 | receivable 30.00',
    ]);
  });

  it('on creation: when placed, paid or not', () => {
    expect(told(map({ ...ONE, state: 'pending', payments: [] }, { postingTrigger: 'creation' }))).toEqual([
      'sale 2026-03-02: receivable 110.00 | sales 100.00, tax:S 10.00',
    ]);
  });

  it('an overpayment is owed to the buyer', () => {
    expect(told(map({ ...ONE, payments: [{ amount: '120.00' }] }))).toEqual([
      'sale 2026-03-02: clearing:stripe 120.00 | receivable 10.00, sales 100.00, tax:S 10.00',
    ]);
  });

  it('everything on the day of placing, where the policy says so', () => {
    const spec: OrderSpec = {
      ...ONE,
      payments: [
        { amount: '50.00', at: '2026-03-05T01:00:00Z' },
        { amount: '60.00', at: '2026-04-05T01:00:00Z' },
      ],
      refunds: [{ amount: '110.00', at: '2026-05-05T01:00:00Z' }],
    };
    for (const postingTrigger of ['capture', 'creation'] as const) {
      const { entries } = map(spec, { postingTrigger, accountingDate: 'placed' });
      expect(new Set(entries.map(({ date }) => date))).toEqual(new Set(['2026-03-02']));
    }
  });
});

describe('refunds and the days they fall on', () => {
  const refunded: OrderSpec = {
    ...ONE,
    payments: [{ amount: '110.00', at: '2026-03-10T12:00:00Z' }],
    refunds: [
      {
        amount: '110.00',
        at: '2026-03-08T12:00:00Z',
        lines: [{ of: 'a', amount: '100.00', taxes: { S: '10.00' } }],
        payments: [{ amount: '80.00', gateway: 'paypal', at: '2026-03-09T00:00:00Z' }],
      },
    ],
  };

  it('are never before the sale; what was not paid back stands on receivable', () => {
    expect(told(map(refunded))).toEqual([
      'sale 2026-03-10: clearing:stripe 110.00 | sales 100.00, tax:S 10.00',
      'refund 2026-03-10: sales-returns 100.00, tax:S 10.00 | clearing:paypal 80.00, receivable 30.00',
    ]);
  });

  it('on creation go to receivable, and money goes back no sooner than it came', () => {
    expect(told(map(refunded, { postingTrigger: 'creation' }))).toEqual([
      'sale 2026-03-02: receivable 110.00 | sales 100.00, tax:S 10.00',
      'capture 2026-03-10: clearing:stripe 110.00 | receivable 110.00',
      'refund 2026-03-08: sales-returns 100.00, tax:S 10.00 | receivable 110.00',
      'refund_payment 2026-03-10: receivable 80.00 | clearing:paypal 80.00',
    ]);
  });

  it('of an order that was never paid lower what is owed, and are nothing on capture', () => {
    const unpaid: OrderSpec = {
      ...refunded,
      payments: [],
      refunds: [{ amount: '11.00', at: '2026-03-08T12:00:00Z', payments: [] }],
    };
    expect(told(map(unpaid, { postingTrigger: 'creation' }))[1]).toBe(
      'refund 2026-03-08: unallocated-refunds 11.00 | receivable 11.00',
    );
    expect(told(map(unpaid))).toEqual([]);
  });

  it('go to sales where the policy has no returns account', () => {
    expect(told(map(refunded, { returns: 'sales' }))[1]).toContain('sales 100.00, tax:S 10.00 |');
  });
});

describe('discounts, surcharges and shipping', () => {
  const spec: OrderSpec = {
    lines: [
      {
        id: 'a',
        title: 'Shirt',
        quantity: '2',
        amount: '60.00',
        discounts: [
          ['6.00', 'TEN'],
          ['3.00', 'VIP'],
        ],
      },
      { id: 'b', title: 'Hat', amount: '40.00', discounts: [['4.00', 'TEN'], '1.00'] },
    ],
    shipping: [{ id: 's', title: 'Parcel', amount: '10.00', discounts: [['10.00', 'FREESHIP']] }],
    surcharges: [
      { id: 'f', title: 'Gift wrap', amount: '5.00' },
      { id: 'g', title: 'Loyalty', amount: '-8.00' },
    ],
  };

  it('contra: one discounts line for each discounted part; a negative surcharge is a discount', () => {
    expect(told(map(spec))).toEqual([
      'sale 2026-03-02: clearing:stripe 83.00, discounts 9.00, discounts 5.00, discounts 10.00, discounts 8.00 | sales 60.00, sales 40.00, shipping 10.00, surcharges 5.00',
    ]);
  });

  it('net: nothing of a discount is left but the lower amount', () => {
    expect(told(map(spec, { discounts: 'net' }))).toEqual([
      'sale 2026-03-02: clearing:stripe 83.00, discounts 8.00 | sales 51.00, sales 35.00, surcharges 5.00',
    ]);
  });

  it('negative-line: one line for each code, and one for each part where there is none', () => {
    const target = map(spec, { discounts: 'negative-line' });
    expect(told(target)).toEqual([
      'sale 2026-03-02: clearing:stripe 83.00, discounts 8.00, discounts 10.00, discounts 3.00, discounts 1.00, discounts 10.00 | sales 60.00, sales 40.00, shipping 10.00, surcharges 5.00',
    ]);
    const ten = target.entries[0]?.lines.find(({ memo }) => memo === 'TEN');
    expect(ten?.explanation).toEqual({
      rule: 'sale.discount',
      component: 'discount',
      pointers: ['/lines/0/discounts/0/amount', '/lines/1/discounts/0/amount'],
      arithmetic: '6.00 + 4.00 = 10.00',
    });
  });

  it('inside-sales: delivery is sales, both ways', () => {
    const shipped: OrderSpec = {
      ...ONE,
      shipping: [{ id: 's', amount: '5.00' }],
      refunds: [{ amount: '5.00', shipping: [{ of: 's', amount: '5.00' }] }],
    };
    expect(told(map(shipped, { shipping: 'inside-sales' }))).toEqual([
      'sale 2026-03-02: clearing:stripe 115.00 | sales 100.00, sales 5.00, tax:S 10.00',
      'refund 2026-03-10: sales 5.00 | clearing:stripe 5.00',
    ]);
  });

  it('surcharges come back the way they went', () => {
    const back: OrderSpec = { ...spec, refunds: [{ amount: '83.00' }] };
    const balances = accountBalances(map(back).entries);
    expect(balances.get('surcharges')).toBe(0n);
    // Discounts of goods are in what their returns are worth; that of the negative surcharge was taken back.
    expect(balances.get('discounts')).toBe(-2400n);
  });

  it('explains a net line with the numbers and the fields', () => {
    const line = map(spec, { discounts: 'net' }).entries[0]?.lines.find(({ account }) => account === 'sales');
    expect(line).toEqual({
      account: 'sales',
      credit: '51.00',
      memo: 'Shirt × 2',
      explanation: {
        component: 'goods',
        rule: 'sale.goods.net',
        pointers: ['/lines/0/amount', '/lines/0/discounts/0/amount', '/lines/0/discounts/1/amount'],
        arithmetic: '60.00 - 6.00 - 3.00 = 51.00',
      },
    });
  });

  it('explains what is owed by its components', () => {
    const line = map(spec, { postingTrigger: 'creation' }).entries[0]?.lines[0];
    expect(line).toMatchObject({ account: 'receivable', debit: '83.00' });
    expect(line?.explanation).toEqual({
      rule: 'sale.receivable',
      component: 'receivable',
      pointers: ['/claims/total/amount'],
      arithmetic: 'goods 100.00 - discounts 24.00 + shipping 10.00 - surcharges 3.00 = 83.00',
    });
  });
});

describe('taxes', () => {
  const spec: OrderSpec = {
    lines: [
      { id: 'a', amount: '10.00', taxes: { S: '0.83', C: '0.10' } },
      { id: 'b', amount: '10.00', taxes: { S: '0.83' } },
    ],
    shipping: [{ id: 's', amount: '5.00', taxes: { S: '0.41' } }],
  };
  const taxLines = (tax: 'jurisdiction' | 'line' | 'order') =>
    (map(spec, { tax }).entries[0] as JournalEntry).lines
      .filter(({ account }) => account.startsWith('tax:'))
      .map(({ account, credit, taxCode, explanation }) => [account, credit, taxCode, explanation.arithmetic]);

  it('are one line for each jurisdiction, for each taxed part, or for the order; always the sums of the source', () => {
    expect(taxLines('jurisdiction')).toEqual([
      ['tax:S', '2.07', 'S', '0.83 + 0.83 + 0.41 = 2.07'],
      ['tax:C', '0.10', 'C', '0.10'],
    ]);
    expect(taxLines('line')).toEqual([
      ['tax:S', '0.83', 'S', '0.83'],
      ['tax:C', '0.10', 'C', '0.10'],
      ['tax:S', '0.83', 'S', '0.83'],
      ['tax:S', '0.41', 'S', '0.41'],
    ]);
    expect(taxLines('order')).toEqual([['tax:all', '2.17', undefined, '0.83 + 0.10 + 0.83 + 0.41 = 2.17']]);
  });

  it('that the channel owes are not booked, and the order stays consistent through its refund', () => {
    const channel: OrderSpec = {
      lines: [
        { id: 'a', amount: '10.00', taxes: [{ jurisdiction: 'M', liable: 'channel', amount: '1.00' }] },
      ],
      refunds: [{ amount: '11.00' }],
    };
    const target = map(channel);
    expect(codes(target)).toEqual(['info full_refund_split', 'info channel_tax_skipped']);
    // The channel keeps its tax of the payment, so nothing of it is owed by the buyer or to the buyer.
    expect([...accountBalances(target.entries)]).toEqual([
      ['clearing:stripe', 0n],
      ['sales', 1000n],
      ['sales-returns', -1000n],
    ]);
  });
});

describe('orders that are left out or held', () => {
  it.each<[string, OrderSpec, PolicyInput, string]>([
    ['a draft', { ...ONE, state: 'draft' }, {}, 'info draft_order'],
    ['a test order', { ...ONE, test: true }, {}, 'info test_order'],
    [
      'a test order whose totals lie',
      { ...ONE, test: true, claims: { total: '1.00' } },
      {},
      'info test_order',
    ],
    [
      'a cancelled order that was never paid',
      { ...ONE, state: 'cancelled', payments: [] },
      { postingTrigger: 'creation' },
      'info cancelled_unpaid',
    ],
    [
      'the same, though its totals lie',
      { ...ONE, state: 'cancelled', payments: [], claims: { total: '1.00' } },
      { postingTrigger: 'creation' },
      'info cancelled_unpaid',
    ],
    [
      'an order of zero, where the policy skips it',
      { lines: [{ amount: '5.00', discounts: ['5.00'] }], payments: [] },
      { zeroOrders: 'skip' },
      'info zero_order',
    ],
    [
      'a pending order of zero',
      { lines: [{ amount: '5.00', discounts: ['5.00'] }], payments: [], state: 'pending' },
      {},
      'info not_captured',
    ],
  ])('%s: nothing to book, and the reason', (_what, spec, policy, problem) => {
    const target = map(spec, policy);
    expect(target).toMatchObject({ held: false, entries: [] });
    expect(codes(target)).toEqual([problem]);
  });

  it('a test order is booked where the policy includes it', () => {
    expect(map({ ...ONE, test: true }, { testOrders: 'include' }).entries).toHaveLength(1);
  });

  it('an order of zero shows its sales and discounts, from its payment of nothing or its placing', () => {
    const free: OrderSpec = { lines: [{ amount: '5.00', discounts: ['5.00'] }], payments: [] };
    expect(told(map(free))).toEqual(['sale 2026-03-02: discounts 5.00 | sales 5.00']);
    const paid = { ...free, payments: [{ amount: '0.00', at: '2026-03-07T00:00:00Z' }] };
    expect(told(map(paid))).toEqual(['sale 2026-03-07: discounts 5.00 | sales 5.00']);
    expect(told(map(free, { discounts: 'net' }))).toEqual([]);
  });

  it('a problem from reading the source holds the order and travels on', () => {
    const problem = { severity: 'error' as const, code: 'malformed_amount', message: 'no' };
    const target = mapOrder(buildOrder(ONE), policySchema.parse({}), { problems: [problem] });
    expect(target).toMatchObject({ held: true, entries: [], events: [], problems: [problem] });
    const warned = mapOrder(buildOrder(ONE), policySchema.parse({}), {
      problems: [{ ...problem, severity: 'warning' }],
    });
    expect(warned.entries).toHaveLength(1);
    expect(warned.problems).toHaveLength(1);
  });

  it('a refund that a person must decide holds the whole order, and shows what was derived', () => {
    const spec: OrderSpec = {
      ...ONE,
      refunds: [{ amount: '95.00', lines: [{ of: 'a', amount: '100.00', taxes: { S: '10.00' } }] }],
    };
    const target = map(spec, { restockingFee: 'hold' });
    expect(target).toMatchObject({ held: true, entries: [] });
    expect(target.events.length).toBeGreaterThan(0);
  });

  it('an order whose very dates are wrong is held without throwing', () => {
    const order: Order = {
      ...buildOrder(ONE),
      placedAt: '',
      source: { ...buildOrder(ONE).source, updatedAt: 'soon' },
    };
    expect(mapOrder(order, policySchema.parse({ timeZone: 'Asia/Tokyo' }))).toMatchObject({
      held: true,
      entries: [],
      changeDate: '',
    });
  });
});

describe('the date of a change', () => {
  it('is the day of the last change, or of the cancellation, in the zone of the store', () => {
    const zone = { timeZone: 'Asia/Tokyo' };
    expect(map({ ...ONE, updatedAt: '2026-03-20T16:00:00Z' }, zone).changeDate).toBe('2026-03-21');
    const cancelled: OrderSpec = {
      ...ONE,
      state: 'cancelled',
      cancelledAt: '2026-03-09T16:00:00Z',
      updatedAt: '2026-03-20T16:00:00Z',
    };
    expect(map(cancelled, zone).changeDate).toBe('2026-03-10');
  });
});

describe('names from the shop', () => {
  it('are cleaned in memos, accounts and descriptions', () => {
    const target = map({
      ...ONE,
      number: 'N\u0000\n7',
      lines: [
        {
          id: 'a',
          title: `<b>\u202e${'long '.repeat(100)}`,
          quantity: '3',
          amount: '1.00',
          taxes: { 'S\t1': '0.10' },
        },
      ],
      payments: [{ amount: '1.10', gateway: '' }],
    });
    const [entry] = target.entries;
    expect(entry?.description).toBe('Sale, order N 7');
    expect(entry?.lines.map(({ account }) => account)).toEqual(['clearing:unnamed', 'sales', 'tax:S 1']);
    expect(entry?.lines[1]?.memo).toMatch(/^<b> long .*… × 3$/);
    expect(entry?.lines[1]?.memo?.length).toBeLessThanOrEqual(120);
  });
});

describe('checks of the program on itself', () => {
  const prepared = preparePolicy(policySchema.parse({}));

  it('conservation names each account that an entry has too much or too little of', () => {
    const order = buildOrder({ ...ONE, shipping: [{ amount: '5.00' }] });
    const { amounts } = readAmounts(order);
    if (!amounts) throw new Error('unreadable');
    const story = deriveStory(amounts, {
      amountOnlyRefunds: 'spread',
      restockingFee: 'hold',
      roundingLimit: 0n,
      rounding: 0n,
    });
    const balances = accountBalances(mapOrder(order, prepared.policy).entries);
    const check = (changed: ReadonlyMap<string, bigint>) =>
      checkConservation({ amounts, story, policy: prepared.policy, rounding: 0n, rules: undefined }, changed);
    expect(check(balances)).toEqual([]);
    // Balanced, and wrong: a cent of tax went to sales; shipping was forgotten and receivable took it up.
    const plugged = new Map([...balances, ['sales', 10001n], ['tax:S', 999n]] as const);
    expect(check(plugged).map(({ code, message }) => [code, /on (\S+),/.exec(message)?.[1]])).toEqual([
      ['conservation_broken', 'sales'],
      ['conservation_broken', 'tax:S'],
    ]);
    const forgotten = new Map([...balances, ['receivable', 500n]] as const);
    forgotten.delete('shipping');
    expect(check(forgotten).map(({ message }) => /on (\S+),/.exec(message)?.[1])).toEqual([
      'receivable',
      'shipping',
    ]);
  });

  it('an event of a kind without a rule is a broken program', () => {
    const [event] = map(ONE).events;
    if (!event) throw new Error('no event');
    const measured = { event: { ...event, kind: 'payout' as const }, minor: [], pointers: [] };
    expect(() => mapEvent({ measured, date: '2026-01-01', settledBy: [] }, prepared)).toThrow('payout');
  });
});

describe('size', () => {
  it('10,000 lines are mapped in a moment, explanations and all', () => {
    // Code that is watched by a mutation test is slow.
    const patience = process.env.CART_LEDGER_RUNS === undefined ? 2_000 : 60_000;
    const line = {
      title: 'Item',
      amount: '1.10',
      discounts: [['0.10', 'TEN'] as const],
      taxes: { S: '0.10', C: '0.01' },
    };
    const order = buildOrder({
      lines: Array.from({ length: 10_000 }, () => line),
      refunds: [{ amount: '5.00' }, { amount: '11095.00' }],
    });
    const policy = policySchema.parse({ amountOnlyRefunds: 'spread' });
    const start = performance.now();
    const target = mapOrder(order, policy);
    const milliseconds = performance.now() - start;
    expect(target.held).toBe(false);
    expect(target.entries.map(({ kind }) => kind)).toEqual(['sale', 'refund', 'refund']);
    // Three entries of 10,000 lines: linear work takes a fraction of this, quadratic work minutes.
    expect(milliseconds).toBeLessThan(patience);
  });
});
