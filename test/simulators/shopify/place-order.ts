/** Places an order: its lines, what each comes to, the agreement by which it was sold, and the first payments. */
import { bagOf, minorOf, sum } from './money';
import type { Kept, LineInput, NextId, OrderInput, Part, SimOrder, SimTransaction } from './order-shape';
import { currentTotalOf, refreshTotals, saleOf, taxesOf, taxLineOf } from './sales';

type Fields = Record<string, unknown>;

export const isoSeconds = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

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
  order.lineItems.push({
    __typename: 'LineItem',
    id,
    title: line.title,
    variantTitle: null,
    sku: line.sku ?? null,
    quantity,
    currentQuantity: quantity,
    isGiftCard: giftCard,
    vendor: line.vendor ?? null,
    originalUnitPriceSet: bagOf(price, currency),
    discountAllocations: off === 0n ? [] : [allocation(off, currency, line.discountCode)],
    taxLines: taxLines(amounts, currency),
    duties: [],
    product: isTip
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
  const part: Part = { typename, lineType, refers, quantity, returned: 0, ...amounts };
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
    ...amounts,
  });
};

export interface MovementInput {
  readonly kind: SimTransaction['kind'];
  readonly gateway: string;
  readonly amount: bigint;
  readonly parent?: string;
}

/** Money that moved or was reserved. */
export const addTransaction = (
  kept: Kept,
  nextId: NextId,
  now: Date,
  { kind, gateway, amount, parent }: MovementInput,
): SimTransaction => {
  const { order } = kept;
  const id = nextId();
  const transaction: SimTransaction = {
    __typename: 'OrderTransaction',
    id: `gid://shopify/OrderTransaction/${id}`,
    kind,
    status: 'SUCCESS',
    gateway,
    paymentId: `pay-${id}`,
    test: order.test === true,
    createdAt: isoSeconds(now),
    processedAt: isoSeconds(now),
    amountSet: bagOf(amount, order.currencyCode),
    amountRoundingSet: null,
    parentTransaction: parent === undefined ? null : { id: parent },
  };
  order.transactions.push(transaction);
  return transaction;
};

const pay = ({ kept, nextId, input, now }: Placing): void => {
  if (input.payment === 'pending') return;
  const kind = input.payment === 'authorized' ? 'AUTHORIZATION' : 'SALE';
  const payments = input.payments?.map(({ gateway, amount }) => ({
    gateway,
    amount: minorOf(amount, kept.order.currencyCode),
  })) ?? [{ gateway: 'shopify_payments', amount: currentTotalOf(kept) }];
  for (const payment of payments) addTransaction(kept, nextId, now, { kind, ...payment });
};

const headOf = (nextId: NextId, input: OrderInput, currency: string, now: Date, number: number): SimOrder => {
  const id = nextId();
  const at = isoSeconds(now);
  const address = { name: input.customer?.name ?? null, company: null, provinceCode: null };
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
  };
};

export const placeOrder = (
  nextId: NextId,
  input: OrderInput,
  currency: string,
  now: Date,
  number: number,
): Kept => {
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
