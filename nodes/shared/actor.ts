import type { FunctionsBase } from 'n8n-workflow';
import type { FlowContext } from '../../lib';

/** Who acts, for the audit log: which workflow, and which of its executions when one is running. */
export function actorOf(context: Pick<FunctionsBase, 'getWorkflow' | 'getExecutionId'>): string {
  const { name, id } = context.getWorkflow();
  const workflow = name || id || 'unsaved workflow';
  const execution = context.getExecutionId();
  return execution ? `${workflow}/${execution}` : workflow;
}

/** Named by claims. Both ids, for two n8n that share a store number their executions alike. */
export function executionOf(
  context: Pick<FunctionsBase, 'getWorkflow' | 'getExecutionId'>,
): Pick<FlowContext, 'execution'> {
  const { id: workflowId } = context.getWorkflow();
  const executionId = context.getExecutionId();
  return workflowId && executionId ? { execution: { workflowId, executionId } } : {};
}
