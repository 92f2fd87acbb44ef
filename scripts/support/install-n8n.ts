import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache';
import { requireDebianPackage } from './debian';
import { withFolderLock } from './folder-lock';
import { findNode24, node24Headers, withNode24 } from './node-24';
import { mustRun, say } from './run-command';

/** The newest n8n whose dependencies are all published; see DECISIONS.md before raising it. */
export const n8nVersion = '2.41.1';

export interface InstalledN8n {
  folder: string;
  /** The script to run with Node 24. */
  entry: string;
  version: string;
}

/**
 * n8n is installed apart from this package: it is 2.9 GB, needs Node 24, and cannot run its dependencies' install
 * scripts (one of them downloads a source archive). Only sqlite3 has to be built, for Node 24 and not for the Node
 * that npm happens to run on. The marker is written last, so that an install that died half way is done again.
 */
export async function installN8n(): Promise<InstalledN8n> {
  const folder = join(cacheFolder(), `n8n-${n8nVersion}`);
  if (isComplete(folder)) return describe(folder);
  return withFolderLock(`${folder}.lock`, async () => {
    if (!isComplete(folder)) await installInto(folder);
    return describe(folder);
  });
}

async function installInto(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'n8n-for-tests', private: true }));
  const logFile = `${folder}.install.log`;
  const env = withNode24();

  say(`Installing n8n ${n8nVersion} into ${folder} (once for this machine, about four minutes) …`);
  const install = ['install', `n8n@${n8nVersion}`, '--ignore-scripts', '--no-audit', '--no-fund'];
  await mustRun('npm', install, { cwd: folder, env, logFile, progress: '  … still installing n8n' });

  say('Building sqlite3 for Node 24 …');
  for (const [command, name] of Object.entries({ python3: 'python3', make: 'make', 'g++': 'g++' }))
    await requireDebianPackage(command, name);
  const nativeEnv = { ...env, npm_config_nodedir: await node24Headers(), npm_config_ignore_scripts: 'false' };
  const rebuild = ['rebuild', 'sqlite3'];
  await mustRun('npm', rebuild, {
    cwd: folder,
    env: nativeEnv,
    logFile,
    progress: '  … still building sqlite3',
  });
  await assertSqliteLoads(folder);

  writeFileSync(marker(folder), `${n8nVersion}\n`);
  say(`n8n ${n8nVersion} is installed.`);
}

/** npm reports success for a native module that it did not build; only loading it tells. */
async function assertSqliteLoads(folder: string): Promise<void> {
  await mustRun(findNode24().binary, ['-e', 'require("sqlite3")'], { cwd: folder });
}

function isComplete(folder: string): boolean {
  return existsSync(marker(folder)) && readFileSync(marker(folder), 'utf8').trim() === n8nVersion;
}

function marker(folder: string): string {
  return join(folder, '.installed');
}

function describe(folder: string): InstalledN8n {
  return { folder, entry: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'), version: n8nVersion };
}

if (require.main === module) {
  installN8n().catch((error: unknown) => {
    say(String(error));
    process.exitCode = 1;
  });
}
