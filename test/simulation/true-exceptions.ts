/** Whether what an exception says is so, seen from outside. */
import { mapItem } from '../../lib/flows/map-orders';
import type { ExceptionRow } from '../../lib/store/trace-store';
import { ledgerNets, targetNets } from './check-world';
import type { Pipeline, World } from './world';

/** Why it is not true any more; undefined when it is. */
export const whyUntrue = async (
  _world: World,
  pipeline: Pipeline,
  orderId: string,
  { code, stage }: ExceptionRow,
): Promise<string | undefined> => {
  const { shop, ledger, policy, ref } = pipeline;
  const order = shop.current(orderId);
  if (code === 'order_gone') return order ? 'the shop has it' : undefined;
  if (order === undefined) return 'the order is gone';
  if (stage === 'map') {
    const result = mapItem(order, { policy, platform: 'memory', storeId: ref.storeId });
    const says = 'held' in result && result.held.problems.some((problem) => problem.code === code);
    return says ? undefined : 'it maps without that problem';
  }
  const booked =
    JSON.stringify(ledgerNets(pipeline, orderId)) === JSON.stringify(targetNets(pipeline, orderId));
  if (booked) return 'the ledger holds all of it';
  const taken = ledger.taken.filter(({ document }) => document.source.orderId === orderId);
  switch (code) {
    case 'validation':
      return ledger.refused.has(orderId) ? undefined : 'the ledger takes the order';
    case 'period_closed':
      return ledger.lockedUntil === undefined ? 'the books are open' : undefined;
    case 'ledger_record_differs':
      return taken.some(({ wrong }) => wrong) ? undefined : 'the ledger holds what it was told';
    default:
      return 'nothing lasting is the cause';
  }
};
