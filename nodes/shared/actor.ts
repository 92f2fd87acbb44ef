import type { FunctionsBase } from 'n8n-workflow';

/** Who acts, for the audit log: which workflow, and which of its executions when one is running. */
export function actorOf(context: Pick<FunctionsBase, 'getWorkflow' | 'getExecutionId'>): string {
  const { name, id } = context.getWorkflow();
  const workflow = name || id || 'unsaved workflow';
  const execution = context.getExecutionId();
  return execution ? `${workflow}/${execution}` : workflow;
}
