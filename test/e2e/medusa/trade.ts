import { type PromotionCode, type RegionName, REGIONS, type Sku } from './catalog';
import type { MedusaApi, MedusaOrder } from './medusa-api';

export interface Basket {
  region: RegionName;
  items: Partial<Record<Sku, number>>;
  promotions?: PromotionCode[];
  /** Without shipping only where it is said. */
  shipping?: boolean;
  email?: string;
}

export interface Return {
  items: Partial<Record<Sku, number>>;
  /** These come back broken: received, but not put back into stock. */
  damaged?: Partial<Record<Sku, number>>;
  /** The buyer pays for sending them back. */
  shipping?: boolean;
  /** False: announced, but not received yet. */
  received?: boolean;
}

/** A shop-keeper and the buyers of one shop. */
export class Trade {
  private constructor(
    private readonly api: MedusaApi,
    private readonly store: MedusaApi,
    private readonly ids: CatalogIds,
  ) {}

  static async open(api: MedusaApi): Promise<Trade> {
    const ids = await readCatalog(api);
    return new Trade(api, api.storefront(ids.publishableKey), ids);
  }

  /** A buyer fills a cart, goes to the till and authorises the payment. Gives the order's id. */
  async placeOrder(basket: Basket): Promise<string> {
    const { country } = REGIONS[basket.region];
    const address = {
      first_name: 'Ann',
      last_name: 'Example',
      company: 'Acme',
      address_1: 'Street 1',
      city: 'Town',
      country_code: country,
      postal_code: '10115',
      ...(country === 'us' ? { province: 'us-ny' } : {}),
    };
    const { cart } = await this.store.post<{ cart: { id: string } }>('/store/carts', {
      region_id: this.ids.regions[basket.region],
      email: basket.email ?? 'buyer@example.test',
      shipping_address: address,
      billing_address: address,
    });
    const path = `/store/carts/${cart.id}`;
    for (const [sku, quantity] of Object.entries(basket.items))
      await this.store.post(`${path}/line-items`, { variant_id: this.ids.variants[sku], quantity });
    if (basket.shipping !== false)
      await this.store.post(`${path}/shipping-methods`, { option_id: this.ids.shipping['Standard'] });
    if (basket.promotions?.length)
      await this.store.post(`${path}/promotions`, { promo_codes: basket.promotions });
    const { payment_collection } = await this.store.post<{ payment_collection: { id: string } }>(
      '/store/payment-collections',
      { cart_id: cart.id },
    );
    const provider = { provider_id: 'pp_system_default' };
    await this.store.post(`/store/payment-collections/${payment_collection.id}/payment-sessions`, provider);
    const placed = await this.store.post<{ type: string; order: { id: string } }>(`${path}/complete`);
    if (placed.type !== 'order')
      throw new Error(`no order came of it: ${JSON.stringify(placed).slice(0, 300)}`);
    return placed.order.id;
  }

  /** Takes the money of the first payment: all of it, or an amount. */
  async capture(orderId: string, amount?: number): Promise<void> {
    const payment = paymentOf(await this.api.order(orderId));
    await this.api.post(`/admin/payments/${payment}/capture`, amount === undefined ? {} : { amount });
  }

  async refund(orderId: string, amount: number, note?: string): Promise<void> {
    const payment = paymentOf(await this.api.order(orderId));
    await this.api.post(`/admin/payments/${payment}/refund`, { amount, ...(note ? { note } : {}) });
  }

  /** What Medusa owes the buyer by its own reckoning is paid back; what the buyer owes is taken as paid. */
  async settle(orderId: string): Promise<void> {
    const order = await this.api.order(orderId);
    const difference = order.summary.pending_difference;
    if (difference < 0) await this.refund(orderId, -difference);
    if (difference <= 0) return;
    const open = order.payment_collections.find(({ status }) => status === 'not_paid');
    const collection =
      open?.id ??
      (
        await this.api.post<{ payment_collection: { id: string } }>('/admin/payment-collections', {
          order_id: orderId,
          amount: difference,
        })
      ).payment_collection.id;
    await this.api.post(`/admin/payment-collections/${collection}/mark-as-paid`, { order_id: orderId });
  }

  async cancel(orderId: string): Promise<void> {
    await this.api.post(`/admin/orders/${orderId}/cancel`);
  }

  /** Everything that has not been sent yet is packed and sent. */
  async ship(orderId: string): Promise<void> {
    const { items } = await this.api.order(orderId);
    const rest = items.flatMap(({ id, quantity, detail }) =>
      quantity > detail.fulfilled_quantity ? [{ id, quantity: quantity - detail.fulfilled_quantity }] : [],
    );
    if (rest.length === 0) return;
    const path = `/admin/orders/${orderId}`;
    await this.api.post(`${path}/fulfillments`, { items: rest, location_id: this.ids.location });
    const { order } = await this.api.get<{
      order: { fulfillments: { id: string; shipped_at: string | null }[] };
    }>(`${path}?fields=*fulfillments`);
    const packed = order.fulfillments.find(({ shipped_at }) => shipped_at === null);
    await this.api.post(`${path}/fulfillments/${packed?.id}/shipments`, { items: rest });
  }

