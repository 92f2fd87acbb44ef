/** A claim names the execution that holds it, so that its end can be told from that of every other. */
import { randomUUID } from 'node:crypto';
import type { FlowContext } from './flow-context';

export interface ExecutionRef {
  readonly workflowId: string;
  readonly executionId: string;
}

/** What all claims of an execution begin with. Written as JSON: no id can be read as the beginning of another one. */
export const claimsOf = ({ workflowId, executionId }: ExecutionRef): string =>
  `${JSON.stringify([workflowId, executionId])} `;

/** Outside n8n, and in a run that n8n gives no number, a claim names nobody: its lease alone ends it. */
export const newClaim = ({ execution }: Pick<FlowContext, 'execution'>): string =>
  `${execution ? claimsOf(execution) : ''}${randomUUID()}`;
