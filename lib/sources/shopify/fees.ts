/** What Shopify Payments kept of payments. Other gateways tell Shopify nothing of their fees. */
import type { Fee } from '../../commerce/order';
import { formatDecimal, formatDigits, parseDecimal } from '../../money/decimal';
import { roundToMinor } from '../../money/minor';
import { cleanText, slug } from '../clean-text';
import { type MoneyReading, readAmount } from '../read-amount';
import { field, isObject, type JsonObject, preview, report } from '../read-json';
import { type Entry, instantOf, readEntries, readGlobalId, tailOf } from './reading';

/** A tax on the fee stands beside it, and Shopify does not document whether the amount holds it. */
const noteTax = (reading: MoneyReading, fee: JsonObject, at: string): void => {
  const tax = field(fee, 'taxAmount');
  const amount = isObject(tax) ? parseDecimal(field(tax, 'amount')) : undefined;
  if (amount === undefined || amount.digits === 0n) return;
  const what = `the fee at ${at} states ${formatDecimal(amount)} of tax beside its amount`;
  const why = 'Shopify does not say whether the amount holds it';
  report(
    reading,
    'info',
    'fee_tax_apart',
    `${what}, and ${why}. The amount alone is booked; compare it with the payout.`,
    `${at}/taxAmount`,
  );
};

/** In minor units of the order's currency; undefined, with a problem, for another currency or what is no decimal. */
const readFeeAmount = (reading: MoneyReading, fee: JsonObject, at: string): bigint | undefined => {
  const money = field(fee, 'amount');
  const path = `${at}/amount`;
  if (!isObject(money)) {
    report(reading, 'error', 'missing_amount', `there is no amount at ${path}.`, path);
    return undefined;
  }
  const code = field(money, 'currencyCode');
  if (code !== reading.currency) {
    const what = `the fee at ${path} is in ${preview(code)}, not in ${reading.currency}, and is left out`;
    const advice = 'The payout tells what was kept';
    report(reading, 'info', 'fee_in_other_currency', `${what}. ${advice}.`, path);
    return undefined;
  }
  // A reading of its own: a fee with a fraction of a cent says nothing of the order's amounts.
  const amount = readAmount({ ...reading }, money, 'amount', path);
  if (amount === undefined) return undefined;
  if (amount.minor !== undefined) return amount.minor;
  const minor = roundToMinor(amount, reading.decimals, 'half-up');
  const rounded = formatDigits(minor, reading.decimals);
  const sentence = `the fee at ${path} is ${formatDecimal(amount)}, which ${reading.currency} cannot hold; it is read as ${rounded}.`;
  report(reading, 'info', 'fee_rounded', sentence, path);
  return minor;
};

const readFee = (reading: MoneyReading, transaction: JsonObject, { raw, path }: Entry): readonly Fee[] => {
  const id = readGlobalId(reading, raw, path);
  const minor = readFeeAmount(reading, raw, path);
  if (id === undefined || minor === undefined || minor === 0n) return [];
  noteTax(reading, raw, path);
  const at = instantOf(field(transaction, 'processedAt')) ?? instantOf(field(transaction, 'createdAt'));
  const of = tailOf(field(transaction, 'id'));
  // The transaction has been read before: an error of its own holds the order.
  if (at === undefined || of === undefined) return [];
  return [
    {
      id,
      kind: 'processing',
      gateway: slug(field(transaction, 'gateway')) || 'manual',
      of,
      amount: formatDigits(minor, reading.decimals),
      at,
      pointers: [`${path}/amount/amount`],
    },
  ];
};

/** Undefined where no payment states a fee: for Shopify that says nothing of what other gateways kept. */
export const readFees = (reading: MoneyReading, order: JsonObject, path: string): Fee[] | undefined => {
  // Errors of the list itself were reported where the payments were read.
  const quiet: MoneyReading = { ...reading, problems: [] };
  const fees = readEntries(quiet, order, 'transactions', path)
    .filter(({ raw }) => cleanText(field(raw, 'status'), 40).toLowerCase() === 'success')
    .flatMap((transaction) =>
      readEntries(reading, transaction.raw, 'fees', transaction.path).flatMap((entry) =>
        readFee(reading, transaction.raw, entry),
      ),
    );
  return fees.length === 0 ? undefined : fees;
};
