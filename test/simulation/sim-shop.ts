/** A shop as a state machine: orders are placed, paid, edited, refunded, cancelled and deleted, and each change is announced. */
import type { Order } from '../../lib/commerce/order';
import { fromMinor } from '../../lib/money/minor';
import {
  type CartClient,
  type ChangedObject,
  type ListQuery,
  SourceError,
} from '../../lib/sources/cart-source';
import type { Clock } from '../../lib/host';
import { buildOrder } from '../support/order-builder';
import type { Note } from './befell';
import type { ShopFault, Trade } from './story';

interface OrderState {
  readonly cents: number;
  readonly placedAt: string;
  readonly paid?: { readonly cents: number; readonly at: string };
  readonly refunds: readonly { readonly cents: number; readonly at: string }[];
  readonly cancelled: boolean;
  readonly garbled: boolean;
}

interface Version {
  /** When the shop came to be so, milliseconds. */
  readonly since: number;
  /** Absent: there is no such order. */
  readonly order?: Order;
}

export interface Webhook {
  readonly shop: number;
  readonly orderId: string;
  readonly deliveryId: string;
}

/** How far a replica of the shop may lag: `stale` answers are never older. Sweeps look back longer. */
export const STALE_MS = 30_000;

const euro = (cents: number): string => fromMinor(BigInt(cents), 'EUR');
const taxOn = (cents: number): number => Math.floor(cents / 10);

export class SimShop implements CartClient {
  readonly storeId: string;
  readonly faults: ShopFault[] = [];
  fetches = 0;
  /** `reader/order`, where the last answer was older than what the shop held. */
  readonly shownStale = new Map<string, number>();
  private readonly states = new Map<string, OrderState>();
  /** What an order came to before its last edit, cents. */
  private readonly before = new Map<string, number>();
  private readonly versions = new Map<string, Version[]>();
  private changes = 0;

  constructor(
    readonly index: number,
    private readonly clock: Clock,
    private readonly note: Note,
  ) {
    this.storeId = `shop-${index}.example`;
  }

  /** Announces what it did; undefined when there is nothing to do so to. */
  trade(orderId: string, trade: Trade): Webhook | undefined {
    const now = this.clock.now();
    const state = this.states.get(orderId);
    const next = changed(state, this.before.get(orderId), trade, secondOf(now));
    if (next === undefined) return undefined;
    if (state && trade.what === 'edit') this.before.set(orderId, state.cents);
    if (next === 'gone') this.states.delete(orderId);
    else this.states.set(orderId, next);
    const versions = this.versions.get(orderId) ?? [];
    const order = next === 'gone' ? undefined : orderOf(this.storeId, orderId, next, secondOf(now));
    versions.push({ since: now.getTime(), ...(order ? { order } : {}) });
    this.versions.set(orderId, versions);
    this.changes += 1;
    return { shop: this.index, orderId, deliveryId: `shop-${this.index}-${this.changes}` };
  }

  current(orderId: string): Order | undefined {
    return this.versions.get(orderId)?.at(-1)?.order;
  }

  private shownAt(orderId: string, asOf: number): Version | undefined {
    return this.versions.get(orderId)?.findLast(({ since }) => since <= asOf);
  }

  /** How often the order changed so far. */
  versionOf(orderId: string): number {
    return this.versions.get(orderId)?.length ?? 0;
  }

  /** Ids of all orders that ever were. */
  get orderIds(): readonly string[] {
    return [...this.versions.keys()];
  }

  async fetch(ids: readonly string[], reader = '') {
    this.fetches += 1;
    const fault = this.faults.shift();
    if (fault && fault !== 'stale') this.note(`shop ${fault}`);
    if (fault === 'unreachable') throw new SourceError('unavailable', 'simulated: the shop is away');
    const asOf = this.clock.now().getTime() - (fault === 'stale' ? STALE_MS : 0);
    return ids.map((id, index) => {
      if (fault === 'one_fails' && index === 0) {
        const problem = { severity: 'error', code: 'fetch_failed', message: 'simulated: not now' } as const;
        return { id, state: 'failed', problem } as const;
      }
      const shown = this.shownAt(id, asOf);
      if (shown !== this.versions.get(id)?.at(-1)) {
        this.note('shop stale');
        this.shownStale.set(`${reader}/${id}`, this.versionOf(id));
      }
      return shown?.order
        ? ({ id, state: 'found', payload: shown.order } as const)
        : ({ id, state: 'gone' } as const);
    });
  }

