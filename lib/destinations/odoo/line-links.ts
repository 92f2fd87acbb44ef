/** What lines may be linked to beside their account: products by sku, analytic accounts by dimensions. */
import type { LedgerDocument } from '../ledger-destination';
import { type Analytics, findAnalytics } from './analytics';
import type { Json } from './json';
import type { OdooLedger } from './odoo-ledger';
import { idField, textField } from './read-row';

export interface LineLinks {
  /** Id of a product by its internal reference. */
  readonly products: ReadonlyMap<string, string>;
  readonly analytics: Analytics;
}

export const resolveLineLinks = async (
  ledger: OdooLedger,
  documents: readonly LedgerDocument[],
): Promise<LineLinks> => {
  const lines = documents.flatMap((document) => document.lines);
  const skus = ledger.options.items === 'sku' ? lines.flatMap(({ sku }) => sku ?? []) : [];
  return { products: await findProducts(ledger, skus), analytics: await findAnalytics(ledger, documents) };
};

/** Of several with one reference the lowest id counts, as rows come. */
const findProducts = async (
  { client }: OdooLedger,
  skus: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const wanted: Json = [...new Set(skus)];
  const found = new Map<string, string>();
  if (skus.length === 0) return found;
  for (const row of await client.search(
    'product.product',
    [['default_code', 'in', wanted]],
    ['default_code'],
  )) {
    const sku = textField(row, 'default_code') ?? '';
    if (!found.has(sku)) found.set(sku, idField(row, 'id'));
  }
  return found;
};
