/** Law 9, counted: every line of every golden order, under every policy that the goldens use, says where it comes from. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalLine } from '../../lib/accounting/journal-entry';
import { type Order, orderSchema } from '../../lib/commerce/order';
import type { Problem } from '../../lib/commerce/problem';
import { toMinor } from '../../lib/money/minor';
import { mapOrder } from '../../lib/policy/map-order';
import { parsePolicy } from '../../lib/policy/parse-policy';
import type { Policy } from '../../lib/policy/policy';
import { PRESETS } from '../../lib/policy/presets';
import { api2cart } from '../../lib/sources/api2cart';
import { medusa } from '../../lib/sources/medusa';
import { shopify } from '../../lib/sources/shopify';
import { woocommerce } from '../../lib/sources/woocommerce';
import { FEWER_RUNS } from '../support/runs';

/** Every policy, or every eighth one where thousands of variants of the code are tried. */
const STEP = FEWER_RUNS ? 8 : 1;

const GOLDEN = join(__dirname, '../golden');
const SOURCES = { shopify, woocommerce, medusa, api2cart };

const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(GOLDEN, ...path), 'utf8'));
const folders = (room: string): readonly string[] =>
  readdirSync(join(GOLDEN, room), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** An order, and the payload that its pointers lead into. */
interface Fixture {
  readonly name: string;
  readonly order: Order;
  readonly payload: unknown;
  readonly problems: readonly Problem[];
}

/** Canonical orders, which are their own payload: the worked treatments and those of the ready-made policies. */
const canonical = (room: string): readonly Fixture[] =>
  folders(room).flatMap((name) =>
    readdirSync(join(GOLDEN, room, name))
      .filter((file) => /^(order|before).*\.json$/.test(file))
      .map((file) => {
        const payload = read(room, name, file);
        return { name: `${name}/${file}`, order: orderSchema.parse(payload), payload, problems: [] };
      }),
  );

/** What each cart says of the same purchases. */
const acrossCarts = (): readonly Fixture[] =>
  folders('cross-cart').flatMap((name) =>
    readdirSync(join(GOLDEN, 'cross-cart', name))
      .filter((file) => file.endsWith('.json'))
      .map((file) => {
        const payload = read('cross-cart', name, file);
        const source = SOURCES[file.split(/[-.]/)[0] as keyof typeof SOURCES];
        const { order, problems } = source.normalize(payload, { storeId: 'shop.example' });
        return { name: `${name}/${file}`, order: orderSchema.parse(order), payload, problems };
      }),
  );

const normalised = (cart: string): readonly Fixture[] =>
  folders(cart).flatMap((name) => {
    const { order, problems } = read(cart, name, 'normalized.json') as {
      readonly order?: unknown;
      readonly problems: readonly Problem[];
    };
    if (order === undefined) return [];
    const payload = read(cart, name, 'payload.json');
    return [{ name: `${cart}/${name}`, order: orderSchema.parse(order), payload, problems }];
  });

/** Every policy of the worked treatments once, and the ready-made ones. */
const policies = (): readonly Policy[] => {
  const texts = folders('mapping').flatMap((name) =>
    readdirSync(join(GOLDEN, 'mapping', name))
      .filter((file) => file.startsWith('policy-'))
      .map((file) => JSON.stringify(read('mapping', name, file))),
  );
  const readyMade = PRESETS.map(({ name }) => JSON.stringify({ extends: name }));
  return [...new Set([...texts, ...readyMade])].map((text) => {
    const { policy } = parsePolicy(JSON.parse(text));
    if (!policy) throw new Error(text);
    return policy;
  });
};

const follow = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (at, step) =>
        (at as Record<string, unknown> | null | undefined)?.[step.replace(/~1/g, '/').replace(/~0/g, '~')],
      value,
    );

/** What the arithmetic comes to: the last number that it names as a result. */
const outcome = (arithmetic: string): string =>
  ((arithmetic.split('; ').at(-1) as string).split(/ = | -> /).at(-1) as string).replace(/, all of it$/, '');

