/**
 * A cent more or less in one money field of a payload is refused (the totals of the source then contradict each other),
 * is not read at all, or moves the entries in a way that was looked at: `moving-fields/<cart>.txt` lists, field by field,
 * the accounts that it may move. None changes what the buyer owes for the sale: that is always stated twice.
 * `UPDATE_GOLDEN=1` writes the lists anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePolicy } from '../../lib/policy/parse-policy';
import type { Policy } from '../../lib/policy/policy';
import { PLATFORMS, seedsOf } from './corpus';
import { type FieldVerdict, verdictsOf } from './single-field';

jest.setTimeout(600_000);

const policy = parsePolicy({ postingTrigger: 'creation' }).policy as Policy;

const listOf = (verdicts: readonly FieldVerdict[]): string => {
  const moves = new Map<string, Set<string>>();
  for (const { pattern, families } of verdicts.filter(({ outcome }) => outcome === 'moved')) {
    const known = moves.get(pattern) ?? new Set();
    families.forEach((family) => known.add(family));
    moves.set(pattern, known);
  }
  const name = (families: ReadonlySet<string>) =>
    families.size === 0 ? 'between lines of one account' : [...families].sort().join(' ');
  return [...moves]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([pattern, families]) => `${pattern}: ${name(families)}\n`)
    .join('');
};

describe.each(PLATFORMS)('%s', (platform) => {
  const verdicts = seedsOf(platform).flatMap((seed) => verdictsOf(seed, policy));

  test('one changed field never changes what the buyer owes for the sale', () => {
    expect(verdicts.length).toBeGreaterThan(200);
    expect(verdicts.filter(({ sale: [before, after] }) => before !== after)).toEqual([]);
  });

  test('a field moves no account but those that were looked at', () => {
    const file = join(__dirname, 'moving-fields', `${platform}.txt`);
    const list = listOf(verdicts);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, list);
    expect(list).toBe(readFileSync(file, 'utf8'));
  });

  test('most fields that are read are refused', () => {
    const refused = verdicts.filter(({ outcome }) => outcome === 'refused').length;
    expect(refused).toBeGreaterThan(20);
  });
});
