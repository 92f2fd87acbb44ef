/**
 * After the storm: faults stop, and the river has to come to rest by itself. What was announced and taken in must be booked
 * without any sweep; what was lost, after one; what waited for a person, after the person retried it. From then on nothing
 * moves any more, whatever is announced again.
 */
import { checkWorld } from './check-world';
import type { World } from './world';
import { Violation } from './violation';

/** Longer than any lease and any backoff. */
const LONG_MS = 3_700_000;
const ROUNDS = 60;

export const calmDown = async (world: World): Promise<void> => {
  for (const shop of world.shops) shop.faults.length = 0;
  for (const ledger of world.ledgers) {
    ledger.faults.length = 0;
    ledger.away = undefined;
  }
  await finish(world);
  await settle(world);
  await checkWorld(world, 'told');

  for (const pipeline of world.pipelines) {
    await world.startSweep(pipeline);
    await finish(world);
  }
  await settle(world);
  await checkWorld(world, 'swept');

  for (const pipeline of world.pipelines) {
    await world.startRetry(pipeline);
    await finish(world);
  }
  await settle(world);
  await checkWorld(world, 'retried');

  await beStill(world);
};

const finish = async (world: World): Promise<void> => {
  await world.scheduler.drain();
  world.throwViolation();
};

const settle = async (world: World): Promise<void> => {
  for (let round = 0; round < ROUNDS; round++) {
    world.time.advance(LONG_MS);
    let open = 0;
    for (const pipeline of world.pipelines) {
      const { due, claimed } = await world.bare.countWork(pipeline.ref);
      open += due + claimed;
      if (due + claimed > 0) await world.startRun(pipeline, 100, false);
    }
    if (open === 0) return;
    await finish(world);
  }
  throw new Violation('no rest', `work is still due after ${ROUNDS} runs`);
};

/** Every webhook comes once more, and everybody runs once more: nothing is sent, nothing is fetched. */
const beStill = async (world: World): Promise<void> => {
  const counts = () => ({
    sends: world.ledgers.map(({ sends }) => sends),
    fetches: world.shops.map(({ fetches }) => fetches),
    deliveries: world.watch.accepted.size,
  });
  const before = JSON.stringify(counts());
  const known = world.told.filter(({ deliveryId }) => world.watch.accepted.has(deliveryId));
  for (const webhook of known) {
    await world.startDelivery(webhook);
    await finish(world);
  }
  await settle(world);
  const after = JSON.stringify(counts());
  if (after !== before) throw new Violation('moves at rest', `${before} became ${after}`);
  for (const [index, shop] of world.shops.entries()) {
    const store = { platform: 'memory', storeId: shop.storeId };
    const counted = await world.bare.deliveryCounts(store);
    const accepted = new Set(
      world.told.flatMap(({ shop: of, deliveryId }) =>
        of === index && world.watch.accepted.has(deliveryId) ? [deliveryId] : [],
      ),
    );
    if (counted.accepted !== accepted.size)
      throw new Violation('deliveries miscounted', `${counted.accepted} kept of ${accepted.size}`);
  }
};
