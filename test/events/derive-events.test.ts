import { checkOrder } from '../../lib/commerce/check-order';
import { toMinor } from '../../lib/money/minor';
import { type DeriveOptions, deriveEvents } from '../../lib/events/derive-events';
import { type OrderSpec, buildOrder } from '../support/order-builder';

const OPTIONS: DeriveOptions = {
  amountOnlyRefunds: 'unallocated',
  restockingFee: 'own-account',
  roundingLimit: 0n,
  rounding: 0n,
};

const derive = (spec: OrderSpec, options: Partial<DeriveOptions> = {}) => {
  const order = buildOrder(spec);
  const limit = options.roundingLimit ?? 0n;
  expect(
    checkOrder(order, { roundingLimit: `0.0${limit}` }).problems.filter(
      ({ severity }) => severity === 'error',
    ),
  ).toEqual([]);
  const { events, problems } = deriveEvents(order, { ...OPTIONS, ...options });
  return {
    events,
    problems: problems.map(({ severity, code }) => `${severity} ${code}`),
    kinds: events.map(({ key }) => key.split(':').slice(3).join(':')),
    parts: (kind: string) =>
      events
        .filter((event) => event.kind === kind)
        .map((event) =>
          event.parts.map((part) => `${part.component} ${part.jurisdiction ?? part.of} ${part.amount}`),
        ),
  };
};

const TWO: OrderSpec = {
  lines: [
    { id: 'a', amount: '60.00', discounts: [['10.00', 'TEN']], taxes: { S: '5.00', C: '1.00' } },
    { id: 'b', amount: '20.00', taxes: { S: '2.00' } },
  ],
  shipping: [{ id: 's', amount: '10.00', taxes: { S: '1.00' } }],
  surcharges: [{ id: 'f', amount: '-4.00' }],
};
// 50 + 6 + 20 + 2 + 10 + 1 - 4 = 85.00

describe('sales and captures', () => {
  it('tell every part of the order, its discounts and taxes behind it', () => {
    const { kinds, parts } = derive(TWO);
    expect(kinds).toEqual(['sale:1', 'capture:p1']);
    expect(parts('sale')).toEqual([
      [
        'goods a 60.00',
        'discount a 10.00',
        'tax S 5.00',
        'tax C 1.00',
        'goods b 20.00',
        'tax S 2.00',
        'shipping s 10.00',
        'tax S 1.00',
        'surcharge f -4.00',
      ],
    ]);
    expect(parts('capture')).toEqual([['payment p1 85.00']]);
  });

  it('carry the difference to the claimed total as rounding', () => {
    const { events } = derive({ ...TWO, claims: { total: '85.02' } }, { rounding: 2n, roundingLimit: 2n });
    expect(events[0]?.parts.at(-1)).toMatchObject({
      component: 'rounding',
      amount: '0.02',
      arithmetic: '85.02 claimed - 85.00 of the parts = 0.02',
      pointers: ['/claims/total/amount'],
    });
  });

  it('leave out tax that the channel owes, and say so', () => {
    const { parts, problems } = derive({
      lines: [
        {
          id: 'a',
          amount: '10.00',
          taxes: [
            { jurisdiction: 'M', liable: 'channel', amount: '1.00' },
            { jurisdiction: 'S', amount: '0.50' },
          ],
        },
      ],
    });
    expect(parts('sale')).toEqual([['goods a 10.00', 'channel_tax M 1.00', 'tax S 0.50']]);
    expect(problems).toEqual(['info channel_tax_withheld', 'info channel_tax_skipped']);
  });

  it('know captures and sales that succeeded, in the order of time, and no authorization, void, failure or zero', () => {
    const { kinds } = derive({
      ...TWO,
      payments: [
        { id: 'late', amount: '40.00', at: '2026-03-05T00:00:00Z' },
        { id: 'first', kind: 'sale', amount: '45.00', at: '2026-03-03T00:00:00Z' },
        { id: 'auth', kind: 'authorization', amount: '85.00' },
        { id: 'void', kind: 'void', amount: '85.00' },
        { id: 'bad', status: 'failed', amount: '85.00' },
        { id: 'soon', status: 'pending', amount: '85.00' },
        { id: 'zero', amount: '0.00' },
      ],
    });
    expect(kinds).toEqual(['sale:1', 'capture:first', 'capture:late']);
  });

  it('say when the buyer has a claim: by an edit after payment, or by a refund that was not paid back', () => {
    expect(derive({ ...TWO, payments: [{ amount: '90.00' }] }).problems).toEqual(['warning owed_to_buyer']);
    const noted = { amount: '85.00', payments: [] };
    expect(derive({ ...TWO, refunds: [noted] }).problems).toEqual([
      'info full_refund_split',
      'warning owed_to_buyer',
    ]);
    expect(derive({ ...TWO, payments: [], refunds: [noted] }).problems).toEqual(['info full_refund_split']);
    expect(
      derive({ ...TWO, payments: [{ amount: '40.00' }], refunds: [{ amount: '40.00', payments: [] }] })
        .problems,
    ).toEqual(['warning unallocated_refund']);
  });

  it.each([
    ['draft', 'info draft_order'],
    ['cancelled', 'info cancelled_unpaid'],
    ['failed', 'info cancelled_unpaid'],
  ] as const)('are not there for an unpaid order that is %s', (state, problem) => {
    expect(derive({ ...TWO, state, payments: [] })).toMatchObject({ events: [], problems: [problem] });
  });

  it('keep keys apart that hold colons, percents and dots', () => {
    const { kinds, events } = derive({
      ...TWO,
      id: 'a:b%',
      refunds: [
        { id: 'r.1', amount: '1.00', payments: [{ id: '2', amount: '1.00' }] },
        { id: 'r', amount: '1.00', payments: [{ id: '1.2', amount: '1.00' }] },
      ],
    });
    expect(events[0]?.key).toBe('shop:store.example:a%3Ab%25:sale:1');
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(kinds).toContain('refund_payment:r%252E1.2');
    expect(kinds).toContain('refund_payment:r.1.2');
  });
});

