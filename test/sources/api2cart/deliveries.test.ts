/** What shipments beside an order say, where the order goes, where it was sold, and a line whose product is gone. */
import { mapOrder } from '../../../lib/policy/map-order';
import { parsePolicy } from '../../../lib/policy/parse-policy';
import { checkOrder } from '../../../lib/commerce/check-order';
import type { Json } from '../../simulators/api2cart/flavour';
import { item, order } from '../../simulators/api2cart/orders';
import { dateOf } from '../../simulators/api2cart/state';
import { normalized } from './support/normalized';

const SHIPPED = dateOf(Date.parse('2026-02-05T10:00:00Z'), 1);
const ARRIVED = dateOf(Date.parse('2026-02-07T10:00:00Z'), 1);

const shipment = (more: Json = {}): Json => ({
  id: 's1',
  order_id: '1001',
  created_at: SHIPPED,
  delivered_at: ARRIVED,
  is_shipped: true,
  items: [{ order_product_id: 'a', product_id: 'p-a', quantity: 2 }],
  ...more,
});

const sold = (more: Json = {}): Json =>
  order({
    items: [item({ id: 'a', price: 10, quantity: 2 }), item({ id: 'b', price: 5 })],
    total: { total: 25, subtotal_ex_tax: 25 },
    more,
  });
const withShipments = (shipments: unknown) => normalized({ order: sold(), shipments });

describe('shipments beside an order', () => {
  test('are deliveries, at the time at which they were made', () => {
    expect(withShipments([shipment()]).order.fulfilments).toEqual([
      {
        id: 's1',
        at: '2026-02-05T10:00:00Z',
        pointers: ['/shipments/0/created_at/value'],
        lines: [{ of: 'a', quantity: '2', pointers: ['/shipments/0/items/0/quantity'] }],
      },
    ]);
  });

  test('come in the order in which they were sent', () => {
    const late = shipment({ id: 's2', created_at: null });
    const { order: read } = withShipments([late, shipment({ id: 's3' }), shipment()]);
    expect(read.fulfilments?.map(({ id, at }) => [id, at])).toEqual([
      ['s1', '2026-02-05T10:00:00Z'],
      ['s3', '2026-02-05T10:00:00Z'],
      ['s2', '2026-02-07T10:00:00Z'],
    ]);
  });

  test('that are not shipped yet are none', () => {
    expect(withShipments([shipment({ is_shipped: false })]).order.fulfilments).toEqual([]);
    expect(withShipments([shipment({ is_shipped: 'False' })]).order.fulfilments).toEqual([]);
    expect(withShipments([shipment({ is_shipped: null })]).order.fulfilments).toHaveLength(1);
    expect(withShipments([]).order.fulfilments).toEqual([]);
  });

  test('of a cart that names only the product are of the one line of it', () => {
    const byProduct = shipment({ items: [{ order_product_id: null, product_id: 'p-b', quantity: 1 }] });
    expect(withShipments([byProduct]).order.fulfilments?.[0]?.lines).toMatchObject([
      { of: 'b', quantity: '1' },
    ]);
  });

  test.each<[string, Json]>([
    ['no time', { created_at: null, delivered_at: null }],
    ['no id', { id: null }],
    ['no items', { items: [] }],
    ['an unknown line', { items: [{ order_product_id: 'z', quantity: 1 }] }],
    ['a product that nobody bought', { items: [{ product_id: 'p-z', quantity: 1 }] }],
    ['no line at all', { items: [{ quantity: 1 }] }],
    ['no quantity', { items: [{ order_product_id: 'a', quantity: null }] }],
    ['a negative quantity', { items: [{ order_product_id: 'a', quantity: -1 }] }],
  ])('with %s leave open what was delivered, and say so', (_what, more) => {
    const { order: read, infos, errors } = withShipments([shipment(), shipment({ id: 's2', ...more })]);
    expect(read.fulfilments).toBeUndefined();
    expect([infos, errors]).toEqual([['shipment_incomplete'], []]);
  });

  test('that are none hold the order', () => {
    expect(withShipments('many').errors).toEqual(['malformed_list']);
    expect(withShipments([shipment({ created_at: 'soon' })]).errors).toEqual(['malformed_date']);
  });

  test('are booked under a policy that waits for deliveries; without them it holds the order', () => {
    const { policy } = parsePolicy({ postingTrigger: 'fulfilment' });
    if (policy === undefined) throw new Error('the policy is not read');
    const target = mapOrder(withShipments([shipment()]).order, policy);
    expect([target.held, target.events.some(({ kind }) => kind === 'fulfilment')]).toEqual([false, true]);
    const { order: silent } = normalized({ order: sold() });
    expect(silent.fulfilments).toBeUndefined();
    expect(mapOrder(silent, policy).problems.map(({ code }) => code)).toContain('fulfilments_unknown');
  });
});

describe('an order', () => {
  test('goes to the country and region of its shipping address, not of the bill', () => {
    const billing_address = { country: { code2: 'FR' }, state: null };
    expect(normalized(sold({ billing_address })).order).toMatchObject({
      customer: { country: 'FR' },
      shipTo: { country: 'DE', region: 'BE' },
    });
    expect(normalized(sold({ shipping_address: null })).order.shipTo).toBeUndefined();
    const stateless = { country: { code2: 'DE' }, state: null };
    expect(normalized(sold({ shipping_address: stateless })).order.shipTo).toEqual({ country: 'DE' });
  });

  test('was sold where the marketplace says, else in the channel whose id the cart gives', () => {
    const channelOf = (more: Json) => normalized(sold(more)).order.channel;
    expect(channelOf({ additional_fields: { sales_channel: 'Amazon.com' }, channel_id: '3' })).toBe(
      'Amazon.com',
    );
    expect(channelOf({ channel_id: '3' })).toBe('3');
    expect(channelOf({})).toBeUndefined();
  });

  test('keeps a line whose product was deleted, with its amounts and taxes', () => {
    const gone = { ...item({ id: 'a', price: 100, tax: 19, percent: 19 }), product_id: null, model: null };
    const total = { subtotal_ex_tax: 100, total_tax: 19, total: 119 };
    const { order: read, errors } = normalized(order({ items: [gone], total }));
    expect(errors).toEqual([]);
    expect(read.lines).toMatchObject([{ id: 'a', title: 'A thing', amount: '100.00', quantity: '1' }]);
    expect(read.lines[0]?.taxes.map(({ amount }) => amount)).toEqual(['19.00']);
    expect([read.lines[0]?.productId, read.lines[0]?.sku]).toEqual([undefined, undefined]);
    expect(checkOrder(read, { roundingLimit: '0' }).problems).toEqual([]);
  });
});
