/** Refund objects: amounts come as negative strings and leave as positive ones. Read here, rounded in round-refunds. */
import { type Amount, type MoneyReading, negated, readAmount } from '../read-amount';
import { asId, field, isObject, type JsonObject, preview, readId, readList, report } from '../read-json';
import { cleanText } from '../clean-text';
import { PART_LISTS, type PartDraft, type Parts, readQuantity } from './read-parts';
import { readTaxes, type TaxDraft } from './read-taxes';
import { type OpenedOrder, readDate, readEntry, readLines } from './reading';
import type { Rates } from './tax-rates';
import { REFUNDED_ITEM_META } from './wire';

export interface RefundPartDraft {
  readonly id: string;
  /** Id of the part of the order; what the refund says, also when the order has no such part. */
  readonly of: string;
  readonly original: PartDraft | undefined;
  readonly quantity: string | undefined;
  readonly net: Amount;
  readonly taxes: readonly TaxDraft[];
  readonly path: string;
}

export interface RefundDraft {
  readonly id: string;
  readonly at: string;
  readonly reason: string;
  readonly amount: Amount;
  readonly path: string;
  readonly lines: readonly RefundPartDraft[];
  readonly shipping: readonly RefundPartDraft[];
  readonly fees: readonly RefundPartDraft[];
}

const refundedItem = (reading: MoneyReading, raw: JsonObject, path: string): string => {
  for (const meta of readList(reading, raw, 'meta_data', path)) {
    if (isObject(meta) && field(meta, 'key') === REFUNDED_ITEM_META) return asId(field(meta, 'value')) ?? '';
  }
  return '';
};

/** A refund gives back what its part charged: the other sign. A second charge dressed as a refund is an error. */
const checkSigns = (reading: MoneyReading, part: RefundPartDraft): void => {
  const charged = part.original === undefined || part.original.net.digits >= 0n;
  const wrong = (amount: Amount): boolean => (charged ? amount.digits < 0n : amount.digits > 0n);
  const complain = (pointer: string): void => {
    const sentence = `the refund at ${pointer} has the sign of a charge; WooCommerce writes refunded amounts as negative.`;
    report(reading, 'error', 'refund_sign', sentence, pointer);
  };
  if (wrong(part.net)) complain(`${part.path}/total`);
  for (const { amount, pointer } of part.taxes) if (wrong(amount)) complain(pointer);
};

const positive = (quantity: string): string => (quantity.startsWith('-') ? quantity.slice(1) : quantity);

const readRefundPart = (
  reading: MoneyReading,
  rates: Rates,
  raw: JsonObject,
  path: string,
  originals: ReadonlyMap<string, PartDraft>,
): RefundPartDraft | undefined => {
  const id = readId(reading, raw, 'id', path);
  const total = readAmount(reading, raw, 'total', path);
  const taxes = readTaxes(reading, rates, raw, path, true);
  const counted = Object.hasOwn(raw, 'quantity');
  const quantity = counted ? readQuantity(reading, raw, path) : undefined;
  if (id === undefined || total === undefined || taxes === undefined) return undefined;
  if (counted && quantity === undefined) return undefined;
  const moves = total.digits !== 0n || taxes.some(({ amount }) => amount.digits !== 0n);
  const pieces = quantity !== undefined && /[1-9]/.test(quantity);
  if (!moves && !pieces) return undefined;
  const of = refundedItem(reading, raw, path);
  const part: RefundPartDraft = {
    id,
    of,
    original: originals.get(of),
    quantity: pieces ? positive(quantity) : undefined,
    net: negated(total),
    taxes,
    path,
  };
  checkSigns(reading, part);
  return part;
};

