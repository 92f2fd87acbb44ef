/** The final state of orders, each with all that belongs to it. */
import { type FetchedOrder, SourceError } from '../cart-source';
import { type JsonObject, preview } from '../read-json';
import { type Access, VISIBLE_DAYS } from './access';
import { completeOrder } from './complete-order';
import type { Admin } from './graphql';
import { OrderBatches, type ReadOrder } from './order-batches';
import { OrderMovedError, OrderTooLargeError } from './order-pages';
import { SCOPES } from './queries';

/** An order that changes between any two of its pages this often is left for the next run. */
const MOST_READS = 3;

const isIdOfShop = (id: string): boolean => /^[1-9]\d{0,19}$/.test(id);

/** Trouble that belongs to what was asked for; anything else (token, shop, throttling) meets every order alike. */
const isLocal = (error: unknown): error is SourceError =>
  error instanceof SourceError &&
  (error.code === 'unavailable' || error.code === 'unreadable_answer' || error.code === 'refused');

const failed = (id: string, code: string, message: string): FetchedOrder => ({
  id,
  state: 'failed',
  problem: { severity: 'error', code, message },
});

const invisible = (id: string, { allOrders }: Access): FetchedOrder =>
  allOrders
    ? { id, state: 'gone' }
    : failed(
        id,
        'order_not_visible',
        `Order ${id} was deleted, or it is older than ${VISIBLE_DAYS} days and the app lacks access scope read_all_orders: Shopify does not say which. Look for it in the shop. If it is there, give the app that scope and retry; if it was deleted, decide whether to reverse what was posted.`,
      );

class OrderReader {
  private readonly batches: OrderBatches;

  constructor(
    private readonly admin: Admin,
    private readonly access: Access,
  ) {
    this.batches = new OrderBatches(admin, access);
  }

  /** Each of `ids` once. A query that fails as a whole is halved until the order that breaks it is found. */
  async readAll(ids: readonly string[], limit = Infinity): Promise<FetchedOrder[]> {
    const fetched: FetchedOrder[] = [];
    while (fetched.length < ids.length) {
      const batch = ids.slice(fetched.length, fetched.length + Math.min(limit, this.batches.size));
      fetched.push(...(await this.readBatch(batch)));
    }
    return fetched;
  }

  private async readBatch(ids: readonly string[]): Promise<FetchedOrder[]> {
    try {
      const read = await this.batches.read(ids);
      const fetched: FetchedOrder[] = [];
      for (const [id, order] of read) fetched.push(await this.finish(id, order));
      return fetched;
    } catch (error) {
      if (!isLocal(error)) throw error;
      // Asks for next to nothing, to tell a shop that is down from an order that it cannot put out.
      await this.admin.query(SCOPES);
      const [only] = ids;
      if (ids.length === 1 && only !== undefined)
        return [failed(only, 'order_not_fetched', `Order ${only}: ${error.message}`)];
      return await this.readAll(ids, Math.ceil(ids.length / 2));
    }
  }

  private async finish(id: string, first: ReadOrder): Promise<FetchedOrder> {
    let read = first;
    for (let reads = 1; ; reads++) {
      const fetched = await this.finishOnce(id, read);
      if (fetched !== undefined) return fetched;
      if (reads >= MOST_READS) {
        const message = `Order ${id} changed each time while it was read. It is read again with the next run.`;
        return failed(id, 'order_not_fetched', message);
      }
      read = (await this.batches.read([id])).get(id) ?? { state: 'invisible' };
    }
  }

  /** Undefined when the order changed meanwhile. */
  private async finishOnce(id: string, read: ReadOrder): Promise<FetchedOrder | undefined> {
    if (read.state === 'moved') return undefined;
    if (read.state === 'invisible') return invisible(id, this.access);
    if (read.state === 'failed')
      return failed(
        id,
        'order_not_fetched',
        `Order ${id} could not be read. ${this.admin.storeId} says: ${read.message}`,
      );
    try {
      const order: JsonObject = await completeOrder(this.admin, this.access.extra, read.order);
      return { id, state: 'found', payload: { order } };
    } catch (error) {
      if (error instanceof OrderMovedError) return undefined;
      if (error instanceof OrderTooLargeError)
        return failed(
          id,
          'order_too_large',
          `Order ${id} has ${error.message}, more than Shopify lists of one order. Enter it by hand, then resolve this exception.`,
        );
      if (isLocal(error)) return failed(id, 'order_not_fetched', `Order ${id}: ${error.message}`);
      throw error;
    }
  }
}

/** What batches cost is learnt once for each client. Answers in the order of `ids`; an id asked for twice is read once. */
export const openOrderReader = (
  admin: Admin,
  access: () => Promise<Access>,
): ((ids: readonly string[]) => Promise<readonly FetchedOrder[]>) => {
  let reader: OrderReader | undefined;
  return async (ids) => {
    const asked = [...new Set(ids)].filter(isIdOfShop);
    if (asked.length > 0) reader ??= new OrderReader(admin, await access());
    const fetched = (await reader?.readAll(asked)) ?? [];
    const known = new Map(fetched.map((order) => [order.id, order]));
    return ids.map(
      (id) =>
        known.get(id) ?? failed(id, 'malformed_order_id', `${preview(id)} is no id of a Shopify order.`),
    );
  };
};
