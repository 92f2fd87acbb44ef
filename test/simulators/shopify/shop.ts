/** The simulated shop: its orders, what may happen to them, and who is told of it. */
import {
  cancel,
  capture,
  type Changing,
  edit,
  type EditInput,
  finish,
  refund,
  type RefundInput,
} from './change-order';
import { fulfil, type FulfilInput } from './fulfil-order';
import { editIn, payAtRate, refundIn, showBoth } from './foreign';
import type { Kept, OrderInput, SimOrder } from './order-shape';
import { isoSeconds } from './movements';
import { placeOrder } from './place-order';
import {
  deletedNotice,
  disputeNotice,
  editNotice,
  type Notice,
  orderNotice,
  refundNotice,
  transactionNotice,
} from './webhook-bodies';

const DAY_MS = 86_400_000;
/** What an app without `read_all_orders` sees. */
const VISIBLE_DAYS = 60;

export interface ShopParts {
  readonly clock: { now(): Date };
  readonly currency: string;
  readonly firstId: bigint;
  /** One change sets off one or more notices, which share its id. */
  readonly tell: (notices: readonly Notice[]) => void;
}

/** Every method changes the shop now, by its clock, and sends the webhooks that Shopify would send. Ids are numeric texts. */
export class Shop {
  private readonly orders = new Map<string, Kept>();
  private lastId: bigint;
  private lastNumber = 1000;

  constructor(private readonly parts: ShopParts) {
    this.lastId = parts.firstId - 1n;
  }

  /** Places an order and gives its id. */
  addOrder(input: OrderInput): string {
    const currency = input.currency ?? this.parts.currency;
    const kept = placeOrder(this.nextId, input, currency, this.parts.clock.now(), ++this.lastNumber);
    this.orders.set(kept.order.legacyResourceId, kept);
    this.parts.tell([
      orderNotice('ORDERS_CREATE', kept.order),
      ...kept.order.transactions.map((transaction) => transactionNotice(kept.order, transaction)),
    ]);
    return kept.order.legacyResourceId;
  }

  /** Takes an order as it is, in GraphQL's shape; connections may be arrays or hold `nodes`. It can only be touched and deleted. */
  putOrder(order: Readonly<Record<string, unknown>> & { readonly id: string }): string {
    const id = order.id.split('/').at(-1) ?? '';
    const now = isoSeconds(this.parts.clock.now());
    const whole = {
      ...order,
      __typename: 'Order',
      legacyResourceId: id,
      createdAt: order.createdAt ?? now,
      updatedAt: order.updatedAt ?? now,
    } as unknown as SimOrder;
    const backstage = {
      createdAt: Date.parse(whole.createdAt),
      updatedAt: Date.parse(whole.updatedAt),
      parts: [],
      sales: [],
    };
    this.orders.set(id, { order: whole, backstage });
    return id;
  }

  /** Takes money: of an authorization, or by hand. Default: all that is open. */
  capture(id: string, amount?: string): void {
    const changing = this.changing(id);
    const transaction = capture(changing, amount);
    this.alike(changing, (twin, convert) => capture(twin, amount && convert(amount)));
    this.changed(changing, [transactionNotice(changing.kept.order, transaction)]);
  }

  /** Gives back goods, shipping or an amount, and the money for it. */
  refund(id: string, input: RefundInput): void {
    const changing = this.changing(id);
    const { order } = changing.kept;
    const done = refund(changing, input);
    this.alike(changing, (twin, convert) => refund(twin, refundIn(input, convert)));
    const { twin } = changing.kept;
    if (twin && input.rate !== undefined) payAtRate(done.moved, twin.kept, order.currencyCode, input.rate);
    const moved = done.moved.map((transaction) => transactionNotice(order, transaction));
    this.changed(changing, [refundNotice(order, done.refund), ...moved]);
  }

