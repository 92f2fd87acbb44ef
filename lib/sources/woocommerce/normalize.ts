/** A WooCommerce order with its refunds → the canonical order. Pure: no clock, no network, no defaults for money. */
import type { Order, Payment } from '../../commerce/order';
import { exponentOf } from '../../money/currency';
import { formatDigits } from '../../money/decimal';
import type { NormalizeResult } from '../cart-source';
import { cleanText, slug } from '../clean-text';
import { minorOf, type MoneyReading } from '../read-amount';
import { field, type JsonObject, preview, type Reading, report } from '../read-json';
import { buildFulfilments, readCompletion } from './build-fulfilments';
import { buildParts } from './build-parts';
import { buildRefund } from './build-refund';
import { buildClaims, type Claims, readClaims } from './read-claims';
import { readCustomer, readShipTo } from './read-buyer';
import { readFees } from './read-fees';
import { readParts } from './read-parts';
import { readRefunds } from './read-refunds';
import { readRestocks } from './read-restock';
import { type OpenedOrder, openOrder, readDate } from './reading';
import { roundOrder } from './round-order';
import { roundRefunds } from './round-refunds';
import { readRates } from './tax-rates';
import { STATES } from './wire';

const UNREADABLE: NormalizeResult = {
  problems: [
    {
      severity: 'error',
      code: 'unreadable_order',
      message:
        'The payload is not a WooCommerce order: expected an order object with an id, or { "order": …, "refunds": […] }.',
    },
  ],
};

/** The money-less fields. */
const readHead = (reading: Reading, opened: OpenedOrder, storeId: string, currency: string) => {
  const { order, path, id, number } = opened;
  const placedAt = readDate(reading, order, 'date_created', path, true) ?? '';
  const updatedAt = readDate(reading, order, 'date_modified', path) ?? placedAt;
  const sourceStatus = cleanText(field(order, 'status'), 60);
  if (sourceStatus === '') {
    const sentence = `the status at ${path}/status is ${preview(field(order, 'status'))}.`;
    report(reading, 'error', 'malformed_status', sentence, `${path}/status`);
  }
  const state = STATES.get(sourceStatus) ?? 'open';
  return {
    source: { platform: 'woocommerce', storeId, orderId: id, number, updatedAt },
    currency,
    state,
    sourceStatus,
    test: false,
    pricesIncludeTax: field(order, 'prices_include_tax') === true,
    placedAt,
  } satisfies Partial<Order>;
};

const gatewayOf = (order: JsonObject): string => slug(field(order, 'payment_method')) || 'manual';

/** WooCommerce knows one payment an order: the total, on the day it was paid. */
const buildPayments = (
  opened: OpenedOrder,
  claims: Claims,
  paidAt: string | undefined,
  decimals: number,
): Payment[] => {
  const { order, path } = opened;
  const { total } = claims;
  if (paidAt === undefined || total === undefined || minorOf(total) === 0n) return [];
  const payment: Payment = {
    id: '1',
    kind: 'capture',
    status: 'success',
    gateway: gatewayOf(order),
    amount: formatDigits(minorOf(total), decimals),
    at: paidAt,
    pointers: [`${path}/total`],
  };
  const reference = cleanText(field(order, 'transaction_id'));
  if (reference !== '') payment.reference = reference;
  return [payment];
};

/** The money-carrying fields, all from one reading of the amounts. */
const readMoney = (reading: MoneyReading, opened: OpenedOrder, updatedAt: string) => {
  const { order, path } = opened;
  const { decimals } = reading;
  const rates = readRates(reading, order, path);
  const parts = readParts(reading, rates, order, path);
  const claims = readClaims(reading, order, path);
  const drafts = readRefunds(reading, opened, rates, parts);
  if (reading.fractional) {
    roundOrder(reading, parts, rates, claims, path);
    roundRefunds(reading, drafts);
  }
  const paidAt = readDate(reading, order, 'date_paid', path);
  const completion = readCompletion(reading, opened);
  const gateway = gatewayOf(order);
  const restocks = readRestocks(parts.lines, drafts);
  const refunds = drafts.map((draft) =>
    buildRefund(draft, { decimals, gateway, paidAt, restocks, completion }),
  );
  const built = buildParts(reading, opened, parts);
  const payments = buildPayments(opened, claims, paidAt, decimals);
  const fulfilments = buildFulfilments(completion, path, built.lines, refunds);
  const fees = readFees(reading, opened, { gateway, at: paidAt ?? updatedAt, payment: payments[0]?.id });
  return {
    ...built,
    payments,
    refunds,
    claims: buildClaims(claims, rates, decimals, path),
    ...(fulfilments === undefined ? {} : { fulfilments }),
    ...(fees === undefined ? {} : { fees }),
  };
};

/** Where the currency is unknown no amount can be read; what is left names the order for the exception. */
const withoutMoney = (path: string): ReturnType<typeof readMoney> => ({
  lines: [],
  shipping: [],
  surcharges: [],
  payments: [],
  refunds: [],
  claims: { total: { amount: '0', pointers: [`${path}/total`] } },
});

/**
 * Problems of severity error: unreadable_order, unknown_currency, missing_amount, malformed_amount, malformed_list,
 * malformed_id, malformed_date, malformed_quantity, malformed_status, too_many_lines, tax_parts_mismatch, refund_sign,
 * refunds_missing, refunded_without_refund. Warnings: no_gmt_dates, unknown_tax_rate, unspecified_tax. Info:
 * source_total_rounded, price_raised, refund_repeated, completion_date_missing, fee_in_other_currency, malformed_fee.
 */
export const normalizeOrder = (payload: unknown, context: { readonly storeId: string }): NormalizeResult => {
  const opened = openOrder(payload);
  if (opened === undefined) return UNREADABLE;
  const { order, path, number, problems } = opened;
  const reading: Reading = { subject: `Order ${number}`, problems };
  const code = field(order, 'currency');
  const currency = typeof code === 'string' ? cleanText(code, 20) : '';
  const head = readHead(reading, opened, context.storeId, currency);
  const decimals = exponentOf(currency);
  if (decimals === undefined) {
    const sentence = `${preview(code)} at ${path}/currency is no currency in circulation.`;
    report(reading, 'error', 'unknown_currency', sentence, `${path}/currency`);
    return { order: { ...head, ...withoutMoney(path) }, problems };
  }
  const { updatedAt } = head.source;
  const money = readMoney({ ...reading, currency, decimals, fractional: false }, opened, updatedAt);
  const normalized: Order = { ...head, ...money };
  if (head.state === 'cancelled' || head.state === 'failed') normalized.cancelledAt = updatedAt;
  const customer = readCustomer(order);
  if (customer !== undefined) normalized.customer = customer;
  const shipTo = readShipTo(order);
  if (shipTo !== undefined) normalized.shipTo = shipTo;
  const channel = cleanText(field(order, 'created_via'), 60);
  if (channel !== '') normalized.channel = channel;
  return { order: normalized, problems };
};