const readRefund = (
  reading: MoneyReading,
  rates: Rates,
  refund: JsonObject,
  path: string,
  originals: Readonly<Record<keyof Parts, ReadonlyMap<string, PartDraft>>>,
): RefundDraft | undefined => {
  const id = readId(reading, refund, 'id', path);
  const amount = readAmount(reading, refund, 'amount', path);
  const at = readDate(reading, refund, 'date_created', path, true);
  const parts = (list: keyof Parts): RefundPartDraft[] =>
    readLines(reading, refund, PART_LISTS[list], path).flatMap((entry, index) => {
      const at = `${path}/${PART_LISTS[list]}/${index}`;
      const raw = readEntry(reading, entry, at);
      const part = raw && readRefundPart(reading, rates, raw, at, originals[list]);
      return part === undefined ? [] : [part];
    });
  const [lines, shipping, fees] = [parts('lines'), parts('shipping'), parts('fees')];
  if (id === undefined || amount === undefined || at === undefined) return undefined;
  if (amount.digits < 0n) {
    const sentence = `the amount of the refund at ${path}/amount is negative; WooCommerce writes it as positive.`;
    report(reading, 'error', 'refund_sign', sentence, `${path}/amount`);
  }
  return { id, at, reason: cleanText(field(refund, 'reason')), amount, path, lines, shipping, fees };
};

/** A refund listed in the order but not supplied would be lost; one supplied but not listed is only newer. */
const checkComplete = (reading: MoneyReading, opened: OpenedOrder, supplied: ReadonlySet<string>): void => {
  const { order, path } = opened;
  const missing = readLines(reading, order, 'refunds', path).flatMap((entry, index) => {
    const at = `${path}/refunds/${index}`;
    const ref = readEntry(reading, entry, at);
    const id = ref && readId(reading, ref, 'id', at);
    return id === undefined || supplied.has(id) ? [] : [id];
  });
  if (missing.length > 0) {
    const some = missing
      .slice(0, 10)
      .map((id) => cleanText(id, 40))
      .join(', ');
    const sentence = `it lists refunds that did not come with it (${some}). Read the order with the Order Fetcher, or pass { "order": …, "refunds": […] }.`;
    report(reading, 'error', 'refunds_missing', sentence, `${path}/refunds`);
  } else if (field(order, 'status') === 'refunded' && supplied.size === 0) {
    const sentence =
      'its status is refunded, but there is no refund. Somebody set the status by hand: create the refund in the shop, or set the status back.';
    report(reading, 'error', 'refunded_without_refund', sentence, `${path}/status`);
  }
};

/** Refunds by date, then id: later steps count on it, and the shop lists the newest first. */
const inOrder = (a: RefundDraft, b: RefundDraft): number => {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.id.length !== b.id.length) return a.id.length - b.id.length;
  return a.id < b.id ? -1 : 1;
};

const NONE: ReadonlySet<string> = new Set();

export const readRefunds = (
  reading: MoneyReading,
  opened: OpenedOrder,
  rates: Rates,
  parts: Parts,
): RefundDraft[] => {
  if (opened.refunds.length === 0) {
    checkComplete(reading, opened, NONE);
    return [];
  }
  const byId = (list: readonly PartDraft[]) => new Map(list.map((part) => [part.id, part]));
  const originals = { lines: byId(parts.lines), shipping: byId(parts.shipping), fees: byId(parts.fees) };
  const supplied = new Set<string>();
  const drafts: RefundDraft[] = [];
  opened.refunds.forEach((entry, index) => {
    const at = `${opened.refundsPath}/${index}`;
    const refund = readEntry(reading, entry, at);
    if (refund === undefined) return;
    const id = asId(field(refund, 'id'));
    if (id !== undefined && supplied.has(id)) {
      report(reading, 'info', 'refund_repeated', `refund ${preview(id)} came twice and is read once.`, at);
      return;
    }
    if (id !== undefined) supplied.add(id);
    const draft = readRefund(reading, rates, refund, at, originals);
    if (draft !== undefined) drafts.push(draft);
  });
  checkComplete(reading, opened, supplied);
  return drafts.sort(inOrder);
};
