/** n8n in queue mode as it runs in production, on loopback: Redis, PostgreSQL, a main, workers and a webhook process. */
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PostgresServer } from '../../support/postgres-server';
import { startPostgresServer } from '../../support/postgres-server';
import { RedisServer } from '../../support/redis-server';
import { freePort } from '../harness/free-ports';
import { N8nProcess } from '../harness/n8n-process';

export const ROLES = ['main', 'worker 1', 'worker 2', 'webhook'] as const;
export type Role = (typeof ROLES)[number];

/** Where n8n looks for community packages, below the user folder. */
const PACKAGES = join('.n8n', 'nodes');

export class QueueStack {
  private constructor(
    readonly redis: RedisServer,
    readonly postgres: PostgresServer,
    private readonly processes: ReadonlyMap<Role, N8nProcess>,
  ) {}

  /** @param env of every process */
  static async start(env: NodeJS.ProcessEnv = {}): Promise<QueueStack> {
    const [redis, postgres] = await Promise.all([RedisServer.start(), startPostgresServer()]);
    const processes = new Map<Role, N8nProcess>();
    const stack = new QueueStack(redis, postgres, processes);
    try {
      const webhookPort = await freePort();
      const common = { ...settingsOf(redis, postgres, webhookPort), ...env };
      // The main first, alone: it makes n8n's tables, and brings the package that the others need as well.
      const main = await N8nProcess.start({ env: common });
      processes.set('main', main);
      const install = copyOf(main.userFolder);
      const join = async (role: Role, options: Parameters<typeof N8nProcess.start>[0]): Promise<void> => {
        processes.set(role, await N8nProcess.start({ ...options, env: common, install }));
      };
      // All are waited for, whatever becomes of one: what has started must be there to be ended.
      const joined = await Promise.allSettled([
        join('worker 1', { command: 'worker' }),
        join('worker 2', { command: 'worker' }),
        join('webhook', { command: 'webhook', port: webhookPort }),
      ]);
      const failed = joined.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    } catch (error) {
      await stack.dispose();
      throw error;
    }
    return stack;
  }

  process(role: Role): N8nProcess {
    const found = this.processes.get(role);
    if (found === undefined) throw new Error(`${role} was never started`);
    return found;
  }

  /** What whoever keeps services running does: starts again what has ended. Gives who that was. */
  async revive(): Promise<readonly Role[]> {
    const ended = ROLES.filter((role) => !this.process(role).running);
    await Promise.all(ended.map((role) => this.process(role).restart()));
    return ended;
  }

  /** Of the editor. */
  get url(): string {
    return this.process('main').url;
  }

  /** For the credential of the trace store. */
  storeCredential(): Record<string, unknown> {
    return {
      ...this.postgres.login(),
      schema: STORE_SCHEMA,
      ssl: 'off',
      allowPlain: false,
      maxConnections: 5,
    };
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.processes.values()].map((n8n) => n8n.dispose()));
    await Promise.all([this.redis.dispose(), this.postgres.dispose()]);
  }
}

export const STORE_SCHEMA = 'cart_ledger';
export const STORE_CREDENTIAL_TYPE = 'cartLedgerPostgresApi';

const settingsOf = (redis: RedisServer, postgres: PostgresServer, webhookPort: number): NodeJS.ProcessEnv => {
  const { host, port, database, user, password } = postgres.login();
  return {
    EXECUTIONS_MODE: 'queue',
    QUEUE_BULL_REDIS_HOST: redis.host,
    QUEUE_BULL_REDIS_PORT: String(redis.port),
    QUEUE_HEALTH_CHECK_ACTIVE: 'true',
    N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: host,
    DB_POSTGRESDB_PORT: String(port),
    DB_POSTGRESDB_DATABASE: database,
    DB_POSTGRESDB_USER: user,
    DB_POSTGRESDB_PASSWORD: password,
    // Deliveries go to the webhook process alone, and what is started by hand runs where all else runs.
    N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
    N8N_WEBHOOK_URL: `http://127.0.0.1:${webhookPort}/`,
    OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
  };
};

const copyOf =
  (from: string) =>
  async (to: string): Promise<void> => {
    mkdirSync(dirname(join(to, PACKAGES)), { recursive: true });
    cpSync(join(from, PACKAGES), join(to, PACKAGES), { recursive: true });
  };
