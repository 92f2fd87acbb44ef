import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError, type FunctionsBase } from 'n8n-workflow';
import { openPostgresStore, openTraceStore, postgresLoginOf } from '../../lib';
import { systemClock } from './n8n-host';
import { IN_POSTGRES, STORE_CREDENTIAL, STORE_PARAMETER } from './store-properties';

export type Store = Awaited<ReturnType<typeof openTraceStore>>;

/** What says where the store is: every context of n8n has it. */
export type StoreContext = Pick<FunctionsBase, 'getNode'> & {
  getCredentials(type: string): Promise<object>;
};

const openStores = new Map<string, Promise<Store>>();

/** The store that the node names. All nodes of an n8n process that name the same one share it, and its connections. */
export async function openStore(context: StoreContext): Promise<Store> {
  // From the node itself: the parameter takes no expression, and hooks, webhooks and menus have no item to ask it for.
  if (context.getNode().parameters[STORE_PARAMETER] !== IN_POSTGRES) return openEmbeddedStore();
  const login = postgresLoginOf({ ...(await context.getCredentials(STORE_CREDENTIAL)) });
  const content = createHash('sha256').update(JSON.stringify(login)).digest('hex');
  return opened(`postgres ${content}`, () => openPostgresStore(login, systemClock));
}

export async function openEmbeddedStore(environment: NodeJS.ProcessEnv = process.env): Promise<Store> {
  const path = storePath(environment);
  return opened(`file ${path}`, () => openTraceStore(path));
}

/** The promise is kept, not the store, so that two nodes that start at once do not open it twice. */
function opened(key: string, open: () => Promise<Store>): Promise<Store> {
  const known = openStores.get(key);
  if (known) return known;
  const opening = open();
  openStores.set(key, opening);
  // A store that could not be opened (disk full, server away) is tried again by the next run.
  opening.catch(() => openStores.delete(key));
  return opening;
}

export function storePath(environment: NodeJS.ProcessEnv): string {
  if (environment.EXECUTIONS_MODE === 'queue') {
    throw new UserError('Cart Ledger cannot keep its books in a file here: n8n runs in queue mode', {
      description:
        'Queue mode spreads executions over several processes, perhaps on several machines, and a file is of one. Set Trace Store to PostgreSQL in every Cart Ledger node of the workflow, and choose its credential.',
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
