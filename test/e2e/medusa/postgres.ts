import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { requireDebianPackage } from '../../../scripts/support/debian';
import { mustRun } from '../../../scripts/support/run-command';
import { endWithParent, signal } from '../harness/process-tree';
import { poll } from '../harness/poll';

const debianRoot = '/usr/lib/postgresql';
const debianVersion = '15';
const startTimeoutMs = 30_000;
const stopTimeoutMs = 20_000;

/** Who runs the server: this user, but for root, which PostgreSQL refuses. */
interface ServerUser {
  uid: number;
  gid: number;
}

/**
 * A PostgreSQL server of our own on loopback, with its data in a folder of its own: the cache may lie where the user
 * that runs the server cannot look (root's home), so the data never does.
 */
export class Postgres {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly programs: string,
    private readonly user: ServerUser | undefined,
    /** Holds `data` and the log; removed by `dispose`. */
    private readonly folder: string,
  ) {}

  /** An empty cluster, or with `archive` the one that `save` wrote. It does not run yet. */
  static async prepare(archive?: string): Promise<Postgres> {
    const programs = await requirePostgres();
    const user = serverUser();
    const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-postgres-'));
    if (user) chownSync(folder, user.uid, user.gid);
    const postgres = new Postgres(programs, user, folder);
    if (archive === undefined) await postgres.initialise();
    else await postgres.unpack(archive);
    return postgres;
  }

  /** Such as 15: clusters of one version do not start under another. */
  static async version(): Promise<string> {
    const text = execFileSync(join(await requirePostgres(), 'postgres'), ['--version'], { encoding: 'utf8' });
    return /\d+/.exec(text)?.[0] ?? '';
  }

  /** Gives the url of its one database. */
  async start(port: number): Promise<string> {
    const log = openSync(this.logFile, 'a');
    // No socket: its path may be too long. No fsync: the data lives as long as the test.
    const settings = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'fsync=off',
      'full_page_writes=off',
    ];
    this.child = spawn(
      join(this.programs, 'postgres'),
      ['-D', this.dataFolder, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      { cwd: this.folder, stdio: ['ignore', log, log], ...this.user },
    );
    closeSync(log);
    const child = this.child;
    if (child.pid !== undefined) {
      const watch = endWithParent(child.pid);
      child.once('exit', () => watch.cancel());
    }
    await poll(`PostgreSQL answers (log: ${this.logFile})`, startTimeoutMs, async () => {
      if (child.exitCode !== null)
        throw new Error(`PostgreSQL ended:\n${readFileSync(this.logFile, 'utf8')}`);
      return readFileSync(this.logFile, 'utf8').includes('ready to accept connections') || undefined;
    });
    return `postgres://postgres@127.0.0.1:${port}/postgres`;
  }

  /** Ends connections, writes everything down and ends. */
  async stop(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    signal(child.pid, 'SIGINT');
    const late = setTimeout(() => signal(child.pid as number, 'SIGQUIT'), stopTimeoutMs);
    await ended;
    clearTimeout(late);
  }

  /** Writes the stopped cluster into one file, for `prepare` to start from. */
  async save(archive: string): Promise<void> {
    await mustRun('tar', ['-cf', archive, '-C', this.folder, 'data']);
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get dataFolder(): string {
    return join(this.folder, 'data');
  }

  private get logFile(): string {
    return join(this.folder, 'postgres.log');
  }

  private async initialise(): Promise<void> {
    const options = ['-A', 'trust', '-U', 'postgres', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'];
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

/** The folder of the programs: installed where they are not there. Debian keeps them out of PATH. */
export async function requirePostgres(): Promise<string> {
  const known = programsOnPath() ?? programsOfDebian();
  if (known !== undefined) return known;
  const folder = join(debianRoot, debianVersion, 'bin');
  await requireDebianPackage(join(folder, 'initdb'), `postgresql-${debianVersion}`);
  return folder;
}

function programsOnPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(':');
  const initdb = folders.map((folder) => join(folder, 'initdb')).find((file) => existsSync(file));
  return initdb !== undefined && existsSync(join(dirname(initdb), 'postgres')) ? dirname(initdb) : undefined;
}

function programsOfDebian(): string | undefined {
  if (!existsSync(debianRoot)) return undefined;
  const folders = readdirSync(debianRoot).map((version) => join(debianRoot, version, 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'initdb')));
}

function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string): number =>
    Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
