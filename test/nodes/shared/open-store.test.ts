import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeStores, openEmbeddedStore, storePath } from '../../../nodes/shared/open-store';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cart-ledger-store-'));
});
afterEach(async () => {
  await closeStores();
  rmSync(folder, { recursive: true, force: true });
});

it("lies in n8n's user folder unless told otherwise", () => {
  expect(storePath({ N8N_USER_FOLDER: '/data' })).toBe('/data/.n8n/cart-ledger/trace.sqlite');
  expect(storePath({})).toMatch(/\/\.n8n\/cart-ledger\/trace\.sqlite$/);
  expect(storePath({ N8N_USER_FOLDER: '/data', CART_LEDGER_STORE: '/books/trace.sqlite' })).toBe(
    '/books/trace.sqlite',
  );
});

it('is refused in queue mode with a sentence that says what to do', () => {
  expect(() => storePath({ EXECUTIONS_MODE: 'queue' })).toThrow('queue mode');
  try {
    storePath({ EXECUTIONS_MODE: 'queue', CART_LEDGER_STORE: '/books/trace.sqlite' });
    throw new Error('it was not refused');
  } catch (error) {
    expect(error).toMatchObject({ description: expect.stringContaining('Set Trace Store to PostgreSQL') });
  }
});

it('is opened once, also by two that start at the same time, and readable by its owner only', async () => {
  const environment = { N8N_USER_FOLDER: folder };
  const [one, two] = await Promise.all([openEmbeddedStore(environment), openEmbeddedStore(environment)]);
  expect(one).toBe(two);
  expect(statSync(storePath(environment)).mode & 0o077).toBe(0);
});

it('is tried again after it could not be opened', async () => {
  const broken = { CART_LEDGER_STORE: folder };
  await expect(openEmbeddedStore(broken)).rejects.toThrow(folder);
  const second = openEmbeddedStore(broken);
  await expect(second).rejects.toThrow(folder);
});
