import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError } from 'n8n-workflow';
import { openTraceStore } from '../../lib';

type Store = Awaited<ReturnType<typeof openTraceStore>>;

const openStores = new Map<string, Promise<Store>>();

/**
 * One open store a file and process: all nodes of an n8n share it. The promise is kept, not the store, so that two
 * nodes that start at once do not open the file twice.
 */
export function openStore(environment: NodeJS.ProcessEnv = process.env): Promise<Store> {
  const path = storePath(environment);
  const known = openStores.get(path);
  if (known) return known;
  const opening = openTraceStore(path);
  openStores.set(path, opening);
  // A store that could not be opened (disk full, no permission) is tried again by the next run.
  opening.catch(() => openStores.delete(path));
  return opening;
}

export function storePath(environment: NodeJS.ProcessEnv): string {
  if (environment.EXECUTIONS_MODE === 'queue') {
    throw new UserError('Cart Ledger cannot keep its books here: n8n runs in queue mode', {
      description:
        'The embedded trace store works in one n8n process only, and queue mode spreads executions over several. PostgreSQL support comes in a later release; run n8n in regular mode (EXECUTIONS_MODE=regular) meanwhile.',
    });
  }
  const chosen = environment.CART_LEDGER_STORE;
  if (chosen) return resolve(chosen);
  return join(resolve(environment.N8N_USER_FOLDER || homedir()), '.n8n', 'cart-ledger', 'trace.sqlite');
}

/** Closes every store of this process; for tests and scripts, n8n itself just ends. */
export async function closeStores(): Promise<void> {
  const stores = [...openStores.values()];
  openStores.clear();
  for (const store of stores) await (await store).close();
}
