import type { FunctionsBase } from 'n8n-workflow';
import type { FlowContext } from '../../lib';
import { actorOf } from './actor';
import { logOf, systemClock } from './n8n-host';
import { openStore } from './open-store';

/** What every flow is given: the store of this n8n, its clock and log, and who acts. */
export async function flowContextOf(
  context: Pick<FunctionsBase, 'getWorkflow' | 'getExecutionId' | 'logger'>,
): Promise<FlowContext> {
  return { store: await openStore(), clock: systemClock, log: logOf(context), actor: actorOf(context) };
}
