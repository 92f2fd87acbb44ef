/** What a gateway paid out of one payment, where the record of it says so in full. */
import type { Payment } from '../../commerce/order';
import { formatDecimal, formatDigits } from '../../money/decimal';
import { amountOf, type MoneyReading } from '../read-amount';
import { field, report } from '../read-json';
import { instantOf } from './read-date';
import { decimalOf, isAbsent } from './read-number';
import { objectAt, type Placed, pointerTo, textAt } from './reading';

/** The record has no field for the fee, so only a payout of the whole amount in its own currency is known in full. */
const INCOMPLETE =
  'what the gateway kept of it is not stated, so the payout is not known in full; it is left out. Book the payout by its own statement.';

const timeAt = (placed: Placed): { readonly instant: string | undefined; readonly pointer: string } => {
  const boxed = objectAt(placed, 'settlement_created_time');
  const value = boxed ? field(boxed.value, 'value') : field(placed.value, 'settlement_created_time');
  const pointer = boxed ? pointerTo(boxed, 'value') : pointerTo(placed, 'settlement_created_time');
  return { instant: instantOf(value)?.instant, pointer };
};

/** Undefined, with the info `settlement_incomplete`, for a payout that is stated in part only. */
export const readSettlement = (reading: MoneyReading, placed: Placed, id: string): Payment['settlement'] => {
  if (isAbsent(field(placed.value, 'settlement_amount'))) return undefined;
  const settled = decimalOf(field(placed.value, 'settlement_amount'));
  const taken = decimalOf(field(placed.value, 'amount'));
  const pointer = pointerTo(placed, 'settlement_amount');
  const { instant: at, pointer: timePointer } = timeAt(placed);
  const currency = textAt(placed, 'settlement_currency', 10).toUpperCase();
  const own = textAt(placed, 'currency', 10).toUpperCase() || reading.currency;
  const readable = typeof settled === 'object' && typeof taken === 'object';
  // Nothing was paid out yet.
  if (readable && settled.digits === 0n) return undefined;
  const minor = readable ? amountOf(settled, reading.decimals).minor : undefined;
  const isWhole = readable && minor !== undefined && amountOf(taken, reading.decimals).minor === minor;
  if (!isWhole || at === undefined || currency !== own || own !== reading.currency) {
    const text = readable ? `${formatDecimal(settled)} ${currency}` : 'no readable amount';
    const sentence = `the payment at ${placed.path} was settled at ${text}; ${INCOMPLETE}`;
    report(reading, 'info', 'settlement_incomplete', sentence, pointer);
    return undefined;
  }
  const amount = formatDigits(minor, reading.decimals);
  const fee = formatDigits(0n, reading.decimals);
  const pointers = [pointer, pointerTo(placed, 'amount'), timePointer];
  return { id, at, currency, gross: amount, fee, net: amount, pointers };
};
