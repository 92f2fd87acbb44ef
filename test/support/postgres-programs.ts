import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { requireDebianPackage } from '../../scripts/support/debian';

const debianRoot = '/usr/lib/postgresql';
const debianVersion = '15';

/** Who runs the server: this user, but for root, which PostgreSQL refuses. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
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

export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string): number =>
    Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