const magnitude = (text: string, currency: string): bigint => {
  const minor = toMinor(text, currency);
  return minor < 0n ? -minor : minor;
};

/** What a line lacks of its explanation. */
const lacks = (line: JournalLine, currency: string, payload: unknown): readonly string[] => {
  const { rule, component, pointers, arithmetic } = line.explanation;
  const result = outcome(arithmetic);
  const isNumber = /^-?\d+(\.\d+)?$/.test(result);
  const comesTo =
    isNumber && magnitude(result, currency) === magnitude(line.debit ?? line.credit ?? '', currency);
  return [
    ...(/^[a-z_]+\.[a-z._-]+$/.test(rule) ? [] : ['rule']),
    ...(component === '' ? ['component'] : []),
    ...(pointers.length > 0 ? [] : ['pointers']),
    ...pointers
      .filter((pointer) => follow(payload, pointer) === undefined)
      .map((pointer) => `pointer ${pointer}`),
    ...(comesTo ? [] : [`arithmetic ${arithmetic}`]),
  ];
};

interface Count {
  readonly lines: number;
  readonly unexplained: readonly string[];
}

const count = (fixtures: readonly Fixture[]): Count => {
  let lines = 0;
  const unexplained: string[] = [];
  for (const { name, order, payload, problems } of fixtures)
    for (const policy of policies().filter((_, index) => index % STEP === 0))
      for (const entry of mapOrder(order, policy, { problems }).entries) {
        for (const line of entry.lines) {
          lines++;
          for (const lack of lacks(line, entry.currency, payload))
            unexplained.push(`${name}: ${entry.kind} ${line.account}: ${lack}`);
        }
      }
  return { lines, unexplained: [...new Set(unexplained)] };
};

describe('each line of a journal is explained: rule, component, pointers that exist, arithmetic that comes to it', () => {
  it('under more than thirty policies', () => {
    expect(policies().length).toBeGreaterThan(30);
  });

  it('by a count that finds each kind of lie', () => {
    const explanation = {
      rule: 'sale.goods',
      component: 'goods',
      pointers: ['/a'],
      arithmetic: '2.00 + 1.00 = 3.00',
    };
    const line = { account: 'sales', credit: '3.00', explanation };
    const found = (told: Partial<typeof explanation>, credit = '3.00'): readonly string[] =>
      lacks({ ...line, credit, explanation: { ...explanation, ...told } }, 'USD', { a: '3.00' });
    expect(found({})).toEqual([]);
    expect(found({ rule: '' })).toEqual(['rule']);
    expect(found({ component: '' })).toEqual(['component']);
    expect(found({ pointers: [] })).toEqual(['pointers']);
    expect(found({ pointers: ['/a', '/b'] })).toEqual(['pointer /b']);
    expect(found({}, '3.01')).toEqual(['arithmetic 2.00 + 1.00 = 3.00']);
    expect(found({ arithmetic: 'as told' })).toEqual(['arithmetic as told']);
  });

  // A counter that counts nothing proves nothing: so many lines there must be at least.
  it.each([
    ['of the worked treatments', () => canonical('mapping'), 10_000],
    ['of the ready-made policies', () => canonical('policies'), 1000],
    ['of the purchases in all carts', acrossCarts, 1000],
    ['of the payloads of Shopify', () => normalised('shopify'), 4000],
    ['of the payloads of WooCommerce', () => normalised('woocommerce'), 400],
    ['of the payloads of Medusa', () => normalised('medusa'), 4000],
    ['of the payloads of API2Cart', () => normalised('api2cart'), 1000],
  ])('%s', (_, fixtures, atLeast) => {
    const { lines, unexplained } = count(fixtures());
    expect(unexplained).toEqual([]);
    expect(lines).toBeGreaterThan(atLeast / STEP / STEP);
  });
});
