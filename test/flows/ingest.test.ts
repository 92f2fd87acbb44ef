import { ingest, LARGEST_BODY } from '../../lib/flows/ingest';
import { LIVE_STREAM } from '../../lib/flows/flow-context';
import type { CartSource, DeliveryContent, RawDelivery } from '../../lib/sources/cart-source';
import { memorySource, STORE_ID } from '../support/memory-shop';
import { River } from '../support/river';

const store = { platform: 'memory', storeId: STORE_ID };
const pipeline = { ...store, pipeline: 'main' };

const deliver = (
  river: River,
  headers: Record<string, string>,
  body = '7',
  secret: string | undefined = 's',
) =>
  ingest(river.context(), {
    source: memorySource,
    storeId: STORE_ID,
    pipeline: 'main',
    secret,
    delivery: { headers, rawBody: Buffer.from(body) },
  });

test('a signed delivery is stored and makes its order due', async () => {
  const river = await River.open();
  expect(await deliver(river, { signature: 's', delivery: 'd1' })).toMatchObject({
    outcome: 'accepted',
    objectId: '7',
  });
  expect(await river.store.countWork(pipeline)).toMatchObject({ due: 1 });
});

test('a bad, a missing and an unverifiable signature are refused, counted, and start nothing', async () => {
  const river = await River.open();
  expect(await deliver(river, { signature: 'x' })).toMatchObject({ outcome: 'refused' });
  expect(await deliver(river, {})).toMatchObject({ outcome: 'refused' });
  const lost = await ingest(river.context(), {
    source: memorySource,
    storeId: STORE_ID,
    pipeline: 'main',
    secret: undefined,
    delivery: { headers: { signature: 's' }, rawBody: Buffer.from('7') },
  });
  expect(lost).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('secret') });
  expect(await river.store.deliveryCounts(store)).toMatchObject({ accepted: 0, refused: 3 });
  expect(await river.store.countWork({ ...pipeline })).toMatchObject({ due: 0 });
});

test('the same delivery again is acknowledged and starts nothing', async () => {
  const river = await River.open();
  await deliver(river, { signature: 's', delivery: 'd1' });
  const [before] = await river.store.listWork(pipeline);
  expect(await deliver(river, { signature: 's', delivery: 'd1' })).toMatchObject({ outcome: 'repeated' });
  const [after] = await river.store.listWork(pipeline);
  expect(after?.revision).toBe(before?.revision);
});

test('one delivery id with two bodies is two deliveries: some shops make the id of the second', async () => {
  const river = await River.open();
  await deliver(river, { signature: 's', delivery: 'd1' }, '7');
  expect(await deliver(river, { signature: 's', delivery: 'd1' }, '8')).toMatchObject({
    outcome: 'accepted',
  });
  expect(await river.store.countWork(pipeline)).toMatchObject({ due: 2 });
});

test('ten deliveries of one order are one piece of work', async () => {
  const river = await River.open();
  for (let index = 0; index < 10; index++) await deliver(river, { signature: 's', delivery: `d${index}` });
  expect(await river.store.countWork(pipeline)).toMatchObject({ due: 1 });
});

test('a delivery makes the order due in every pipeline of the shop', async () => {
  const river = await River.open();
  await river.store.registerPipeline({ ...store, pipeline: 'second' });
  await deliver(river, { signature: 's', delivery: 'd1' });
  for (const name of ['main', 'second'])
    expect(await river.store.countWork({ ...store, pipeline: name })).toMatchObject({ due: 1 });
});

