/**
 * The GraphQL selection of an order: all that finance needs of it, and nothing else. `normalize` reads exactly this, so
 * that a field that is added here is added there. Money is asked for as the shop books it and as the buyer saw it: it
 * costs no points.
 *
 * Connections carry their own page size and pageInfo. Whoever queries must follow `pageInfo` until nothing is left:
 * `normalize` holds an order of which a page is missing. Lists without pages (`transactions`, `refunds`) are asked for
 * with `first` and count as cut off when they are full; ask again with a larger number then.
 */

/** Pinned: a field changes its meaning only when this line changes. Supported until October 2027. */
export const API_VERSION = '2026-10';

/** What an order that is not unusual fits into, so that most need one query. */
export const PAGE_SIZES = {
  lineItems: 25,
  shippingLines: 4,
  agreements: 4,
  sales: 20,
  refunds: 5,
  refundTransactions: 5,
  refundShippingLines: 4,
  refundLineItems: 8,
  orderAdjustments: 4,
  transactions: 15,
  fulfilments: 4,
  fulfilmentLines: 10,
} as const;

/** Access scopes beyond `read_orders` that a token may have; what they would add is left out without them. */
export interface ExtraScopes {
  /** `read_products`: product id and type of a line. */
  readonly products?: boolean;
  /** `read_customers`: id and name of the customer, company of a B2B order. */
  readonly customers?: boolean;
  /** `read_returns`: which return an agreement and a refund belong to, and what kind of fee was kept. */
  readonly returns?: boolean;
  /** `read_locations`: the names of shops and warehouses. */
  readonly locations?: boolean;
  /** `read_inventory` beside `read_products`: what a piece costs the shop. */
  readonly costs?: boolean;
}

const MONEY = '{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }';
const ONE_MONEY = '{ amount currencyCode }';
const PAGE_INFO = 'pageInfo { hasNextPage endCursor }';
const TAX_LINE = 'title rate ratePercentage channelLiable source';

const connection = (name: string, args: string, nodes: string): string =>
  `${name}(${args}) { nodes { ${nodes} } ${PAGE_INFO} }`;

const pageOf = (size: number, after?: string): string =>
  after === undefined ? `first: ${size}` : `first: ${size}, after: ${after}`;

const DISCOUNT_ALLOCATIONS = `discountAllocations {
  allocatedAmountSet ${MONEY}
  discountApplication {
    ... on DiscountCodeApplication { code }
    ... on AutomaticDiscountApplication { title }
    ... on ManualDiscountApplication { title }
    ... on ScriptDiscountApplication { title }
  }
}`;

/** Scalars and lists of the order itself, without any connection. */
export const orderHeadFields = (scopes: ExtraScopes = {}): string => `
id legacyResourceId name createdAt processedAt updatedAt cancelledAt test
currencyCode presentmentCurrencyCode taxesIncluded estimatedTaxes edited
displayFinancialStatus displayFulfillmentStatus paymentGatewayNames
tags sourceName attribution { handle }
${scopes.locations === true ? 'retailLocation { name }' : ''}
originalTotalPriceSet ${MONEY}
totalPriceSet ${MONEY}
currentTotalPriceSet ${MONEY}
totalTaxSet ${MONEY}
currentTotalTaxSet ${MONEY}
netPaymentSet ${MONEY}
refundDiscrepancySet ${MONEY}
totalCashRoundingAdjustment { paymentSet ${MONEY} refundSet ${MONEY} }
transactionsCount { count precision }
email
billingAddress { name company countryCodeV2 provinceCode }
shippingAddress { countryCodeV2 provinceCode }
${scopes.customers === true ? 'customer { id displayName } purchasingEntity { ... on PurchasingCompany { company { id name } } }' : ''}`;

export const lineItemFields = (scopes: ExtraScopes = {}): string => `
id title variantTitle sku quantity currentQuantity isGiftCard requiresShipping vendor
originalUnitPriceSet ${MONEY}
${DISCOUNT_ALLOCATIONS}
taxLines { ${TAX_LINE} priceSet ${MONEY} }
duties { id price ${MONEY} taxLines { ${TAX_LINE} priceSet ${MONEY} } }
${scopes.products === true ? 'product { id productType }' : ''}
${scopes.costs === true ? `variant { inventoryItem { unitCost ${ONE_MONEY} } }` : ''}`;

export const SHIPPING_LINE_FIELDS = `
id title code isRemoved
originalPriceSet ${MONEY}
${DISCOUNT_ALLOCATIONS}
taxLines { ${TAX_LINE} priceSet ${MONEY} }`;

