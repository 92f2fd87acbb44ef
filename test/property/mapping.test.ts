/** Laws 1, 2, 3, 4, 8 and 9 over generated orders and policies. */
import fc from 'fast-check';
import { accountBalances } from '../../lib/accounting/check-entry';
import { contentHash } from '../../lib/accounting/content-hash';
import type { JournalEntry, JournalLine } from '../../lib/accounting/journal-entry';
import type { Order, PricedPart } from '../../lib/commerce/order';
import { hasErrors } from '../../lib/commerce/problem';
import { exponent, toMinor } from '../../lib/money/minor';
import { mapOrder } from '../../lib/policy/map-order';
import { parsePolicy } from '../../lib/policy/parse-policy';
import type { Policy, PolicyInput } from '../../lib/policy/policy';
import type { Target } from '../../lib/policy/target';
import { type GeneratedOrder, arbitraryOrder, arbitraryPolicy } from '../support/arbitrary-order';
import { runs } from '../support/runs';

const RUNS = runs(2000);

const policyOf = (input: PolicyInput): Policy => {
  const { policy, problems } = parsePolicy(input);
  if (!policy) throw new Error(JSON.stringify(problems));
  return policy;
};

/** Runs the law over targets; counts how many had something to show, so that a generator gone dull fails. */
const forEachTarget = (
  law: (target: Target, generated: GeneratedOrder, policy: Policy) => void,
  atLeast: number,
): void => {
  let told = 0;
  fc.assert(
    fc.property(arbitraryOrder(), arbitraryPolicy(), (generated, input) => {
      const policy = policyOf(input);
      const target = mapOrder(generated.order, policy);
      if (target.entries.length > 0) told++;
      law(target, generated, policy);
    }),
    { numRuns: RUNS },
  );
  expect(told).toBeGreaterThan(atLeast);
};

const creditOf = (line: JournalLine, currency: string): bigint =>
  line.debit === undefined ? toMinor(line.credit ?? '', currency) : -toMinor(line.debit, currency);

const priced = (order: Order): readonly PricedPart[] => [
  ...order.lines,
  ...order.shipping,
  ...order.surcharges,
];

describe('law 1, balance', () => {
  it('every entry balances, and every line has one positive amount in the spelling of its currency', () => {
    forEachTarget(({ entries, currency }) => {
      for (const { lines } of entries) {
        let sum = 0n;
        for (const line of lines) {
          expect([line.debit, line.credit].filter((amount) => amount !== undefined)).toHaveLength(1);
          const text = line.debit ?? line.credit ?? '';
          expect((text.split('.')[1] ?? '').length).toBe(exponent(currency));
          expect(toMinor(text, currency)).toBeGreaterThan(0n);
          sum += creditOf(line, currency);
        }
        expect(sum).toBe(0n);
      }
    }, RUNS / 4);
  });
});

