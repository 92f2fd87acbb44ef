import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { buildPackage } from '../build';
import { cacheFolder } from './cache';
import { withFolderLock } from './folder-lock';
import { mustRun } from './run-command';

export const packageName = 'n8n-nodes-cart-ledger';
/** A tarball that was packed before, so that one `npm test` builds once for all its test files. */
export const tarballVariable = 'CART_LEDGER_TARBALL';
const root = resolve(__dirname, '..', '..');

/** Builds and packs what a user would install; gives the tarball's path in a temporary folder of its own. */
export async function packPackage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-pack-'));
  await withFolderLock(join(cacheFolder(), 'pack.lock'), async () => {
    await buildPackage(root);
    const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
    await mustRun('npm', args, { cwd: root, logFile: join(folder, 'npm-pack.log') });
  });
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (!tarball) throw new Error(`npm pack left no tarball in ${folder}`);
  return join(folder, tarball);
}

export function discardPacked(tarball: string): void {
  rmSync(dirname(tarball), { recursive: true, force: true });
}

/**
 * Puts the package where n8n's own installer would: a plain folder that is scanned at start. `npm install` would add
 * a second n8n-workflow beside it, whose error classes n8n does not recognise.
 */
export async function unpackInto(userFolder: string, tarball: string): Promise<string> {
  const target = join(userFolder, '.n8n', 'nodes', 'node_modules', packageName);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  await mustRun('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
  return target;
}

/** The package in a user folder of n8n: from the tarball of this test run, or freshly built. */
export async function installPackage(userFolder: string): Promise<string> {
  const packed = process.env[tarballVariable];
  if (packed && existsSync(packed)) return unpackInto(userFolder, packed);
  const tarball = await packPackage();
  try {
    return await unpackInto(userFolder, tarball);
  } finally {
    discardPacked(tarball);
  }
}
