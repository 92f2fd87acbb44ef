import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../lib/store/sqlite';
import { storeContract } from '../contract/store.contract';

const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
storeContract('SQLite file', () => openSqliteStore(join(folder, `trace-${(files += 1)}.db`)));
storeContract('SQLite memory', () => openSqliteStore(':memory:'));
