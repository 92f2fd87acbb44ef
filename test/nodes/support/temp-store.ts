/** A trace store of its own for each test: a real file, gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeStores, openEmbeddedStore } from '../../../nodes/shared/open-store';

export const useTempStore = (): { readonly store: typeof openEmbeddedStore } => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cart-ledger-nodes-'));
    process.env.CART_LEDGER_STORE = join(folder, 'trace.sqlite');
  });

  afterEach(async () => {
    await closeStores();
    delete process.env.CART_LEDGER_STORE;
    rmSync(folder, { recursive: true, force: true });
  });

  return { store: openEmbeddedStore };
};
