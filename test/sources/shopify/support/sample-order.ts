/** A small GraphQL order as the query returns it, and its pieces. Each test says only what differs. */
import { checkOrder } from '../../../../lib/commerce/check-order';
import type { Order } from '../../../../lib/commerce/order';
import type { NormalizeResult } from '../../../../lib/sources/cart-source';
import { normalize as normalizePayload } from '../../../../lib/sources/shopify/normalize';
import type * as wire from '../../../../lib/sources/shopify/wire';

/** The buyer saw the same, but where a test says what. */
export const money = (amount: string, currencyCode = 'USD', seen?: wire.Money): wire.MoneyBag => ({
  shopMoney: { amount, currencyCode },
  presentmentMoney: seen ?? { amount, currencyCode },
});

export const page = <T>(nodes: readonly T[]): wire.Connection<T> => ({
  nodes,
  pageInfo: { hasNextPage: false, endCursor: null },
});

export const STATE_TAX = {
  title: 'State Tax',
  rate: 0.1,
  ratePercentage: 10,
  channelLiable: false,
  source: 'Shopify',
};

export const lineItem = (over: Partial<wire.LineItem> = {}): wire.LineItem => ({
  id: 'gid://shopify/LineItem/11',
  title: 'Cup',
  variantTitle: null,
  sku: 'CUP',
  quantity: 2,
  currentQuantity: 2,
  isGiftCard: false,
  requiresShipping: true,
  vendor: null,
  originalUnitPriceSet: money('10.0'),
  discountAllocations: [],
  taxLines: [],
  duties: [],
  ...over,
});

export const shippingLine = (over: Partial<wire.ShippingLine> = {}): wire.ShippingLine => ({
  id: 'gid://shopify/ShippingLine/21',
  title: 'Post',
  code: 'Post',
  isRemoved: false,
  originalPriceSet: money('5.0'),
  discountAllocations: [],
  taxLines: [],
  ...over,
});

let lastSale = 0;

export const sale = (over: Partial<wire.Sale> = {}): wire.Sale => ({
  __typename: 'ProductSale',
  id: `gid://shopify/Sale/${(lastSale += 1)}`,
  actionType: 'ORDER',
  lineType: 'PRODUCT',
  quantity: 2,
  totalAmount: money('20.0'),
  totalTaxAmount: money('0.0'),
  totalDiscountAmountBeforeTaxes: money('0.0'),
  taxes: [],
  lineItem: { id: 'gid://shopify/LineItem/11' },
  ...over,
});

/** Part of a sale that takes something back: amounts come positive and are turned. */
export const returned = (total: string, over: Partial<wire.Sale> = {}): wire.Sale =>
  sale({ actionType: 'RETURN', quantity: -1, totalAmount: money(`-${total}`), ...over });

export const adjustment = (total: string, over: Partial<wire.Sale> = {}): wire.Sale =>
  sale({
    __typename: 'AdjustmentSale',
    lineType: 'ADJUSTMENT',
    actionType: 'RETURN',
    quantity: null,
    totalAmount: money(total),
    lineItem: undefined,
    ...over,
  });

export const saleTax = (amount: string, taxLine: wire.TaxName = STATE_TAX): wire.SaleTax => ({
  id: 'gid://shopify/SaleTax/1',
  amount: money(amount),
  taxLine,
});

const TYPES = {
  ORDER: 'OrderAgreement',
  ORDER_EDIT: 'OrderEditAgreement',
  REFUND: 'RefundAgreement',
  RETURN: 'ReturnAgreement',
  UNKNOWN: 'OrderAgreement',
} as const;

export const agreement = (
  reason: wire.Agreement['reason'],
  sales: readonly wire.Sale[],
  over: Partial<wire.Agreement> = {},
): wire.Agreement => ({
  __typename: TYPES[reason],
  id: `gid://shopify/SalesAgreement/${reason === 'ORDER' ? 31 : 32}`,
  happenedAt: reason === 'ORDER' ? '2026-10-01T08:00:00Z' : '2026-10-02T08:00:00Z',
  reason,
  sales: page(sales),
  ...over,
});

