/**
 * Entries of order.transaction.list: what gateways told the cart. They carry no kind; it is told from the sign of the
 * amount, from who follows whom, and from their words.
 */
import type { Payment } from '../../commerce/order';
import { cleanText, slug } from '../clean-text';
import type { MoneyReading } from '../read-amount';
import { asId, field, preview, report } from '../read-json';
import { bagsOf, booleanOf, listAt, type Placed, pointerTo, textAt } from './reading';
import { readDate } from './read-date';
import { type Money, readMoney } from './read-number';

export interface PaymentRecord {
  readonly id: string;
  readonly parent: string | undefined;
  readonly kind: Payment['kind'] | 'refund' | 'unknown';
  readonly status: Payment['status'] | 'unknown';
  readonly gateway: string;
  readonly reference: string;
  /** Never below zero. */
  readonly minor: bigint;
  readonly at: string | undefined;
  readonly test: boolean;
  readonly pointer: string;
  /** Where it stands: what was paid out of it is read once its kind is known. */
  readonly placed: Placed;
}

const words = (text: string): ReadonlyMap<string, true> =>
  new Map(text.split(' ').map((word) => [word, true] as const));
const SUCCESS = words(
  'success succeeded successful paid captured complete completed settled settling approved ok processed accepted refunded partiallyrefunded',
);
const PENDING = words('pending authorized authorised processing awaiting open created inprogress onhold');
const FAILED = words(
  'failed failure declined denied error cancelled canceled expired rejected voided void abandoned',
);
const KINDS: ReadonlyMap<string, PaymentRecord['kind']> = new Map([
  ['sale', 'sale'],
  ['payment', 'sale'],
  ['charge', 'sale'],
  ['capture', 'capture'],
  ['authorization', 'authorization'],
  ['authorisation', 'authorization'],
  ['auth', 'authorization'],
  ['void', 'void'],
  ['refund', 'refund'],
]);

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');

const statusOf = (word: string): PaymentRecord['status'] => {
  if (SUCCESS.has(word)) return 'success';
  if (PENDING.has(word)) return 'pending';
  return FAILED.has(word) ? 'failed' : 'unknown';
};

const kindOf = (placed: Placed, amount: bigint): PaymentRecord['kind'] => {
  if (amount < 0n) return 'refund';
  const named = [...bagsOf(placed), placed].flatMap((bag) =>
    ['kind', 'type', 'transaction_type', 'description'].map((key) => KINDS.get(plain(textAt(bag, key, 60)))),
  );
  const known = named.find((kind) => kind !== undefined);
  if (known !== undefined) return known;
  const status = plain(textAt(placed, 'status', 60));
  return status === 'authorized' || status === 'authorised' ? 'authorization' : 'unknown';
};

/** In the order's currency: the amount, or what the gateway settled it at. */
const amountIn = (reading: MoneyReading, placed: Placed): Money | undefined => {
  const currency = textAt(placed, 'currency', 10).toUpperCase();
  if (currency === '' || currency === reading.currency) return readMoney(reading, placed, 'amount');
  const settled = textAt(placed, 'settlement_currency', 10).toUpperCase();
  if (settled === reading.currency) return readMoney(reading, placed, 'settlement_amount');
  const pointer = pointerTo(placed, 'currency');
  const sentence = `the payment at ${placed.path} is in ${preview(currency)} and the order in ${reading.currency}; at which rate is not stated. Enter it in the ledger by hand.`;
  report(reading, 'error', 'payment_currency', sentence, pointer);
  return undefined;
};

const readRecord = (reading: MoneyReading, placed: Placed): PaymentRecord | undefined => {
  const before = reading.problems.length;
  const money = amountIn(reading, placed);
  const id = asId(field(placed.value, 'id')) ?? asId(field(placed.value, 'transaction_id'));
  const at = readDate(reading, placed, 'created_time')?.instant;
  if (money === undefined || id === undefined) {
    if (reading.problems.length === before) {
      const what = id === undefined ? 'id' : 'amount';
      report(
        reading,
        'error',
        'missing_amount',
        `the payment at ${placed.path} has no ${what}.`,
        placed.path,
      );
    }
    return undefined;
  }
  return {
    id: cleanText(id, 100),
    parent: asId(field(placed.value, 'parent_id')),
    kind: kindOf(placed, money.minor),
    status: statusOf(plain(textAt(placed, 'status', 60))),
    gateway: slug(field(placed.value, 'gateway')) || 'unknown',
    reference: textAt(placed, 'transaction_id', 100) || textAt(placed, 'reference_number', 100),
    minor: money.minor < 0n ? -money.minor : money.minor,
    at,
    test: booleanOf(field(placed.value, 'is_test_mode')) === true,
    pointer: money.pointer,
    placed,
  };
};

/** What others capture was only authorized; a record that follows no other and says nothing of its kind is a payment. */
const withKinds = (records: readonly PaymentRecord[]): readonly PaymentRecord[] => {
  const followed = new Set(
    records.flatMap(({ kind, parent, status }) =>
      parent !== undefined && kind !== 'refund' && kind !== 'void' && status !== 'failed' ? [parent] : [],
    ),
  );
  return records.map((record) => {
    if (record.kind !== 'unknown') return record;
    if (followed.has(record.id)) return { ...record, kind: 'authorization' };
    return { ...record, kind: record.parent === undefined ? 'sale' : 'capture' };
  });
};

/** Undefined when the bundle has none, as for a cart that does not support them. */
export const readPaymentRecords = (
  reading: MoneyReading,
  bundle: Placed | undefined,
): readonly PaymentRecord[] | undefined => {
  if (bundle === undefined || !Object.hasOwn(bundle.value, 'transactions')) return undefined;
  const entries = listAt(reading, bundle, 'transactions');
  if (entries.length === 0) return undefined;
  return withKinds(entries.flatMap((entry) => readRecord(reading, entry) ?? []));
};
