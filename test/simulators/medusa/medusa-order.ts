/**
 * One order of the simulated shop: what happens to it, and what Medusa keeps of that. As in the real one, a capture leaves
 * the order's date alone, and so does a refund of what was owed; any other refund makes a credit line and a new version.
 */
import { type Big, big, sum } from './medusa-number';
import { handled, type Parcel } from './parcel';
import { type PartTotals, partTotals, type PricedPart } from './priced-part';

export interface Item extends PricedPart {
  readonly sku: string;
  quantity: string;
  received: Big;
  dismissed: Big;
}

interface ShippingMethod extends PricedPart {
  readonly name: string;
  readonly returnId?: string;
}

export interface Movement {
  readonly id: string;
  readonly amount: Big;
  readonly at: string;
  readonly note?: string;
}

interface CreditLine {
  readonly amount: Big;
  readonly reference: string;
  readonly referenceId: string;
  /** Undefined for one that came from the till. */
  readonly version: number | undefined;
}

export interface Change {
  readonly id: string;
  readonly version: number;
  readonly at: string;
  readonly returnId?: string;
  readonly actions: readonly Readonly<Record<string, unknown>>[];
}

export interface ReturnedItem {
  readonly itemId: string;
  readonly quantity: string;
  readonly broken?: boolean;
}

export interface OrderReturn {
  readonly id: string;
  readonly createdAt: string;
  readonly announced: readonly ReturnedItem[];
  received: { readonly at: string; readonly items: readonly ReturnedItem[] }[];
}

export interface NewOrder {
  readonly currency: string;
  readonly items: readonly Omit<Item, 'id' | 'createdAt' | 'received' | 'dismissed'>[];
  readonly shipping?: readonly Omit<ShippingMethod, 'id' | 'createdAt'>[];
  readonly country?: string;
  readonly draft?: boolean;
  readonly tenders?: readonly Omit<CreditLine, 'version'>[];
}

/** The shop's time and ids: each step is a little later than the one before. */
export interface Ticker {
  now(): string;
  id(prefix: string): string;
}

export class MedusaOrder {
  readonly id: string;
  readonly createdAt: string;
  readonly currency: string;
  readonly country: string;
  readonly draft: boolean;
  readonly items: Item[];
  readonly shipping: ShippingMethod[];
  readonly payment: { readonly id: string; readonly at: string; readonly amount: Big; canceledAt?: string };
  readonly captures: Movement[] = [];
  readonly refunds: Movement[] = [];
  readonly credits: CreditLine[] = [];
  readonly changes: Change[] = [];
  readonly returns: OrderReturn[] = [];
  readonly parcels: Parcel[] = [];
  version = 1;
  updatedAt: string;
  collectionUpdatedAt: string;
  canceledAt: string | undefined;

  constructor(
    readonly displayId: number,
    private readonly ticker: Ticker,
    order: NewOrder,
  ) {
    const at = ticker.now();
    this.id = ticker.id('order');
    this.createdAt = at;
    this.updatedAt = at;
    this.currency = order.currency;
    this.country = order.country ?? 'de';
    this.draft = order.draft ?? false;
    const none = { received: big(0), dismissed: big(0) };
    this.items = order.items.map((item) => ({ ...item, ...none, id: ticker.id('ordli'), createdAt: at }));
    this.shipping = (order.shipping ?? []).map((method) => ({
      ...method,
      id: ticker.id('ordsm'),
      createdAt: at,
    }));
    for (const tender of order.tenders ?? []) this.credits.push({ ...tender, version: undefined });
    this.payment = { id: ticker.id('pay'), at: ticker.now(), amount: this.total() };
    this.collectionUpdatedAt = this.payment.at;
  }

  itemTotals(item: Item): PartTotals {
    return partTotals(item, { ordered: big(item.quantity), returned: item.received.plus(item.dismissed) });
  }

  methodTotals(method: ShippingMethod): PartTotals {
    return partTotals(method, { ordered: big(1), returned: big(0) });
  }

  /** What is left of the order after returns and credit lines. */
  total(): Big {
    const items = this.items.map((item) => this.itemTotals(item).total);
    const methods = this.shipping.map((method) => this.methodTotals(method).total);
    return sum([...items, ...methods]).minus(sum(this.credits.map(({ amount }) => amount)));
  }

  paid(): Big {
    return sum(this.captures.map(({ amount }) => amount)).minus(
      sum(this.refunds.map(({ amount }) => amount)),
    );
  }

  /** Positive: the buyer owes it. Goods that were announced to come back count as back. */
  difference(): Big {
    return this.total().minus(this.announcedWorth()).minus(this.paid());
  }

  /** What is to come back, but has not arrived. */
  announcedWorth(): Big {
    return sum(this.items.map((item) => this.itemTotals(item).perPiece.times(this.openReturns(item.id))));
  }

  /** The same as Medusa states it: up to a whole minor unit is nothing to it. */
  pending(): Big {
    const difference = this.difference();
    return difference.abs().lte(this.unit()) ? big(0) : difference;
  }

  capture(amount: Big = this.pending()): void {
    const at = this.ticker.now();
    this.captures.push({ id: this.ticker.id('capt'), amount, at });
    this.collectionUpdatedAt = this.ticker.now();
  }

