import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache';
import { withFolderLock } from './folder-lock';
import { withNode24 } from './node-24';
import { mustRun, say } from './run-command';

/** See DECISIONS.md before raising it: the facts in docs/carts/medusa.md were seen on this version. */
export const medusaVersion = '2.21.2';

export interface InstalledMedusa {
  folder: string;
  /** The script to run with Node 24. */
  entry: string;
  version: string;
}

/**
 * A real Medusa for tests: 700 MB, so it is installed once for a machine, outside the checkout. It needs none of its
 * dependencies' install scripts, and no lockfile: the one that npm writes lacks optional platform packages, so that
 * `npm ci` refuses it. The marker is written last, so that an install that died half way is done again.
 */
export async function installMedusa(): Promise<InstalledMedusa> {
  const folder = join(cacheFolder(), `medusa-${medusaVersion}`);
  if (isComplete(folder)) return describe(folder);
  return withFolderLock(`${folder}.lock`, async () => {
    if (!isComplete(folder)) await installInto(folder);
    return describe(folder);
  });
}

async function installInto(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const names = ['medusa', 'framework', 'cli'].map((name) => [`@medusajs/${name}`, medusaVersion]);
  const manifest = { name: 'medusa-for-tests', private: true, dependencies: Object.fromEntries(names) };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  say(`Installing Medusa ${medusaVersion} into ${folder} (once for this machine, about a minute) …`);
  await mustRun('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: folder,
    env: withNode24(),
    logFile: `${folder}.install.log`,
    progress: '  … still installing Medusa',
  });
  if (!existsSync(describe(folder).entry)) throw new Error(`npm did not bring ${describe(folder).entry}`);
  writeFileSync(marker(folder), `${medusaVersion}\n`);
  say(`Medusa ${medusaVersion} is installed.`);
}

function isComplete(folder: string): boolean {
  return existsSync(marker(folder)) && readFileSync(marker(folder), 'utf8').trim() === medusaVersion;
}

function marker(folder: string): string {
  return join(folder, '.installed');
}

function describe(folder: string): InstalledMedusa {
  return {
    folder,
    entry: join(folder, 'node_modules', '@medusajs', 'cli', 'cli.js'),
    version: medusaVersion,
  };
}

if (require.main === module) {
  installMedusa().catch((error: unknown) => {
    say(String(error));
    process.exitCode = 1;
  });
}
