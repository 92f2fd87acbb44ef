/** A database with modules and companies, built once for a machine and copied for each test: 3 MB instead of 20 seconds. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../../scripts/support/cache';
import { withFolderLock } from '../../../scripts/support/folder-lock';
import { mustRun, say } from '../../../scripts/support/run-command';
import { hasty, requireTryton, trytonVersions } from './packages';
import { startServer, trytonEnvironment, writeConfiguration } from './server-process';
import { setUp } from './set-up';

const ADMIN_PASSWORD = 'Ledger-Admin-93';
export const ADMIN = { user: 'admin', password: ADMIN_PASSWORD } as const;

/** Path of the database in the cache; built first where these packages and this set-up have none yet. */
export const baseDatabase = async (): Promise<string> => {
  await requireTryton();
  const target = join(cacheFolder(), `tryton-${fingerprint()}.sqlite`);
  if (existsSync(target)) return target;
  await withFolderLock(join(cacheFolder(), 'tryton.lock'), async () => {
    if (!existsSync(target)) await build(target);
  });
  return target;
};

const fingerprint = (): string => {
  const hash = createHash('sha256').update(trytonVersions());
  for (const file of ['set-up.ts', 'base-database.ts', 'server-process.ts'])
    hash.update(readFileSync(join(__dirname, file)));
  return hash.digest('hex').slice(0, 16);
};

const build = async (target: string): Promise<void> => {
  say('Building the Tryton database that tests start from …');
  const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-tryton-base-'));
  try {
    await createDatabase(folder);
    const server = await startServer(folder);
    try {
      await setUp({ url: server.url, database: 'base', ...ADMIN });
    } finally {
      await server.stop();
    }
    // Written beside it and renamed: a run that is cut off leaves no half database.
    copyFileSync(join(folder, 'base.sqlite'), `${target}.new`);
    renameSync(`${target}.new`, target);
  } catch (error) {
    const log = join(folder, 'build.log');
    const said = existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : '';
    throw new Error(`${(error as Error).message}\n${said}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const createDatabase = async (folder: string): Promise<void> => {
  const configuration = writeConfiguration(folder, 1);
  writeFileSync(join(folder, 'base.sqlite'), '');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${ADMIN_PASSWORD}\n`);
  const [command, args] = hasty('tryton-server-admin', [
    '-c',
    configuration,
    '-d',
    'base',
    '-u',
    'ir',
    'res',
    'account_invoice',
    '--activate-dependencies',
    '--email',
    'admin@example.com',
  ]);
  await mustRun(command, args, {
    env: { ...trytonEnvironment(folder), TRYTONPASSFILE: passwordFile },
    cwd: folder,
    logFile: join(folder, 'build.log'),
  });
};