  /** The page after `after`, by instant and id: orders that change while they are listed come again, none is left out. */
  page(query: ListQuery, after: ChangedObject | undefined): readonly ChangedObject[] {
    const fault = this.faults.shift();
    if (fault === 'stale') this.note('shop list stale');
    else if (fault) this.note('shop list unreachable');
    if (fault && fault !== 'stale') throw new SourceError('unavailable', 'simulated: the shop is away');
    const asOf = this.clock.now().getTime() - (fault === 'stale' ? STALE_MS : 0);
    const at = (one: ChangedObject) => (query.by === 'updated' ? one.updatedAt : one.createdAt);
    const rank = (one: ChangedObject) => `${at(one)} ${one.id}`;
    return this.orderIds
      .flatMap((id) => (this.current(id) && this.shownAt(id, asOf)?.order) ?? [])
      .map(({ source, placedAt }) => ({
        id: source.orderId,
        updatedAt: source.updatedAt,
        createdAt: placedAt,
      }))
      .filter(
        (one) =>
          (query.from === undefined || at(one) >= query.from.slice(0, 19)) &&
          (query.to === undefined || at(one) < query.to) &&
          (after === undefined || rank(one) > rank(after)),
      )
      .sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
      .slice(0, 2);
  }

  async *list(query: ListQuery): AsyncIterable<readonly ChangedObject[]> {
    for (let page = this.page(query, undefined); page.length > 0; page = this.page(query, page.at(-1)))
      yield page;
  }

  async count(query: ListQuery) {
    let count = 0;
    for await (const page of this.list(query)) count += page.length;
    return count;
  }

  async check() {}

  async listWebhooks() {
    return [];
  }

  async createWebhook(): Promise<never> {
    throw new Error('a simulated shop has no webhooks to register');
  }

  async repairWebhook(): Promise<never> {
    throw new Error('a simulated shop has no webhooks to register');
  }

  async deleteWebhook() {}
}

/** Shops state whole seconds. */
const secondOf = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

const changed = (
  state: OrderState | undefined,
  before: number | undefined,
  trade: Trade,
  at: string,
): OrderState | 'gone' | undefined => {
  if (trade.what === 'place') {
    if (state) return undefined;
    const placed = { cents: trade.cents, placedAt: at, refunds: [], cancelled: false, garbled: false };
    return trade.paid ? { ...placed, paid: { cents: grossOf(trade.cents), at } } : placed;
  }
  if (!state) return undefined;
  if (trade.what === 'delete') return 'gone';
  if (trade.what === 'garble') return { ...state, garbled: true };
  if (state.cancelled) return undefined;
  if (trade.what === 'undo')
    return before === undefined ? undefined : { ...state, cents: before, garbled: false };
  if (trade.what === 'cancel') return { ...state, cancelled: true };
  if (trade.what === 'pay')
    return state.paid ? undefined : { ...state, paid: { cents: grossOf(state.cents), at } };
  if (trade.what === 'edit') return { ...state, cents: trade.cents, garbled: false };
  const left = state.cents - state.refunds.reduce((sum, { cents }) => sum + cents, 0);
  const cents = Math.floor((state.cents * trade.percent) / 100);
  if (!state.paid || cents === 0 || cents > left) return undefined;
  return { ...state, refunds: [...state.refunds, { cents, at }] };
};

const grossOf = (cents: number): number => cents + taxOn(cents);

const orderOf = (storeId: string, id: string, state: OrderState, updatedAt: string): Order => {
  const order = buildOrder({
    id,
    storeId,
    currency: 'EUR',
    placedAt: state.placedAt,
    updatedAt,
    state: state.cancelled ? 'cancelled' : 'open',
    ...(state.cancelled ? { cancelledAt: updatedAt } : {}),
    lines: [{ amount: euro(state.cents), taxes: { 'DE-19': euro(taxOn(state.cents)) } }],
    payments: state.paid ? [{ amount: euro(state.paid.cents), at: state.paid.at }] : [],
    refunds: state.refunds.map(({ cents, at }) => ({
      at,
      amount: euro(grossOf(cents)),
      lines: [{ of: 'lines-1', amount: euro(cents), taxes: { 'DE-19': euro(taxOn(cents)) } }],
    })),
    ...(state.garbled ? { claims: { total: euro(grossOf(state.cents) + 7) } } : {}),
  });
  return { ...order, source: { ...order.source, platform: 'memory' } };
};
