import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Large things that are made once and used by many checkouts (an installed n8n is 2.9 GB) live outside the
 * checkout: they would otherwise be scanned by editors and linters, and lost with every `git clean`.
 */
export function cacheFolder(): string {
  const explicit = process.env.CART_LEDGER_CACHE;
  const folder = explicit ? explicit : join(userCacheRoot(), 'n8n-nodes-cart-ledger');
  mkdirSync(folder, { recursive: true });
  return folder;
}

function userCacheRoot(): string {
  const xdg = process.env.XDG_CACHE_HOME;
  return xdg ? xdg : join(homedir(), '.cache');
}
