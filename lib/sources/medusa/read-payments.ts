/** Money that was promised, taken and paid back, by the payments of the order. */
import { addDecimals } from '../../money/decimal';
import { cleanText, slug } from '../clean-text';
import type { Amount, MoneyReading } from '../read-amount';
import { field, isObject, readId, report } from '../read-json';
import { isSame, readMoney, writtenAt } from './read-decimal';
import { compare, type Entry, type OpenedOrder, readDate, readEntries } from './reading';

/** One movement of money; its amount is positive. */
export interface MoneyDraft {
  readonly id: string;
  readonly at: string;
  readonly amount: Amount;
  readonly pointer: string;
  readonly gateway: string;
  readonly reference: string | undefined;
}

export interface RefundMoney extends MoneyDraft {
  readonly reason: string;
}

export interface PaymentDraft extends MoneyDraft {
  readonly canceledAt: string | undefined;
  readonly captures: readonly MoneyDraft[];
  readonly refunds: readonly RefundMoney[];
}

export const readPayments = (reading: MoneyReading, opened: OpenedOrder): PaymentDraft[] => {
  const drafts = opened.payments.flatMap((entry) => readPayment(reading, entry) ?? []).sort(inOrder);
  const taken = drafts.flatMap(({ captures }) => captures);
  const back = drafts.flatMap(({ refunds }) => refunds);
  checkComplete(reading, opened, 'paid_total', taken, 'captures');
  checkComplete(reading, opened, 'refunded_total', back, 'refunds');
  return drafts;
};

const readPayment = (reading: MoneyReading, entry: Entry): PaymentDraft | undefined => {
  const { raw, path } = entry;
  const gateway = gatewayOf(field(raw, 'provider_id'));
  const data = field(raw, 'data');
  const reference = (isObject(data) && cleanText(field(data, 'id'), 100)) || undefined;
  const own = readMovement(reading, entry, gateway, reference);
  if (own === undefined) return undefined;
  const within = (key: string): Entry[] => readEntries(reading, raw, key, path);
  const captures = within('captures').flatMap((row) => readMovement(reading, row, gateway, reference) ?? []);
  const refunds = within('refunds').flatMap((row): RefundMoney[] => {
    const movement = readMovement(reading, row, gateway, reference);
    return movement === undefined ? [] : [{ ...movement, reason: reasonOf(row) }];
  });
  const canceledAt = readDate(reading, entry, 'canceled_at');
  return { ...own, canceledAt, captures: captures.sort(inOrder), refunds: refunds.sort(inOrder) };
};

const readMovement = (
  reading: MoneyReading,
  entry: Entry,
  gateway: string,
  reference: string | undefined,
): MoneyDraft | undefined => {
  const id = readId(reading, entry.raw, 'id', entry.path);
  const amount = readMoney(reading, entry.raw, 'amount', entry.path);
  const at = readDate(reading, entry, 'created_at', true);
  if (id === undefined || amount === undefined || at === undefined) return undefined;
  return { id, at, amount, pointer: amount.pointer, gateway, reference };
};

const inOrder = (a: { at: string; id: string }, b: { at: string; id: string }): number =>
  compare(a.at, b.at) || compare(a.id, b.id);

const reasonOf = ({ raw }: Entry): string => {
  const reason = field(raw, 'refund_reason');
  return cleanText(field(raw, 'note')) || (isObject(reason) ? cleanText(field(reason, 'label')) : '');
};

/** Providers are named `pp_<provider>_<id of its settings>`; where both are the same, one is enough. */
const gatewayOf = (provider: unknown): string => {
  const name = slug(provider).replace(/^pp_/, '');
  const [first, second] = name.split('_');
  return (first === second ? first : name) || 'manual';
};

/** Medusa's own sum of the money. A payment that did not come with the order would otherwise be lost in silence. */
const checkComplete = (
  reading: MoneyReading,
  { order, path }: OpenedOrder,
  key: string,
  movements: readonly MoneyDraft[],
  what: string,
): void => {
  const summary = field(order, 'summary');
  const stated = isObject(summary) ? writtenAt(summary, key, `${path}/summary`, reading.decimals) : undefined;
  if (stated === undefined) return;
  const sum = addDecimals(movements.map(({ amount }) => amount));
  if (isSame(sum, stated.value, reading.decimals)) return;
  const sentence = `the ${what} of its payments do not come to its ${key}. Read the order with the Order Fetcher; if it stays so, look for payments in Medusa that are not linked to the order.`;
  report(reading, 'error', 'payments_mismatch', sentence, stated.pointer);
};
