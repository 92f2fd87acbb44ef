import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustRun } from '../../scripts/support/run-command';
import { freePort } from '../e2e/harness/free-ports';
import { poll } from '../e2e/harness/poll';
import { endWithParent, signal } from '../e2e/harness/process-tree';
import { requirePostgres, type ServerUser, serverUser } from './postgres-programs';

const startTimeoutMs = 30_000;
const stopTimeoutMs = 20_000;

export interface PostgresLogin {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

export interface PostgresOptions {
  /** A cluster that `save` wrote; an empty one otherwise. */
  readonly archive?: string;
  /** Of the user `postgres`, by SCRAM; without one everybody on this machine may log in. */
  readonly password?: string;
  /** Survive a power cut. Off unless asked for: the data lives as long as the test. */
  readonly fsync?: boolean;
  /** Such as `log_statement=all`. */
  readonly settings?: readonly string[];
}

/** A server with a password on a free port of loopback, for `afterAll(() => server.dispose())`. */
export async function startPostgresServer(options: PostgresOptions = {}): Promise<PostgresServer> {
  const server = await PostgresServer.prepare({ password: 'for tests only', ...options });
  try {
    await server.start(await freePort());
  } catch (error) {
    await server.dispose();
    throw error;
  }
  return server;
}

/**
 * A PostgreSQL server of our own on loopback, with its data in a folder of its own: the cache may lie where the user
 * that runs the server cannot look (root's home), so the data never does.
 */
export class PostgresServer {
  private child: ChildProcess | undefined;
  private port = 0;
  private extraSettings: readonly string[] = [];

  private constructor(
    private readonly programs: string,
    private readonly user: ServerUser | undefined,
    /** Holds `data` and the log; removed by `dispose`. */
    readonly folder: string,
    private readonly options: PostgresOptions,
  ) {}

  /** It does not run yet. */
  static async prepare(options: PostgresOptions = {}): Promise<PostgresServer> {
    const programs = await requirePostgres();
    const user = serverUser();
    const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-postgres-'));
    if (user) chownSync(folder, user.uid, user.gid);
    const server = new PostgresServer(programs, user, folder, options);
    if (options.archive === undefined) server.initialise();
    else await server.unpack(options.archive);
    return server;
  }

  /** Such as 15: clusters of one version do not start under another. */
  static async version(): Promise<string> {
    const text = execFileSync(join(await requirePostgres(), 'postgres'), ['--version'], { encoding: 'utf8' });
    return /\d+/.exec(text)?.[0] ?? '';
  }

  /** Gives the url of its first database. `settings` of this start and of restarts, such as ones that name a file of ours. */
  async start(port: number, settings: readonly string[] = []): Promise<string> {
    this.port = port;
    this.extraSettings = settings;
    writeFileSync(this.logFile, '');
    const log = openSync(this.logFile, 'a');
    this.child = spawn(
      join(this.programs, 'postgres'),
      ['-D', this.dataFolder, '-p', String(port), ...this.settings().flatMap((setting) => ['-c', setting])],
      { cwd: this.folder, stdio: ['ignore', log, log], ...this.user },
    );
    closeSync(log);
    const child = this.child;
    if (child.pid !== undefined) {
      const watch = endWithParent(child.pid);
      child.once('exit', () => watch.cancel());
    }
    await poll(`PostgreSQL answers (log: ${this.logFile})`, startTimeoutMs, async () => {
      if (child.exitCode !== null) throw new Error(`PostgreSQL ended:\n${this.log()}`);
      return this.log().includes('ready to accept connections') || undefined;
    });
    return this.url();
  }

  /** `fast` ends connections and writes everything down; `crash` ends as a power cut would end the process. */
  async stop(how: 'fast' | 'crash' = 'fast'): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    signal(child.pid, how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    const late = setTimeout(() => signal(child.pid as number, 'SIGQUIT'), stopTimeoutMs);
    await ended;
    clearTimeout(late);
  }

  /** On the same port, with all that was committed. */
  async restart(how: 'fast' | 'crash' = 'fast'): Promise<void> {
    await this.stop(how);
    await this.start(this.port, this.extraSettings);
  }

  /** Writes the stopped cluster into one file, for `prepare` to start from. */
  async save(archive: string): Promise<void> {
    await mustRun('tar', ['-cf', archive, '-C', this.folder, 'data']);
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  login(database = 'postgres'): PostgresLogin {
    const { password = '' } = this.options;
    return { host: '127.0.0.1', port: this.port, database, user: 'postgres', password };
  }

  url(database = 'postgres'): string {
    const password =
      this.options.password === undefined ? '' : `:${encodeURIComponent(this.options.password)}`;
    return `postgres://postgres${password}@127.0.0.1:${this.port}/${database}`;
  }

  /** Since the latest start. */
  log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  /** Puts a file into the server's folder that only the server may read, such as a key; gives its path. */
  putFile(name: string, content: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, content, { mode: 0o600 });
    if (this.user) chownSync(file, this.user.uid, this.user.gid);
    return file;
  }

  private settings(): readonly string[] {
    // No socket: its path may be too long.
    const place = ['listen_addresses=127.0.0.1', 'unix_socket_directories='];
    const durable = this.options.fsync === true ? [] : ['fsync=off', 'full_page_writes=off'];
    return [...place, ...durable, ...(this.options.settings ?? []), ...this.extraSettings];
  }

  private get dataFolder(): string {
    return join(this.folder, 'data');
  }

  private get logFile(): string {
    return join(this.folder, 'postgres.log');
  }

  private initialise(): void {
    const { password } = this.options;
    const login =
      password === undefined
        ? ['-A', 'trust']
        : ['-A', 'scram-sha-256', '--pwfile', this.putFile('password', `${password}\n`)];
    const options = [...login, '-U', 'postgres', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'];
    execFileSync(join(this.programs, 'initdb'), ['-D', this.dataFolder, ...options], {
      cwd: this.folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      ...this.user,
    });
  }

  private async unpack(archive: string): Promise<void> {
    await mustRun('tar', ['-xf', archive, '-C', this.folder, '--no-same-owner']);
    if (this.user) await mustRun('chown', ['-R', `${this.user.uid}:${this.user.gid}`, this.dataFolder]);
  }
}
