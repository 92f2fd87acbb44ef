/** Whatever the order: a ready-made policy places amounts, and changes none. */
import fc from 'fast-check';
import type { Order, TaxLine } from '../../lib/commerce/order';
import { familyOf } from '../../lib/accounting/chart';
import type { JournalEntry } from '../../lib/accounting/journal-entry';
import { toMinor } from '../../lib/money/minor';
import { mapOrder } from '../../lib/policy/map-order';
import { parsePolicy } from '../../lib/policy/parse-policy';
import type { Policy } from '../../lib/policy/policy';
import { PRESETS } from '../../lib/policy/presets';
import { arbitraryRichOrder } from '../support/enrich-order';
import { runs } from '../support/runs';

const RUNS = runs(2000) / 4;

const policyOf = (input: unknown): Policy => {
  const { policy, problems } = parsePolicy(input);
  if (!policy) throw new Error(JSON.stringify(problems));
  return policy;
};

/** Rates, places and channels of the policies, and some that they do not know. */
const rated = fc.record({
  rate: fc.constantFrom('20', '19.00', '10', '8', '5', '0', '9.975', '7', '13', undefined),
  country: fc.constantFrom('DE', 'FR', 'GR', 'GB', 'US', undefined),
  region: fc.constantFrom('BC', 'QC', 'ON', undefined),
  channel: fc.constantFrom('web', 'Amazon Marketplace', undefined),
});

const withRates = (
  order: Order,
  { rate, country, region, channel }: Partial<Record<string, string>>,
): Order => {
  const tax = (line: TaxLine): TaxLine => (rate === undefined ? line : { ...line, rate });
  const part = <Part extends { readonly taxes: readonly TaxLine[] }>(one: Part): Part => ({
    ...one,
    taxes: one.taxes.map(tax),
  });
  return {
    ...order,
    lines: order.lines.map(part),
    shipping: order.shipping.map(part),
    surcharges: order.surcharges.map(part),
    shipTo: { country, region },
    channel,
  };
};

/** Net of each day and account family. */
const byFamily = (entries: readonly JournalEntry[]): Readonly<Record<string, string>> => {
  const sums = new Map<string, bigint>();
  for (const { key, currency, lines } of entries)
    for (const { account, debit, credit } of lines) {
      const place = `${key} ${familyOf(account)?.name}`;
      const minor = toMinor(debit ?? credit ?? '', currency);
      sums.set(place, (sums.get(place) ?? 0n) + (debit === undefined ? -minor : minor));
    }
  return Object.fromEntries(
    [...sums].filter(([, sum]) => sum !== 0n).map(([place, sum]) => [place, String(sum)]),
  );
};

describe.each(PRESETS.map(({ name }) => name))('under the ready-made policy %s', (name) => {
  const policy = policyOf({ extends: name });
  const bare: Policy = { ...policy, accountRules: [] };

  it('every entry and every account family comes to what it comes to without its rules', () => {
    let placed = 0;
    fc.assert(
      fc.property(arbitraryRichOrder(), rated, (generated, facts) => {
        const order = withRates(generated.order, facts);
        const [ruled, plain] = [mapOrder(order, policy), mapOrder(order, bare)];
        expect(ruled.held).toBe(plain.held);
        expect(byFamily(ruled.entries)).toEqual(byFamily(plain.entries));
        placed += ruled.rulesUsed.accounts.length;
      }),
      { numRuns: RUNS },
    );
    // A test in which no rule ever fits would prove nothing.
    expect(placed).toBeGreaterThan(RUNS / 20);
  });
});
