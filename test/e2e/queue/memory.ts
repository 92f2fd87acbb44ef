/** What the processes of n8n take of the machine's memory. */
import { readFileSync } from 'node:fs';
import { descendantsOf } from '../harness/process-tree';
import { type QueueStack, ROLES } from './queue-stack';

/** Resident, of the process and of the task runner below it; whole MiB by role. Linux tells; elsewhere nothing is said. */
export const memoryByRole = (stack: QueueStack): Readonly<Record<string, number>> =>
  Object.fromEntries(ROLES.map((role) => [role, mebibytesOf(stack.process(role).pid)]));

const mebibytesOf = (pid: number | undefined): number => {
  if (pid === undefined || process.platform !== 'linux') return 0;
  const kibibytes = [pid, ...descendantsOf(pid)].map(residentKibibytes);
  return Math.ceil(kibibytes.reduce((sum, part) => sum + part, 0) / 1024);
};

const residentKibibytes = (pid: number): number => {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // it ended while it was asked
  }
};
