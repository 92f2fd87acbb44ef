import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cacheFolder } from './cache';
import { mustRun } from './run-command';

const platformPackage = `node-${process.platform}-${process.arch}`;

export interface Node24 {
  /** The node program itself. */
  binary: string;
  /** The folder to put first on PATH so that every `env node` below finds it. */
  binFolder: string;
  version: string;
  packageFolder: string;
}

/**
 * n8n refuses to start below Node 24, whatever Node the machine has. The npm package `node` brings one; where its
 * parts lie depends on how it was installed (beside it, inside it, or hoisted), so ask the module resolver.
 */
export function findNode24(): Node24 {
  const packageFolder = inPackage('node', '.');
  const binary = join(packageFolder, 'bin', 'node');
  if (!existsSync(binary)) {
    throw new Error(`Node 24 is missing at ${binary}: run "npm ci" with install scripts allowed for "node"`);
  }
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { binary, binFolder: dirname(binary), version, packageFolder };
}

/** A file of an installed package, wherever npm has put that package. */
export function inPackage(name: string, file: string): string {
  return join(dirname(require.resolve(`${name}/package.json`)), file);
}

/** This process's environment with Node 24 first on PATH. */
export function withNode24(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { binFolder } = findNode24();
  return { ...process.env, ...extra, PATH: `${binFolder}${delimiter}${process.env.PATH ?? ''}` };
}

function findHeaders(packageFolder: string): string | undefined {
  const candidates = [
    packageFolder,
    join(packageFolder, 'node_modules', platformPackage),
    join(dirname(packageFolder), platformPackage),
  ];
  return candidates.find(hasHeaders);
}

/**
 * The folder that holds `include/node`, for native builds (node-gyp's nodedir). An `npm install` after the first one
 * prunes the platform package that the headers come with, so they are fetched apart when they are gone.
 */
export async function node24Headers(): Promise<string> {
  const { version, packageFolder } = findNode24();
  const local = findHeaders(packageFolder);
  if (local) return local;
  const own = join(cacheFolder(), `node-headers-${version}`);
  const folder = join(own, 'node_modules', platformPackage);
  if (!hasHeaders(folder)) {
    mkdirSync(own, { recursive: true });
    const wanted = `${platformPackage}@${version}`;
    await mustRun('npm', [
      'install',
      '--prefix',
      own,
      '--ignore-scripts',
      '--no-save',
      '--no-audit',
      '--no-fund',
      wanted,
    ]);
  }
  return folder;
}

function hasHeaders(folder: string): boolean {
  return existsSync(join(folder, 'include', 'node', 'node_version.h'));
}