  refund(amount: Big, note?: string): void {
    const owed = this.pending().isNegative() ? this.pending().negated() : big(0);
    const at = this.ticker.now();
    this.refunds.push({ id: this.ticker.id('ref'), amount, at, ...(note === undefined ? {} : { note }) });
    this.collectionUpdatedAt = this.ticker.now();
    const beyond = amount.minus(owed);
    if (beyond.gt(0)) this.addCredit(beyond, 'payment_collection', 'pay_col_1');
  }

  addCredit(amount: Big, reference: string, referenceId: string): void {
    this.change([{ action: 'CREDIT_LINE_ADD', reference, reference_id: referenceId, details: {} }]);
    this.credits.push({ amount, reference, referenceId, version: this.version });
  }

  announceReturn(
    items: readonly ReturnedItem[],
    shipping?: Omit<ShippingMethod, 'id' | 'createdAt'>,
  ): string {
    const id = this.ticker.id('return');
    const createdAt = this.ticker.now();
    this.returns.push({ id, createdAt, announced: items, received: [] });
    const actions: Record<string, unknown>[] = items.map(({ itemId, quantity }) => ({
      action: 'RETURN_ITEM',
      reference: 'return',
      reference_id: id,
      details: { quantity: Number(quantity), reference_id: itemId },
    }));
    if (shipping !== undefined) {
      const method = { ...shipping, returnId: id, id: this.ticker.id('ordsm'), createdAt };
      this.shipping.push(method);
      actions.push({ action: 'SHIPPING_ADD', reference: 'order_shipping_method', reference_id: method.id });
    }
    this.change(actions, id);
    return id;
  }

  receiveReturn(returnId: string, items?: readonly ReturnedItem[]): void {
    const entry = this.returns.find(({ id }) => id === returnId) as OrderReturn;
    const taken = items ?? entry.announced;
    for (const { itemId, quantity, broken } of taken) {
      const item = this.items.find(({ id }) => id === itemId) as Item;
      if (broken) item.dismissed = item.dismissed.plus(quantity);
      else item.received = item.received.plus(quantity);
    }
    const actions = taken.map(({ itemId, quantity, broken }) => ({
      action: broken ? 'RECEIVE_DAMAGED_RETURN_ITEM' : 'RECEIVE_RETURN_ITEM',
      reference: 'return',
      reference_id: returnId,
      details: { quantity: Number(quantity), reference_id: itemId },
    }));
    entry.received.push({ at: this.change(actions, returnId), items: taken });
  }

  /** Packs pieces, by default all; `ship` sends them. */
  fulfil(items?: Parcel['items']): Parcel {
    const all = this.items.map(({ id, quantity }) => ({ itemId: id, quantity }));
    const parcel: Parcel = { id: this.ticker.id('ful'), createdAt: this.ticker.now(), items: items ?? all };
    this.parcels.push(parcel);
    this.change(handled('FULFILL_ITEM', parcel));
    return parcel;
  }

  ship(parcel: Parcel): void {
    parcel.shippedAt = this.change(handled('SHIP_ITEM', parcel));
  }

  cancelFulfilment(parcel: Parcel): void {
    parcel.canceledAt = this.change(handled('CANCEL_ITEM_FULFILLMENT', parcel));
  }

  setQuantity(itemId: string, quantity: string): void {
    (this.items.find(({ id }) => id === itemId) as Item).quantity = quantity;
    this.change([{ action: 'ITEM_UPDATE', details: { reference_id: itemId, quantity: Number(quantity) } }]);
  }

  addItem(item: NewOrder['items'][number]): void {
    const id = this.ticker.id('ordli');
    const none = { received: big(0), dismissed: big(0) };
    this.items.push({ ...item, ...none, id, createdAt: this.ticker.now() });
    this.change([{ action: 'ITEM_ADD', details: { reference_id: id, quantity: Number(item.quantity) } }]);
  }

  /** An order that was sent cannot be cancelled, and only what was sent comes back. */
  canBeCanceled(): boolean {
    return this.returns.length === 0 && this.canceledAt === undefined;
  }

  cancel(): void {
    const paid = this.paid();
    const at = this.ticker.now();
    if (this.captures.length === 0) this.payment.canceledAt = at;
    if (paid.gt(0)) this.refunds.push({ id: this.ticker.id('ref'), amount: paid, at });
    this.addCredit(paid, 'payment_collection', 'pay_col_1');
    this.canceledAt = this.ticker.now();
    this.updatedAt = this.canceledAt;
    this.collectionUpdatedAt = this.canceledAt;
  }

  touch(): void {
    this.updatedAt = this.ticker.now();
  }

  openReturns(itemId: string): Big {
    return sum(
      this.returns.flatMap(({ announced, received }) => {
        const of = (items: readonly ReturnedItem[]): Big =>
          sum(items.filter((item) => item.itemId === itemId).map(({ quantity }) => big(quantity)));
        return [of(announced).minus(sum(received.map(({ items }) => of(items))))];
      }),
    );
  }

  private change(actions: Change['actions'], returnId?: string): string {
    const at = this.ticker.now();
    this.version += 1;
    const change = { id: this.ticker.id('ordch'), version: this.version, at, actions };
    this.changes.push(returnId === undefined ? change : { ...change, returnId });
    this.updatedAt = this.ticker.now();
    return at;
  }

  private unit(): Big {
    return big(10).pow(-({ jpy: 0, kwd: 3 }[this.currency] ?? 2));
  }
}