describe('what is not accepted', () => {
  const topics = [...memorySource.webhookTopics];
  const read = (content: DeliveryContent): CartSource => ({ ...memorySource, read: () => content });
  const unreadable = read({ kind: 'unreadable', reason: 'The body holds no order id.' });
  const otherTopic = read({ kind: 'ignored', topic: 'product.updated', deliveryId: '', reason: 'No money.' });
  const otherShop = read({
    kind: 'change',
    topic: 'order.updated',
    deliveryId: 'd1',
    objectId: '7',
    storeId: 'other.example',
  });
  const greeting = read({ kind: 'ignored', topic: 'ping', deliveryId: '', reason: 'Hello.', unsigned: true });
  const noOrder = read({ kind: 'ignored', topic: topics[0]!, deliveryId: '', reason: 'About no order.' });
  const signedWith = (signature: string | undefined, body: string | Buffer): RawDelivery => ({
    headers: signature === undefined ? {} : { signature },
    rawBody: Buffer.from(body),
  });
  const large = Buffer.alloc(LARGEST_BODY + 1, '[');

  test.each([
    ['forged', memorySource, 'x', '7', 'refused', 'bad or missing signature'],
    ['unsigned', memorySource, undefined, '7', 'refused', 'bad or missing signature'],
    ['oversized', memorySource, 's', large, 'oversized', 'body too large'],
    ['malformed', unreadable, 's', '{', 'unreadable', 'The body holds no order id.'],
    ['malformed and unsigned', unreadable, undefined, '{', 'refused', 'bad or missing signature'],
    ['of another shop', otherShop, 's', '7', 'refused', 'signed for another shop'],
    ['of another topic', otherTopic, 's', '7', 'ignored', 'wrong topic'],
    ['of another topic and unsigned', otherTopic, undefined, '7', 'refused', 'bad or missing signature'],
  ] as const)(
    'one that is %s leaves a counter and one audit row an hour, and nothing else',
    async (_what, source, signature, body, outcome, reason) => {
      const river = await River.open();
      const delivery = signedWith(signature, body);
      const request = { source, storeId: STORE_ID, pipeline: 'main', secret: 's', delivery };
      for (let count = 0; count < 5; count++)
        expect(await ingest(river.context(), request)).toMatchObject({ outcome });
      river.clock.advance(3_600_000);
      await ingest(river.context(), request);
      expect(await river.store.deliveryCounts(store)).toEqual({ accepted: 0, repeated: 0, refused: 6 });
      expect(await river.store.listWork(pipeline)).toEqual([]);
      const audit = await river.store.listAudit({ limit: 100 });
      expect(audit.map(({ action, subject, detail }) => [action, subject, detail])).toEqual(
        [1, 2].map(() => ['delivery.refused', `memory:${STORE_ID}`, JSON.stringify({ reason })]),
      );
    },
  );

  test.each([
    ['a greeting, which no cart signs', greeting, undefined],
    ['a greeting that is signed', greeting, 's'],
    ['a topic that was asked for, about no order', noOrder, 's'],
  ])('%s leaves nothing at all', async (_what, source, signature) => {
    const river = await River.open();
    const delivery = signedWith(signature, '7');
    const request = { source, storeId: STORE_ID, pipeline: 'main', secret: 's', delivery };
    expect(await ingest(river.context(), request)).toMatchObject({ outcome: 'ignored' });
    expect(await river.store.deliveryCounts(store)).toEqual({ accepted: 0, repeated: 0, refused: 0 });
    expect(await river.store.listAudit({ limit: 100 })).toEqual([]);
  });

  test('one that is old and comes again is counted, and its order is not due again', async () => {
    const river = await River.open();
    await deliver(river, { signature: 's', delivery: 'd1' });
    const [ticket] = await river.store.claimWork(pipeline, LIVE_STREAM, {
      limit: 1,
      now: '2999-01-01T00:00:00.000Z',
      leaseUntil: '2999-01-01T00:10:00.000Z',
      claim: 'run',
      clock: { now: () => new Date('2999-01-01T00:00:00.000Z') },
    });
    await river.store.completeWork([ticket!], { at: '2999-01-01T00:01:00.000Z', actor: 'run' });
    river.clock.advance(90 * 86_400_000);
    expect(await deliver(river, { signature: 's', delivery: 'd1' })).toMatchObject({ outcome: 'repeated' });
    expect(await river.store.deliveryCounts(store)).toMatchObject({ accepted: 1, repeated: 1 });
    expect(await river.store.countWork(pipeline)).toMatchObject({ due: 0, done: 1 });
  });
});
