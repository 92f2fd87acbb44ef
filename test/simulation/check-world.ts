/** What must be so when the river has come to rest. */
import { mapItem } from '../../lib/flows/map-orders';
import type { Plan } from '../../lib/store/trace-store';
import { netBalances } from '../support/net-balances';
import { whyUntrue } from './true-exceptions';
import { Violation } from './violation';
import type { Pipeline, World } from './world';

/** told: only of what the store was told. swept: of every order. retried: and what is held is held for a lasting cause. */
export type Stage = 'told' | 'swept' | 'retried';

export const checkWorld = async (world: World, stage: Stage): Promise<void> => {
  world.log(`– at rest (${stage})`);
  const { brokenAt } = await world.bare.verifyAudit();
  if (brokenAt !== undefined) throw new Violation('audit chain broken', `at row ${brokenAt}`);
  for (const pipeline of world.pipelines) {
    const { due, claimed } = await world.bare.countWork(pipeline.ref);
    if (due + claimed > 0) throw new Violation('work left over', `${due} due, ${claimed} claimed`);
    for (const orderId of pipeline.shop.orderIds) await checkOrder(world, pipeline, orderId, stage);
  }
  await checkDocuments(world);
  if (stage === 'retried') await checkLogins(world);
};

const checkOrder = async (world: World, pipeline: Pipeline, orderId: string, stage: Stage): Promise<void> => {
  const { ref, shop } = pipeline;
  const where = `order ${orderId} of ${ref.storeId} in ${ref.pipeline}`;
  const rows = await world.bare.listWork({ ...ref, objectId: orderId });
  const waits = rows.some(({ state }) => state === 'held' || state === 'dead');
  const open = (
    await world.bare.listExceptions({ ...ref, objectId: orderId, states: ['open', 'held'] })
  ).filter(({ stream }) => stream === 'orders');
  if (waits && open.length === 0) throw new Violation('held in silence', where);
  if (!waits && open.length > 0)
    throw new Violation('exception of nothing', `${where}: ${open.map(({ code }) => code).join()}`);
  if (stage === 'retried')
    for (const exception of open) {
      const why = await whyUntrue(world, pipeline, orderId, exception);
      if (why !== undefined)
        throw new Violation('untrue exception', `${where}: ${exception.code}, but ${why}`);
    }
  if (waits) return;
  const version = shop.versionOf(orderId);
  const wasTold = world.watch.heard.get(`${ref.pipeline}/${ref.storeId}/${orderId}`) === version;
  // A sweep lists what there is: that an order is gone is only ever told, and a stale answer to that is the last one.
  const sweptUp = stage !== 'told' && shop.current(orderId) !== undefined;
  if (sweptUp || (wasTold && shop.shownStale.get(`${ref.pipeline}/${orderId}`) !== version))
    await checkBooked(world, pipeline, orderId, where);
};

const checkBooked = async (
  world: World,
  pipeline: Pipeline,
  orderId: string,
  where: string,
): Promise<void> => {
  const wanted = targetNets(pipeline, orderId);
  if (wanted === undefined) throw new Violation('not held', `${where} cannot be booked, and nobody was told`);
  const nets = ledgerNets(pipeline, orderId);
  if (JSON.stringify(nets) !== JSON.stringify(wanted))
    throw new Violation('ledger differs', `${where}: ${JSON.stringify(nets)} not ${JSON.stringify(wanted)}`);
  const plans = await plansOf(world, pipeline, orderId);
  const unfinished = plans.find(({ state }) => state !== 'posted' && state !== 'rejected');
  if (unfinished) throw new Violation('plan left over', `${unfinished.key} is ${unfinished.state}`);
};

/** Net of each entry and account after map(final state); undefined when it cannot be mapped, or is gone. */
export const targetNets = (
  { shop, policy, ref }: Pipeline,
  orderId: string,
): Readonly<Record<string, string>> | undefined => {
  const order = shop.current(orderId);
  const result = order && mapItem(order, { policy, platform: 'memory', storeId: ref.storeId });
  if (!result || 'held' in result) return undefined;
  return netBalances(
    result.mapped.target.entries.flatMap(({ key, lines, currency }) =>
      lines.map((line) => ({ ...line, account: `${key} ${line.account}`, currency })),
    ),
  );
};

/** A plan's key is that of its entry and a number. */
const entryOf = (planKey: string): string => planKey.slice(0, planKey.lastIndexOf('#'));

/** The same of what the ledger holds of the order. */
export const ledgerNets = ({ ledger, ref }: Pipeline, orderId: string): Readonly<Record<string, string>> =>
  netBalances(
    ledger.taken
      .filter(({ document: { source } }) => source.orderId === orderId && source.storeId === ref.storeId)
      .flatMap(({ record: { key, lines, currency } }) =>
        lines.map((line) => ({ ...line, account: `${entryOf(key)} ${line.ledgerAccount}`, currency })),
      ),
  );

export const plansOf = (world: World, { ledger, ref }: Pipeline, orderId: string): Promise<readonly Plan[]> =>
  world.bare.getPlans({ destination: ledger.id, platform: 'memory', storeId: ref.storeId, orderId });

/** A posted plan is one record with its content; a record is of one plan. */
const checkDocuments = async (world: World): Promise<void> => {
  for (const ledger of world.ledgers) {
    const plans = await world.bare.getPlans({ destination: ledger.id });
    for (const plan of plans.filter(({ state }) => state === 'posted')) {
      const taken = ledger.taken.filter(({ record }) => record.key === plan.key);
      if (taken.length !== 1) throw new Violation('posted is not there', `${plan.key} ×${taken.length}`);
      if (taken[0]?.record.recordId !== plan.recordId || taken[0]?.document.contentHash !== plan.contentHash)
        throw new Violation('posted is another', plan.key);
    }
    const known = new Set(plans.map(({ key }) => key));
    const stray = ledger.taken.find(({ record }) => !known.has(record.key));
    if (stray) throw new Violation('record of no plan', stray.record.key);
  }
};

/** An alert may outlive its cause while nobody has anything to ask the ledger. */
const checkLogins = async (world: World): Promise<void> => {
  for (const { id, login } of world.ledgers) {
    if (login === 'refused') continue;
    const open = await world.bare.listExceptions({ objectId: id, states: ['open', 'held'] });
    const isOld = (world.watch.raised.get(id) ?? 0) <= (world.askedSince.get(id) ?? -1);
    if (open.length > 0 && isOld)
      throw new Violation('login alert', `${id} accepts the login, and is said to refuse it`);
  }
};
