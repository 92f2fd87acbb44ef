/**
 * A Shopify order, of the GraphQL or the REST Admin API, or a gift card of GraphQL → the canonical order. Pure: no clock,
 * no network.
 */
import type { Order } from '../../commerce/order';
import { exponentOf } from '../../money/currency';
import type { NormalizeResult } from '../cart-source';
import { cleanText } from '../clean-text';
import type { MoneyReading } from '../read-amount';
import { field, type JsonObject, preview, type Reading, report } from '../read-json';
import { readMoneyOfOrder } from './build-money';
import { readCustomer } from './customer';
import { giftCardIn, normalizeGiftCard } from './gift-card';
import { readDetails } from './order-details';
import { KEYS, readHead, readPresentment } from './order-head';
import type { OrderMoney } from './presentment';
import { openOrder } from './reading';

/** Where no amount can be read; what is left names the order for the exception. */
const withoutMoney = (path: string): OrderMoney => ({
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
 * refund_pending, estimated_taxes, unspecified_tax. Info: source_total_rounded, total_edited, refund_tax_shared,
 * presentment_incomplete, fee_in_other_currency, fee_tax_apart, fee_rounded, cost_in_other_currency.
 * Of a gift card: see `gift-card.ts`.
 */
export const normalize = (payload: unknown, context: { readonly storeId: string }): NormalizeResult => {
  const card = giftCardIn(payload);
  if (card !== undefined) return normalizeGiftCard(card, context.storeId);
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
  const seen = readPresentment(opened, currency);
  const money: MoneyReading = { ...reading, currency, decimals, fractional: false };
  const { fields, tested } = readMoneyOfOrder(money, opened, head.placedAt, seen.presentmentCurrency);
  const normalized: Order = { ...head, ...seen, ...fields, ...readDetails(order) };
  if (tested) normalized.test = true;
  const customer = readCustomer(order);
  if (customer !== undefined) normalized.customer = customer;
  return { order: normalized, problems };
};
