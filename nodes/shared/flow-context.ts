import type { FunctionsBase } from 'n8n-workflow';
import type { FlowContext } from '../../lib';
import { actorOf, executionOf } from './actor';
import { logOf, systemClock } from './n8n-host';
import { openStore, type StoreContext } from './open-store';

/** What every flow is given: the store that the node names, n8n's clock and log, and who acts. */
export async function flowContextOf(
  context: StoreContext & Pick<FunctionsBase, 'getWorkflow' | 'getExecutionId' | 'logger'>,
): Promise<FlowContext> {
  return {
    store: await openStore(context),
    clock: systemClock,
    log: logOf(context),
    actor: actorOf(context),
    ...executionOf(context),
  };
}