describe('law 2, conservation by component', () => {
  it('the check of the program on itself never finds fault', () => {
    forEachTarget(({ problems }) => {
      expect(problems.map(({ code }) => code)).not.toContain('conservation_broken');
    }, RUNS / 4);
  });

  it('what gateways hold is what they took less what they gave back', () => {
    forEachTarget(({ entries, currency }, { order }) => {
      if (entries.length === 0) return;
      const expected = new Map<string, bigint>();
      const add = (gateway: string, amount: bigint): void => {
        expected.set(`clearing:${gateway}`, (expected.get(`clearing:${gateway}`) ?? 0n) + amount);
      };
      for (const { kind, status, gateway, amount } of order.payments) {
        if (status === 'success' && (kind === 'capture' || kind === 'sale'))
          add(gateway, toMinor(amount, currency));
      }
      for (const { gateway, amount } of order.refunds.flatMap((refund) => refund.payments)) {
        add(gateway, -toMinor(amount, currency));
      }
      const balances = accountBalances(entries);
      for (const account of new Set([...expected.keys(), ...balances.keys()])) {
        if (!account.startsWith('clearing:')) continue;
        expect([account, -(balances.get(account) ?? 0n)]).toEqual([account, expected.get(account) ?? 0n]);
      }
    }, RUNS / 4);
  });

  it('each component of an order with itemised refunds comes out as sold less returned, and as nothing once cancelled', () => {
    let followed = 0;
    forEachTarget(({ entries, currency }, { order, itemised }, policy) => {
      if (entries.length === 0 || !itemised) return;
      followed++;
      const cancelled = order.state === 'cancelled' || order.state === 'failed';
      const balances = accountBalances(entries);
      const sum = (prefix: RegExp): bigint =>
        [...balances]
          .filter(([account]) => prefix.test(account))
          .reduce((total, [, balance]) => total + balance, 0n);
      const minor = (amount: string): bigint => toMinor(amount, currency);
      const returned = order.refunds.flatMap((refund) => [
        ...refund.lines,
        ...refund.shipping,
        ...refund.surcharges,
      ]);

      const jurisdictions = new Set(
        priced(order).flatMap((part) => part.taxes.map((tax) => tax.jurisdiction)),
      );
      let allTax = 0n;
      for (const name of jurisdictions) {
        const of = (parts: readonly Pick<PricedPart, 'taxes'>[]): bigint =>
          parts
            .flatMap((part) => part.taxes)
            .filter((tax) => tax.jurisdiction === name)
            .reduce((total, tax) => total + minor(tax.amount), 0n);
        const left = cancelled ? 0n : of(priced(order)) - of(returned);
        allTax += left;
        if (policy.tax !== 'order') expect(sum(new RegExp(`^tax:${name}$`))).toBe(left);
      }
      expect(sum(/^tax:/)).toBe(allTax);

      const net = priced(order).reduce(
        (total, part) =>
          total + minor(part.amount) - part.discounts.reduce((all, { amount }) => all + minor(amount), 0n),
        0n,
      );
      const back = returned.reduce((total, part) => total + minor(part.amount), 0n);
      const income = cancelled ? 0n : net - back;
      expect(sum(/^(sales|sales-returns|shipping|surcharges|discounts)$/)).toBe(income);
    }, RUNS / 4);
    expect(followed).toBeGreaterThan(RUNS / 8);
  });

  it('an order that was refunded whole leaves neither tax nor unallocated refunds', () => {
    let whole = 0;
    forEachTarget(({ entries }, { refundedWhole, order, kept }) => {
      if (entries.length === 0 || !refundedWhole || order.refunds.length === 0) return;
      whole++;
      const balances = accountBalances(entries);
      for (const [account, balance] of balances) {
        if (/^(tax:|unallocated-refunds)/.test(account)) expect([account, balance]).toEqual([account, 0n]);
      }
      // Fees that were kept go back with the rest, or stay where the rest was refunded without them.
      expect([0n, kept]).toContain(balances.get('restocking-fees') ?? 0n);
    }, RUNS / 4);
    expect(whole).toBeGreaterThan(RUNS / 100);
  });

  it('rounding is the claimed total less the parts, never more than the limit, and zero without one', () => {
    forEachTarget(({ entries, currency }, { order }, policy) => {
      if (entries.length === 0) return;
      const rounding = accountBalances(entries.filter(({ kind }) => kind === 'sale')).get('rounding') ?? 0n;
      const parts = priced(order).reduce(
        (total, part) =>
          total +
          toMinor(part.amount, currency) -
          part.discounts.reduce((all, { amount }) => all + toMinor(amount, currency), 0n) +
          part.taxes.reduce((all, { amount }) => all + toMinor(amount, currency), 0n),
        0n,
      );
      expect(rounding).toBe(toMinor(order.claims.total.amount, currency) - parts);
      if (policy.roundingLimit === '0') expect(rounding).toBe(0n);
    }, RUNS / 4);
  });
});

describe('law 3, tax is carried', () => {
  it('the tax lines of a sale are sums of tax amounts that the source states', () => {
    forEachTarget(({ entries, currency }, { order }, policy) => {
      for (const { kind, lines } of entries) {
        if (kind !== 'sale') continue;
        const stated = priced(order).flatMap((part) => part.taxes);
        for (const line of lines) {
          if (!line.account.startsWith('tax:')) continue;
          const own = stated.filter((tax) => line.explanation.pointers.includes(tax.pointers[0] ?? ''));
          expect(own.length).toBeGreaterThan(0);
          if (policy.tax === 'line') expect(own).toHaveLength(1);
          expect(creditOf(line, currency)).toBe(
            own.reduce((sum, tax) => sum + toMinor(tax.amount, currency), 0n),
          );
        }
      }
    }, RUNS / 4);
  });
});

