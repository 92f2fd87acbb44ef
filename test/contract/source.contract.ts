/** What every source must keep, whatever its cart. Run for each one in the registry by sources.test.ts. */
import * as fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Order, orderSchema } from '../../lib/commerce/order';
import { hasErrors } from '../../lib/commerce/problem';
import { exponent } from '../../lib/money/minor';
import {
  type CartClient,
  type CartSource,
  type ChangedObject,
  type RawDelivery,
  SourceError,
} from '../../lib/sources/cart-source';
import { noDownload } from '../support/no-download';

/** What only the cart itself knows how to make. */
export interface SourceSample {
  /** A delivery that says that this object changed, signed with the secret. */
  delivery(objectId: string, secret: string): RawDelivery;
  /** False for a cart that signs nothing, whose deliveries are known by a secret in their address. */
  readonly signsBody?: boolean;
  /** A shop that holds orders, over a real connection. */
  openShop?(): Promise<ContractShop>;
}

export interface ContractShop {
  readonly client: CartClient;
  /** Oldest first, a dozen or more. */
  readonly ids: readonly string[];
  /** Changes the order now. */
  touch(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  close(): Promise<void>;
}

const GOLDEN = join(__dirname, '../golden');

const goldenPayloads = (platform: string): readonly (readonly [string, string])[] =>
  readdirSync(join(GOLDEN, platform), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => [name, readFileSync(join(GOLDEN, platform, name, 'payload.json'), 'utf8')] as const);

const deepFreeze = (value: unknown): unknown => {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
};

/** The value at a JSON pointer; undefined when there is none. */
const resolve = (document: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
      document,
    );

interface Found {
  readonly amounts: string[];
  readonly pointers: string[];
}

/** Every amount and every pointer, wherever they stand in an order. */
const collect = (value: unknown, found: Found = { amounts: [], pointers: [] }): Found => {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'unitCost') found.pointers.push(...(inner as { pointers: string[] }).pointers);
    else if (key === 'amount') found.amounts.push(inner as string);
    else if (key === 'pointers') found.pointers.push(...(inner as string[]));
    else collect(inner, found);
  }
  return found;
};

