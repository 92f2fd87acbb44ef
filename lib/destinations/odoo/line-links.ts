/** What lines may be linked to beside their account: products by sku, analytic accounts by the names of dimensions. */
import { type LedgerDocument, LedgerError } from '../ledger-destination';
import type { Json } from './json';
import type { OdooLedger } from './odoo-ledger';
import { idField, textField } from './read-row';

export interface LineLinks {
  /** Id of a product by its internal reference. */
  readonly products: ReadonlyMap<string, string>;
  /** Id of an analytic account by its name; of a name that stands twice nothing is known. */
  readonly analytics: ReadonlyMap<string, string>;
}

export const resolveLineLinks = async (
  ledger: OdooLedger,
  documents: readonly LedgerDocument[],
): Promise<LineLinks> => {
  const lines = documents.flatMap((document) => document.lines);
  const skus = ledger.options.items === 'sku' ? lines.flatMap(({ sku }) => sku ?? []) : [];
  const names = lines.flatMap(({ dimensions }) => Object.values(dimensions ?? {}));
  return {
    products: await findByText(ledger, 'product.product', 'default_code', skus, 'lowest'),
    analytics: await findAnalytics(ledger, names),
  };
};

/** Dimensions are an extra: a user who may not see analytic accounts can still post. */
const findAnalytics = async (
  ledger: OdooLedger,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  try {
    return await findByText(ledger, 'account.analytic.account', 'name', names, 'only');
  } catch (error) {
    if (!(error instanceof LedgerError) || error.errorClass !== 'credential') throw error;
    ledger.log.warn('analytic accounts of Odoo may not be read: dimensions are left out');
    return new Map();
  }
};

const findByText = async (
  { client }: OdooLedger,
  model: string,
  field: string,
  texts: readonly string[],
  of: 'lowest' | 'only',
): Promise<ReadonlyMap<string, string>> => {
  const wanted: Json = [...new Set(texts)];
  if (texts.length === 0) return new Map();
  const found = new Map<string, string>();
  const twice = new Set<string>();
  for (const row of await client.search(model, [[field, 'in', wanted]], [field])) {
    const text = textField(row, field) ?? '';
    if (found.has(text)) twice.add(text);
    else found.set(text, idField(row, 'id'));
  }
  if (of === 'only') for (const text of twice) found.delete(text);
  return found;
};
