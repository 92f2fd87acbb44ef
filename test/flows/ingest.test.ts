import { ingest } from '../../lib/flows/ingest';
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
