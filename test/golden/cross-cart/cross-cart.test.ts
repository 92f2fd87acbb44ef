/**
 * The same purchase in four carts gives the same journal. Each folder is a purchase: what each cart says of it, and the
 * journal that a bookkeeper would write, worked out by hand (README.md). Names that each cart has for itself are in
 * `names.ts`; anything else that differs needs a reason in `reasons.ts`, and a reason that is no longer one fails.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '../../../lib/commerce/problem';
import { mapOrder } from '../../../lib/policy/map-order';
import { parsePolicy } from '../../../lib/policy/parse-policy';
import type { PolicyInput } from '../../../lib/policy/policy';
import { api2cart } from '../../../lib/sources/api2cart';
import type { CartSource } from '../../../lib/sources/cart-source';
import { medusa } from '../../../lib/sources/medusa';
import { shopify } from '../../../lib/sources/shopify';
import { woocommerce } from '../../../lib/sources/woocommerce';
import { requireDebianPackage } from '../../../scripts/support/debian';
import { hledger } from '../../support/plain-text-tools';
import {
  agreement,
  netsByHledger,
  netsOf,
  neutralJournal,
  parseJournal,
  parseNets,
  sortedEntries,
  sortedNets,
} from './journal';
import { NAMES } from './names';
import { REASONS } from './reasons';

const CARTS: Readonly<Record<string, CartSource>> = { woocommerce, shopify, api2cart, medusa };
/** Said of every taxed order of API2Cart, of which no tax has a place. */
const USUAL_WARNINGS: Readonly<Record<string, readonly string[]>> = { api2cart: ['no_tax_jurisdiction'] };

/** Policy, and the file with what is expected under it. */
const POLICIES: readonly (readonly [name: string, file: string, policy: PolicyInput])[] = [
  ['the default policy', 'expected.journal', {}],
  ['posting at creation', 'expected-creation.journal', { postingTrigger: 'creation' }],
  ['receipts with tax by line', 'expected-receipt.journal', { output: 'receipt', tax: 'line' }],
];

const read = (...path: string[]): string => readFileSync(join(__dirname, ...path), 'utf8');
const expectedOf = (purchase: string, file: string) => parseJournal(read(purchase, file));
const cartOf = (bundle: string): string => bundle.split('-')[0] as string;
const codes = (problems: readonly Problem[], severity: Problem['severity']): readonly string[] =>
  problems.flatMap((problem) => (problem.severity === severity ? [problem.code] : [])).sort();

const purchases = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const bundles = purchases.flatMap((purchase) =>
  readdirSync(join(__dirname, purchase))
    .flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? [])
    .map((bundle) => ({ purchase, bundle })),
);

const bookedOf = (purchase: string, bundle: string, policyInput: PolicyInput) => {
  const source = CARTS[cartOf(bundle)] as CartSource;
  const { order, problems } = source.normalize(JSON.parse(read(purchase, `${bundle}.json`)), {
    storeId: 'shop.example',
  });
  const { policy } = parsePolicy(policyInput);
  if (!order || !policy) throw new Error(JSON.stringify(problems));
  const target = mapOrder(order, policy, { problems });
  return { target, journal: neutralJournal(target.entries, NAMES[cartOf(bundle)] ?? {}) };
};

const reasonFor = (purchase: string, bundle: string) =>
  REASONS.find((reason) => reason.purchase === purchase && reason.bundle === bundle);

interface Row {
  readonly purchase: string;
  readonly nets: string;
  /** One for each cart, in the order of the columns. */
  readonly carts: readonly string[];
}

