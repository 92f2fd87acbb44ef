/** A Shopify order, of the GraphQL or the REST Admin API → the canonical order. Pure: no clock, no network. */
import type { Order } from '../../commerce/order';
import { exponentOf } from '../../money/currency';
import type { NormalizeResult } from '../cart-source';
import { cleanText } from '../clean-text';
import type { MoneyReading } from '../read-amount';
import { field, isObject, type JsonObject, preview, type Reading, report } from '../read-json';
import { buildSold } from './build-sold';
import { buildClaims } from './claims';
import { readCustomer } from './customer';
import type { OrderDraft } from './drafts';
import { readGraphqlOrder } from './graphql-order';
import { buildCashRounding, buildPayments, checkNetPayment } from './payments';
import { presentmentText } from './read-money';
import { type OpenedOrder, openOrder, readInstant } from './reading';
import { payRefunds } from './refund-payments';
import { readRestOrder } from './rest-order';
import { checkSaleTaxes, roundSales } from './round-sales';

/** Names of the fields that both APIs have. */
const KEYS = {
  graphql: {
    placed: ['processedAt', 'createdAt'],
    updated: ['updatedAt', 'createdAt'],
    cancelled: 'cancelledAt',
    status: 'displayFinancialStatus',
    currency: 'currencyCode',
    presentment: 'presentmentCurrencyCode',
    total: 'totalPriceSet',
    presentmentMoney: 'presentmentMoney',
    taxesIncluded: 'taxesIncluded',
    estimated: 'estimatedTaxes',
  },
  rest: {
    placed: ['processed_at', 'created_at'],
    updated: ['updated_at', 'created_at'],
    cancelled: 'cancelled_at',
    status: 'financial_status',
    currency: 'currency',
    presentment: 'presentment_currency',
    total: 'total_price_set',
    presentmentMoney: 'presentment_money',
    taxesIncluded: 'taxes_included',
    estimated: 'estimated_taxes',
  },
} as const;

/** What the payment's status says of an order that nobody cancelled; any other status is of one that stands. */
const STATES: ReadonlyMap<string, Order['state']> = new Map([
  ['pending', 'pending'],
  ['voided', 'cancelled'],
  ['expired', 'failed'],
]);

/** The money-less fields. */
const readHead = (reading: Reading, opened: OpenedOrder, storeId: string, currency: string) => {
  const { order, path, id, number, shape } = opened;
  const keys = KEYS[shape];
  const placedAt = readInstant(reading, order, [...keys.placed], path) ?? '';
  const updatedAt = readInstant(reading, order, [...keys.updated], path) ?? placedAt;
  const cancelled = (field(order, keys.cancelled) ?? null) !== null;
  const cancelledAt = cancelled ? readInstant(reading, order, [keys.cancelled], path) : undefined;
  const status = cleanText(field(order, keys.status), 60).toLowerCase();
  const head = {
    source: { platform: 'shopify', storeId, orderId: id, number, updatedAt },
    currency,
    state: cancelled ? 'cancelled' : (STATES.get(status) ?? 'open'),
    sourceStatus: status || 'unknown',
    test: field(order, 'test') === true,
    pricesIncludeTax: field(order, keys.taxesIncluded) === true,
    placedAt,
  } satisfies Partial<Order>;
  return cancelledAt === undefined ? head : { ...head, cancelledAt };
};

/** What the buyer saw, where that is another currency; told for information, never added to anything. */
const readPresentment = (
  { order, path, shape }: OpenedOrder,
  currency: string,
): Pick<Order, 'presentmentCurrency' | 'presentmentTotal'> => {
  const keys = KEYS[shape];
  const presentmentCurrency = cleanText(field(order, keys.presentment), 20);
  if (presentmentCurrency === '' || presentmentCurrency === currency) return {};
  const bag = field(order, keys.total);
  const amount = isObject(bag) ? presentmentText(field(bag, keys.presentmentMoney)) : undefined;
  if (amount === undefined) return { presentmentCurrency };
  const pointers = [`${path}/${keys.total}/${keys.presentmentMoney}/amount`];
  return { presentmentCurrency, presentmentTotal: { amount, pointers } };
};

/** The money-carrying fields, all from one reading of the amounts. */
const buildMoney = (reading: MoneyReading, draft: OrderDraft) => {
  if (reading.fractional) roundSales(reading, draft);
  checkSaleTaxes(reading, draft);
  const sold = buildSold(reading, draft);
  const rounding = buildCashRounding(reading, draft);
  payRefunds(reading, draft, sold.refunds);
  checkNetPayment(reading, draft);
  return {
    lines: sold.lines,
    shipping: sold.shipping,
    surcharges: [...sold.surcharges, ...rounding.surcharges],
    payments: buildPayments(reading, draft.movements),
    refunds: sold.refunds,
    claims: buildClaims(reading, draft, sold, rounding),
  };
};

/** Where no amount can be read; what is left names the order for the exception. */
const withoutMoney = (path: string): ReturnType<typeof buildMoney> => ({
  lines: [],
  shipping: [],
  surcharges: [],
  payments: [],
  refunds: [],
  claims: { total: { amount: '0', pointers: [path] } },
});

const noteEstimate = (reading: Reading, order: JsonObject, key: string, path: string): void => {
  if (field(order, key) !== true) return;
  const sentence = 'its taxes are estimates that Shopify may still change. A change is booked when it comes.';
  report(reading, 'warning', 'estimated_taxes', sentence, `${path}/${key}`);
};

/**
 * Problems of severity error: unreadable_order, unsafe_id, incomplete_order, unknown_currency, mixed_currency,
 * missing_amount, malformed_amount, malformed_list, malformed_id, malformed_date, malformed_quantity, too_many_lines,
 * unknown_sale, tax_parts_mismatch, tax_restated, adjustment_with_tax, refund_tax_missing, unknown_payment_kind,
 * change_without_payment, cash_rounding_mismatch. Warnings: no_agreements, payments_unknown, payments_differ,
 * refund_pending, estimated_taxes, unspecified_tax. Info: source_total_rounded, total_edited, refund_tax_shared.
 */
export const normalize = (payload: unknown, context: { readonly storeId: string }): NormalizeResult => {
  const opening = openOrder(payload);
  if (opening.opened === undefined) return { problems: [opening.problem] };
  const { opened } = opening;
  const { order, path, number, problems, shape } = opened;
  const reading: Reading = { subject: `Order ${number}`, problems };
  const keys = KEYS[shape];
  const code = field(order, keys.currency);
  const currency = typeof code === 'string' ? cleanText(code, 20) : '';
  const head = readHead(reading, opened, context.storeId, currency);
  const decimals = exponentOf(currency);
  if (decimals === undefined) {
    const sentence = `${preview(code)} at ${path}/${keys.currency} is no currency in circulation.`;
    report(reading, 'error', 'unknown_currency', sentence, `${path}/${keys.currency}`);
    return { order: { ...head, ...withoutMoney(path) }, problems };
  }
  noteEstimate(reading, order, keys.estimated, path);
  const money: MoneyReading = { ...reading, currency, decimals, fractional: false };
  const read = shape === 'graphql' ? readGraphqlOrder : readRestOrder;
  const draft = read(money, opened, head.placedAt);
  const normalized: Order = { ...head, ...readPresentment(opened, currency), ...buildMoney(money, draft) };
  if (draft.movements.some(({ test, status }) => test && status === 'success')) normalized.test = true;
  const customer = readCustomer(order);
  if (customer !== undefined) normalized.customer = customer;
  return { order: normalized, problems };
};
