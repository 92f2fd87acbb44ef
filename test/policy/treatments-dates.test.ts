/** On which day of the store each trigger books, at month ends and in the nights in which clocks change. */
import type { JournalEntry } from '../../lib/accounting/journal-entry';
import { mapOrder } from '../../lib/policy/map-order';
import { type PolicyInput, policySchema } from '../../lib/policy/policy';
import { type OrderSpec, buildOrder } from '../support/order-builder';

/** Midnights of the stores, worked out by hand: the day before ends with the second before. */
const MIDNIGHTS: readonly (readonly [
  zone: string,
  why: string,
  instant: string,
  before: string,
  after: string,
])[] = [
  // Clocks go forward on 29 March 2026 at 01:00 UTC: that day begins at +01:00 and ends at +02:00.
  ['Europe/Berlin', 'the day that loses an hour', '2026-03-28T23:00:00Z', '2026-03-28', '2026-03-29'],
  ['Europe/Berlin', 'the day after it', '2026-03-29T22:00:00Z', '2026-03-29', '2026-03-30'],
  // And back on 25 October 2026 at 01:00 UTC.
  ['Europe/Berlin', 'the day that has 25 hours', '2026-10-24T22:00:00Z', '2026-10-24', '2026-10-25'],
  ['Europe/Berlin', 'the day after it', '2026-10-25T23:00:00Z', '2026-10-25', '2026-10-26'],
  ['Europe/Berlin', 'the end of February', '2026-02-28T23:00:00Z', '2026-02-28', '2026-03-01'],
  ['Europe/Berlin', 'the end of March, in summer time', '2026-03-31T22:00:00Z', '2026-03-31', '2026-04-01'],
  // 8 March 2026 at 07:00 UTC, 1 November 2026 at 06:00 UTC.
  ['America/New_York', 'the day that loses an hour', '2026-03-08T05:00:00Z', '2026-03-07', '2026-03-08'],
  ['America/New_York', 'the day after it', '2026-03-09T04:00:00Z', '2026-03-08', '2026-03-09'],
  ['America/New_York', 'the day that has 25 hours', '2026-11-01T04:00:00Z', '2026-10-31', '2026-11-01'],
  ['America/New_York', 'the day after it', '2026-11-02T05:00:00Z', '2026-11-01', '2026-11-02'],
  ['America/New_York', 'the end of the year', '2027-01-01T05:00:00Z', '2026-12-31', '2027-01-01'],
  // Kathmandu is 5 hours and 45 minutes ahead and changes no clocks: the nights of the others are nights like any.
  ['Asia/Kathmandu', 'the night of Berlin', '2026-03-28T18:15:00Z', '2026-03-28', '2026-03-29'],
  ['Asia/Kathmandu', 'the night of New York', '2026-11-01T18:15:00Z', '2026-11-01', '2026-11-02'],
  ['Asia/Kathmandu', 'the end of a leap February', '2028-02-29T18:15:00Z', '2028-02-29', '2028-03-01'],
];

const LINE = { id: 'l1', title: 'Lamp', amount: '100.00', taxes: { VAT: '10.00' } };
const EARLY = '2026-01-15T12:00:00Z';
const LATE = '2028-06-15T12:00:00Z';
const paidOut = (at: string) => ({ at, gross: '110.00', fee: '3.00', net: '107.00' });

/** An order in which the deciding thing happened at the instant; all else long before or long after. */
const TRIGGERS: Readonly<
  Record<string, { readonly spec: (at: string) => OrderSpec; readonly policy: PolicyInput }>
> = {
  creation: {
    spec: (at) => ({ lines: [LINE], placedAt: at, payments: [{ amount: '110.00', at: LATE }] }),
    policy: { postingTrigger: 'creation' },
  },
  capture: {
    spec: (at) => ({ lines: [LINE], placedAt: EARLY, payments: [{ amount: '110.00', at }] }),
    policy: { postingTrigger: 'capture' },
  },
  fulfilment: {
    spec: (at) => ({ lines: [LINE], placedAt: EARLY, fulfilments: [{ at, lines: { l1: '1' } }] }),
    policy: { postingTrigger: 'fulfilment' },
  },
  settlement: {
    spec: (at) => ({
      lines: [LINE],
      placedAt: EARLY,
      payments: [{ amount: '110.00', settlement: paidOut(at) }],
    }),
    policy: { postingTrigger: 'settlement' },
  },
};

