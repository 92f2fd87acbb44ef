/** What an account.move holds, read from its lines: one search gives whole batches. */
import { exponentOf } from '../../money/currency';
import { formatDigits, parseDecimal } from '../../money/decimal';
import { wholeMinor } from '../../money/minor';
import { type HeldDimension, type LedgerRecord, TAX_CODE_PREFIX } from '../ledger-destination';
import { jsonNumber } from './json';
import type { OdooLedger } from './odoo-ledger';
import { decimalField, idField, referenceField, type Row, textField } from './read-row';
import { type Domain, MOVE_LINE, MOVE_LINE_FIELDS } from './wire';

export interface HeldLine {
  readonly id: string;
  /** The ledger account, or `tax-code:<id>` for tax that Odoo worked out. */
  readonly ledgerAccount: string;
  readonly displayType: string;
  /** In the line's currency as Odoo wrote it, debits positive. */
  readonly amount: string;
  /** Ids of the analytic accounts that have all of the line. */
  readonly analytics: readonly string[];
}

export interface HeldMove {
  readonly moveId: string;
  readonly key: string;
  readonly date: string;
  readonly currency: string;
  readonly state: string;
  /** In the order in which they were made. */
  readonly lines: readonly HeldLine[];
}

/** Stock valuation puts its own pair of lines into an invoice of stored products: it is not ours and evens out. */
const NOT_OURS = new Set(['cogs', 'line_section', 'line_subsection', 'line_note']);

/** Moves by id, in the order of their first lines. @throws OdooError */
export const readMoves = async (
  { client, company }: Pick<OdooLedger, 'client' | 'company'>,
  domain: Domain,
): Promise<ReadonlyMap<string, HeldMove>> => {
  const inCompany: Domain = [['company_id', '=', jsonNumber(company)], ...domain];
  const moves = new Map<string, HeldMove & { readonly lines: HeldLine[] }>();
  for (const row of await client.search(MOVE_LINE, inCompany, MOVE_LINE_FIELDS)) {
    const moveId = referenceField(row, 'move_id')?.id;
    const line = heldLine(row);
    if (moveId === undefined || line === undefined) continue;
    const held = moves.get(moveId);
    if (held) held.lines.push(line);
    else moves.set(moveId, { ...heldHead(moveId, row), lines: [line] });
  }
  return moves;
};

const heldHead = (moveId: string, row: Row): Omit<HeldMove, 'lines'> => ({
  moveId,
  key: textField(row, 'ref') ?? '',
  date: textField(row, 'date') ?? '',
  currency: referenceField(row, 'currency_id')?.name ?? '',
  state: textField(row, 'parent_state') ?? '',
});

const heldLine = (row: Row): HeldLine | undefined => {
  const displayType = textField(row, 'display_type') ?? '';
  const ledgerAccount = referenceField(row, 'account_id')?.id;
  if (ledgerAccount === undefined || NOT_OURS.has(displayType)) return undefined;
  const tax = referenceField(row, 'group_tax_id') ?? referenceField(row, 'tax_line_id');
  return {
    id: idField(row, 'id'),
    ledgerAccount: tax === undefined ? ledgerAccount : TAX_CODE_PREFIX + tax.id,
    displayType,
    amount: decimalField(row, 'amount_currency') ?? '',
    analytics: wholeAnalytics(row['analytic_distribution']),
  };
};

/** Percentages by id, or by several ids with commas between them. What has a part of the line only is none of ours. */
const wholeAnalytics = (distribution: unknown): readonly string[] =>
  Object.entries(Object(distribution) as Readonly<Record<string, unknown>>).flatMap(([ids, percent]) =>
    /^100(?:\.0*)?$/.test(String(percent)) ? ids.split(',') : [],
  );

/** Undefined when an amount is no exact amount of the currency. */
export const heldMinor = ({ amount }: HeldLine, currency: string): bigint | undefined => {
  const decimals = exponentOf(currency);
  const value = parseDecimal(amount);
  return decimals === undefined || value === undefined ? undefined : wholeMinor(value, decimals);
};

/** Net by ledger account in minor units, debits positive, nothing that nets to zero; undefined when an amount is not exact. */
export const heldNets = ({ lines, currency }: HeldMove): ReadonlyMap<string, bigint> | undefined => {
  const nets = new Map<string, bigint>();
  for (const line of lines) {
    const minor = heldMinor(line, currency);
    if (minor === undefined) return undefined;
    nets.set(line.ledgerAccount, (nets.get(line.ledgerAccount) ?? 0n) + minor);
  }
  for (const [name, net] of nets) if (net === 0n) nets.delete(name);
  return nets;
};

/** `dimensions`: by id of the analytic account, where they were asked for. */
export const recordOf = (
  held: HeldMove,
  dimensions: ReadonlyMap<string, readonly HeldDimension[]> = new Map(),
): LedgerRecord => {
  const decimals = exponentOf(held.currency);
  let total = 0n;
  const lines = held.lines.flatMap((line): LedgerRecord['lines'] => {
    const minor = heldMinor(line, held.currency);
    // An amount that is not exact is shown as it is: whoever compares must see it.
    if (minor === undefined || decimals === undefined)
      return [{ ledgerAccount: line.ledgerAccount, debit: line.amount }];
    if (minor === 0n) return [];
    const side = minor > 0n ? 'debit' : 'credit';
    if (minor > 0n) total += minor;
    const under = line.analytics.flatMap((id) => dimensions.get(id) ?? []);
    return [
      {
        ledgerAccount: line.ledgerAccount,
        [side]: formatDigits(minor > 0n ? minor : -minor, decimals),
        ...(under.length === 0 ? {} : { dimensions: under }),
      },
    ];
  });
  const { moveId, key, date, currency } = held;
  return { recordId: moveId, key, date, currency, total: formatDigits(total, decimals ?? 2), lines };
};
