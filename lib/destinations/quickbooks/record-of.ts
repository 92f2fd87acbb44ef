/** A row of QuickBooks as debits and credits on the accounts that mappings name. Pure. */
import { exponentOf } from '../../money/currency';
import { formatDigits } from '../../money/decimal';
import { exactMinor } from '../../money/exact-minor';
import { type HeldDimension, type LedgerRecord, TAX_CODE_PREFIX } from '../ledger-destination';
import type { CompanyFacts, TaxCode } from './company';
import { asObject, asText, type JsonObject, refOf } from './read-answer';
import type { Receivables } from './receivables';
import { detailOf, DIMENSION_REFS, JOURNAL, linesOf, SALES_ITEM, taxLinesOf } from './row-parts';
import type { RecordEntity } from './wire';

export interface Reading {
  readonly facts: CompanyFacts;
  readonly receivables: Receivables;
  /** Income accounts of items. */
  readonly itemAccounts: ReadonlyMap<string, string>;
  readonly codes: ReadonlyMap<string, TaxCode>;
  /** Names of classes and departments by id. */
  readonly tellsDimensions: boolean;
  readonly names: Readonly<Record<'class' | 'department', ReadonlyMap<string, string>>>;
}

export interface ReadRecord {
  readonly record: LedgerRecord;
  /** False when an amount has more decimals than its currency, or is none: then it stands as it was written. */
  readonly isExact: boolean;
}

type Side = 'debit' | 'credit';

/** An amount as QuickBooks wrote it, on a side; a negative one turns the side. */
interface Part {
  readonly ledgerAccount: string;
  readonly side: Side;
  readonly amount: string;
  /** Of the line itself; those of the record count for all its lines. */
  readonly dimensions?: readonly HeldDimension[];
}

/** Side of the money or the receivable; items and tax stand on the other. */
const COUNTERPART_SIDE: Readonly<Record<Exclude<RecordEntity, 'JournalEntry'>, Side>> = {
  SalesReceipt: 'debit',
  Invoice: 'debit',
  Payment: 'debit',
  CreditMemo: 'credit',
  RefundReceipt: 'credit',
};

const NOT_TOLD = '(account not told)';

export const recordOf = (
  entity: RecordEntity,
  row: JsonObject,
  key: string,
  reading: Reading,
): ReadRecord => {
  const currency = refOf(row, 'CurrencyRef') ?? reading.facts.homeCurrency;
  const parts =
    entity === 'JournalEntry'
      ? journalParts(row, reading)
      : entity === 'Payment'
        ? paymentParts(row, reading)
        : formParts(entity, row, reading);
  const decimals = exponentOf(currency);
  const ofRecord = dimensionsOf(row, reading);
  let isExact = true;
  let total = 0n;
  const lines = parts.flatMap(({ ledgerAccount, side, amount, dimensions }): LedgerRecord['lines'] => {
    const all = [...(dimensions ?? []), ...ofRecord];
    const told = all.length === 0 ? {} : { dimensions: all };
    const minor = decimals === undefined ? undefined : exactMinor(amount, decimals);
    if (minor === 0n) return [];
    if (minor === undefined || decimals === undefined) {
      isExact = false;
      return [{ ...lineOf(ledgerAccount, side, amount), ...told }];
    }
    const turned = minor < 0n ? other(side) : side;
    const positive = minor < 0n ? -minor : minor;
    if (turned === 'debit') total += positive;
    return [{ ...lineOf(ledgerAccount, turned, formatDigits(positive, decimals)), ...told }];
  });
  const record: LedgerRecord = {
    recordId: asText(row['Id']) ?? '',
    key,
    date: (asText(row['TxnDate']) ?? '').slice(0, 10),
    currency,
    total: decimals === undefined ? total.toString() : formatDigits(total, decimals),
    lines,
    ...(reading.tellsDimensions ? { tellsDimensions: true } : {}),
  };
  return { record, isExact };
};

const other = (side: Side): Side => (side === 'debit' ? 'credit' : 'debit');

const lineOf = (ledgerAccount: string, side: Side, amount: string): LedgerRecord['lines'][number] =>
  side === 'debit' ? { ledgerAccount, debit: amount } : { ledgerAccount, credit: amount };

/** What is not there reads as no amount, which makes the record inexact: never as 0. */
const amountIn = (object: JsonObject | undefined, field: string): string =>
  asText(object?.[field]) ?? '(none)';