/** Rows of the table in README.md: | `purchase` | what | `nets` | WooCommerce | Shopify | API2Cart | Medusa | */
const rows: readonly Row[] = read('README.md')
  .split('\n')
  .flatMap((line) => {
    const [, purchase, nets, carts] = /^\| `([\w-]+)` *\|[^|]+\| `([^|`]+)` *\|(.+)\|$/.exec(line) ?? [];
    if (!purchase || !nets || !carts) return [];
    return [{ purchase, nets, carts: carts.split('|').map((cell) => cell.trim()) }];
  });

describe('the same purchase in four carts', () => {
  beforeAll(() => requireDebianPackage('hledger', 'hledger'), 300_000);

  it('is told by each of them, and stated in the table', () => {
    const told = purchases.map((purchase) => [
      purchase,
      Object.keys(CARTS).filter((cart) =>
        bundles.some((each) => each.purchase === purchase && each.bundle === cart),
      ),
    ]);
    expect(told).toEqual(purchases.map((purchase) => [purchase, Object.keys(CARTS)]));
    expect(rows.map(({ purchase }) => purchase).sort()).toEqual(purchases);
  });

  it('has a reason wherever the table says that a cart differs, and nowhere else', () => {
    const stated = rows.map(({ purchase, carts }) => [purchase, ...carts]);
    const reasoned = rows.map(({ purchase }) => [
      purchase,
      ...Object.keys(CARTS).map((cart) => (reasonFor(purchase, cart) ? 'differs' : 'same')),
    ]);
    expect(stated).toEqual(reasoned);
    const known = bundles.map(({ purchase, bundle }) => `${purchase}/${bundle}`);
    const named = REASONS.map(({ purchase, bundle }) => `${purchase}/${bundle}`);
    expect(known).toEqual(expect.arrayContaining(named));
    expect(new Set(named).size).toBe(named.length);
  });

  it.each(Object.keys(CARTS))('%s has no name for two things, and none that no purchase needs', (cart) => {
    const names = NAMES[cart] ?? {};
    expect(new Set(Object.values(names)).size).toBe(Object.keys(names).length);
    const used = bundles
      .filter(({ bundle }) => cartOf(bundle) === cart)
      .flatMap(({ purchase, bundle }) => bookedOf(purchase, bundle, {}).target.entries)
      .flatMap(({ lines }) => lines.map(({ account }) => account));
    expect(Object.keys(names).filter((name) => !used.includes(name))).toEqual([]);
  });

  describe.each(POLICIES)('under %s', (_name, file, policy) => {
    it.each(rows)('$purchase is expected to come to $nets', ({ purchase, nets }) => {
      const text = read(purchase, file);
      expect(hledger(text, 'check', '--strict')).toEqual({ status: 0, output: '' });
      expect(sortedNets(netsOf(parseJournal(text)))).toEqual(sortedNets(parseNets(nets)));
      expect(sortedNets(netsByHledger(text))).toEqual(sortedNets(parseNets(nets)));
    });

    it.each(bundles.filter(({ purchase, bundle }) => !reasonFor(purchase, bundle)))(
      '$purchase of $bundle gives the expected journal',
      ({ purchase, bundle }) => {
        const { target, journal } = bookedOf(purchase, bundle, policy);
        expect(sortedEntries(journal)).toEqual(sortedEntries(expectedOf(purchase, file)));
        expect(codes(target.problems, 'error')).toEqual([]);
        expect(codes(target.problems, 'warning')).toEqual(USUAL_WARNINGS[cartOf(bundle)] ?? []);
      },
    );

    it.each(REASONS)('$purchase of $bundle differs: $why', ({ purchase, bundle, instead, ...reason }) => {
      const { target, journal } = bookedOf(purchase, bundle, policy);
      expect(codes(target.problems, 'warning')).toEqual(reason.warnings);
      expect(codes(target.problems, 'error')).toEqual('held' in instead ? instead.held : []);
      expect(target.held).toBe('held' in instead);
      expect(sortedNets(netsOf(journal))).toEqual(
        sortedNets(parseNets('held' in instead ? 'nothing' : instead.nets)),
      );
      expect(agreement(journal, expectedOf(purchase, file))).toEqual(reason.agreesIn);
      expect(reason.agreesIn).not.toContain('entries');
    });

    it('a gift card that was sold and used once still owes the rest', () => {
      const both = [...expectedOf('gift-card-sold', file), ...expectedOf('gift-card-used', file)];
      expect(netsOf(both).get('gift-card-liability')).toBe('-30.00');
    });
  });
});
