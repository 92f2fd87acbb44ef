/** Places an order: its lines, what each comes to, the agreement by which it was sold, and the first payments. */
import { converter, orderIn, showBoth } from './foreign';
import { addTransaction, isoSeconds, locationOf } from './movements';
import { bagOf, minorOf, sum } from './money';
import type { Kept, LineInput, NextId, OrderInput, Part, SimOrder } from './order-shape';
import { currentTotalOf, refreshTotals, saleOf, taxesOf, taxLineOf } from './sales';

type Fields = Record<string, unknown>;

export interface Placing {
  readonly kept: Kept;
  readonly nextId: NextId;
  readonly input: OrderInput;
  readonly now: Date;
}

interface Amounts {
  readonly net: bigint;
  readonly total: bigint;
  readonly taxes: Part['taxes'];
  readonly discount: bigint;
  readonly discountWithTax: bigint;
}

const amountsOf = (
  gross: bigint,
  off: bigint,
  taxes: OrderInput['taxes'] = [],
  included: boolean,
): Amounts => {
  const paid = taxesOf(gross - off, taxes, included);
  const forgone = sum(taxesOf(off, taxes, included).map(({ amount }) => amount));
  return {
    net: gross - off,
    total: gross - off + (included ? 0n : sum(paid.map(({ amount }) => amount))),
    taxes: paid,
    discount: included ? off - forgone : off,
    discountWithTax: included ? off : off + forgone,
  };
};

const allocation = (amount: bigint, currency: string, code: string | undefined): Fields => ({
  allocatedAmountSet: bagOf(amount, currency),
  discountApplication:
    code === undefined
      ? { __typename: 'AutomaticDiscountApplication', title: 'Automatic' }
      : { __typename: 'DiscountCodeApplication', code },
});

const taxLines = ({ taxes }: Amounts, currency: string): readonly Fields[] =>
  taxes.map(({ line, amount }) => ({ ...taxLineOf(line), priceSet: bagOf(amount, currency) }));

const variantOf = ({ unitCost }: LineInput, productId: bigint, currency: string): Fields => ({
  __typename: 'ProductVariant',
  id: `gid://shopify/ProductVariant/${productId}1`,
  inventoryItem: {
    __typename: 'InventoryItem',
    id: `gid://shopify/InventoryItem/${productId}2`,
    unitCost: unitCost === undefined ? null : { amount: unitCost, currencyCode: currency },
  },
});

/** Adds a line item and the part that its sales are cut from. */
export const addLine = ({ kept, nextId, input }: Placing, line: LineInput, isTip = false): Part => {
  const { order, backstage } = kept;
  const currency = order.currencyCode;
  const { quantity = 1, giftCard = false } = line;
  const price = minorOf(line.price, currency);
  const off = minorOf(line.discount ?? '0', currency);
  const taxes = giftCard || isTip ? [] : (line.taxes ?? input.taxes);
  const amounts = amountsOf(price * BigInt(quantity), off, taxes, input.taxesIncluded === true);
  const id = `gid://shopify/LineItem/${nextId()}`;
  const productId = nextId();
  const isGone = isTip || line.deletedProduct === true;
  order.lineItems.push({
    __typename: 'LineItem',
    id,
    title: line.title,
    variantTitle: null,
    sku: line.sku ?? null,
    quantity,
    currentQuantity: quantity,
    isGiftCard: giftCard,
    requiresShipping: !giftCard,
    vendor: line.vendor ?? null,
    originalUnitPriceSet: bagOf(price, currency),
    discountAllocations: off === 0n ? [] : [allocation(off, currency, line.discountCode)],
    taxLines: taxLines(amounts, currency),
    duties: [],
    variant: isGone ? null : variantOf(line, productId, currency),
    product: isGone
      ? null
      : {
          __typename: 'Product',
          id: `gid://shopify/Product/${productId}`,
          productType: line.productType ?? '',
        },
  });
  const [typename, lineType] = giftCard
    ? (['GiftCardSale', 'GIFT_CARD'] as const)
    : isTip
      ? (['TipSale', 'TIP'] as const)
      : (['ProductSale', 'PRODUCT'] as const);
  const refers = { lineItem: { __typename: 'LineItem', id, title: line.title } };
  const part: Part = { typename, lineType, refers, quantity, returned: 0, sent: 0, ...amounts };
  backstage.parts.push(part);
  return part;
};