const journalParts = (row: JsonObject, reading: Reading): readonly Part[] =>
  linesOf(row)
    .filter((line) => line['DetailType'] === JOURNAL)
    .map((line) => {
      const account = refOf(detailOf(line), 'AccountRef');
      return {
        ledgerAccount: account === undefined ? NOT_TOLD : reading.receivables.mappedId(account),
        side: detailOf(line)['PostingType'] === 'Credit' ? 'credit' : 'debit',
        amount: amountIn(line, 'Amount'),
        dimensions: dimensionsOf(detailOf(line), reading),
      };
    });

/** On whatever carries the references: a line, or a record as a whole. */
const dimensionsOf = (carrier: JsonObject, { names }: Reading): readonly HeldDimension[] =>
  DIMENSION_REFS.flatMap(([name, field]) => {
    const id = refOf(carrier, field);
    return id === undefined ? [] : [{ name, value: names[name].get(id) ?? `(${name} ${id})` }];
  });

const receivableIn = (row: JsonObject, { receivables }: Reading): string => {
  const account = refOf(row, 'ARAccountRef');
  return (account === undefined ? receivables.main : receivables.mappedId(account)) ?? NOT_TOLD;
};

const paymentParts = (row: JsonObject, reading: Reading): readonly Part[] => {
  const amount = amountIn(row, 'TotalAmt');
  return [
    { ledgerAccount: refOf(row, 'DepositToAccountRef') ?? NOT_TOLD, side: 'debit', amount },
    { ledgerAccount: receivableIn(row, reading), side: 'credit', amount },
  ];
};

const formParts = (
  entity: Exclude<RecordEntity, 'JournalEntry' | 'Payment'>,
  row: JsonObject,
  reading: Reading,
): readonly Part[] => {
  const side = COUNTERPART_SIDE[entity];
  const paid = entity === 'SalesReceipt' || entity === 'RefundReceipt';
  const counterpart = paid ? (refOf(row, 'DepositToAccountRef') ?? NOT_TOLD) : receivableIn(row, reading);
  return [
    { ledgerAccount: counterpart, side, amount: amountIn(row, 'TotalAmt') },
    ...linesOf(row).flatMap((line) => itemPart(line, other(side), reading)),
    ...taxParts(row, other(side), reading),
  ];
};

/** Lines that only show something: a subtotal, a text. */
const SHOWN = new Set(['SubTotalLineDetail', 'DescriptionOnly', 'DescriptionLineDetail']);

const itemPart = (line: JsonObject, side: Side, reading: Reading): readonly Part[] => {
  const type = asText(line['DetailType']) ?? '';
  if (SHOWN.has(type)) return [];
  const detail = detailOf(line);
  const amount = amountIn(line, 'Amount');
  if (type === SALES_ITEM) {
    const item = refOf(detail, 'ItemRef');
    const account = refOf(detail, 'ItemAccountRef') ?? reading.itemAccounts.get(item ?? '');
    const ledgerAccount = account ?? `(account of product ${item ?? 'not told'})`;
    return [{ ledgerAccount, side, amount, dimensions: dimensionsOf(detail, reading) }];
  }
  // A person put it in: a discount lowers, and whatever else stands under its own name, so that it shows.
  if (type === 'DiscountLineDetail')
    return [{ ledgerAccount: refOf(detail, 'DiscountAccountRef') ?? NOT_TOLD, side: other(side), amount }];
  return [{ ledgerAccount: `(${type})`, side, amount }];
};

const taxParts = (row: JsonObject, side: Side, { facts, codes }: Reading): readonly Part[] => {
  const detail = asObject(row['TxnTaxDetail']);
  if (detail === undefined) return [];
  if (facts.isUs) {
    const code = refOf(detail, 'TxnTaxCodeRef') ?? '(not told)';
    const amount = asText(detail['TotalTax']);
    return amount === undefined ? [] : [{ ledgerAccount: TAX_CODE_PREFIX + code, side, amount }];
  }
  const used = new Set(linesOf(row).map((line) => refOf(detailOf(line), 'TaxCodeRef')));
  return taxLinesOf(row).map((line) => {
    const rate = refOf(asObject(line['TaxLineDetail']), 'TaxRateRef') ?? '';
    const code = [...codes.values()].find(({ id, rateIds }) => used.has(id) && rateIds.includes(rate));
    const ledgerAccount = code === undefined ? `(tax rate ${rate})` : TAX_CODE_PREFIX + code.id;
    return { ledgerAccount, side, amount: amountIn(line, 'Amount') };
  });
};
