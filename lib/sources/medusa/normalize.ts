/** A Medusa order with its returns, payments and versions → the canonical order. Pure: no clock, no network. */
import type { Order, Payment } from '../../commerce/order';
import { exponentOf } from '../../money/currency';
import { formatDigits } from '../../money/decimal';
import type { NormalizeResult } from '../cart-source';
import { cleanText } from '../clean-text';
import type { MoneyReading } from '../read-amount';
import { utcInstant } from '../read-instant';
import { field, isObject, preview, type Reading, report } from '../read-json';
import { buildParts } from './build-parts';
import { buildPayments } from './build-payments';
import { buildRefunds } from './build-refunds';
import { additionOf, readChanges } from './read-changes';
import { buildClaims } from './read-claims';
import { readCreditLines } from './read-credit-lines';
import { readCountry, readCustomer, readShipTo } from './read-customer';
import { readFulfilments } from './read-fulfilments';
import { readParts } from './read-parts';
import { readPayments } from './read-payments';
import { readReturns } from './read-returns';
import { type Entry, type OpenedOrder, openOrder, readDate, readEntries } from './reading';
import { roundMoney } from './round-money';
import { groupParts, roundGroup } from './round-parts';
import { valueReturns } from './value-returns';
import { STATES, UNPAID } from './wire';

const UNREADABLE: NormalizeResult = {
  problems: [
    {
      severity: 'error',
      code: 'unreadable_order',
      message:
        'The payload is not a Medusa order: expected an order object with an id, or { "order": …, "returns": […], "changes": […] }.',
    },
  ],
};

const entryOf = ({ order, path }: OpenedOrder): Entry => ({ raw: order, path });

/** Medusa does not touch an order when its payment is captured, nor when money goes back that it owed. */
const updatedAtOf = (reading: Reading, opened: OpenedOrder, placedAt: string): string => {
  const collections = readEntries(reading, opened.order, 'payment_collections', opened.path);
  const entries = [...collections, ...opened.payments, ...opened.returns];
  const dates = entries.flatMap(({ raw }) => utcInstant(field(raw, 'updated_at')) ?? []);
  const own = readDate(reading, entryOf(opened), 'updated_at') ?? placedAt;
  return dates.reduce((latest, date) => (date > latest ? date : latest), own);
};

const stateOf = (order: Entry['raw'], sourceStatus: string): Order['state'] => {
  if (field(order, 'is_draft_order') === true) return 'draft';
  const unpaid = UNPAID.has(String(field(order, 'payment_status')));
  return STATES.get(sourceStatus) ?? (unpaid ? 'pending' : 'open');
};

/** The money-less fields. */
const readHead = (reading: Reading, opened: OpenedOrder, storeId: string, currency: string) => {
  const { order, path, id, number } = opened;
  const placedAt = readDate(reading, entryOf(opened), 'created_at', true) ?? '';
  const updatedAt = updatedAtOf(reading, opened, placedAt);
  const status = cleanText(field(order, 'status'), 60);
  if (status === '') {
    const sentence = `the status at ${path}/status is ${preview(field(order, 'status'))}.`;
    report(reading, 'error', 'malformed_status', sentence, `${path}/status`);
  }
  const payment = cleanText(field(order, 'payment_status'), 60);
  const items = readEntries(reading, order, 'items', path);
  return {
    source: { platform: 'medusa', storeId, orderId: id, number, updatedAt },
    currency,
    state: stateOf(order, status),
    sourceStatus: payment === '' ? status : `${status}, ${payment}`,
    test: false,
    pricesIncludeTax: items.some(({ raw }) => field(raw, 'is_tax_inclusive') === true),
    placedAt,
  } satisfies Partial<Order>;
};

