/**
 * Items: what sales forms have in place of accounts. One of our own for each ledger account, or the ledger's own of a sku
 * where that stands on the same account.
 */
import type { LedgerOptions, LookupCache } from '../destination-kind';
import type { LedgerLine } from '../ledger-destination';
import { type Failure, type QuickBooks, quotedList } from './client';
import { asText, byId, type JsonObject, refOf } from './read-answer';
import { resolverOf, type Wish } from './resolve-ids';
import { BATCH_LIMIT, type NewItem } from './wire';

export interface ItemWish extends Wish {
  readonly body: NewItem;
}

/** By which the id is remembered; also in previews, as `item <name>`. */
export const itemName = (ledgerAccount: string): string => `Cart Ledger ${ledgerAccount}`;

/** For previews: `item sku <sku> on <ledger account>`. */
export const skuKey = (sku: string, ledgerAccount: string): string => `sku ${sku} on ${ledgerAccount}`;

export interface Items {
  /** Ids by `itemKeyOf`; a sku without an item of its own on the account stands under its account's. */
  resolve(lines: readonly LedgerLine[]): Promise<ItemIds>;
  forget(lines: readonly LedgerLine[]): Promise<void>;
}

export type ItemIds = (line: LedgerLine) => string | Failure | undefined;

export const itemsOf = (quickBooks: QuickBooks, lookups: LookupCache, options: LedgerOptions): Items => {
  const generic = resolverOf<ItemWish>(
    { cache: 'item', entity: 'Item', lookUp: (wishes) => lookUpByName(quickBooks, wishes) },
    quickBooks,
    lookups,
  );
  const bySku = options.items === 'sku' ? skuItems(quickBooks, lookups) : undefined;
  return {
    resolve: async (lines) => {
      const own = bySku === undefined ? NO_IDS : await bySku.resolve(lines);
      const ids = await generic.resolve(lines.filter((line) => !own.has(keyOf(line))).map(wishOf));
      return (line) => own.get(keyOf(line)) ?? ids.get(itemName(line.ledgerAccount));
    },
    forget: async (lines) => {
      await generic.forget(lines.map(({ ledgerAccount }) => itemName(ledgerAccount)));
      await bySku?.forget(lines.map(keyOf));
    },
  };
};

const NO_IDS: ReadonlyMap<string, string> = new Map();

const wishOf = ({ ledgerAccount }: LedgerLine): ItemWish => ({
  key: itemName(ledgerAccount),
  body: { Name: itemName(ledgerAccount), Type: 'Service', IncomeAccountRef: { value: ledgerAccount } },
});

const lookUpByName = async (
  quickBooks: QuickBooks,
  wishes: readonly ItemWish[],
): Promise<ReadonlyMap<string, string | Failure>> => {
  const rows = await quickBooks.query('Item', `where Name in ${quotedList(wishes.map(({ key }) => key))}`);
  const found = new Map<string, string | Failure>();
  for (const { key, body } of wishes) {
    const row = rows.find((item) => item['Active'] !== false && asText(item['Name']) === key);
    const id = asText(row?.['Id']);
    if (row === undefined || id === undefined) continue;
    const account = refOf(row, 'IncomeAccountRef');
    found.set(key, account === body.IncomeAccountRef.value ? id : moved(key, body, account));
  }
  return found;
};

const moved = (
  name: string,
  { IncomeAccountRef: wanted }: NewItem,
  account: string | undefined,
): Failure => ({
  errorClass: 'validation',
  message: `The product "${name}" of QuickBooks stands on account ${account ?? '(none)'} now; it is there for account ${wanted.value}. Set its income account back, or rename it, then retry`,
});

/** Ids of the ledger's own items, by `keyOf`; only those that stand on the line's account. */
interface SkuItems {
  resolve(lines: readonly LedgerLine[]): Promise<ReadonlyMap<string, string>>;
  forget(keys: readonly string[]): Promise<void>;
}

const keyOf = ({ sku, ledgerAccount }: LedgerLine): string => skuKey(sku ?? '', ledgerAccount);

const skuItems = (quickBooks: QuickBooks, lookups: LookupCache): SkuItems => {
  const known = new Map<string, string>();
  const absent = new Set<string>();
  return {
    resolve: async (lines) => {
      const wanted = lines.filter(({ sku }) => sku !== undefined && sku !== '');
      const keys = [...new Set(wanted.map(keyOf))].filter((key) => !known.has(key) && !absent.has(key));
      if (keys.length > 0) for (const [key, id] of await lookups.get('item', keys)) known.set(key, id);
      const unknown = wanted.filter((line) => !known.has(keyOf(line)) && !absent.has(keyOf(line)));
      const fresh = await lookUpBySku(quickBooks, unknown);
      if (fresh.size > 0) await lookups.put('item', fresh);
      for (const line of unknown) {
        const id = fresh.get(keyOf(line));
        if (id === undefined) absent.add(keyOf(line));
        else known.set(keyOf(line), id);
      }
      return known;
    },
    forget: async (keys) => {
      for (const key of keys) known.delete(key);
      await lookups.forget('item', keys);
    },
  };
};

const lookUpBySku = async (
  quickBooks: QuickBooks,
  lines: readonly LedgerLine[],
): Promise<ReadonlyMap<string, string>> => {
  const ids = new Map<string, string>();
  const skus = [...new Set(lines.map(({ sku }) => sku as string))];
  for (let start = 0; start < skus.length; start += BATCH_LIMIT) {
    const rows = await quickBooks.query(
      'Item',
      `where Sku in ${quotedList(skus.slice(start, start + BATCH_LIMIT))}`,
    );
    const items = rows.filter(isSellable).map((row) => ({ id: asText(row['Id']) ?? '', row }));
    for (const { id, row } of items.sort(byId)) {
      const key = skuKey(asText(row['Sku']) ?? '', refOf(row, 'IncomeAccountRef') ?? '');
      if (id !== '' && !ids.has(key)) ids.set(key, id);
    }
  }
  return ids;
};

/** A bundle has no account of its own, and an inventory item would move stock and its cost beside what we post. */
const isSellable = (row: JsonObject): boolean =>
  row['Active'] !== false && ['Service', 'NonInventory'].includes(asText(row['Type']) ?? '');