const entriesOf = (spec: OrderSpec, policy: PolicyInput): readonly JournalEntry[] => {
  const { entries, problems, held } = mapOrder(buildOrder(spec), policySchema.parse(policy));
  expect([held, problems.filter(({ severity }) => severity === 'error')]).toEqual([false, []]);
  return entries;
};
const bookedOn = (entries: readonly JournalEntry[], account: string): readonly string[] =>
  entries.filter(({ lines }) => lines.some((line) => line.account === account)).map(({ date }) => date);

const secondBefore = (instant: string): string =>
  new Date(Date.parse(instant) - 1000).toISOString().replace('.000Z', 'Z');

describe.each(Object.entries(TRIGGERS))('income under the trigger %s', (_, { spec, policy }) => {
  it.each(MIDNIGHTS)('of a shop in %s, %s (%s)', (timeZone, _why, instant, before, after) => {
    const dates = (at: string): readonly string[] =>
      bookedOn(entriesOf(spec(at), { ...policy, timeZone }), 'sales');
    expect(dates(secondBefore(instant))).toEqual([before]);
    expect(dates(instant)).toEqual([after]);
  });
});

describe('the same order under each trigger', () => {
  const spec: OrderSpec = {
    lines: [LINE],
    placedAt: '2026-03-30T22:30:00Z',
    payments: [
      { id: 'p1', amount: '110.00', at: '2026-03-31T22:30:00Z', settlement: paidOut('2026-04-30T22:30:00Z') },
    ],
    fulfilments: [{ at: '2026-04-02T22:30:00Z', lines: { l1: '1' } }],
  };

  it.each([
    ['creation', '2026-03-31', '2026-04-01'],
    ['capture', '2026-04-01', '2026-04-01'],
    ['fulfilment', '2026-04-03', '2026-04-01'],
    ['settlement', '2026-05-01', '2026-05-01'],
  ] as const)('%s: income on %s, money on %s', (postingTrigger, income, money) => {
    const entries = entriesOf(spec, { postingTrigger, timeZone: 'Europe/Berlin' });
    expect(bookedOn(entries, 'sales')).toEqual([income]);
    expect(bookedOn(entries, 'clearing:stripe')).toEqual([money]);
  });

  it('comes to the same in the end', () => {
    const net = (postingTrigger: PolicyInput['postingTrigger']): Record<string, number> => {
      const sums: Record<string, number> = {};
      for (const { account, debit, credit } of entriesOf(spec, { postingTrigger }).flatMap(
        ({ lines }) => lines,
      ))
        sums[account] = (sums[account] ?? 0) + Number(debit ?? `-${credit}`);
      return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
    };
    const expected = { 'clearing:stripe': 110, sales: -100, 'tax:VAT': -10 };
    for (const trigger of ['creation', 'capture', 'fulfilment', 'settlement'] as const)
      expect([trigger, net(trigger)]).toEqual([trigger, expected]);
  });

  it('has everything on the day of placing where the policy says so, whatever the trigger', () => {
    for (const postingTrigger of ['creation', 'capture', 'fulfilment', 'settlement'] as const) {
      const entries = entriesOf(spec, {
        postingTrigger,
        accountingDate: 'placed',
        timeZone: 'Asia/Kathmandu',
        settlements: 'book',
      });
      expect([postingTrigger, ...new Set(entries.map(({ date }) => date))]).toEqual([
        postingTrigger,
        '2026-03-31',
      ]);
    }
  });

  it('is never dated before its sale, though clocks of shop and gateway differ', () => {
    const clocks: OrderSpec = {
      ...spec,
      fees: [{ amount: '3.00', at: '2026-03-29T10:00:00Z', of: 'p1' }],
      fulfilments: [{ at: '2026-03-29T10:00:00Z', lines: { l1: '1' } }],
    };
    const policy: PolicyInput = { gatewayFees: 'book', costOfGoods: 'perpetual' };
    const withCost = { ...clocks, lines: [{ ...LINE, unitCost: '40.00' }] };
    expect(entriesOf(withCost, policy).map(({ kind, date }) => `${kind} ${date}`)).toEqual([
      'sale 2026-03-31',
      'fulfilment 2026-03-31',
      'fee 2026-03-31',
    ]);
  });
});
