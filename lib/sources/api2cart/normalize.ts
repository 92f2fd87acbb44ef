/** An order as API2Cart gives it → the canonical order. Pure: no clock, no network, no defaults for money. */
import type { Order } from '../../commerce/order';
import { exponentOf } from '../../money/currency';
import { formatDigits } from '../../money/decimal';
import type { NormalizeResult } from '../cart-source';
import { cleanText } from '../clean-text';
import type { MoneyReading } from '../read-amount';
import { preview, type Reading, report } from '../read-json';
import { buildParts } from './build-parts';
import { buildRefunds } from './build-refunds';
import { readChannel, readCustomer, readShipTo } from './read-buyer';
import { readFulfilments } from './read-fulfilments';
import { objectAt, type OpenedOrder, openOrder, type Placed, textAt } from './reading';
import { readDate } from './read-date';
import { readLines } from './read-lines';
import { readPayments } from './read-payments';
import { readRefunds } from './read-refunds';
import { cancelledAt, type ReadStatus, readStatus } from './read-status';
import { readTotals } from './read-totals';
import { settlePrices } from './settle-prices';
import { settleTaxes } from './settle-taxes';

const UNREADABLE: NormalizeResult = {
  problems: [
    {
      severity: 'error',
      code: 'unreadable_order',
      message:
        'The payload is not an order of API2Cart: expected the result of order.info with an order_id, or { "order": …, "transactions": […] }.',
    },
  ],
};

const PLAIN_CODE = /^[A-Z]{3}$/;

/** ISO 4217 code: `iso3`, or where a cart leaves it out, a `code` or `id` that looks like one. "" with an error if none. */
const readCurrency = (reading: Reading, order: Placed): string => {
  const currency = objectAt(order, 'currency');
  const codes = ['iso3', 'code', 'id'].map((key) => textAt(currency, key, 20).toUpperCase());
  const known = codes.find((code) => exponentOf(code) !== undefined);
  if (known !== undefined) return known;
  const stated = codes.find((code) => code !== '');
  if (stated === undefined) {
    const sentence =
      'API2Cart gives no currency for it. Read it with params=force_all, as the Order Fetcher does; if the currency stays empty, ask API2Cart support for this cart.';
    report(reading, 'error', 'missing_currency', sentence, order.path || undefined);
  } else {
    const sentence = `${preview(stated)} is no currency in circulation.`;
    report(reading, 'error', 'unknown_currency', sentence, currency?.path);
  }
  return codes.find((code) => PLAIN_CODE.test(code)) ?? '';
};

/** The latest that the order itself knows of, where the cart does not say when it last changed. */
const readTimes = (reading: Reading, order: Placed) => {
  const placed = readDate(reading, order, 'create_at');
  if (placed === undefined && !reading.problems.some(({ code }) => code === 'malformed_date')) {
    const sentence =
      'API2Cart does not say when it was placed ("create_at" is empty). Read it with params=force_all, as the Order Fetcher does; if the date stays empty, ask API2Cart support for this cart.';
    report(reading, 'error', 'missing_date', sentence, order.path || undefined);
  }
  const changed = readDate(reading, order, 'modified_at');
  const finished = readDate(reading, order, 'finished_time');
  if (changed === undefined && placed !== undefined) {
    const sentence = `the cart does not say when it last changed; the time at ${(finished ?? placed).pointer} is taken.`;
    report(reading, 'info', 'no_modified_at', sentence, (finished ?? placed).pointer);
  }
  const placedAt = placed?.instant ?? '';
  return { placedAt, updatedAt: changed?.instant ?? finished?.instant ?? placedAt };
};

/** Where the amounts cannot be read, what is left names the order for the exception. */
const withoutMoney = (decimals: number) => ({
  pricesIncludeTax: false,
  lines: [],
  shipping: [],
  surcharges: [],
  payments: [],
  refunds: [],
  test: false,
  claims: { total: { amount: formatDigits(0n, decimals), pointers: [] } },
});

/** The money-carrying fields, all from one reading of the amounts. */
const readMoneyFields = (reading: MoneyReading, opened: OpenedOrder, status: ReadStatus) => {
  const totals = readTotals(reading, opened);
  const lines = readLines(reading, opened);
  if (lines === undefined) return withoutMoney(reading.decimals);
  const taxes = settleTaxes(reading, totals, lines);
  const parts = buildParts(settlePrices({ reading, totals, lines }, taxes), opened.order);
  const stated = readRefunds(reading, opened, status);
  const refunded = stated.reduce((sum, { total }) => sum + total.minor, 0n);
  const { payments, returned, test } = readPayments(reading, opened, totals, refunded);
  const orderTotal = totals.total?.minor;
  const refunds = buildRefunds(stated, { reading, sold: parts, orderTotal, payments, returned });
  const fulfilments = readFulfilments(reading, opened, parts.lines);
  return {
    ...parts,
    payments: [...payments],
    refunds,
    test,
    ...(fulfilments === undefined ? {} : { fulfilments }),
  };
};

/**
 * Problems of severity error: unreadable_order, missing_currency, unknown_currency, missing_date, malformed_date,
 * malformed_status, missing_total, missing_lines, missing_amount, malformed_amount, uncertain_number, malformed_list,
 * too_many_lines, malformed_quantity, source_totals_mismatch, ambiguous_totals, discount_without_lines,
 * tax_without_lines, payment_currency, unknown_payment_status, refunds_missing, refunded_without_refund,
 * refund_totals_mismatch. Warnings and infos: docs/carts/api2cart.md.
 */
export const normalizeOrder = (payload: unknown, context: { readonly storeId: string }): NormalizeResult => {
  const opened = openOrder(payload);
  if (opened === undefined) return UNREADABLE;
  const { order, problems } = opened;
  const id = cleanText(opened.id, 200);
  const reading: Reading = { subject: `Order ${cleanText(opened.id, 60)}`, problems };
  const currency = readCurrency(reading, order);
  const status = readStatus(reading, order);
  const { placedAt, updatedAt } = readTimes(reading, order);
  const decimals = exponentOf(currency);
  const money =
    decimals === undefined
      ? withoutMoney(0)
      : readMoneyFields({ ...reading, currency, decimals, fractional: true }, opened, status);
  const normalized: Order = {
    source: { platform: 'api2cart', storeId: context.storeId, orderId: id, number: id, updatedAt },
    currency,
    state: status.state,
    sourceStatus: status.sourceStatus,
    placedAt,
    ...money,
  };
  if (status.state === 'cancelled' || status.state === 'failed')
    normalized.cancelledAt = cancelledAt(reading, order) ?? updatedAt;
  const customer = readCustomer(order);
  if (customer !== undefined) normalized.customer = customer;
  const shipTo = readShipTo(order);
  if (shipTo !== undefined) normalized.shipTo = shipTo;
  const channel = readChannel(order);
  if (channel !== '') normalized.channel = channel;
  return { order: normalized, problems };
};
