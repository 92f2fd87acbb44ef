import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

/**
 * The pids below one process. n8n's task runner is a child of its own: when n8n is killed outright it is left behind,
 * and the only way to end exactly it is to know its pid beforehand.
 */
export function descendantsOf(pid: number): number[] {
  const parents = process.platform === 'linux' ? parentsFromProc() : parentsFromPs();
  const found: number[] = [];
  for (let next = [pid]; next.length > 0;) {
    next = parents.filter(([, parent]) => next.includes(parent)).map(([child]) => child);
    found.push(...next);
  }
  return found;
}

/** Sends a signal to a process that may be gone by now. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Ends a process when this one is gone, however it went: jest's own exit runs no clean-up of a test file, and a killed
 * one runs nothing at all. A shell waits at the other end of a pipe that only this process holds open.
 */
export function endWithParent(pid: number): { cancel(): void } {
  const watcher = spawn('/bin/sh', ['-c', 'read _; kill -TERM "$1"', 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.unref();
  (watcher.stdin as Socket).unref();
  return {
    cancel() {
      watcher.kill('SIGKILL');
      watcher.stdin.destroy();
    },
  };
}

type ChildAndParent = [child: number, parent: number];

function parentsFromProc(): ChildAndParent[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid): ChildAndParent[] => {
    try {
      // "pid (name that may hold spaces and brackets) state ppid …"
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return [[Number(pid), Number(afterName[1])]];
    } catch {
      return []; // it ended while the list was read
    }
  });
}

function parentsFromPs(): ChildAndParent[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => line.trim().split(/\s+/).map(Number) as ChildAndParent);
}
