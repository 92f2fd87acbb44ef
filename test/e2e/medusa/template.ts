import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../../scripts/support/cache';
import { withFolderLock } from '../../../scripts/support/folder-lock';
import { medusaVersion } from '../../../scripts/support/install-medusa';
import { freePorts } from '../harness/free-ports';
import { furnish } from './catalog';
import { MedusaApi } from './medusa-api';
import { MedusaProcess } from './medusa-process';
import { PostgresServer } from '../../support/postgres-server';

export const administrator = { email: 'admin@example.test', password: 'for tests only' };

/**
 * The database of a shop that is furnished and has no orders yet. Migrating and furnishing take up to a minute, so it is
 * done once for each version of Medusa, of PostgreSQL and of the catalogue, and kept as an archive of a stopped server:
 * every test starts from a copy of its own, beside whatever else runs, and a killed one leaves nothing behind in it.
 */
export async function databaseTemplate(log: (message: string) => void): Promise<string> {
  const archive = join(cacheFolder(), `medusa-${medusaVersion}-${await fingerprint()}.tar`);
  if (existsSync(archive)) return archive;
  await withFolderLock(`${archive}.lock`, async () => {
    if (!existsSync(archive)) await make(archive, log);
  });
  return archive;
}

/** A cluster of another version of PostgreSQL would not start, one of another catalogue would lack something. */
async function fingerprint(): Promise<string> {
  const catalogue = readFileSync(join(__dirname, 'catalog.ts'));
  const hash = createHash('sha256').update(catalogue).update(administrator.password);
  return `pg${await PostgresServer.version()}-${hash.digest('hex').slice(0, 12)}`;
}

async function make(archive: string, log: (message: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-medusa-template-'));
  const postgres = await PostgresServer.prepare();
  let medusa: MedusaProcess | undefined;
  try {
    const [databasePort = 0, port = 0] = await freePorts(2);
    const databaseUrl = await postgres.start(databasePort);
    medusa = await MedusaProcess.prepare(folder, databaseUrl);
    log('Medusa makes its tables (once for this machine) …');
    await medusa.run('db:migrate');
    await medusa.run('user', '-e', administrator.email, '-p', administrator.password);
    const url = await medusa.start(port);
    log('The shop is furnished …');
    await furnish(await MedusaApi.login(url, administrator.email, administrator.password));
    await medusa.stop();
    await postgres.stop();
    await postgres.save(`${archive}.part`);
    renameSync(`${archive}.part`, archive);
  } finally {
    await medusa?.stop();
    await postgres.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}