describe('law 4, determinism', () => {
  it('the same order and policy give the same bytes, whatever was mapped in between and wherever the objects came from', () => {
    fc.assert(
      fc.property(arbitraryOrder(), arbitraryOrder(), arbitraryPolicy(), (one, other, input) => {
        const first = JSON.stringify(mapOrder(one.order, policyOf(input)));
        mapOrder(other.order, policyOf(input));
        const copy = JSON.parse(JSON.stringify(one.order)) as Order;
        expect(JSON.stringify(mapOrder(copy, policyOf({ ...input })))).toBe(first);
      }),
      { numRuns: RUNS },
    );
  });

  it('the order in which refunds and payments are listed makes no difference', () => {
    fc.assert(
      fc.property(arbitraryOrder(), arbitraryPolicy(), ({ order }, input) => {
        const turned = {
          ...order,
          refunds: [...order.refunds].reverse(),
          payments: [...order.payments].reverse(),
        };
        const hashes = (target: Target): unknown =>
          target.entries.map(({ key, date, contentHash: hash }) => [key, date, hash]);
        expect(hashes(mapOrder(turned, policyOf(input)))).toEqual(hashes(mapOrder(order, policyOf(input))));
      }),
      { numRuns: RUNS },
    );
  });

  it('the content hash covers what a ledger is told and nothing else', () => {
    forEachTarget(({ entries }) => {
      const changes: readonly ((entry: JournalEntry) => JournalEntry)[] = [
        (entry) => ({ ...entry, key: `${entry.key}x` }),
        (entry) => ({ ...entry, date: '2020-01-01' }),
        (entry) => ({ ...entry, lines: entry.lines.slice(1) }),
        (entry) => ({ ...entry, lines: [...entry.lines].reverse() }),
        (entry) => ({
          ...entry,
          lines: entry.lines.map((line, at) => (at === 0 ? { ...line, memo: 'x' } : line)),
        }),
        (entry) => ({
          ...entry,
          lines: entry.lines.map((line, at) => (at === 0 ? { ...line, taxCode: 'x' } : line)),
        }),
      ];
      for (const entry of entries) {
        expect(contentHash(entry)).toBe(entry.contentHash);
        const mute = { rule: '', pointers: [], arithmetic: '' };
        const other = {
          ...entry,
          source: { ...entry.source, updatedAt: '1999-01-01T00:00:00Z' },
          transformationVersion: 'x',
          lines: entry.lines.map((line) => ({ ...line, explanation: mute })),
        };
        expect(contentHash(other)).toBe(entry.contentHash);
        for (const change of changes) expect(contentHash(change(entry))).not.toBe(entry.contentHash);
      }
    }, RUNS / 4);
  });
});

describe('law 8, nothing is silent', () => {
  const garbage = fc.constantFrom<unknown>(
    null,
    '',
    '12,50',
    '1e3',
    'NaN',
    12.5,
    undefined,
    '1.00001',
    '٣',
    '0x10',
    ' 1',
  );

  it('an amount that is none holds the order with its place, and nothing of it is mapped', () => {
    fc.assert(
      fc.property(
        arbitraryOrder(),
        arbitraryPolicy(),
        garbage,
        fc.nat(1000),
        ({ order }, input, bad, pick) => {
          fc.pre(!order.test);
          const copy = JSON.parse(JSON.stringify(order)) as Order;
          const holders = amountHolders(copy);
          const holder = holders[pick % holders.length] as { amount: unknown; pointers: string[] };
          holder.amount = bad;
          const target = mapOrder(copy, policyOf(input));
          expect(target.held).toBe(true);
          expect(target.entries).toEqual([]);
          expect(target.problems).toContainEqual(
            expect.objectContaining({
              severity: 'error',
              code: 'malformed_amount',
              pointer: holder.pointers[0],
            }),
          );
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('an order without entries says why', () => {
    forEachTarget(({ entries, problems, held }, { order }) => {
      expect(held).toBe(hasErrors(problems));
      const sells = order.lines.some(({ amount }) => /[1-9]/.test(amount));
      if (entries.length === 0 && sells) expect(problems).not.toEqual([]);
    }, RUNS / 4);
  });
});

/** Every object of the order that carries an amount that mapping reads. */
const amountHolders = (order: Order): readonly unknown[] => [
  ...priced(order),
  ...priced(order).flatMap((part) => [...part.taxes, ...part.discounts]),
  ...order.payments,
  ...order.refunds.flatMap((refund) => [refund, ...refund.lines, ...refund.payments]),
  order.claims.total,
];

describe('law 9, every line explains itself', () => {
  it('by a rule, by fields of the source that exist, and by arithmetic that comes to the amount', () => {
    forEachTarget(({ entries, currency }, { order }) => {
      for (const line of entries.flatMap((entry) => entry.lines)) {
        const { rule, pointers, arithmetic } = line.explanation;
        expect(rule).toMatch(/^[a-z_]+\.[a-z.-]+$/);
        expect(pointers.length).toBeGreaterThan(0);
        for (const pointer of pointers) expect(typeof follow(order, pointer)).toBe('string');
        expect(Math.abs(Number(outcome(arithmetic)))).toBe(Math.abs(Number(line.debit ?? line.credit)));
        for (const step of arithmetic.split('; ')) checkStep(step, currency);
      }
    }, RUNS / 4);
  });
});

const follow = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], value);

/** The number that a piece of arithmetic ends in. */
const outcome = (arithmetic: string): string =>
  (arithmetic.split('; ').at(-1) as string)
    .split(/ = | -> /)
    .at(-1)
    ?.replace(/, all of it$/, '') as string;

/** `a + b - c = d` must be true; words between the numbers are for people. */
const checkStep = (step: string, currency: string): void => {
  const [left, right] = step.split(' = ');
  if (right === undefined) return;
  const terms = [...(left as string).matchAll(/(^|[+-] )?[a-z ]*(-?\d+(?:\.\d+)?)/g)];
  const sum = terms.reduce(
    (total, [, operator = '', number = '']) =>
      operator.startsWith('-') ? total - toMinor(number, currency) : total + toMinor(number, currency),
    0n,
  );
  expect([step, sum]).toEqual([step, toMinor(right, currency)]);
};
