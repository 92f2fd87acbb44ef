/**
 * A shop of any number of orders that takes no memory: each order is made from its number when it is asked for. For
 * measuring; see `test/reconcile/volume.test.ts` and `scripts/bench.ts`.
 */
import { createBook, type Book, type BookStorage } from '../../lib/destinations/book';
import { type Order } from '../../lib/commerce/order';
import { mapItem } from '../../lib/flows/map-orders';
import { postTargets } from '../../lib/flows/post-targets';
import { type FlowContext, PLAIN_RENDERING, type Route, type TargetItem } from '../../lib/flows/flow-context';
import { fromMinor } from '../../lib/money/minor';
import { accountMapping } from '../../lib/posting/account-mapping';
import type { Policy } from '../../lib/policy/policy';
import type { ChangedObject, ListQuery } from '../../lib/sources/cart-source';
import { MemoryShop, memorySource, STORE_ID } from '../support/memory-shop';

/** All orders are placed in this month, evenly. */
export const MONTH = { from: '2026-01-01', to: '2026-01-31' };
const START = Date.parse('2026-01-01T00:00:00Z');
const SPAN_MS = 31 * 86_400_000;
const LIST_PAGE = 100;

const isoAt = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/**
 * Order number `index` of `count`: two lines, a discount, shipping, two taxes, one capture; every tenth is refunded in part a
 * day later. The same number gives the same order for ever.
 */
export const syntheticOrder = (index: number, count: number): Order => {
  const at = isoAt(START + Math.floor((index / count) * SPAN_MS));
  const euro = (cents: number) => fromMinor(BigInt(cents), 'EUR');
  const tax = (jurisdiction: string, cents: number) => ({
    jurisdiction,
    label: jurisdiction,
    compound: false,
    liable: 'merchant' as const,
    amount: euro(cents),
    pointers: [`/tax/${jurisdiction}`],
  });
  const part = (id: string, cents: number, taxCents: number, jurisdiction: string, discount?: number) => ({
    id,
    title: `Part ${id}`,
    amount: euro(cents),
    pointers: [`/parts/${id}`],
    discounts:
      discount === undefined ? [] : [{ code: 'TEN', amount: euro(discount), pointers: [`/discounts/${id}`] }],
    taxes: [tax(jurisdiction, taxCents)],
  });
  const first = 1000 + (index % 9000);
  const taxes = [Math.floor(first / 5), 49, 93];
  const total = first - 100 + 700 + 490 + taxes.reduce((sum, cents) => sum + cents, 0);
  const id = String(index + 1);
  const pointers = ['/total'];
  const refundedAt = isoAt(Date.parse(at) + 86_400_000);
  const refund = {
    id: `r${id}`,
    at: refundedAt,
    amount: euro(700 + 49),
    pointers,
    lines: [{ id: 'rl', of: '2', quantity: '1', amount: euro(700), taxes: [tax('DE-7', 49)], pointers }],
    shipping: [],
    surcharges: [],
    payments: [{ id: `rp${id}`, gateway: 'stripe', amount: euro(700 + 49), at: refundedAt, pointers }],
  };
  return {
    source: { platform: memorySource.platform, storeId: STORE_ID, orderId: id, number: id, updatedAt: at },
    currency: 'EUR',
    state: 'open',
    sourceStatus: 'completed',
    test: false,
    pricesIncludeTax: false,
    placedAt: at,
    lines: [
      { ...part('1', first, taxes[0] as number, 'DE-19', 100), quantity: '1', giftCard: false },
      { ...part('2', 700, taxes[1] as number, 'DE-7'), quantity: '2', giftCard: false },
    ],
    shipping: [part('3', 490, taxes[2] as number, 'DE-19')],
    surcharges: [],
    payments: [
      {
        id: `p${id}`,
        kind: 'capture',
        status: 'success',
        gateway: 'stripe',
        amount: euro(total),
        at,
        pointers,
      },
    ],
    refunds: index % 10 === 0 ? [refund] : [],
    claims: { total: { amount: euro(total), pointers } },
  };
};

export class SyntheticShop extends MemoryShop {
  constructor(readonly size: number) {
    super();
  }

  override async fetch(ids: readonly string[]) {
    return ids.map((id) => {
      const payload = this.orders.get(id) ?? syntheticOrder(Number.parseInt(id, 10) - 1, this.size);
      return { id, state: 'found', payload } as const;
    });
  }

  override async *list({ from = '', to = '~' }: ListQuery): AsyncGenerator<readonly ChangedObject[]> {
    let page: ChangedObject[] = [];
    for (let index = 0; index < this.size; index++) {
      const at = isoAt(START + Math.floor((index / this.size) * SPAN_MS));
      if (at < from || at >= to) continue;
      page.push({ id: String(index + 1), updatedAt: at, createdAt: at });
      if (page.length < LIST_PAGE) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  route(): Route {
    return { source: memorySource, client: this, pipeline: 'main' };
  }
}

/** Maps and posts every order of the shop into the built-in book of the store, as the Accounting Poster does. */
export const postShop = async (
  context: FlowContext & { readonly store: FlowContext['store'] & BookStorage },
  shop: SyntheticShop,
  policy: Policy,
  batch = 200,
): Promise<Book> => {
  const book = createBook({ storage: context.store, bookId: 'main', clock: context.clock });
  const posting = {
    ...PLAIN_RENDERING,
    destination: book,
    mapping: accountMapping([], () => true),
    mode: 'live',
  } as const;
  const options = { leaseSeconds: 600, maxAttempts: 3, keepPersonalData: false };
  for (let start = 0; start < shop.size; start += batch) {
    const targets: TargetItem[] = [];
    for (let index = start; index < Math.min(start + batch, shop.size); index++) {
      const input = { order: syntheticOrder(index, shop.size), problems: [] };
      const result = mapItem(input, { policy, platform: memorySource.platform, storeId: STORE_ID });
      if (!('mapped' in result))
        throw new Error(`order ${index + 1} was held: ${JSON.stringify(result.held.problems)}`);
      targets.push(result.mapped);
    }
    await postTargets(context, posting, targets, options);
  }
  return book;
};