export const transaction = (over: Partial<wire.OrderTransaction> = {}): wire.OrderTransaction => ({
  id: 'gid://shopify/OrderTransaction/41',
  kind: 'SALE',
  status: 'SUCCESS',
  gateway: 'shopify_payments',
  paymentId: '#1.1',
  test: false,
  createdAt: '2026-10-01T08:00:01Z',
  processedAt: '2026-10-01T08:00:01Z',
  amountSet: money('20.0'),
  amountRoundingSet: null,
  fees: [],
  parentTransaction: null,
  ...over,
});

export const refund = (over: Partial<wire.Refund> = {}): wire.Refund => ({
  id: 'gid://shopify/Refund/51',
  legacyResourceId: '51',
  createdAt: '2026-10-02T08:00:00Z',
  processedAt: '2026-10-02T08:00:00Z',
  note: null,
  totalRefundedSet: money('0.0'),
  transactions: page([]),
  refundLineItems: page([]),
  refundShippingLines: page([]),
  orderAdjustments: page([]),
  ...over,
});

/** Two cups at 10.00, placed and paid. */
export const sampleOrder = (over: Partial<wire.GraphqlOrder> = {}): wire.GraphqlOrder => ({
  id: 'gid://shopify/Order/1',
  legacyResourceId: '1',
  name: '#1',
  createdAt: '2026-10-01T08:00:00Z',
  processedAt: '2026-10-01T08:00:00Z',
  updatedAt: '2026-10-03T08:00:00Z',
  cancelledAt: null,
  test: false,
  currencyCode: 'USD',
  presentmentCurrencyCode: 'USD',
  taxesIncluded: false,
  estimatedTaxes: false,
  edited: false,
  displayFinancialStatus: 'PAID',
  displayFulfillmentStatus: 'UNFULFILLED',
  paymentGatewayNames: ['shopify_payments'],
  tags: [],
  sourceName: null,
  attribution: null,
  originalTotalPriceSet: money('20.0'),
  totalPriceSet: money('20.0'),
  currentTotalPriceSet: money('20.0'),
  totalTaxSet: money('0.0'),
  currentTotalTaxSet: money('0.0'),
  netPaymentSet: money('20.0'),
  refundDiscrepancySet: money('0.0'),
  totalCashRoundingAdjustment: { paymentSet: money('0.0'), refundSet: money('0.0') },
  transactionsCount: null,
  email: null,
  billingAddress: null,
  shippingAddress: null,
  lineItems: page([lineItem()]),
  shippingLines: page([]),
  agreements: page([agreement('ORDER', [sale()])]),
  refunds: [],
  transactions: [transaction()],
  fulfillments: [],
  ...over,
});

/** Sets the totals that the claims are read from, all in one go. */
export const totals = (total: string, current = total, tax = '0.0', currentTax = tax) => ({
  originalTotalPriceSet: money(total),
  totalPriceSet: money(total),
  currentTotalPriceSet: money(current),
  totalTaxSet: money(tax),
  currentTotalTaxSet: money(currentTax),
});

export const normalize = (payload: unknown): NormalizeResult =>
  normalizePayload(payload, { storeId: 'cups.myshopify.com' });

export const orderOf = (payload: unknown): Order => {
  const { order } = normalize(payload);
  if (order === undefined) throw new Error('no order came out');
  return order;
};

/** Severity and code of each problem. */
export const codes = (payload: unknown): readonly string[] =>
  normalize(payload).problems.map(({ severity, code }) => `${severity} ${code}`);

/** What check-order, which compares the parts with the claims, has to say of the order that came out. */
export const checkCodes = (payload: unknown): readonly string[] =>
  checkOrder(orderOf(payload), { roundingLimit: '0' }).problems.map(({ code }) => code);