const addShipping = ({ kept, nextId, input }: Placing): void => {
  if (input.shipping === undefined) return;
  const { order, backstage } = kept;
  const { title = 'Standard', price, taxes = input.taxes } = input.shipping;
  const amounts = amountsOf(minorOf(price, order.currencyCode), 0n, taxes, input.taxesIncluded === true);
  const line = { id: `gid://shopify/ShippingLine/${nextId()}`, title };
  order.shippingLines.push({
    __typename: 'ShippingLine',
    ...line,
    code: title,
    isRemoved: false,
    originalPriceSet: bagOf(minorOf(price, order.currencyCode), order.currencyCode),
    discountAllocations: [],
    taxLines: taxLines(amounts, order.currencyCode),
  });
  backstage.parts.push({
    typename: 'ShippingLineSale',
    lineType: 'SHIPPING',
    refers: { shippingLine: { __typename: 'ShippingLine', ...line } },
    quantity: 1,
    returned: 0,
    sent: 0,
    ...amounts,
  });
};

const pay = ({ kept, nextId, input, now }: Placing): void => {
  if (input.payment === 'pending') return;
  const kind = input.payment === 'authorized' ? 'AUTHORIZATION' : 'SALE';
  const payments = input.payments?.map(({ gateway, amount, fee }) => ({
    gateway,
    fee,
    amount: minorOf(amount, kept.order.currencyCode),
  })) ?? [{ gateway: 'shopify_payments', amount: currentTotalOf(kept) }];
  for (const payment of payments) addTransaction(kept, nextId, now, { kind, ...payment });
};

const headOf = (nextId: NextId, input: OrderInput, currency: string, now: Date, number: number): SimOrder => {
  const id = nextId();
  const at = isoSeconds(now);
  const address = { name: input.customer?.name ?? null, company: null, provinceCode: input.region ?? null };
  const source = input.source ?? 'web';
  const zero = bagOf(0n, currency);
  return {
    __typename: 'Order',
    id: `gid://shopify/Order/${id}`,
    legacyResourceId: String(id),
    name: `#${number}`,
    createdAt: at,
    processedAt: at,
    updatedAt: at,
    cancelledAt: null,
    test: input.test ?? false,
    currencyCode: currency,
    presentmentCurrencyCode: currency,
    taxesIncluded: input.taxesIncluded ?? false,
    estimatedTaxes: false,
    edited: false,
    displayFulfillmentStatus: 'UNFULFILLED',
    tags: [...(input.tags ?? [])],
    sourceName: source,
    attribution: { handle: input.attribution ?? source, displayName: source, icon: null },
    retailLocation: input.location === undefined ? null : locationOf(input.location),
    totalCashRoundingAdjustment: { paymentSet: zero, refundSet: zero },
    email: input.customer?.email ?? null,
    note: null,
    billingAddress: { ...address, countryCodeV2: input.country ?? null },
    shippingAddress: { ...address, countryCodeV2: input.country ?? null },
    customer: input.customer
      ? {
          __typename: 'Customer',
          id: `gid://shopify/Customer/${nextId()}`,
          displayName: input.customer.name,
        }
      : null,
    purchasingEntity: null,
    lineItems: [],
    shippingLines: [],
    agreements: [],
    refunds: [],
    transactions: [],
    fulfillments: [],
    fulfillmentsCount: { count: 0, precision: 'EXACT' },
  };
};

const placeOnce = (nextId: NextId, input: OrderInput, currency: string, now: Date, number: number): Kept => {
  const at = now.getTime();
  const kept: Kept = {
    order: headOf(nextId, input, currency, now, number),
    backstage: { createdAt: at, updatedAt: at, parts: [], sales: [] },
  };
  const placing: Placing = { kept, nextId, input, now };
  for (const line of input.lines) addLine(placing, line);
  if (input.tip !== undefined) addLine(placing, { title: 'Tip', price: input.tip }, true);
  addShipping(placing);
  kept.order.agreements.push({
    __typename: 'OrderAgreement',
    id: `gid://shopify/SalesAgreement/${nextId()}`,
    happenedAt: isoSeconds(now),
    reason: 'ORDER',
    sales: kept.backstage.parts.map((part) =>
      saleOf(kept, nextId, part, { action: 'ORDER', from: 0, to: part.quantity, initial: true }),
    ),
  });
  pay(placing);
  refreshTotals(kept);
  return kept;
};

/** Ids of a twin are seen by nobody, and are no ids of the shop. */
const ownIds = (): NextId => {
  let last = 0n;
  return () => (last += 1n);
};

/** With a twin in the buyer's currency, where that is another one. */
export const placeOrder: typeof placeOnce = (nextId, input, currency, now, number) => {
  const kept = placeOnce(nextId, input, currency, now, number);
  const { presentment } = input;
  if (presentment === undefined) return kept;
  const convert = converter(currency, presentment);
  const seen = orderIn(input, presentment, convert);
  const ids = ownIds();
  const twin = { kept: placeOnce(ids, seen, presentment.currency, now, number), nextId: ids, convert };
  showBoth(kept, twin.kept);
  return { ...kept, twin };
};
