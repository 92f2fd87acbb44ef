import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache';
import { withFolderLock } from './folder-lock';
import { mustRun, say } from './run-command';

/**
 * Real ledgers and shops need programs that npm cannot bring. As root on Debian they are installed; anyone else is
 * told the one command that is missing, because a test that skips itself proves nothing.
 */
export async function requireDebianPackage(command: string, debianPackage: string): Promise<void> {
  if (hasCommand(command)) return;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !hasCommand('apt-get')) {
    throw new Error(
      `"${command}" is missing. Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${debianPackage}`,
    );
  }
  // Several test files ask at once, and apt lets only one in.
  mkdirSync(cacheFolder(), { recursive: true });
  await withFolderLock(join(cacheFolder(), 'apt.lock'), () => install(command, debianPackage));
  if (!hasCommand(command)) throw new Error(`the Debian package ${debianPackage} did not bring "${command}"`);
}

async function install(command: string, debianPackage: string): Promise<void> {
  if (hasCommand(command)) return;
  say(`Installing the Debian package ${debianPackage} for "${command}" …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await mustRun('apt-get', ['update', '-q'], { env });
  await mustRun('apt-get', ['install', '-y', '-q', '--no-install-recommends', debianPackage], { env });
}

function hasCommand(command: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'command -v "$1"', 'sh', command], { stdio: 'ignore' }).status === 0;
}
