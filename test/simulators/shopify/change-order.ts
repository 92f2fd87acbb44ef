/** What happens to an order after it was placed. Each change adds to its books; nothing in them is ever rewritten. */
import { bagOf, minorOf, sum } from './money';
import type { Kept, LineInput, NextId, OrderInput, Part, SimTransaction } from './order-shape';
import { addTransaction, isoSeconds } from './movements';
import { addLine } from './place-order';
import { adjustmentSale, currentTotalOf, netPaymentOf, refreshTotals, saleOf } from './sales';

type Fields = Record<string, unknown>;

export interface Changing {
  readonly kept: Kept;
  readonly nextId: NextId;
  readonly now: Date;
}

type Restock = 'CANCEL' | 'LEGACY_RESTOCK' | 'NO_RESTOCK' | 'RETURN';

export interface RefundInput {
  /** By the place of the line in the order. Default of `restock`: RETURN of what was sent, CANCEL of what was not. */
  readonly lines?: readonly {
    readonly line: number;
    readonly quantity: number;
    readonly restock?: Restock;
  }[];
  readonly shipping?: boolean;
  /** Kept back of what the lines are worth, such as a restocking fee; never more than that. */
  readonly keep?: string;
  /** Given beyond what the lines are worth; without lines an amount-only refund. */
  readonly extra?: string;
  /** False: goods come back and no money goes. Default true. */
  readonly money?: boolean;
  /** What one unit of the buyer's currency is worth to the shop today. Default: as when the order was placed. */
  readonly rate?: string;
  readonly note?: string;
}

export interface EditInput {
  readonly add?: readonly LineInput[];
  readonly remove?: readonly { readonly line: number; readonly quantity: number }[];
  /** Of what is added. */
  readonly taxes?: OrderInput['taxes'];
}

const agreementOf = (
  { nextId, now }: Changing,
  typename: string,
  reason: string,
  sales: Fields[],
): Fields => ({
  __typename: typename,
  id: `gid://shopify/SalesAgreement/${nextId()}`,
  happenedAt: isoSeconds(now),
  reason,
  sales,
});

export const partAt = ({ kept }: Changing, line: number): Part => {
  const part = kept.backstage.parts.filter(({ lineType }) => lineType !== 'SHIPPING')[line];
  if (part === undefined) throw new Error(`${kept.order.name} has no line ${line}`);
  return part;
};

/** Takes units of a line back; they are gone from what is left of it. */
const takeBack = (changing: Changing, part: Part, quantity: number): Fields => {
  const { kept, nextId } = changing;
  if (part.returned + quantity > part.quantity) throw new Error('more comes back than was sold');
  const sale = saleOf(kept, nextId, part, {
    action: 'RETURN',
    from: part.returned,
    to: part.returned + quantity,
  });
  part.returned += quantity;
  const { lineItem } = part.refers as { lineItem?: { id: string } };
  const item = kept.order.lineItems.find(({ id }) => id === lineItem?.id);
  if (item) item.currentQuantity = part.quantity - part.returned;
  return sale;
};

const refundLineOf = (
  { nextId }: Changing,
  part: Part,
  quantity: number,
  restock: Restock = part.sent > part.returned ? 'RETURN' : 'CANCEL',
): Fields => ({
  id: `gid://shopify/RefundLineItem/${nextId()}`,
  quantity,
  restockType: restock,
  restocked: restock !== 'NO_RESTOCK',
  lineItem: part.refers.lineItem,
});

const paymentOf = ({ kept }: Changing): SimTransaction | undefined =>
  kept.order.transactions.find(
    ({ kind, status }) => status === 'SUCCESS' && (kind === 'SALE' || kind === 'CAPTURE'),
  );

/** Never more than was taken and is not back yet. */
const payBack = (changing: Changing, wanted: bigint): SimTransaction[] => {
  const payment = paymentOf(changing);
  const { kept, nextId, now } = changing;
  const net = netPaymentOf(kept);
  const amount = wanted < net ? wanted : net;
  if (payment === undefined || amount <= 0n) return [];
  const refund = { kind: 'REFUND', gateway: payment.gateway, amount, parent: payment.id } as const;
  return [addTransaction(kept, nextId, now, refund)];
};

interface Refunding {
  readonly sales: Fields[];
  readonly lines?: readonly Fields[];
  readonly moved: SimTransaction[];
  readonly shipping: boolean;
  readonly adjustment: bigint;
  readonly note?: string;
}

const recordRefund = (
  changing: Changing,
  { sales, lines = [], moved, shipping, adjustment, note }: Refunding,
): Fields => {
  const { kept, nextId, now } = changing;
  const { order } = kept;
  const bag = (amount: bigint) => bagOf(amount, order.currencyCode);
  const id = nextId();
  const refund: Fields = {
    __typename: 'Refund',
    id: `gid://shopify/Refund/${id}`,
    legacyResourceId: String(id),
    createdAt: isoSeconds(now),
    processedAt: isoSeconds(now),
    note: note ?? null,
    totalRefundedSet: bag(sum(moved.map(({ amountSet }) => minorOfBag(amountSet, order.currencyCode)))),
    transactions: moved,
    refundLineItems: lines,
    refundShippingLines: shipping
      ? order.shippingLines.map((shippingLine) => ({ id: `${String(shippingLine.id)}-refund`, shippingLine }))
      : [],
    orderAdjustments:
      adjustment === 0n ? [] : [{ reason: adjustment > 0n ? 'RESTOCK' : 'REFUND_DISCREPANCY' }],
    return: null,
  };
  order.refunds.push(refund);
  const agreement = agreementOf(changing, 'RefundAgreement', 'REFUND', sales);
  order.agreements.push({ ...agreement, refund });
  return refund;
};

