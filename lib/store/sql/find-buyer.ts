/** Which orders are a buyer's: told by snapshots and documents that were kept with personal data. */
import type { BuyerQuery, BuyerTrail } from '../erasure';
import type { StoreRef } from '../trace-store';
import { chunksOf, LIST_SIZE } from './batch';
import type { Db } from './database';
import { customerOfDocument, customerOfOrder, ERASED, type KnownCustomer } from './erase-texts';

const PAGE = 500;

export interface BuyerRecord {
  readonly orderId: string;
  readonly customer: KnownCustomer;
}

/** Every record of the store that holds a customer, in bounded memory. */
async function* customersOf(db: Db, store: StoreRef): AsyncGenerator<BuyerRecord> {
  for (let after = 0; ;) {
    const page = await db
      .selectFrom('snapshots')
      .select(['id', 'order_id', 'order_json'])
      .where('platform', '=', store.platform)
      .where('store_id', '=', store.storeId)
      .where('id', '>', after)
      .where('order_json', 'like', '%"customer":{%')
      .orderBy('id')
      .limit(PAGE)
      .execute();
    for (const row of page) yield* recordOf(row.order_id, customerOfOrder(row.order_json));
    if (page.length < PAGE) break;
    after = page[page.length - 1]?.id ?? after;
  }
  for (let after = { destination: '', key: '' }; ;) {
    const page = await documentPage(db, store, after);
    for (const row of page) yield* recordOf(row.order_id, customerOfDocument(row.document));
    const last = page[page.length - 1];
    if (last === undefined || page.length < PAGE) return;
    after = { destination: last.destination, key: last.plan_key };
  }
}

const recordOf = (orderId: string, customer: KnownCustomer | undefined): readonly BuyerRecord[] =>
  customer === undefined ? [] : [{ orderId, customer }];

const documentPage = (
  db: Db,
  { platform, storeId }: StoreRef,
  after: { readonly destination: string; readonly key: string },
) =>
  db
    .selectFrom('plan_documents')
    .innerJoin('plans', (join) =>
      join
        .onRef('plans.destination', '=', 'plan_documents.destination')
        .onRef('plans.plan_key', '=', 'plan_documents.plan_key'),
    )
    .select(['plan_documents.destination', 'plan_documents.plan_key', 'document', 'order_id'])
    .where('platform', '=', platform)
    .where('store_id', '=', storeId)
    .where('document', 'like', '%"customer":{%')
    .where((eb) =>
      eb.or([
        eb('plan_documents.destination', '>', after.destination),
        eb.and([
          eb('plan_documents.destination', '=', after.destination),
          eb('plan_documents.plan_key', '>', after.key),
        ]),
      ]),
    )
    .orderBy('plan_documents.destination')
    .orderBy('plan_documents.plan_key')
    .limit(PAGE)
    .execute();

/** All buyers of a shop in one: the customer of documents that name no buyer. */
const isShopItself = ({ key }: KnownCustomer, { platform, storeId }: StoreRef): boolean =>
  key === `${platform}:${storeId}`;

const isMeant = (customer: KnownCustomer, store: StoreRef, { customerId, email }: BuyerQuery): boolean => {
  if (isShopItself(customer, store)) return false;
  if (customerId !== undefined && customer.id === customerId) return true;
  if (
    customerId !== undefined &&
    customer.key === `${store.platform}:${store.storeId}:customer:${customerId}`
  )
    return true;
  const wanted = email?.trim().toLowerCase();
  return (
    wanted !== undefined && wanted !== '' && customer.texts.some((text) => text.toLowerCase() === wanted)
  );
};

export const findBuyer = async (db: Db, store: StoreRef, query: BuyerQuery): Promise<BuyerTrail> => {
  const orderIds = new Set(await knownOrders(db, store, query.orderIds ?? []));
  const texts = new Set(query.email === undefined ? [] : [query.email.trim()]);
  const customerKeys = new Set<string>();
  const byName = query.customerId !== undefined || query.email !== undefined;
  for await (const { orderId, customer } of customersOf(db, store)) {
    if (!(byName && isMeant(customer, store, query)) && !orderIds.has(orderId)) continue;
    if (isShopItself(customer, store)) continue;
    orderIds.add(orderId);
    customer.texts.filter((text) => text !== ERASED).forEach((text) => texts.add(text));
    if (customer.key !== undefined) customerKeys.add(customer.key);
  }
  return { orderIds: [...orderIds].sort(), customerKeys: [...customerKeys].sort(), texts: [...texts] };
};

/** Those of the ids that the store knows: an id that was mistyped must not look as if it had been erased. */
const knownOrders = async (
  db: Db,
  { platform, storeId }: StoreRef,
  orderIds: readonly string[],
): Promise<readonly string[]> => {
  const found = new Set<string>();
  for (const chunk of chunksOf([...new Set(orderIds)], LIST_SIZE)) {
    const plans = db
      .selectFrom('plans')
      .select('order_id')
      .where('platform', '=', platform)
      .where('store_id', '=', storeId)
      .where('order_id', 'in', chunk);
    const snapshots = db
      .selectFrom('snapshots')
      .select('order_id')
      .where('platform', '=', platform)
      .where('store_id', '=', storeId)
      .where('order_id', 'in', chunk);
    const work = db
      .selectFrom('work')
      .select('object_id as order_id')
      .where('platform', '=', platform)
      .where('store_id', '=', storeId)
      .where('object_id', 'in', chunk);
    for (const query of [plans, snapshots, work])
      for (const { order_id } of await query.distinct().execute()) found.add(order_id);
  }
  return [...found];
};
