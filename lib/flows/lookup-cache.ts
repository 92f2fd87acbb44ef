/** Ids of a ledger's own things: asked of the trace store once, then kept for the run. */
import type { LedgerConnection, LookupCache } from '../destinations/destination-kind';
import type { TraceStore } from '../store/trace-store';

type LookupStore = Pick<TraceStore, 'getLookups' | 'putLookups' | 'forgetLookups'>;

/** What keeps the ids of one company apart from those of another. */
export const lookupScope = (kind: string, connection: LedgerConnection, company: string): string => {
  const { baseUrl, details, company: bound } = connection;
  return [kind, baseUrl, details?.['database'] ?? '', bound ?? company].join(' ');
};

export const lookupCache = (store: LookupStore, scope: string): LookupCache => {
  const known = new Map<string, string>();
  const named = (kind: string, key: string): string => JSON.stringify([kind, key]);
  return {
    get: async (kind, keys) => {
      const missing = keys.filter((key) => !known.has(named(kind, key)));
      if (missing.length > 0)
        for (const [key, id] of await store.getLookups(scope, kind, missing)) known.set(named(kind, key), id);
      const found = new Map<string, string>();
      for (const key of keys) {
        const id = known.get(named(kind, key));
        if (id !== undefined) found.set(key, id);
      }
      return found;
    },
    put: async (kind, ids) => {
      for (const [key, id] of ids) known.set(named(kind, key), id);
      await store.putLookups(scope, kind, ids);
    },
    forget: async (kind, keys) => {
      for (const key of keys) known.delete(named(kind, key));
      await store.forgetLookups(scope, kind, keys);
    },
  };
};
