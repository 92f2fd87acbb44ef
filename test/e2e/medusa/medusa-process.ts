import { spawn, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installMedusa } from '../../../scripts/support/install-medusa';
import { findNode24, withNode24 } from '../../../scripts/support/node-24';
import { mustRun } from '../../../scripts/support/run-command';
import { endWithParent, signal } from '../harness/process-tree';

const startTimeoutMs = 120_000;
const stopTimeoutMs = 15_000;
/** The file that the documentation tells people to copy, so that the tests run what people run. */
const subscriber = resolve(__dirname, '../../../docs/carts/medusa-subscriber.js');

const config = `const { defineConfig } = require('@medusajs/framework/utils');
const local = 'http://127.0.0.1';
module.exports = defineConfig({
  admin: { disable: true },
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    databaseDriverOptions: { ssl: false, connection: { ssl: false } },
    http: { storeCors: local, adminCors: local, authCors: local, jwtSecret: 'for tests', cookieSecret: 'for tests' },
  },
});
`;

export interface Webhook {
  url: string;
  secret: string;
}

/** A Medusa project in a folder: nothing is built, and its packages are those of the cache. */
export class MedusaProcess {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly entry: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async prepare(folder: string, databaseUrl: string, webhook?: Webhook): Promise<MedusaProcess> {
    const installed = await installMedusa();
    mkdirSync(join(folder, 'src', 'subscribers'), { recursive: true });
    // The command line looks here whether it stands in a shop.
    const dependencies = { '@medusajs/medusa': installed.version };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
    writeFileSync(join(folder, 'medusa-config.js'), config);
    copyFileSync(subscriber, join(folder, 'src', 'subscribers', 'cart-ledger.js'));
    symlinkSync(join(installed.folder, 'node_modules'), join(folder, 'node_modules'), 'dir');
    return new MedusaProcess(folder, installed.entry, environment(databaseUrl, webhook));
  }

  /** A command of Medusa's that ends by itself, such as `db:migrate`. */
  async run(...args: string[]): Promise<void> {
    await mustRun(findNode24().binary, [this.entry, ...args], {
      cwd: this.folder,
      env: this.env,
      logFile: this.logFile,
      progress: `  … still at medusa ${args[0] ?? ''}`,
    });
  }

  /** Gives its address. Without a host Medusa would listen on every network. */
  async start(port: number): Promise<string> {
    const log = openSync(this.logFile, 'a');
    const args = [this.entry, 'start', '--host', '127.0.0.1', '--port', String(port)];
    const child = spawn(findNode24().binary, args, {
      cwd: this.folder,
      env: this.env,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.child = child;
    if (child.pid !== undefined) {
      const watch = endWithParent(child.pid);
      child.once('exit', () => watch.cancel());
    }
    const url = `http://127.0.0.1:${port}`;
    const deadline = Date.now() + startTimeoutMs;
    while (Date.now() < deadline) {
      if (hasEnded(child)) throw new Error(`Medusa ended while it started:\n${this.logTail()}`);
      if (await answers(`${url}/health`)) return url;
      await sleep(100);
    }
    await this.stop();
    throw new Error(`Medusa was not ready after ${startTimeoutMs / 1000} s:\n${this.logTail()}`);
  }

  async stop(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.pid === undefined || hasEnded(child)) return;
    const { pid } = child;
    const ended = new Promise((done) => child.once('exit', done));
    signal(pid, 'SIGTERM');
    const late = setTimeout(() => signal(pid, 'SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(late);
  }

  private get logFile(): string {
    return join(this.folder, 'medusa.log');
  }

  private logTail(): string {
    return readFileSync(this.logFile, 'utf8').split('\n').slice(-40).join('\n');
  }
}

/** Jest sets NODE_ENV=test and tsx adds its loader: neither is how a shop runs. */
function environment(databaseUrl: string, webhook: Webhook | undefined): NodeJS.ProcessEnv {
  const unwanted = /^(NODE_OPTIONS$|JEST_|TSX_|MEDUSA_|REDIS_|CART_LEDGER_|DATABASE_|npm_|PG[A-Z]+$)/;
  const inherited = Object.entries(withNode24()).filter(([name]) => !unwanted.test(name));
  return {
    ...Object.fromEntries(inherited),
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    MEDUSA_DISABLE_TELEMETRY: 'true',
    ...(webhook ? { CART_LEDGER_URL: webhook.url, CART_LEDGER_SECRET: webhook.secret } : {}),
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
