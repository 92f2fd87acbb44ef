import { mkdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './run-command';

const heartbeatMs = 5_000;
const abandonedAfterMs = 60_000;

/**
 * Lets one process at a time do the work. `mkdir` is atomic on every file system; a heartbeat tells a lock that is
 * held from one whose owner was killed. A pid would not: after a restart it belongs to somebody else.
 */
export async function withFolderLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  await acquire(lock);
  const heartbeat = setInterval(() => touch(lock), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    rmSync(lock, { recursive: true, force: true });
  }
}

async function acquire(lock: string): Promise<void> {
  for (let tries = 0; !tryTake(lock); tries += 1) {
    if (isAbandoned(lock)) rmSync(lock, { recursive: true, force: true });
    else {
      if (tries % 30 === 0) say(`Waiting for another process that holds ${lock} …`);
      await sleep(1000);
    }
  }
}

function tryTake(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isAbandoned(lock: string): boolean {
  try {
    return Date.now() - statSync(lock).mtimeMs > abandonedAfterMs;
  } catch {
    return false; // given back just now
  }
}

function touch(lock: string): void {
  const now = new Date();
  utimesSync(lock, now, now);
}
