import type { MedusaApi } from './medusa-api';
import type { Trade } from './trade';

/** What happened to one order, by name, and its id. */
export interface Story {
  readonly name: string;
  readonly orderId: string;
}

type Teller = (trade: Trade, api: MedusaApi) => Promise<string>;

/** One of each thing that can happen to an order's money. All of it is explained to the last cent by the order itself. */
const STORIES: Readonly<Record<string, Teller>> = {
  'net prices, 10 % off, authorised': (trade) =>
    trade.placeOrder({ region: 'eur-net', items: { 'SHIRT-M': 2, 'BOOK-1': 1 }, promotions: ['TEN'] }),
  'gross prices, 10 % off, free shipping, paid': async (trade) => {
    const items = { 'SHIRT-M': 3, 'BOOK-1': 2 };
    const id = await trade.placeOrder({ region: 'eur-gross', items, promotions: ['TEN', 'FREESHIP'] });
    await trade.capture(id);
    return id;
  },
  'two taxes, 10 dollars off': (trade) =>
    trade.placeOrder({ region: 'usd', items: { 'SHIRT-M': 3, 'BOOK-1': 1 }, promotions: ['FIX10'] }),
  'no decimals, gross prices, paid': async (trade) => {
    const id = await trade.placeOrder({
      region: 'jpy',
      items: { 'SHIRT-M': 1, 'BOOK-1': 3 },
      promotions: ['TEN'],
    });
    await trade.capture(id);
    return id;
  },
  'three decimals, paid': async (trade) => {
    const id = await trade.placeOrder({
      region: 'kwd',
      items: { 'SHIRT-M': 3, 'BOOK-1': 1 },
      promotions: ['TEN'],
    });
    await trade.capture(id);
    return id;
  },
  '5 euros off, tax included': (trade) =>
    trade.placeOrder({ region: 'eur-net', items: { 'SHIRT-M': 1, 'MUG-1': 1 }, promotions: ['FIX5'] }),
  'paid in three parts': async (trade) => {
    const id = await trade.placeOrder({
      region: 'eur-net',
      items: { 'SHIRT-M': 2, 'BOOK-1': 1 },
      promotions: ['TEN'],
    });
    for (const amount of [20.2665, 30, 10.2665]) await trade.capture(id, amount);
    return id;
  },
  'some money back, then a return that the buyer paid the parcel for, then all the rest': async (trade) => {
    const items = { 'SHIRT-M': 3, 'BOOK-1': 2 };
    const id = await trade.placeOrder({ region: 'eur-gross', items, promotions: ['TEN'] });
    await trade.capture(id);
    await trade.refund(id, 3.333, 'goodwill');
    await trade.ship(id);
    await trade.returnItems(id, { items: { 'SHIRT-M': 1 }, damaged: { 'BOOK-1': 1 }, shipping: true });
    await trade.settle(id);
    await trade.returnItems(id, { items: { 'SHIRT-M': 2, 'BOOK-1': 1 } });
    await trade.settle(id);
    return id;
  },
  'paid back before the goods arrived': async (trade) => {
    const id = await trade.placeOrder({ region: 'eur-net', items: { 'SHIRT-M': 2 } });
    await trade.capture(id);
    await trade.ship(id);
    const back = { items: { 'SHIRT-M': 1 } };
    const returned = await trade.returnItems(id, { ...back, received: false });
    await trade.settle(id);
    await trade.receive(id, returned, back);
    return id;
  },
  'lowered by an edit and paid back, then raised by another and paid': async (trade) => {
    const id = await trade.placeOrder({
      region: 'eur-net',
      items: { 'SHIRT-M': 2, 'BOOK-1': 1 },
      promotions: ['TEN'],
    });
    await trade.capture(id);
    await trade.edit(id, { 'SHIRT-M': 1 });
    await trade.settle(id);
    await trade.edit(id, { 'MUG-1': 2 });
    await trade.settle(id);
    return id;
  },
  'exchanged for something dearer': async (trade) => {
    const id = await trade.placeOrder({ region: 'eur-net', items: { 'SHIRT-M': 2 }, promotions: ['TEN'] });
    await trade.capture(id);
    await trade.ship(id);
    await trade.exchange(id, { 'SHIRT-M': 1 }, { 'MUG-1': 3 });
    await trade.settle(id);
    return id;
  },
  'cancelled after it was paid': async (trade) => {
    const id = await trade.placeOrder({ region: 'eur-net', items: { 'SHIRT-M': 1 } });
    await trade.capture(id);
    await trade.refund(id, 2);
    await trade.cancel(id);
    return id;
  },
  'lowered by an edit, and cancelled before anything was paid back': async (trade) => {
    const id = await trade.placeOrder({ region: 'eur-net', items: { 'SHIRT-M': 2 } });
    await trade.capture(id);
    await trade.edit(id, { 'SHIRT-M': 1 });
    await trade.cancel(id);
    return id;
  },
  'raised by an edit, paid in two payments, and cancelled': async (trade) => {
    const id = await trade.placeOrder({ region: 'eur-net', items: { 'SHIRT-M': 1 } });
    await trade.capture(id);
    await trade.edit(id, { 'MUG-1': 1 });
    await trade.settle(id);
    await trade.cancel(id);
    return id;
  },
  'cancelled before it was paid': async (trade) => {
    const id = await trade.placeOrder({ region: 'eur-net', items: { 'SHIRT-M': 1 } });
    await trade.cancel(id);
    return id;
  },
  'all money back without a return': async (trade) => {
    const id = await trade.placeOrder({ region: 'eur-net', items: { 'SHIRT-M': 1 } });
    await trade.capture(id);
    await trade.refund(id, 29.6191);
    return id;
  },
  'returned for store credit': async (trade, api) => {
    const id = await trade.placeOrder({ region: 'eur-net', items: { 'SHIRT-M': 2 } });
    await trade.capture(id);
    await trade.ship(id);
    await trade.returnItems(id, { items: { 'SHIRT-M': 1 } });
    const credit = { amount: -23.7881, reference: 'refund', reference_id: id };
    await api.post(`/admin/orders/${id}/credit-lines`, credit);
    return id;
  },
  'partly paid by gift card': async (trade, api) => {
    const id = await trade.placeOrder({ region: 'eur-net', items: { 'SHIRT-M': 2 } });
    const credit = { amount: 20, reference: 'gift-card', reference_id: 'gcard_1' };
    await api.post(`/admin/orders/${id}/credit-lines`, credit);
    await trade.capture(id, 33.4072);
    return id;
  },
};

/** Tells them all, one after the other. */
export async function tellStories(trade: Trade, api: MedusaApi): Promise<Story[]> {
  const told: Story[] = [];
  for (const [name, tell] of Object.entries(STORIES)) told.push({ name, orderId: await tell(trade, api) });
  return told;
}
