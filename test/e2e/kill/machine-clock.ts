/** A clock that tests set while n8n runs: libfaketime stands between its processes and the time of the machine. */
import { globSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireDebianPackage } from '../../../scripts/support/debian';

const LIBRARY = '/usr/lib/*/faketime/libfaketimeMT.so.1';
/** How long a process may go on with what it read before. */
const CACHED_SECONDS = 1;

export class MachineClock {
  private constructor(
    private readonly library: string,
    private readonly folder: string,
  ) {}

  /** Right until it is set. */
  static async make(): Promise<MachineClock> {
    await requireDebianPackage('faketime', 'faketime');
    const [library] = globSync(LIBRARY);
    if (library === undefined) throw new Error(`the Debian package faketime did not bring ${LIBRARY}`);
    const clock = new MachineClock(library, mkdtempSync(join(tmpdir(), 'cart-ledger-clock-')));
    clock.write(0);
    return clock;
  }

  /** Of every process that lives by this clock. How long something takes is measured by the machine's own. */
  get env(): NodeJS.ProcessEnv {
    return {
      LD_PRELOAD: this.library,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_CACHE_DURATION: String(CACHED_SECONDS),
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** Of processes that run, and of those that start later. */
  async setBack(seconds: number): Promise<void> {
    this.write(-seconds);
    await sleep((CACHED_SECONDS + 1) * 1000);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get file(): string {
    return join(this.folder, 'offset');
  }

  /** In one step: nobody may read half of it. */
  private write(seconds: number): void {
    writeFileSync(`${this.file}.new`, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}\n`);
    renameSync(`${this.file}.new`, this.file);
  }
}
