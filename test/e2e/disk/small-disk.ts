/** A disk that is soon full: a file system in memory that only one process sees, and that goes with it. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNode24 } from '../../../scripts/support/node-24';

const SIZE = '8m';
const root = join(__dirname, '..', '..', '..');
const story = join(__dirname, 'full-disk-story.ts');

/** Mounts on a folder and goes on as another program. */
const MOUNT_AND_GO = `mount -t tmpfs -o size=${SIZE} tmpfs "$0" && exec "$@"`;

/** Root needs no user of its own making; on some machines nobody else may mount at all. */
const unshareOptions = (): readonly string[] =>
  process.getuid?.() === 0 ? ['--mount'] : ['--mount', '--map-root-user'];

const canMount = (folder: string): boolean =>
  spawnSync('unshare', [...unshareOptions(), 'sh', '-c', MOUNT_AND_GO, folder, 'true'], { stdio: 'ignore' })
    .status === 0;

/** Tells the story in a process of its own; gives what it printed. Where nothing can be mounted, files are limited instead. */
export const tellOnSmallDisk = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-disk-'));
  const node = [findNode24().binary, '--import', 'tsx', story, folder];
  const command = canMount(folder)
    ? ['unshare', ...unshareOptions(), 'sh', '-c', MOUNT_AND_GO, folder, ...node, 'tmpfs']
    : [...node, 'limit'];
  try {
    return await outputOf(command);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const outputOf = ([program = '', ...args]: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let complaint = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (complaint += String(chunk)));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`the story ended with ${code}: ${complaint}`)),
    );
  });
