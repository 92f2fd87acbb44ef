import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installN8n } from '../../../scripts/support/install-n8n';
import { findNode24 } from '../../../scripts/support/node-24';
import { installPackage } from '../../../scripts/support/pack';
import { freePorts } from './free-ports';
import { n8nEnvironment, type N8nPlace } from './n8n-environment';
import { descendantsOf, endWithParent, signal } from './process-tree';

/** What a process of n8n is for. `start` is the editor's, and all there is outside queue mode. */
export type N8nCommand = 'start' | 'worker' | 'webhook';

export interface N8nOptions {
  /** Default `start`. */
  command?: N8nCommand;
  /** An n8n user folder to go on with; without it a new one is made, and removed by `dispose()`. */
  userFolder?: string;
  /** The port of the editor and the webhooks; without it a free one. */
  port?: number;
  /** Further environment variables, over those of the harness. */
  env?: NodeJS.ProcessEnv;
  /** Puts packages into the user folder before the first start; by default this package, built and packed. */
  install?: (userFolder: string) => Promise<unknown>;
  /** Given the way to stop n8n as soon as there is a process: it may have to be stopped before it is ready. */
  onSpawn?: (stop: () => Promise<void>) => void;
}

const startTimeoutMs = 180_000;
const stopTimeoutMs = 30_000;

/** Readiness comes with the database; the REST interface a moment later, with 404 until then. */
const ANSWERS_WHEN_READY: Readonly<Record<N8nCommand, readonly string[]>> = {
  start: ['/healthz/readiness', '/rest/settings'],
  worker: ['/healthz/readiness'],
  webhook: ['/healthz/readiness'],
};

/** A real n8n on loopback. It can be stopped, killed outright and started again on the same folder and ports. */
export class N8nProcess {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly place: N8nPlace,
    private readonly entry: string,
    private readonly extraEnv: NodeJS.ProcessEnv,
    private readonly ownsFolder: boolean,
    private readonly command: N8nCommand,
  ) {}

  static async start(options: N8nOptions = {}): Promise<N8nProcess> {
    const { entry } = await installN8n();
    const userFolder = options.userFolder ?? mkdtempSync(join(tmpdir(), 'cart-ledger-n8n-'));
    mkdirSync(userFolder, { recursive: true });
    await (options.install ?? installPackage)(userFolder);
    const [anyPort = 0, brokerPort = 0] = await freePorts(2);
    const place = { userFolder, port: options.port ?? anyPort, brokerPort };
    const ownsFolder = options.userFolder === undefined;
    const n8n = new N8nProcess(place, entry, options.env ?? {}, ownsFolder, options.command ?? 'start');
    options.onSpawn?.(() => n8n.stop());
    await n8n.launch();
    return n8n;
  }

  get userFolder(): string {
    return this.place.userFolder;
  }

  get url(): string {
    return `http://127.0.0.1:${this.place.port}`;
  }

  get logFile(): string {
    return join(this.place.userFolder, 'n8n.log');
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** False when it was ended, or ended by itself. */
  get running(): boolean {
    return this.child !== undefined && !hasEnded(this.child);
  }

  log(): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
  }

  /** Asks n8n to end, as a service manager would; what is left after half a minute is killed. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Ends n8n in the middle of whatever it does: a power cut, as far as one process can have it. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Starts again on the same folder and ports; a running n8n is stopped first. */
  async restart(): Promise<void> {
    await this.stop();
    await this.launch();
  }

  /** Stops n8n and removes the user folder if this harness made it. */
  async dispose(): Promise<void> {
    await this.stop();
    if (this.ownsFolder) rmSync(this.place.userFolder, { recursive: true, force: true });
  }

  private async launch(): Promise<void> {
    const log = openSync(this.logFile, 'a');
    this.child = spawn(findNode24().binary, [this.entry, this.command], {
      cwd: this.place.userFolder,
      env: n8nEnvironment(this.place, this.extraEnv),
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    if (this.child.pid !== undefined) {
      const watch = endWithParent(this.child.pid);
      this.child.once('exit', () => watch.cancel());
    }
    try {
      await this.waitUntilReady(this.child);
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  private async waitUntilReady(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + startTimeoutMs;
    while (Date.now() < deadline) {
      if (hasEnded(child)) throw new Error(`n8n ended while it started:\n${this.logTail()}`);
      if (await this.answersAll(ANSWERS_WHEN_READY[this.command])) return;
      await sleep(250);
    }
    throw new Error(`n8n was not ready after ${startTimeoutMs / 1000} s:\n${this.logTail()}`);
  }

  private async answersAll([path, ...others]: readonly string[]): Promise<boolean> {
    return path === undefined || ((await this.answers(path)) && this.answersAll(others));
  }

  private async answers(path: string): Promise<boolean> {
    try {
      const response = await fetch(this.url + path, { signal: AbortSignal.timeout(5000) });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }

  private async end(how: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.pid === undefined || hasEnded(child)) return;
    const helpers = descendantsOf(child.pid);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    signal(child.pid, how);
    const inTime = await Promise.race([ended.then(() => true), sleep(stopTimeoutMs, false, { ref: false })]);
    if (!inTime) signal(child.pid, 'SIGKILL');
    for (const pid of helpers) signal(pid, 'SIGKILL');
    await ended;
  }

  private logTail(): string {
    return this.log().split('\n').slice(-40).join('\n');
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