const minorOfBag = ({ shopMoney }: { shopMoney: { amount: string } }, currency: string): bigint =>
  minorOf(shopMoney.amount.replace(/\.0$/, ''), currency);

/** Nobody gets back more than the order came to: what lines are worth beyond that is kept. */
const withinTotal = ({ kept, nextId }: Changing, sales: Fields[]): bigint => {
  const beyond = -currentTotalOf(kept);
  if (beyond <= 0n) return 0n;
  sales.push(adjustmentSale(kept, nextId, beyond));
  return beyond;
};

export const capture = (changing: Changing, amount?: string): SimTransaction => {
  const { kept, nextId, now } = changing;
  const reserved = kept.order.transactions.find(({ kind }) => kind === 'AUTHORIZATION');
  const currency = kept.order.currencyCode;
  const taken = amount === undefined ? currentTotalOf(kept) - netPaymentOf(kept) : minorOf(amount, currency);
  if (taken <= 0n) throw new Error(`nothing is open of ${kept.order.name}`);
  return addTransaction(kept, nextId, now, {
    kind: reserved ? 'CAPTURE' : 'SALE',
    gateway: reserved?.gateway ?? 'manual',
    amount: taken,
    parent: reserved?.id,
  });
};

export const refund = (
  changing: Changing,
  input: RefundInput,
): { refund: Fields; moved: SimTransaction[] } => {
  const { kept, nextId } = changing;
  const currency = kept.order.currencyCode;
  const before = currentTotalOf(kept);
  const lines: Fields[] = [];
  const sales = (input.lines ?? []).map(({ line, quantity, restock }) => {
    const part = partAt(changing, line);
    lines.push(refundLineOf(changing, part, quantity, restock));
    return takeBack(changing, part, quantity);
  });
  const shipping = kept.backstage.parts.find(
    ({ lineType, returned }) => lineType === 'SHIPPING' && returned === 0,
  );
  if (input.shipping === true && shipping) sales.push(takeBack(changing, shipping, 1));
  const worth = before - currentTotalOf(kept);
  const keep = minorOf(input.keep ?? '0', currency);
  const asked = (keep < worth ? keep : worth) - minorOf(input.extra ?? '0', currency);
  if (asked !== 0n) sales.push(adjustmentSale(kept, nextId, asked));
  if (sales.length === 0) throw new Error(`a refund of nothing of ${kept.order.name}`);
  const adjustment = asked + withinTotal(changing, sales);
  const moved = input.money === false ? [] : payBack(changing, before - currentTotalOf(kept));
  return {
    refund: recordRefund(changing, {
      sales,
      lines,
      moved,
      shipping: input.shipping === true,
      adjustment,
      note: input.note,
    }),
    moved,
  };
};

export const edit = (changing: Changing, { add = [], remove = [], taxes }: EditInput): Fields => {
  const { kept, nextId, now } = changing;
  const removed = remove.map(({ line, quantity }) => takeBack(changing, partAt(changing, line), quantity));
  const input: OrderInput = { lines: [], taxes, taxesIncluded: kept.order.taxesIncluded === true };
  const added = add.map((line) => {
    const part = addLine({ kept, nextId, input, now }, line);
    return saleOf(kept, nextId, part, { action: 'ORDER', from: 0, to: part.quantity });
  });
  const agreement = agreementOf(changing, 'OrderEditAgreement', 'ORDER_EDIT', [...removed, ...added]);
  kept.order.agreements.push(agreement);
  kept.order.edited = true;
  return agreement;
};

/** Takes everything back that is left of the order; money that was taken goes back, money that was reserved is let go. */
export const cancel = (changing: Changing): { refund: Fields | undefined; moved: SimTransaction[] } => {
  const { kept, nextId, now } = changing;
  const { order, backstage } = kept;
  order.cancelledAt = isoSeconds(now);
  const lines: Fields[] = [];
  const sales = backstage.parts
    .filter((part) => part.returned < part.quantity)
    .map((part) => {
      const left = part.quantity - part.returned;
      if (part.lineType !== 'SHIPPING') lines.push(refundLineOf(changing, part, left));
      return takeBack(changing, part, left);
    });
  const adjustment = withinTotal(changing, sales);
  const reserved = order.transactions.find(({ kind }) => kind === 'AUTHORIZATION');
  const moved = payBack(changing, netPaymentOf(kept));
  if (reserved && paymentOf(changing) === undefined) {
    const amount = minorOfBag(reserved.amountSet, order.currencyCode);
    moved.push(
      addTransaction(kept, nextId, now, {
        kind: 'VOID',
        gateway: reserved.gateway,
        amount,
        parent: reserved.id,
      }),
    );
  }
  const paidBack = moved.filter(({ kind }) => kind === 'REFUND');
  if (sales.length === 0 && paidBack.length === 0) return { refund: undefined, moved };
  const shipping = order.shippingLines.length > 0;
  return { refund: recordRefund(changing, { sales, lines, moved: paidBack, shipping, adjustment }), moved };
};

/** Every change ends here: totals are made anew, and the order has changed now. */
export const finish = ({ kept, now }: Changing): void => {
  refreshTotals(kept);
  kept.order.updatedAt = isoSeconds(now);
  kept.backstage.updatedAt = now.getTime();
};
