import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runCommand, say } from './support/run-command';
import { SBOM_FILE, type Sbom } from './support/sbom';

/**
 * `npm audit` of what is bundled. Bundled packages are development dependencies of ours, so that `npm audit --omit=dev` says
 * nothing of them: this asks about a package that depends on exactly those of the bill of materials.
 *
 *   npm run build && npm run audit:bundled
 */
const root = resolve(__dirname, '..');
const MINUTE = 60_000;

async function main(): Promise<void> {
  const { components } = JSON.parse(readFileSync(join(root, 'dist', SBOM_FILE), 'utf8')) as Sbom;
  const bundled = components.filter(({ type }) => type === 'library');
  const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-audit-'));
  try {
    const dependencies = Object.fromEntries(bundled.map(({ name, version }) => [name, version]));
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'bundled', version: '0.0.0', private: true, dependencies }),
    );
    const npm = async (...args: string[]) =>
      await runCommand('npm', args, { cwd: folder, env: process.env, timeoutMs: 2 * MINUTE });
    const locked = await npm('install', '--package-lock-only', '--ignore-scripts', '--no-fund', '--no-audit');
    process.exitCode = locked === 0 ? await npm('audit', '--omit=dev', '--audit-level=low') : locked;
    say(`audited: ${bundled.map(({ name, version }) => `${name} ${version}`).join(', ')}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
