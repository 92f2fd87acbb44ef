/** What comes to the address of a webhook is believed only as far as it is signed, and never twice. */
import { join } from 'node:path';
import { ingest, LARGEST_BODY } from '../../lib/flows/ingest';
import { SOURCES } from '../../lib/sources';
import type { CartSource, RawDelivery } from '../../lib/sources/cart-source';
import { openSqliteStore } from '../../lib/store/sqlite';
import type { TraceStore } from '../../lib/store/trace-store';
import type { SourceSample } from '../contract/source.contract';
import { silentLog, TestClock } from '../support/test-clock';

const SECRET = 'the secret of a webhook';
const STORE = 'shop.example';

const sampleOf = ({ platform }: CartSource): SourceSample =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- which carts there are is known at run time
  (require(join(__dirname, '../sources', platform, 'contract-sample')) as { readonly sample: SourceSample })
    .sample;

describe.each(SOURCES.map((source) => [source.platform, source] as const))('%s', (platform, source) => {
  const sample = sampleOf(source);
  let store: TraceStore;
  beforeEach(async () => {
    store = await openSqliteStore(':memory:');
  });
  afterEach(() => store.close());

  const deliver = async (
    delivery: RawDelivery,
    more: { readonly secret?: string; readonly storeId?: string } = {},
  ) =>
    await ingest(
      { store, clock: new TestClock(), log: silentLog, actor: 'test' },
      {
        source,
        storeId: more.storeId ?? STORE,
        pipeline: 'main',
        secret: 'secret' in more ? more.secret : SECRET,
        delivery,
      },
    );
  const work = async () => (await store.listWork({ platform, limit: 100 })).length;
  const counts = () => store.deliveryCounts({ platform, storeId: STORE });

  test('forged and unsigned deliveries are refused, counted by the hour, and leave one short audit row', async () => {
    const genuine = sample.delivery('42', SECRET);
    const forged = [
      sample.delivery('42', 'another secret'),
      {
        ...genuine,
        headers: Object.fromEntries(
          Object.entries(genuine.headers).filter(([, value]) => !/^[\w+/]{43,}=?$/.test(value)),
        ),
        query: {},
      },
    ];
    for (let round = 0; round < 5; round++)
      for (const delivery of forged) expect(await deliver(delivery)).toMatchObject({ outcome: 'refused' });
    expect(await counts()).toMatchObject({ accepted: 0, refused: 10 });
    expect(await work()).toBe(0);
    expect(await store.listAudit({ limit: 100 })).toMatchObject([
      {
        action: 'delivery.refused',
        subject: `${platform}:${STORE}`,
        detail: JSON.stringify({ reason: 'bad or missing signature' }),
      },
    ]);
    expect(await deliver(genuine, { secret: undefined })).toMatchObject({ outcome: 'refused' });
    expect(await store.listAudit({ limit: 100 })).toHaveLength(2);
  });

  test('one that is sent again, ever so often, is one piece of work', async () => {
    const genuine = sample.delivery('42', SECRET);
    expect(await deliver(genuine)).toMatchObject({ outcome: 'accepted' });
    for (let count = 0; count < 20; count++)
      expect(await deliver(genuine)).toMatchObject({ outcome: 'repeated' });
    expect(await counts()).toMatchObject({ accepted: 1, repeated: 20 });
    expect(await work()).toBe(1);
  });

  test('a replay under new ids only makes the shop be asked again: what is booked is fetched', async () => {
    const genuine = sample.delivery('42', SECRET);
    for (let count = 0; count < 20; count++) {
      const headers = Object.fromEntries(
        Object.entries(genuine.headers).map(([name, value]) => [
          name,
          /-id$/.test(name) ? `${value}${count}` : value,
        ]),
      );
      await deliver({ ...genuine, headers });
    }
    expect(await work()).toBe(1);
  });

  test('a body that is too large is refused unread, whoever signed it', async () => {
    let read = 0;
    const spy: CartSource = {
      ...source,
      read: (delivery) => (read++, source.read(delivery)),
      verify: () => true,
    };
    const huge = { ...sample.delivery('42', SECRET), rawBody: Buffer.alloc(LARGEST_BODY + 1, '[') };
    const context = { store, clock: new TestClock(), log: silentLog, actor: 'test' };
    const request = { source: spy, storeId: STORE, pipeline: 'main', secret: SECRET, delivery: huge };
    expect(await ingest(context, request)).toMatchObject({ outcome: 'oversized', reason: 'body too large' });
    expect(read).toBe(0);
    expect(await counts()).toMatchObject({ refused: 1 });
  });

  test('a large body that nobody signed is not parsed', async () => {
    let read = 0;
    const spy: CartSource = {
      ...source,
      read: (delivery) => (read++, source.read(delivery)),
      verify: () => false,
    };
    const large = { ...sample.delivery('42', 'x'), rawBody: Buffer.alloc(1_000_000, '[') };
    const context = { store, clock: new TestClock(), log: silentLog, actor: 'test' };
    expect(
      await ingest(context, {
        source: spy,
        storeId: STORE,
        pipeline: 'main',
        secret: SECRET,
        delivery: large,
      }),
    ).toMatchObject({ outcome: 'refused' });
    expect(read).toBe(0);
  });

  test('signatures are compared in constant time', () => {
    const genuine = sample.delivery('42', SECRET);
    // Of the right length and of others: neither throws, which timingSafeEqual does for lengths that differ.
    for (const value of ['', 'x', 'x'.repeat(44), 'x'.repeat(64), '\u{1f381}'.repeat(22)]) {
      const headers = Object.fromEntries(Object.keys(genuine.headers).map((name) => [name, value]));
      expect(source.verify({ ...genuine, headers, query: { token: value } }, SECRET)).toBe(false);
    }
  });
});

test('where a delivery says which shop it is of, it counts for no other', async () => {
  const store = await openSqliteStore(':memory:');
  const shopify = SOURCES.find(({ platform }) => platform === 'shopify') as CartSource;
  const genuine = sampleOf(shopify).delivery('42', SECRET);
  const delivery = {
    ...genuine,
    headers: { ...genuine.headers, 'x-shopify-shop-domain': 'other.myshopify.com' },
  };
  const context = { store, clock: new TestClock(), log: silentLog, actor: 'test' };
  const result = await ingest(context, {
    source: shopify,
    storeId: STORE,
    pipeline: 'main',
    secret: SECRET,
    delivery,
  });
  expect(result).toEqual({ outcome: 'refused', reason: 'signed for another shop' });
  await store.close();
});
