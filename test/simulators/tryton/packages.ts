/** Tryton as Debian ships it. The one package brings the server and every module that accounting needs. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { requireDebianPackage } from '../../../scripts/support/debian';

const PACKAGE = 'tryton-modules-account-invoice';
const MODULE = '/usr/lib/python3/dist-packages/trytond/modules/account_invoice';

export const requireTryton = async (): Promise<void> => {
  await requireDebianPackage('tryton-server', PACKAGE);
  if (!existsSync(MODULE))
    throw new Error(
      `Tryton is there without invoices. Run: sudo apt-get install -y --no-install-recommends ${PACKAGE}`,
    );
  // Building the database waits for the disk most of the time; without this it only takes longer.
  if (process.getuid?.() === 0) await requireDebianPackage('eatmydata', 'eatmydata');
};

/** What the database that is built with them depends on. */
export const trytonVersions = (): string => {
  const args = ['-W', '-f', '${Version} ', 'tryton-server', 'tryton-modules-account', PACKAGE];
  const asked = spawnSync('dpkg-query', args, { encoding: 'utf8' });
  if (asked.status !== 0) throw new Error(`dpkg-query failed: ${asked.stderr}`);
  return asked.stdout.trim();
};

/** The command, without waiting for the disk where that can be had. */
export const hasty = (command: string, args: readonly string[]): readonly [string, string[]] =>
  spawnSync('/bin/sh', ['-c', 'command -v eatmydata'], { stdio: 'ignore' }).status === 0
    ? ['eatmydata', [command, ...args]]
    : [command, [...args]];