/** One record of the sales book. Signed; never changed once it is written. */
export const saleFields = (scopes: ExtraScopes = {}): string => `
__typename id actionType lineType quantity
totalAmount ${MONEY}
totalTaxAmount ${MONEY}
totalDiscountAmountBeforeTaxes ${MONEY}
taxes { id amount ${MONEY} taxLine { ${TAX_LINE} } }
... on ProductSale { lineItem { id } }
... on GiftCardSale { lineItem { id } }
... on TipSale { lineItem { id title } }
... on ShippingLineSale { shippingLine { id title } }
... on DutySale { duty { id } }
... on AdditionalFeeSale { additionalFee { id name } }
${scopes.returns === true ? '... on FeeSale { fee { __typename id } }' : ''}`;

/** The agreement without its sales. */
export const agreementHeadFields = (scopes: ExtraScopes = {}): string => `
__typename id happenedAt reason
... on RefundAgreement { refund { id } }
${scopes.returns === true ? '... on ReturnAgreement { return { id } }' : ''}`;

export const TRANSACTION_FIELDS = `
id kind status gateway paymentId test createdAt processedAt
amountSet ${MONEY}
amountRoundingSet ${MONEY}
fees { id type amount ${ONE_MONEY} taxAmount ${ONE_MONEY} }
parentTransaction { id }`;

/** `lineItem` names what came back, `restockType` whether it can be sold again. */
export const REFUND_LINE_FIELDS = 'quantity restockType lineItem { id }';

export const refundFields = (scopes: ExtraScopes = {}): string => `
id legacyResourceId createdAt processedAt note
totalRefundedSet ${MONEY}
${connection('transactions', pageOf(PAGE_SIZES.refundTransactions), 'id')}
${connection('refundLineItems', pageOf(PAGE_SIZES.refundLineItems), REFUND_LINE_FIELDS)}
${connection('refundShippingLines', pageOf(PAGE_SIZES.refundShippingLines), 'shippingLine { id }')}
${connection('orderAdjustments', pageOf(PAGE_SIZES.orderAdjustments), 'reason')}
${scopes.returns === true ? 'return { id }' : ''}`;

/** Each nested field with its page. `after` is the name of a query variable, such as `$after`. */
export const lineItemsPage = (scopes: ExtraScopes = {}, after?: string): string =>
  connection('lineItems', pageOf(PAGE_SIZES.lineItems, after), lineItemFields(scopes));

/** With the lines that an edit took out again, because they were sold once. */
export const shippingLinesPage = (after?: string): string =>
  connection(
    'shippingLines',
    `${pageOf(PAGE_SIZES.shippingLines, after)}, includeRemovals: true`,
    SHIPPING_LINE_FIELDS,
  );

export const salesPage = (
  scopes: ExtraScopes = {},
  after?: string,
  size: number = PAGE_SIZES.sales,
): string => connection('sales', pageOf(size, after), saleFields(scopes));

export const agreementsPage = (scopes: ExtraScopes = {}, after?: string): string =>
  connection(
    'agreements',
    pageOf(PAGE_SIZES.agreements, after),
    `${agreementHeadFields(scopes)} ${salesPage(scopes)}`,
  );

/**
 * Further sales of one agreement. An agreement is no node of its own, so it is found again within its order by its
 * numeric id: `agreement` names a variable with a search text such as `id:18948418371629`.
 */
export const salesOfAgreement = (scopes: ExtraScopes, agreement: string, after: string): string =>
  connection(
    'agreements',
    `first: 1, query: ${agreement}`,
    `${agreementHeadFields(scopes)} ${salesPage(scopes, after, 100)}`,
  );

export const refundsList = (scopes: ExtraScopes = {}, first: number = PAGE_SIZES.refunds): string =>
  `refunds(first: ${first}) { ${refundFields(scopes)} }`;

export const transactionsList = (first: number = PAGE_SIZES.transactions): string =>
  `transactions(first: ${first}) { ${TRANSACTION_FIELDS} }`;

export const FULFILMENT_LINE_FIELDS = 'quantity lineItem { id }';

/** Pieces that were sent together. */
export const fulfilmentFields = (scopes: ExtraScopes = {}): string => `
id createdAt status
${scopes.locations === true ? 'location { name }' : ''}
${connection('fulfillmentLineItems', pageOf(PAGE_SIZES.fulfilmentLines), FULFILMENT_LINE_FIELDS)}`;

export const fulfilmentsList = (scopes: ExtraScopes = {}): string =>
  `fulfillments(first: ${PAGE_SIZES.fulfilments}) { ${fulfilmentFields(scopes)} }`;

/** The whole order with the first page of everything. */
export const orderFields = (scopes: ExtraScopes = {}): string =>
  [
    orderHeadFields(scopes),
    lineItemsPage(scopes),
    shippingLinesPage(),
    agreementsPage(scopes),
    refundsList(scopes),
    transactionsList(),
    fulfilmentsList(scopes),
  ].join('\n');
