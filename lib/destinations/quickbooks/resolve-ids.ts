/**
 * Ids of customers and items: remembered, else looked up, else created. Two workers may create one at the same time; then
 * QuickBooks refuses the second name, and the first is looked up.
 */
import type { LookupCache } from '../destination-kind';
import type { PieceAnswer } from './batch';
import type { Failure, QuickBooks } from './client';
import { isTakenName } from './faults';
import { asText } from './read-answer';
import { BATCH_LIMIT, type NewCustomer, type NewItem } from './wire';

export interface Wish {
  /** By which it is remembered. */
  readonly key: string;
  readonly body: NewCustomer | NewItem;
}

export interface Kind<W extends Wish> {
  readonly cache: 'customer' | 'item';
  readonly entity: 'Customer' | 'Item';
  /** Ids (or reasons) of those wishes that are there. Throws LedgerError. */
  lookUp(wishes: readonly W[]): Promise<ReadonlyMap<string, string | Failure>>;
}

export interface Resolver<W extends Wish> {
  /** One for each wish, by key. Throws LedgerError when nothing could be asked at all. */
  resolve(wishes: readonly W[]): Promise<ReadonlyMap<string, string | Failure>>;
  /** What QuickBooks does not know any more is asked for anew. */
  forget(keys: readonly string[]): Promise<void>;
}

export const resolverOf = <W extends Wish>(
  kind: Kind<W>,
  quickBooks: QuickBooks,
  lookups: LookupCache,
): Resolver<W> => {
  const known = new Map<string, string>();
  return {
    resolve: async (wishes) => {
      const unique = [...new Map(wishes.map((wish) => [wish.key, wish])).values()];
      const unknown = unique.filter(({ key }) => !known.has(key));
      if (unknown.length > 0) {
        const cached = await lookups.get(
          kind.cache,
          unknown.map(({ key }) => key),
        );
        for (const [key, id] of cached) known.set(key, id);
      }
      const absent = unique.filter(({ key }) => !known.has(key));
      const fetched = await fetchIds(kind, absent, quickBooks);
      const fresh = new Map<string, string>();
      for (const [key, id] of fetched) if (typeof id === 'string') fresh.set(key, id);
      if (fresh.size > 0) await lookups.put(kind.cache, fresh);
      for (const [key, id] of fresh) known.set(key, id);
      const ids = unique.map(({ key }) => [key, known.get(key) ?? fetched.get(key) ?? NOT_TOLD] as const);
      return new Map(ids);
    },
    forget: async (keys) => {
      for (const key of keys) known.delete(key);
      await lookups.forget(kind.cache, keys);
    },
  };
};

const NOT_TOLD: Failure = {
  errorClass: 'transient',
  message: 'QuickBooks did not tell an id that the record needs; it is asked again later',
};

type Ids = Map<string, string | Failure>;

const fetchIds = async <W extends Wish>(
  kind: Kind<W>,
  wishes: readonly W[],
  quickBooks: QuickBooks,
): Promise<Ids> => {
  const ids: Ids = new Map();
  for (let start = 0; start < wishes.length; start += BATCH_LIMIT) {
    const chunk = wishes.slice(start, start + BATCH_LIMIT);
    for (const [key, id] of await kind.lookUp(chunk)) ids.set(key, id);
    const missing = chunk.filter(({ key }) => !ids.has(key));
    const taken = missing.length === 0 ? [] : await create(kind, missing, quickBooks, ids);
    if (taken.length > 0) for (const [key, id] of await kind.lookUp(taken)) ids.set(key, id);
  }
  return ids;
};

/** Those whose name was taken in the meantime. */
const create = async <W extends Wish>(
  kind: Kind<W>,
  wishes: readonly W[],
  quickBooks: QuickBooks,
  ids: Ids,
): Promise<readonly W[]> => {
  const read = await quickBooks.batch(wishes.map(({ body }) => ({ entity: kind.entity, body })));
  if ('errorClass' in read) {
    // No document has been sent yet: what was lost is looked up by its name the next time.
    const errorClass = read.errorClass === 'unknown_outcome' ? 'transient' : read.errorClass;
    for (const { key } of wishes) ids.set(key, { ...read, errorClass });
    return [];
  }
  const taken: W[] = [];
  wishes.forEach((wish, index) => {
    const answer = read.answers[index] as PieceAnswer;
    if ('created' in answer) {
      const id = asText(answer.created['Id']);
      if (id !== undefined) ids.set(wish.key, id);
    } else if ('fault' in answer) {
      if (isTakenName(answer.fault)) taken.push(wish);
      else ids.set(wish.key, refused(kind.entity, answer.fault));
    }
  });
  return taken;
};

const refused = (
  entity: string,
  { errorClass, words }: { readonly errorClass: Failure['errorClass']; readonly words: string },
): Failure => ({
  errorClass: errorClass === 'unknown_outcome' || errorClass === 'duplicate' ? 'transient' : errorClass,
  message: `QuickBooks does not create the ${entity.toLowerCase()} that the record needs. It says: ${words}`,
});