  /** Goods come back; the order must have been sent. Gives the return's id. */
  async returnItems(orderId: string, wanted: Return): Promise<string> {
    const order = await this.api.order(orderId);
    const body = { order_id: orderId, location_id: this.ids.location };
    const { return: made } = await this.api.post<{ return: { id: string } }>('/admin/returns', body);
    const path = `/admin/returns/${made.id}`;
    const all = sum(wanted.items, wanted.damaged ?? {});
    await this.api.post(`${path}/request-items`, { items: itemsOf(order, all) });
    if (wanted.shipping)
      await this.api.post(`${path}/shipping-method`, { shipping_option_id: this.ids.shipping['Return'] });
    await this.api.post(`${path}/request`);
    if (wanted.received !== false) await this.receive(orderId, made.id, wanted);
    return made.id;
  }

  async receive(orderId: string, returnId: string, wanted: Return): Promise<void> {
    const order = await this.api.order(orderId);
    const path = `/admin/returns/${returnId}`;
    await this.api.post(`${path}/receive`);
    const [whole, broken] = [itemsOf(order, wanted.items), itemsOf(order, wanted.damaged ?? {})];
    if (whole.length > 0) await this.api.post(`${path}/receive-items`, { items: whole });
    if (broken.length > 0) await this.api.post(`${path}/dismiss-items`, { items: broken });
    await this.api.post(`${path}/receive/confirm`);
  }

  /** Changes what was ordered: quantities by sku, 0 takes a line off. */
  async edit(orderId: string, quantities: Partial<Record<Sku, number>>): Promise<void> {
    const order = await this.api.order(orderId);
    await this.api.post('/admin/order-edits', { order_id: orderId });
    const path = `/admin/order-edits/${orderId}`;
    for (const [sku, quantity] of Object.entries(quantities)) {
      const item = order.items.find(({ variant_sku }) => variant_sku === sku);
      if (item) await this.api.post(`${path}/items/item/${item.id}`, { quantity });
      else
        await this.api.post(`${path}/items`, { items: [{ variant_id: this.ids.variants[sku], quantity }] });
    }
    await this.api.post(`${path}/request`);
    await this.api.post(`${path}/confirm`);
  }

  /** Some goods come back and others go out for them. The order must have been sent. */
  async exchange(orderId: string, back: Return['items'], out: Return['items']): Promise<void> {
    const order = await this.api.order(orderId);
    const { exchange } = await this.api.post<{ exchange: { id: string } }>('/admin/exchanges', {
      order_id: orderId,
    });
    const path = `/admin/exchanges/${exchange.id}`;
    await this.api.post(`${path}/inbound/items`, {
      location_id: this.ids.location,
      items: itemsOf(order, back),
    });
    const items = Object.entries(out).map(([sku, quantity]) => ({
      variant_id: this.ids.variants[sku],
      quantity,
    }));
    await this.api.post(`${path}/outbound/items`, { items });
    const answer = await this.api.post<{ return: { id: string } }>(`${path}/request`);
    await this.receive(orderId, answer.return.id, { items: back });
  }
}

interface CatalogIds {
  readonly publishableKey: string;
  readonly regions: Readonly<Record<string, string>>;
  readonly variants: Readonly<Record<string, string>>;
  readonly shipping: Readonly<Record<string, string>>;
  readonly location: string;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

async function readCatalog(api: MedusaApi): Promise<CatalogIds> {
  const { api_keys } = await api.get<{ api_keys: { token: string }[] }>('/admin/api-keys?type=publishable');
  const { regions } = await api.get<{ regions: Named[] }>('/admin/regions');
  const { variants } = await api.get<{ variants: { id: string; sku: string }[] }>('/admin/product-variants');
  const { shipping_options } = await api.get<{ shipping_options: Named[] }>('/admin/shipping-options');
  const { stock_locations } = await api.get<{ stock_locations: Named[] }>('/admin/stock-locations');
  const byName = (all: readonly Named[]) => Object.fromEntries(all.map(({ name, id }) => [name, id]));
  return {
    publishableKey: api_keys[0]?.token ?? '',
    regions: byName(regions),
    variants: Object.fromEntries(variants.map(({ sku, id }) => [sku, id])),
    shipping: byName(shipping_options),
    location: stock_locations[0]?.id ?? '',
  };
}

function paymentOf(order: MedusaOrder): string {
  const payment = order.payment_collections.flatMap(({ payments }) => payments)[0];
  if (!payment) throw new Error(`order ${order.display_id} has no payment`);
  return payment.id;
}

function itemsOf(order: MedusaOrder, quantities: Return['items']): { id: string; quantity: number }[] {
  return Object.entries(quantities).map(([sku, quantity]) => {
    const item = order.items.find(({ variant_sku }) => variant_sku === sku);
    if (!item) throw new Error(`order ${order.display_id} has no ${sku}`);
    return { id: item.id, quantity };
  });
}

function sum(a: Return['items'], b: Return['items']): Return['items'] {
  const total: Record<string, number> = { ...a };
  for (const [sku, quantity] of Object.entries(b)) total[sku] = (total[sku] ?? 0) + quantity;
  return total;
}