describe('refunds', () => {
  const refunds = (...list: NonNullable<OrderSpec['refunds']>): OrderSpec => ({ ...TWO, refunds: list });
  const ITEM_B = {
    amount: '22.00',
    lines: [{ of: 'b', quantity: '1', amount: '20.00', taxes: { S: '2.00' } }],
  };

  it('carry the parts that the source names', () => {
    const { parts, problems } = derive(refunds(ITEM_B));
    expect(parts('refund')).toEqual([['goods b 20.00', 'tax S 2.00']]);
    expect(parts('refund_payment')).toEqual([['payment b1 22.00']]);
    expect(problems).toEqual([]);
  });

  it('without lines are unallocated, with a warning', () => {
    const { parts, problems } = derive(refunds({ amount: '30.00' }));
    expect(parts('refund')).toEqual([['unallocated r1 30.00']]);
    expect(problems).toEqual(['warning unallocated_refund']);
  });

  it('without lines of the whole order are split exactly, whatever the policy', () => {
    for (const amountOnlyRefunds of ['unallocated', 'spread'] as const) {
      const { parts, problems } = derive(refunds({ amount: '85.00' }), { amountOnlyRefunds });
      expect(parts('refund')).toEqual([
        [
          'goods a 50.00',
          'tax S 5.00',
          'tax C 1.00',
          'goods b 20.00',
          'tax S 2.00',
          'shipping s 10.00',
          'tax S 1.00',
          'surcharge f -4.00',
        ],
      ]);
      expect(problems).toEqual(['info full_refund_split']);
    }
  });

  it('of all that is left clear what earlier ones left, by time and not by place in the list', () => {
    const { parts, problems } = derive(
      refunds(
        { id: 'last', at: '2026-04-03T00:00:00Z', amount: '33.00' },
        { id: 'second', at: '2026-04-02T00:00:00Z', amount: '30.00' },
        { ...ITEM_B, id: 'first', at: '2026-04-01T00:00:00Z' },
      ),
    );
    expect(parts('refund')).toEqual([
      ['goods b 20.00', 'tax S 2.00'],
      ['unallocated second 30.00'],
      [
        'goods a 50.00',
        'tax S 5.00',
        'tax C 1.00',
        'shipping s 10.00',
        'tax S 1.00',
        'surcharge f -4.00',
        'unallocated last -30.00',
      ],
    ]);
    expect(problems).toEqual(['warning unallocated_refund', 'info full_refund_split']);
  });

  it('tell how much of a part was left', () => {
    const { events } = derive(
      refunds({ amount: '8.00', lines: [{ of: 'b', amount: '8.00' }] }, { amount: '77.00' }),
    );
    const part = events.filter(({ kind }) => kind === 'refund')[1]?.parts.find(({ of }) => of === 'b');
    expect(part).toMatchObject({ amount: '12.00', arithmetic: '20.00 sold - 8.00 refunded before = 12.00' });
  });

  it('without lines are spread in proportion where the policy says so, and say who got the leftover', () => {
    const { parts, problems, events } = derive(refunds({ amount: '10.00' }), { amountOnlyRefunds: 'spread' });
    // Shares of 10.00 by what is left, 50 5 1 20 2 10 1 of 89; the negative surcharge takes none.
    expect(parts('refund')).toEqual([
      [
        'goods a 5.62',
        'tax S 0.56',
        'tax C 0.11',
        'goods b 2.25',
        'tax S 0.23',
        'shipping s 1.12',
        'tax S 0.11',
      ],
    ]);
    const sum = (events.find(({ kind }) => kind === 'refund')?.parts ?? []).reduce(
      (total, { amount }) => total + toMinor(amount, 'USD'),
      0n,
    );
    expect(sum).toBe(1000n);
    expect(problems).toEqual(['info refund_spread']);
    const leftovers = events.flatMap((event) => event.parts).filter(({ leftover }) => leftover !== undefined);
    expect(leftovers.map(({ of, arithmetic, leftover }) => [of, arithmetic, leftover])).toEqual([
      [
        'a',
        '10.00 * 50.00 / 89.00 -> 5.62',
        '0.01 of the 0.03 that rounding down left over, for one of the largest remainders',
      ],
      [
        'b',
        '10.00 * 20.00 / 89.00 -> 2.25',
        '0.01 of the 0.03 that rounding down left over, for one of the largest remainders',
      ],
      [
        'b',
        '10.00 * 2.00 / 89.00 -> 0.23',
        '0.01 of the 0.03 that rounding down left over, for one of the largest remainders',
      ],
    ]);
  });

  it('may name lines for a part of their amount', () => {
    const { parts } = derive(refunds({ ...ITEM_B, amount: '25.00' }));
    expect(parts('refund')).toEqual([['goods b 20.00', 'tax S 2.00', 'unallocated r1 3.00']]);
  });

  it('that keep more than rounding imply a fee, or wait for a person', () => {
    const kept = refunds({ ...ITEM_B, amount: '20.00' });
    const inferred = derive(kept);
    expect(inferred.parts('refund')).toEqual([['goods b 20.00', 'tax S 2.00', 'restocking_fee r1 2.00']]);
    expect(inferred.problems).toEqual(['warning restocking_fee_inferred']);
    expect(derive(kept, { restockingFee: 'hold' }).problems).toEqual(['error refund_less_than_lines']);
  });

  it('that miss their parts by rounding are held, or rounded within the limit', () => {
    const off = refunds({ ...ITEM_B, amount: '21.98' });
    expect(derive(off).problems).toEqual(['error refund_totals_mismatch']);
    const rounded = derive(off, { roundingLimit: 2n });
    expect(rounded.parts('refund')).toEqual([['goods b 20.00', 'tax S 2.00', 'rounding r1 -0.02']]);
    expect(rounded.problems).toEqual(['warning rounding_line']);
    const over = derive(refunds({ ...ITEM_B, amount: '22.02' }), { roundingLimit: 2n });
    expect(over.parts('refund')).toEqual([['goods b 20.00', 'tax S 2.00', 'rounding r1 0.02']]);
  });

  it('that follow a rounded one still clear the order to the last unit', () => {
    const { parts } = derive(refunds({ ...ITEM_B, amount: '21.98' }, { amount: '63.02' }), {
      roundingLimit: 2n,
    });
    expect(parts('refund')[1]).toContain('rounding 1001 0.02');
  });

  it('may give a kept fee back with the rest', () => {
    const { parts } = derive(refunds({ ...ITEM_B, amount: '17.00' }, { amount: '68.00' }));
    expect(parts('refund')[1]).toContain('restocking_fee r2 -5.00');
    const without = derive(refunds({ ...ITEM_B, amount: '17.00' }, { amount: '63.00' }));
    expect(without.parts('refund')[1]?.join()).not.toContain('restocking_fee');
    expect(without.problems).toContain('info full_refund_split');
  });

  it('of nothing are no events', () => {
    const { kinds, problems } = derive(
      refunds({ amount: '0.00', lines: [{ of: 'b', quantity: '1', amount: '0.00' }] }),
    );
    expect(kinds).toEqual(['sale:1', 'capture:p1']);
    expect(problems).toEqual(['info zero_refund']);
  });

  it('beyond what the leaves hold leave the rest unallocated when spread', () => {
    const spec = refunds({ ...ITEM_B, amount: '17.00' }, { amount: '66.00' });
    const { parts } = derive(
      { ...spec, surcharges: [], claims: { total: '89.00' } },
      { amountOnlyRefunds: 'spread' },
    );
    expect(parts('refund')[1]?.at(-1)).toMatch(/^(shipping|tax)/);
    const more = derive(
      {
        ...refunds({ ...ITEM_B, amount: '17.00' }, { amount: '70.00' }),
        surcharges: [],
        claims: { total: '89.00' },
      },
      { amountOnlyRefunds: 'spread' },
    );
    expect(more.parts('refund')[1]?.at(-1)).toBe('unallocated r2 3.00');
  });
});

