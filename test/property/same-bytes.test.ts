/** Law 4 across machines: neither the time zone nor the language of the process changes a byte. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

const mapUnder = (env: Readonly<Record<string, string>>): string => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [resolve(ROOT, 'node_modules/tsx/dist/cli.mjs'), resolve(ROOT, 'test/support/map-goldens.ts')],
    { cwd: ROOT, env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
};

it('a process in Tokyo that speaks Turkish prints the same bytes as one in UTC that speaks C', () => {
  const here = mapUnder({ TZ: 'UTC', LANG: 'C', LC_ALL: 'C' });
  expect(here.length).toBeGreaterThan(100_000);
  for (const env of [
    { TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
    { TZ: 'America/St_Johns', LANG: 'ar_EG.UTF-8', LC_ALL: 'ar_EG.UTF-8' },
  ]) {
    expect(mapUnder(env) === here).toBe(true);
  }
}, 60_000);