const exactlyIn = (currency: string): RegExp => {
  const decimals = exponent(currency);
  return decimals === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${decimals}}$`);
};

const STORE = 'shop.example';
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

const describeNormalize = (source: CartSource): void => {
  describe.each(goldenPayloads(source.platform))('the golden payload %s', (_name, text) => {
    const result = source.normalize(deepFreeze(JSON.parse(text)), { storeId: STORE });
    const order = result.order as Order;

    test('is an order of the published shape, and of nothing beside it', () => {
      expect(orderSchema.parse(order)).toEqual(order);
      expect(order.source).toMatchObject({ platform: source.platform, storeId: STORE });
    });

    test('has amounts with exactly the decimals of their currency', () => {
      const { inPresentment, presentmentTotal, ...inShop } = order;
      for (const part of inPresentment ? [inShop, inPresentment] : [inShop]) {
        const { amounts } = collect(part);
        const exact = exactlyIn(part.currency);
        expect(amounts.length).toBeGreaterThan(0);
        expect(amounts.filter((amount) => !exact.test(amount))).toEqual([]);
      }
      if (presentmentTotal && order.presentmentCurrency)
        expect(presentmentTotal.amount).toMatch(exactlyIn(order.presentmentCurrency));
    });

    test('points at fields that are there', () => {
      const payload = JSON.parse(text);
      const pointers = [
        ...collect(order).pointers,
        ...result.problems.flatMap(({ pointer }) => pointer ?? []),
      ];
      expect(pointers.length).toBeGreaterThan(0);
      expect(pointers.filter((pointer) => resolve(payload, pointer) === undefined)).toEqual([]);
    });

    test('has times in UTC', () => {
      const times = [
        order.placedAt,
        order.source.updatedAt,
        ...order.payments.map(({ at }) => at),
        ...order.refunds.map(({ at }) => at),
      ];
      expect(times.filter((time) => !INSTANT.test(time))).toEqual([]);
    });

    test('gives the same bytes every time', () => {
      expect(JSON.stringify(source.normalize(JSON.parse(text), { storeId: STORE }))).toBe(
        JSON.stringify(result),
      );
    });
  });

  test('anything that is no order is a problem, not an exception', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (payload) => {
        const { order, problems } = source.normalize(payload, { storeId: STORE });
        expect(order !== undefined || hasErrors(problems)).toBe(true);
      }),
    );
  });
};

const describeDeliveries = (source: CartSource, sample: SourceSample): void => {
  const secret = 'the secret of a webhook';
  const delivery = sample.delivery('42', secret);

  test('a signed delivery is verified and names its object', () => {
    expect(source.verify(delivery, secret)).toBe(true);
    expect(source.read(delivery)).toMatchObject({ kind: 'change', objectId: '42' });
  });

  test('a delivery without headers, of another secret or with another body is not verified', () => {
    expect(source.verify({ ...delivery, headers: {}, query: {} }, secret)).toBe(false);
    expect(source.verify(delivery, `${secret}!`)).toBe(false);
    expect(source.verify(delivery, '')).toBe(false);
    if (sample.signsBody === false) return;
    expect(
      source.verify({ ...delivery, rawBody: Buffer.concat([delivery.rawBody, Buffer.from(' ')]) }, secret),
    ).toBe(false);
  });

  test('any bytes under any headers are read without an exception, and never verified', () => {
    const headers = fc.dictionary(fc.constantFrom(...Object.keys(delivery.headers)), fc.string());
    fc.assert(
      fc.property(headers, fc.uint8Array(), (given, bytes) => {
        const raw = { headers: given, rawBody: Buffer.from(bytes) };
        expect(['change', 'ignored', 'unreadable']).toContain(source.read(raw).kind);
        expect(source.verify(raw, secret)).toBe(false);
      }),
    );
  });
};

const describeConnection = (source: CartSource): void => {
  const unused = {
    http: () => Promise.reject(new Error('nothing may be sent yet')),
    download: noDownload,
    clock: { now: () => new Date(0), sleep: () => Promise.resolve() },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  };

  test('one shop is one store, however its url is written', () => {
    const urls = [
      'https://shop.example',
      'https://shop.example/',
      'https://SHOP.example',
      'https://shop.example:443',
    ];
    expect(new Set(urls.map((baseUrl) => source.storeIdOf({ baseUrl })))).toEqual(new Set(['shop.example']));
    expect(source.connect({ baseUrl: 'https://shop.example' }, unused).storeId).toBe('shop.example');
  });

  test('keys do not cross a network in clear text unless somebody says that they may', () => {
    const insecure = { baseUrl: 'http://shop.example' };
    expect(() => source.connect(insecure, unused)).toThrow(SourceError);
    expect(() => source.connect({ ...insecure, allowHttp: true }, unused)).not.toThrow();
    expect(() => source.connect({ baseUrl: 'http://127.0.0.1:8080' }, unused)).not.toThrow();
  });
};

const describeClient = (openShop: () => Promise<ContractShop>): void => {
  describe('a connected shop', () => {
    let shop: ContractShop;
    beforeEach(async () => {
      shop = await openShop();
    });
    afterEach(() => shop.close());

    const listed = async (query: Parameters<CartClient['list']>[0]): Promise<readonly ChangedObject[]> => {
      const all: ChangedObject[] = [];
      for await (const page of shop.client.list(query)) all.push(...page);
      return all;
    };

    test('proves its url and key', async () => {
      await expect(shop.client.check()).resolves.toBeUndefined();
    });

    test('lists every order, by creation in the order of creation', async () => {
      const all = await listed({ by: 'created' });
      expect([...new Set(all.map(({ id }) => id))]).toEqual(shop.ids);
      expect(
        all.flatMap(({ createdAt, updatedAt }) => [createdAt, updatedAt]).filter((at) => !INSTANT.test(at)),
      ).toEqual([]);
      // Some carts also tell of orders in the bin, which may have been booked before.
      expect((await listed({ by: 'updated' })).map(({ id }) => id)).toEqual(
        expect.arrayContaining([...shop.ids]),
      );
    });

    test('counts what it lists, in all and in a period', async () => {
      const all = await listed({ by: 'created' });
      expect(await shop.client.count({ by: 'created' })).toBe(shop.ids.length);
      const from = all[4]?.createdAt as string;
      const late = await listed({ by: 'created', from });
      expect(late.map(({ id }) => id)).toEqual(expect.arrayContaining(shop.ids.slice(4)));
      expect(await shop.client.count({ by: 'created', from })).toBe(new Set(late.map(({ id }) => id)).size);
    });

    test('lists an order that changed since, whatever changed before', async () => {
      const before = await listed({ by: 'updated' });
      const from = before
        .map(({ updatedAt }) => updatedAt)
        .sort()
        .at(-1) as string;
      const [id] = shop.ids;
      await shop.touch(id as string);
      expect((await listed({ by: 'updated', from })).map((changed) => changed.id)).toContain(id);
    });

    test('fetches orders in the order of their ids, and says which are gone', async () => {
      const [first, second, third] = shop.ids as [string, string, string];
      await shop.remove(second);
      const fetched = await shop.client.fetch([third, second, first]);
      expect(fetched.map(({ id, state }) => [id, state])).toEqual([
        [third, 'found'],
        [second, 'gone'],
        [first, 'found'],
      ]);
    });
  });
};

export const describeSource = (source: CartSource, sample: SourceSample): void => {
  describe(`the source ${source.platform}`, () => {
    test('has names that menus and keys can carry', () => {
      expect(source.platform).toMatch(/^[a-z][a-z0-9-]*$/);
      for (const { name } of source.credentials) expect(name).toMatch(/^[a-z][A-Za-z0-9]+$/);
      expect(source.displayName).not.toBe('');
      expect(source.webhookTopics.length).toBeGreaterThan(0);
    });
    describeConnection(source);
    describeNormalize(source);
    describeDeliveries(source, sample);
    if (sample.openShop) describeClient(sample.openShop);
  });
};