  /** Sends pieces to the buyer and gives the number of the delivery. */
  fulfil(id: string, input: FulfilInput = {}): string {
    const changing = this.changing(id);
    const fulfilment = fulfil(changing, input);
    this.alike(changing, (twin) => fulfil(twin, input));
    this.changed(changing, []);
    return String(fulfilment.legacyResourceId);
  }

  editOrder(id: string, input: EditInput): void {
    const changing = this.changing(id);
    const agreement = edit(changing, input);
    this.alike(changing, (twin, convert) => edit(twin, editIn(input, convert)));
    this.changed(changing, [editNotice(changing.kept.order, agreement)]);
  }

  cancel(id: string): void {
    const changing = this.changing(id);
    const { order } = changing.kept;
    const done = cancel(changing);
    this.alike(changing, cancel);
    const moved = done.moved.map((transaction) => transactionNotice(order, transaction));
    this.finished(changing);
    this.parts.tell([
      orderNotice('ORDERS_CANCELLED', order),
      orderNotice('ORDERS_UPDATED', order),
      ...(done.refund ? [refundNotice(order, done.refund)] : []),
      ...moved,
    ]);
  }

  /** A change that no book takes notice of, such as a note. */
  touch(id: string, note = 'touched'): void {
    const { kept, now } = this.changing(id);
    kept.order.note = note;
    kept.order.updatedAt = isoSeconds(now);
    kept.backstage.updatedAt = now.getTime();
    this.parts.tell([orderNotice('ORDERS_UPDATED', kept.order)]);
  }

  deleteOrder(id: string): void {
    const { order } = this.keptOf(id);
    this.orders.delete(id);
    this.parts.tell([deletedNotice(order)]);
  }

  /** A buyer disputes a payment; without an order it is about none that the shop knows. */
  dispute(id?: string, topic: 'DISPUTES_CREATE' | 'DISPUTES_UPDATE' = 'DISPUTES_CREATE'): void {
    this.parts.tell([
      disputeNotice(topic, this.nextId(), id === undefined ? undefined : this.keptOf(id).order),
    ]);
  }

  /** The live object, as GraphQL shows it. */
  order(id: string): SimOrder {
    return this.keptOf(id).order;
  }

  /** Ids of all orders, the oldest first. */
  ids(): readonly string[] {
    return [...this.orders.values()]
      .sort((a, b) => a.backstage.createdAt - b.backstage.createdAt)
      .map(({ order }) => order.legacyResourceId);
  }

  /** Orders that an app with or without `read_all_orders` sees. */
  visible(allOrders: boolean): readonly Kept[] {
    const since = this.parts.clock.now().getTime() - VISIBLE_DAYS * DAY_MS;
    return [...this.orders.values()].filter(({ backstage }) => allOrders || backstage.createdAt >= since);
  }

  private readonly nextId = (): bigint => {
    this.lastId += 1n;
    return this.lastId;
  };

  private keptOf(id: string): Kept {
    const kept = this.orders.get(id);
    if (kept === undefined) throw new Error(`the simulated shop has no order ${id}`);
    return kept;
  }

  private changing(id: string): Changing {
    return { kept: this.keptOf(id), nextId: this.nextId, now: this.parts.clock.now() };
  }

  /** The same happens to the order in the buyer's currency, where there is one. */
  private alike(
    { kept, now }: Changing,
    change: (twin: Changing, convert: (amount: string) => string) => unknown,
  ): void {
    if (kept.twin) change({ kept: kept.twin.kept, nextId: kept.twin.nextId, now }, kept.twin.convert);
  }

  private finished(changing: Changing): void {
    finish(changing);
    const { twin } = changing.kept;
    if (twin === undefined) return;
    finish({ ...changing, kept: twin.kept });
    showBoth(changing.kept, twin.kept);
  }

  private changed(changing: Changing, notices: readonly Notice[]): void {
    this.finished(changing);
    this.parts.tell([...notices, orderNotice('ORDERS_UPDATED', changing.kept.order)]);
  }
}