/** The money-carrying fields, all from one reading of the amounts. */
const readMoneyOf = (
  reading: MoneyReading,
  opened: OpenedOrder,
  { placedAt, state }: Pick<Order, 'placedAt' | 'state'>,
) => {
  const cancelled = state === 'cancelled';
  const { decimals } = reading;
  const order = entryOf(opened);
  const changes = readChanges(reading, opened);
  const country = readCountry(order.raw);
  const addedOf = (id: string, entry: Entry) => additionOf(changes, placedAt, id, entry);
  const parts = readParts({ reading, country, addedOf }, order);
  const drafts = readReturns(reading, opened, changes, parts);
  const payments = readPayments(reading, opened);
  const refunds = payments.flatMap((payment) => payment.refunds);
  const credits = readCreditLines(reading, order, changes, placedAt, refunds);
  const groups = groupParts(parts).map((group) => roundGroup(reading, group));
  const values = valueReturns(drafts, parts);
  const returns = values.map((value, index) => ({ draft: drafts[index] as (typeof drafts)[number], value }));
  const money = roundMoney(reading, { placedAt, groups, returns, payments, credits, cancelled });
  const fulfilments = readFulfilments(reading, order);
  return {
    ...buildParts(parts, decimals),
    payments: buildPayments(payments, credits.tenders, money.taken, decimals),
    refunds: buildRefunds(returns, money, credits.payouts, decimals),
    claims: buildClaims(reading, { order, parts, groups, credits, money }),
    ...(fulfilments === undefined ? {} : { fulfilments }),
  };
};

/**
 * An order keeps its currency to itself unless it is asked for, but its payment collections name theirs, and Medusa makes them in
 * the order's. Where they differ, nobody knows.
 */
const currencyOf = (reading: Reading, { order, path }: OpenedOrder): unknown => {
  const own = field(order, 'currency_code');
  if (own !== undefined) return own;
  const named = readEntries(reading, order, 'payment_collections', path).map((entry) => ({
    code: field(entry.raw, 'currency_code'),
    pointer: `${entry.path}/currency_code`,
  }));
  const [first] = named;
  if (first === undefined || named.some(({ code }) => code !== first.code)) return undefined;
  if (typeof first.code !== 'string') return undefined;
  const sentence = 'the payload does not name the currency of the order; it is that of its payments.';
  report(reading, 'info', 'currency_of_payments', sentence, first.pointer);
  return first.code;
};

/** Where the currency is unknown no amount can be read; what is left names the order for the exception. */
const withoutMoney = (path: string): ReturnType<typeof readMoneyOf> => ({
  lines: [],
  shipping: [],
  surcharges: [],
  payments: [] as Payment[],
  refunds: [],
  claims: { total: { amount: formatDigits(0n, 0), pointers: [`${path}/id`] } },
});

/**
 * Problems of severity error: unreadable_order, unknown_currency, missing_amount, malformed_amount, malformed_list,
 * malformed_id, malformed_date, malformed_status, missing_quantity, too_many_lines, part_totals_mismatch,
 * returned_parts_mismatch, returns_missing, payments_mismatch, unexplained_credit_line. Info: source_total_rounded,
 * source_money_rounded, currency_of_payments, fulfilment_items_missing.
 */
export const normalizeOrder = (payload: unknown, context: { readonly storeId: string }): NormalizeResult => {
  const opened = openOrder(payload);
  if (opened === undefined) return UNREADABLE;
  const { order, path, number, problems } = opened;
  const reading: Reading = { subject: `Order ${number}`, problems };
  const code = currencyOf(reading, opened);
  const currency = typeof code === 'string' ? cleanText(code, 20).toUpperCase() : '';
  const head = readHead(reading, opened, context.storeId, currency);
  const decimals = exponentOf(currency);
  if (decimals === undefined) {
    const sentence = `${preview(code)} at ${path}/currency_code is no currency in circulation. Medusa gives it only when it is asked for: read the order with the Order Fetcher.`;
    report(reading, 'error', 'unknown_currency', sentence, path === '' ? '/id' : path);
    return { order: { ...head, ...withoutMoney(path) }, problems };
  }
  const money = readMoneyOf({ ...reading, currency, decimals, fractional: false }, opened, head);
  const normalized: Order = { ...head, ...money };
  const cancelledAt = readDate(reading, entryOf(opened), 'canceled_at');
  if (head.state === 'cancelled') normalized.cancelledAt = cancelledAt ?? head.source.updatedAt;
  const customer = readCustomer(order);
  if (customer !== undefined) normalized.customer = customer;
  const shipTo = readShipTo(order);
  if (shipTo !== undefined) normalized.shipTo = shipTo;
  const salesChannel = field(order, 'sales_channel');
  const channel = isObject(salesChannel) ? cleanText(field(salesChannel, 'name'), 60) : '';
  if (channel !== '') normalized.channel = channel;
  return { order: normalized, problems };
};