describe('cancellations of paid orders', () => {
  const cancelled: OrderSpec = { ...TWO, state: 'cancelled', cancelledAt: '2026-03-09T00:00:00Z' };

  it('take the sale back whole, discounts and all, and say that the money has not gone back', () => {
    const { parts, problems, kinds, events } = derive(cancelled);
    expect(kinds).toEqual(['sale:1', 'capture:p1', 'cancellation:1']);
    expect([...(parts('cancellation')[0] ?? [])].sort()).toEqual([...(parts('sale')[0] ?? [])].sort());
    expect(problems).toEqual(['warning cancelled_not_refunded']);
    expect(events[2]?.at).toBe('2026-03-09T00:00:00Z');
  });

  it('take back only what refunds did not', () => {
    const { parts } = derive({
      ...cancelled,
      refunds: [
        { amount: '22.00', lines: [{ of: 'b', amount: '20.00', taxes: { S: '2.00' } }] },
        { amount: '20.00', lines: [{ of: 'a', amount: '20.00' }] },
        { amount: '5.00' },
      ],
    });
    expect(parts('cancellation')).toEqual([
      [
        'goods a 40.00',
        'discount a 10.00',
        'tax S 5.00',
        'tax C 1.00',
        'shipping s 10.00',
        'tax S 1.00',
        'surcharge f -4.00',
        'unallocated 1001 -5.00',
      ],
    ]);
  });

  it('are none when refunds gave everything back, and then nobody is owed anything', () => {
    const { kinds, problems } = derive({ ...cancelled, refunds: [{ amount: '85.00' }] });
    expect(kinds).toEqual(['sale:1', 'capture:p1', 'refund:r1', 'refund_payment:r1.b1']);
    expect(problems).toEqual(['info full_refund_split']);
  });

  it('do not ask for money back that was never taken', () => {
    const { kinds, problems } = derive({
      ...cancelled,
      payments: [{ amount: '30.00' }],
      refunds: [{ amount: '30.00' }],
    });
    expect(kinds).toContain('cancellation:1');
    expect(problems).toEqual(['warning unallocated_refund']);
  });
});
