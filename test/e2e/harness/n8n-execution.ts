import { parseFlatted } from './flatted';

export interface ExecutionSummary {
  id: string;
  workflowId: string;
  mode: string;
  status: ExecutionStatus;
  startedAt: string;
  stoppedAt: string | null;
}

export type ExecutionStatus =
  'new' | 'running' | 'waiting' | 'success' | 'error' | 'crashed' | 'canceled' | 'unknown';

export interface RunError {
  message: string;
  description?: string | null;
  name?: string;
  node?: { name: string };
  [key: string]: unknown;
}

export interface NodeItem {
  json: Record<string, unknown>;
  pairedItem?: unknown;
  binary?: Record<string, unknown>;
}

export interface NodeRun {
  executionStatus: string;
  executionTime: number;
  error?: RunError;
  /** `data.main[output]` is null for an output that got nothing. */
  data?: { main?: (NodeItem[] | null)[] };
  hints?: unknown[];
}

export interface RunData {
  resultData: { runData: Record<string, NodeRun[]>; error?: RunError; lastNodeExecuted?: string };
}

/** One execution with its run data decoded. */
export interface Execution extends ExecutionSummary {
  data: RunData;
}

export function decodeExecution(raw: ExecutionSummary & { data: string }): Execution {
  return { ...raw, data: parseFlatted(raw.data) as RunData };
}

/** What a node put out: the `json` of each item of one output; of every run (a loop runs a node often) by default. */
export function outputOf(execution: Execution, node: string, output = 0): Record<string, unknown>[] {
  const runs = execution.data.resultData.runData[node] ?? [];
  return runs.flatMap((run) => (run.data?.main?.[output] ?? []).map((item) => item.json));
}

/** Why an execution failed, in one string for an assertion's message; empty when it did not. */
export function failureOf(execution: Execution): string {
  const { error, lastNodeExecuted } = execution.data.resultData;
  if (!error) return '';
  const description = error.description ? ` (${error.description})` : '';
  return `${lastNodeExecuted ?? '?'}: ${error.message}${description}`;
}
