/** The certificate of whatever can be mapped is conserved, and finds whatever is not. */
import fc from 'fast-check';
import type { JournalEntry } from '../../lib/accounting/journal-entry';
import { fromMinor, toMinor } from '../../lib/money/minor';
import {
  CertificateTally,
  certificateOf,
  certificateSchema,
  certificateTable,
  hasTrueDigest,
} from '../../lib/policy/certificate';
import { mapOrder } from '../../lib/policy/map-order';
import { parsePolicy } from '../../lib/policy/parse-policy';
import type { Policy, PolicyInput } from '../../lib/policy/policy';
import { arbitraryOrder, arbitraryPolicy } from '../support/arbitrary-order';
import { arbitraryRichOrder } from '../support/enrich-order';
import { richPolicy } from '../support/rich-policy';
import { runs } from '../support/runs';

const RUNS = runs(2000);

const policyOf = (input: PolicyInput): Policy => {
  const { policy, problems } = parsePolicy(input);
  if (!policy) throw new Error(JSON.stringify(problems));
  return policy;
};

describe('over generated orders and policies', () => {
  it('the certificate is conserved, valid and sealed, and says the same as the entries', () => {
    const verdicts = new Map<string, number>();
    fc.assert(
      fc.property(arbitraryOrder(), arbitraryPolicy(), ({ order }, input) => {
        const policy = policyOf(input);
        const target = mapOrder(order, policy);
        const certificate = certificateOf(order, target, policy);
        verdicts.set(certificate.verdict, (verdicts.get(certificate.verdict) ?? 0) + 1);
        if (certificate.verdict === 'broken') throw new Error(certificateTable(certificate));
        expect(certificateSchema.parse(certificate)).toEqual(certificate);
        expect(hasTrueDigest(certificate)).toBe(true);
        expect(certificate.verdict === 'held').toBe(target.held);
        if (target.entries.length > 0) expect(certificate.verdict).toBe('conserved');
      }),
      { numRuns: RUNS },
    );
    expect([...verdicts.keys()].sort()).toEqual(['conserved', 'held', 'not_booked']);
    expect(verdicts.get('conserved')).toBeGreaterThan(RUNS / 4);
  });

  it("so it is with gift cards, deliveries, payouts, fees and the buyer's currency under every choice of the policy", () => {
    const verdicts = new Map<string, number>();
    fc.assert(
      fc.property(arbitraryRichOrder(), richPolicy(), ({ order }, input) => {
        const policy = policyOf(input);
        const target = mapOrder(order, policy);
        const certificate = certificateOf(order, target, policy);
        verdicts.set(certificate.verdict, (verdicts.get(certificate.verdict) ?? 0) + 1);
        if (certificate.verdict === 'broken') throw new Error(certificateTable(certificate));
        if (target.entries.length > 0) expect(certificate.verdict).toBe('conserved');
      }),
      { numRuns: RUNS },
    );
    expect(verdicts.get('conserved')).toBeGreaterThan(RUNS / 5);
  });

  it('one unit more on any line is found, on the row of what the line carries', () => {
    let tampered = 0;
    fc.assert(
      fc.property(arbitraryRichOrder(), richPolicy(), fc.nat(), ({ order }, input, pick) => {
        const policy = policyOf(input);
        const target = mapOrder(order, policy);
        const chosen = pickOne(
          target.entries.flatMap((entry, at) => entry.lines.map((line, index) => ({ line, at, index }))),
          pick,
        );
        if (!chosen) return;
        tampered++;
        const { line, at, index } = chosen;
        const certificate = certificateOf(
          order,
          { ...target, entries: raise(target.entries, at, index) },
          policy,
        );
        expect(certificate.verdict).toBe('broken');
        const off = certificate.rows.filter(({ difference }) => /[1-9]/.test(difference));
        const oneTax = certificate.rows.some(({ component }) => component === 'tax');
        const { component } = line.explanation;
        expect([...new Set(off.map((row) => row.component))]).toEqual([
          oneTax && component.startsWith('tax:') ? 'tax' : component,
        ]);
        const unit = fromMinor(1n, target.currency);
        for (const { difference } of off) expect([unit, `-${unit}`]).toContain(difference);
      }),
      { numRuns: RUNS },
    );
    expect(tampered).toBeGreaterThan(RUNS / 5);
  });

  it('an entry that is missing, or there twice, is found', () => {
    let tampered = 0;
    fc.assert(
      fc.property(
        arbitraryRichOrder(),
        richPolicy(),
        fc.nat(),
        fc.boolean(),
        ({ order }, input, pick, twice) => {
          const policy = policyOf(input);
          const target = mapOrder(order, policy);
          const chosen = pickOne(target.entries, pick);
          if (!chosen) return;
          tampered++;
          const without = target.entries.filter((entry) => entry !== chosen);
          const entries = twice ? [...target.entries, chosen] : without;
          expect(certificateOf(order, { ...target, entries }, policy).verdict).toBe('broken');
        },
      ),
      { numRuns: RUNS },
    );
    expect(tampered).toBeGreaterThan(RUNS / 5);
  });

  it('many orders together are the sum of each alone', () => {
    fc.assert(
      fc.property(fc.array(arbitraryRichOrder(), { maxLength: 6 }), richPolicy(), (orders, input) => {
        const policy = policyOf(input);
        const tally = new CertificateTally();
        const sums = new Map<string, bigint>();
        for (const { order } of orders) {
          const target = mapOrder(order, policy);
          tally.add(order, target, policy);
          for (const row of certificateOf(order, target, policy).rows)
            for (const column of COLUMNS) {
              const cell = `${row.currency} ${row.flow} ${row.component} ${column}`;
              sums.set(cell, (sums.get(cell) ?? 0n) + toMinor(row[column], row.currency));
            }
        }
        const of = {
          kind: 'period',
          platform: 'shop',
          storeId: 's',
          from: '2026-03-01',
          to: '2026-03-31',
        } as const;
        const whole = tally.certificate(of);
        expect(whole.orders.certified).toBe(orders.length);
        expect(whole.verdict).not.toBe('broken');
        for (const row of whole.rows)
          for (const column of COLUMNS) {
            const cell = `${row.currency} ${row.flow} ${row.component} ${column}`;
            expect(toMinor(row[column], row.currency)).toBe(sums.get(cell));
          }
      }),
      { numRuns: RUNS / 4 },
    );
  });
});

const COLUMNS = ['source', 'moved', 'leftOut', 'entries'] as const;

const pickOne = <T>(list: readonly T[], pick: number): T | undefined =>
  list.length === 0 ? undefined : list[pick % list.length];

/** The amount of one line one unit higher. */
const raise = (entries: readonly JournalEntry[], at: number, index: number): readonly JournalEntry[] =>
  entries.map((entry, place) => {
    if (place !== at) return entry;
    const more = (amount = ''): string => fromMinor(toMinor(amount, entry.currency) + 1n, entry.currency);
    const lines = entry.lines.map((line, position) => {
      if (position !== index) return line;
      return line.debit === undefined
        ? { ...line, credit: more(line.credit) }
        : { ...line, debit: more(line.debit) };
    });
    return { ...entry, lines };
  });
