import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireDebianPackage } from '../../scripts/support/debian';
import { freePort } from '../e2e/harness/free-ports';
import { poll } from '../e2e/harness/poll';
import { endWithParent, signal } from '../e2e/harness/process-tree';

const PROGRAM = 'redis-server';
const startTimeoutMs = 30_000;
const stopTimeoutMs = 10_000;

/** A Redis of our own on a free port of loopback, in memory alone; installed where it can be. */
export class RedisServer {
  private child: ChildProcess;

  private constructor(
    /** Holds the log; removed by `dispose`. */
    private readonly folder: string,
    readonly port: number,
  ) {
    this.child = launch(folder, port);
  }

  static async start(): Promise<RedisServer> {
    await requireDebianPackage(PROGRAM, PROGRAM);
    const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-redis-'));
    const port = await freePort();
    const server = new RedisServer(folder, port);
    try {
      await server.untilReady();
    } catch (error) {
      await server.dispose();
      throw error;
    }
    return server;
  }

  get host(): string {
    return '127.0.0.1';
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** On the same port, killed outright before: all that it held is gone. */
  async restart(): Promise<void> {
    await this.stop('SIGKILL');
    this.child = launch(this.folder, this.port);
    await this.untilReady();
  }

  /** Since the latest start. */
  log(): string {
    return readFileSync(logFileIn(this.folder), 'utf8');
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async stop(how: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const { child } = this;
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    signal(child.pid, how);
    const late = setTimeout(() => signal(child.pid as number, 'SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(late);
  }

  private async untilReady(): Promise<void> {
    await poll(`Redis answers on port ${this.port}`, startTimeoutMs, async () => {
      if (this.child.exitCode !== null) throw new Error(`Redis ended:\n${this.log()}`);
      return this.log().includes('Ready to accept connections') || undefined;
    });
  }
}

const logFileIn = (folder: string): string => join(folder, 'redis.log');

/** Nothing is written to disk, and no configuration of the machine is read. */
function launch(folder: string, port: number): ChildProcess {
  const log = openSync(logFileIn(folder), 'w');
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn(PROGRAM, settings, { cwd: folder, stdio: ['ignore', log, log] });
  closeSync(log);
  if (child.pid !== undefined) {
    const watch = endWithParent(child.pid);
    child.once('exit', () => watch.cancel());
  }
  return child;
}
