/** Order transactions of both APIs as money movements. */
import type { Payment } from '../../commerce/order';
import { cleanText, slug } from '../clean-text';
import { minorOf, type MoneyReading } from '../read-amount';
import { field, isObject, type JsonObject, preview, report } from '../read-json';
import type { MovementDraft } from './drafts';
import { type Money, readMoney, readMoneyIfAny, readPlainMoney } from './read-money';
import { type Entry, readGlobalId, readInstant, readRestId, restIdOf, tailOf } from './reading';

const KINDS: ReadonlyMap<string, MovementDraft['kind']> = new Map([
  ['authorization', 'authorization'],
  ['emv_authorization', 'authorization'],
  ['capture', 'capture'],
  ['sale', 'sale'],
  ['void', 'void'],
  ['refund', 'refund'],
  ['change', 'change'],
]);

const STATUSES: ReadonlyMap<string, Payment['status']> = new Map([
  ['success', 'success'],
  ['failure', 'failed'],
  ['error', 'failed'],
]);

const TENDERS: ReadonlyMap<string, NonNullable<Payment['tender']>> = new Map([
  ['gift_card', 'gift_card'],
  ['shopify_store_credit', 'store_credit'],
]);

const lower = (value: unknown): string => cleanText(value, 60).toLowerCase();

/** A suggestion is what a refund could look like; it never happened. */
const kindOf = (reading: MoneyReading, { raw, path }: Entry): MovementDraft['kind'] | undefined => {
  const name = lower(field(raw, 'kind'));
  const kind = KINDS.get(name);
  if (kind === undefined && name !== 'suggested_refund') {
    const sentence = `a payment of kind ${preview(field(raw, 'kind'))} at ${path}/kind is not known here. Book it by hand.`;
    report(reading, 'error', 'unknown_payment_kind', sentence, `${path}/kind`);
  }
  return kind;
};

interface Particulars {
  readonly id: string | undefined;
  readonly at: string | undefined;
  readonly money: Money | undefined;
  readonly rounding: Money | undefined;
  readonly parent: string | undefined;
  readonly reference: unknown;
}

const buildMovement = (
  raw: JsonObject,
  kind: MovementDraft['kind'],
  own: Particulars,
): readonly MovementDraft[] => {
  const { id, at, money, rounding, parent } = own;
  if (id === undefined || at === undefined || money === undefined) return [];
  const gateway = slug(field(raw, 'gateway')) || 'manual';
  return [
    {
      id,
      kind,
      status: STATUSES.get(lower(field(raw, 'status'))) ?? 'pending',
      gateway,
      tender: TENDERS.get(gateway),
      reference: cleanText(own.reference) || undefined,
      money,
      rounding,
      parent,
      at,
      test: field(raw, 'test') === true,
    },
  ];
};

/** Empty, with an error or for a mere suggestion, when it is no movement. */
export const readMovement = (reading: MoneyReading, entry: Entry): readonly MovementDraft[] => {
  const { raw, path } = entry;
  const kind = kindOf(reading, entry);
  if (kind === undefined) return [];
  const parent = field(raw, 'parentTransaction');
  return buildMovement(raw, kind, {
    id: readGlobalId(reading, raw, path),
    at: readInstant(reading, raw, ['processedAt', 'createdAt'], path),
    money: readMoney(reading, raw, 'amountSet', path),
    rounding: readMoneyIfAny(reading, raw, 'amountRoundingSet', path),
    parent: isObject(parent) ? tailOf(field(parent, 'id')) : undefined,
    reference: field(raw, 'paymentId'),
  });
};

/** REST writes the amount in the currency that was paid in; in any other than the shop's it cannot be booked. */
const isForeign = (reading: MoneyReading, { raw, path }: Entry): boolean => {
  const currency = field(raw, 'currency') ?? reading.currency;
  if (currency === reading.currency) return false;
  const what = `the payment at ${path} is in ${preview(currency)}, and the payload does not say how much that is in ${reading.currency}`;
  const advice = 'Fetch the order with the Order Fetcher.';
  report(reading, 'error', 'mixed_currency', `${what}. ${advice}`, `${path}/currency`);
  return true;
};

const readPlainMoneyIfAny = (
  reading: MoneyReading,
  raw: JsonObject,
  key: string,
  path: string,
): Money | undefined =>
  (field(raw, key) ?? null) === null ? undefined : readPlainMoney(reading, raw, key, path);

export const readRestMovement = (reading: MoneyReading, entry: Entry): readonly MovementDraft[] => {
  const { raw, path } = entry;
  const kind = kindOf(reading, entry);
  if (kind === undefined || isForeign(reading, entry)) return [];
  return buildMovement(raw, kind, {
    id: readRestId(reading, raw, path),
    at: readInstant(reading, raw, ['processed_at', 'created_at'], path),
    money: readPlainMoneyIfAny(reading, raw, 'amount', path),
    rounding: readPlainMoneyIfAny(reading, raw, 'amount_rounding', path),
    parent: restIdOf(raw, 'parent_id'),
    reference: field(raw, 'payment_id'),
  });
};

/** Payments are never made up from a status: an order whose payments are not told stays unpaid. */
export const reportUnknownPayments = (reading: MoneyReading, pointer: string): void => {
  const what =
    'the payload does not hold the payments of the order (REST orders never do), so it counts as unpaid';
  const advice = 'Use the Order Fetcher, which reads them, where payments are to be booked.';
  report(reading, 'warning', 'payments_unknown', `${what}. ${advice}`, pointer);
};

export const isPaidBack = ({ kind, status }: MovementDraft): boolean =>
  kind === 'refund' && status === 'success';

/** What really changed hands: cash is rounded to coins. */
export const cashOf = ({ money, rounding }: MovementDraft): bigint =>
  minorOf(money.amount) + (rounding === undefined ? 0n : minorOf(rounding.amount));

export const pointersOf = ({ money, rounding }: MovementDraft): string[] =>
  rounding === undefined || rounding.amount.digits === 0n
    ? [money.pointer]
    : [money.pointer, rounding.pointer];

/** Money that the buyer gave. */
export const isTaken = ({ kind, status }: MovementDraft): boolean =>
  status === 'success' && (kind === 'sale' || kind === 'capture');
