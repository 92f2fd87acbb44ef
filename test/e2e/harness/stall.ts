import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { poll } from './poll';

export interface StallPoint {
  /** Part of the SQL text before which the process is to stand still. */
  readonly statement: string;
  /** So many such statements pass first. */
  readonly skip?: number;
}

/** Tells a process with `env` where in the trace store's protocol to stand still; it does not go on by itself. */
export class Stall {
  private readonly folder = mkdtempSync(join(tmpdir(), 'cart-ledger-stall-'));
  private readonly order = join(this.folder, 'order.json');

  get env(): NodeJS.ProcessEnv {
    return {
      CART_LEDGER_TEST_STALL: this.order,
      NODE_OPTIONS: `--import=${pathToFileURL(join(__dirname, 'stall-preload.ts')).href}`,
    };
  }

  arm({ statement, skip = 0 }: StallPoint): void {
    this.disarm();
    writeFileSync(this.order, JSON.stringify({ statement, skip }));
  }

  async reached(timeoutMs = 60_000): Promise<void> {
    await poll('the process stands still where it was told to', timeoutMs, async () =>
      existsSync(`${this.order}.reached`) ? true : undefined,
    );
  }

  /** Before the process is started again: or it would stand still at the same place. */
  disarm(): void {
    rmSync(this.order, { force: true });
    rmSync(`${this.order}.reached`, { force: true });
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
