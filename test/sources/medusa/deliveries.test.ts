/** What Medusa says of parcels, of the condition of what came back, and of where an order was sold and goes. */
import { mapOrder } from '../../../lib/policy/map-order';
import { parsePolicy } from '../../../lib/policy/parse-policy';
import type { MedusaOrder } from '../../simulators/medusa/medusa-order';
import { bundleOf } from '../../simulators/medusa/order-json';
import { accepted, errorsOf, item, newOrder, normalize } from './support/orders';

type Json = Record<string, unknown>;
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** The bundle of an order with some of its fields changed. */
const changed = (changes: Json, order: MedusaOrder = newOrder()) => {
  const bundle = copy(bundleOf(order));
  return { ...bundle, order: { ...bundle.order, ...changes } };
};

const firstId = (order: MedusaOrder): string => order.items[0]?.id as string;

const parcel = (id: string, rows: readonly Json[], more: Json = {}): Json => ({
  id,
  created_at: '2026-03-02T08:00:00.000Z',
  shipped_at: '2026-03-02T10:00:00.000Z',
  delivered_at: null,
  canceled_at: null,
  requires_shipping: true,
  items: rows.map((row) => ({ inventory_item_id: null, ...row })),
  ...more,
});

describe('a parcel', () => {
  test('is delivered once it is shipped, with the pieces that were in it', () => {
    const order = newOrder();
    const first = order.fulfil([{ itemId: firstId(order), quantity: '1' }]);
    expect(accepted(order).fulfilments).toEqual([]);
    order.ship(first);
    const second = order.fulfil([{ itemId: firstId(order), quantity: '1' }]);
    order.ship(second);
    const line = (index: number) => ({
      of: firstId(order),
      quantity: '1',
      pointers: [`/order/fulfillments/${index}/items/0/raw_quantity/value`],
    });
    expect(accepted(order).fulfilments).toEqual([
      {
        id: first.id,
        at: first.shippedAt,
        pointers: ['/order/fulfillments/0/shipped_at'],
        lines: [line(0)],
      },
      {
        id: second.id,
        at: second.shippedAt,
        pointers: ['/order/fulfillments/1/shipped_at'],
        lines: [line(1)],
      },
    ]);
  });

  test('that was canceled is none', () => {
    const order = newOrder();
    order.cancelFulfilment(order.fulfil());
    const again = order.fulfil();
    order.ship(again);
    expect(accepted(order).fulfilments?.map(({ id }) => id)).toEqual([again.id]);
  });

  test('counts when it arrived where nobody said that it was sent', () => {
    const order = newOrder();
    const arrived = { shipped_at: null, delivered_at: '2026-03-04T10:00:00.000Z' };
    const fulfillments = [parcel('ful_1', [{ line_item_id: firstId(order), quantity: 2 }], arrived)];
    expect(accepted(changed({ fulfillments }, order)).fulfilments).toMatchObject([
      { at: '2026-03-04T10:00:00.000Z', pointers: ['/order/fulfillments/0/delivered_at'] },
    ]);
  });

  test('of goods that need no shipping is handed over when it is made', () => {
    const order = newOrder();
    const download = { shipped_at: null, requires_shipping: false };
    const fulfillments = [parcel('ful_1', [{ line_item_id: firstId(order), quantity: 2 }], download)];
    expect(accepted(changed({ fulfillments }, order)).fulfilments).toMatchObject([
      { at: '2026-03-02T08:00:00.000Z' },
    ]);
  });

  test('with a date that is none, or no id, holds the order', () => {
    const rows: Json[] = [];
    expect(errorsOf(changed({ fulfillments: [parcel('ful_1', rows, { shipped_at: 'soon' })] }))).toEqual([
      'malformed_date',
    ]);
    expect(errorsOf(changed({ fulfillments: [parcel('ful_1', rows, { id: null })] }))).toEqual([
      'malformed_id',
    ]);
  });

  test('that does not say what is in it leaves open what was delivered', () => {
    const fulfillments = [parcel('ful_1', [], { items: undefined })];
    const { order, problems } = normalize(copy(changed({ fulfillments })));
    expect(order?.fulfilments).toBeUndefined();
    expect(problems.map(({ severity, code }) => `${severity} ${code}`)).toContain(
      'info fulfilment_items_missing',
    );
  });

  test('of a payload without fulfillments is not known', () => {
    const bundle = copy(bundleOf(newOrder()));
    delete bundle.order.fulfillments;
    expect(accepted(bundle).fulfilments).toBeUndefined();
  });

  test('is booked under a policy that waits for deliveries', () => {
    const { policy } = parsePolicy({ postingTrigger: 'fulfilment' });
    if (policy === undefined) throw new Error('the policy is not read');
    const order = newOrder();
    order.ship(order.fulfil([{ itemId: firstId(order), quantity: '1' }]));
    const target = mapOrder(accepted(order), policy);
    expect(target.held).toBe(false);
    expect(target.events.map(({ kind }) => kind)).toContain('fulfilment');
  });
});

describe('a kit has a row in the parcel for each thing that it is made of', () => {
  /** Of the line, four pieces are in parcels; each holds two bolts and one nut. */
  const kit = (rows: readonly (readonly Json[])[], fulfilled: number | undefined) => {
    const order = newOrder({ items: [item({ quantity: '4' })], shipping: [] });
    const bundle = copy(bundleOf(order));
    const row = (bundle.order.items as Json[])[0] as { id: string; detail: Json };
    delete row.detail.raw_fulfilled_quantity;
    row.detail.fulfilled_quantity = fulfilled ?? null;
    const of = (parts: readonly Json[]): Json[] => parts.map((part) => ({ line_item_id: row.id, ...part }));
    bundle.order.fulfillments = rows.map((parts, index) => parcel(`ful_${index}`, of(parts)));
    return accepted(bundle).fulfilments?.map(({ lines }) => lines.map(({ quantity }) => quantity));
  };
  const bolts = (quantity: number): Json => ({ inventory_item_id: 'iitem_bolt', quantity });
  const nuts = (quantity: number): Json => ({ inventory_item_id: 'iitem_nut', quantity });

  test('and is counted in pieces of the line, not of the things', () => {
    expect(kit([[bolts(8), nuts(4)]], 4)).toEqual([['4']]);
    expect(
      kit(
        [
          [nuts(1), bolts(2)],
          [bolts(6), nuts(3)],
        ],
        4,
      ),
    ).toEqual([['1'], ['3']]);
  });

  test('and without a count of pieces the things have to do', () => {
    expect(kit([[nuts(4)]], undefined)).toEqual([['4']]);
  });
});

describe('what came back', () => {
  const returned = (order: MedusaOrder, broken: string, whole: string): void => {
    const itemId = firstId(order);
    order.capture();
    order.ship(order.fulfil());
    const items = [
      { itemId, quantity: whole },
      { itemId, quantity: broken, broken: true },
    ].filter(({ quantity }) => quantity !== '0');
    const id = order.announceReturn([{ itemId, quantity: String(Number(broken) + Number(whole)) }]);
    order.receiveReturn(id, items);
  };
  const restocks = (payload: MedusaOrder | object) =>
    accepted(payload).refunds.flatMap(({ lines }) =>
      lines.map(({ quantity, restock }) => [quantity, restock]),
    );

  test('whole goes into stock, what came back broken does not', () => {
    const order = newOrder({ items: [item({ quantity: '3' })] });
    returned(order, '1', '2');
    expect(restocks(order)).toEqual([
      ['2', 'returned'],
      ['1', 'kept'],
    ]);
  });

  test('is told from the return itself where the versions of the order are not there', () => {
    const without = (broken: string, whole: string) => {
      const order = newOrder({ items: [item({ quantity: '3' })] });
      returned(order, broken, whole);
      return restocks({ order: copy(bundleOf(order)).order });
    };
    expect(without('1', '2')).toEqual([
      ['2', 'returned'],
      ['1', 'kept'],
    ]);
    expect(without('2', '0')).toEqual([['2', 'kept']]);
    expect(without('0', '1')).toEqual([['1', 'returned']]);
  });

  test('is not known where an older Medusa does not count what was broken', () => {
    const order = newOrder({ items: [item({ quantity: '3' })] });
    returned(order, '1', '2');
    const bundle = { order: copy(bundleOf(order)).order };
    const [row] = (bundle.order.returns as { items: Json[] }[])[0]?.items ?? [];
    delete row?.damaged_quantity;
    delete row?.raw_damaged_quantity;
    expect(restocks(bundle)).toEqual([['3', undefined]]);
  });
});

describe('an order', () => {
  test('was sold in its sales channel, if Medusa names one', () => {
    expect(accepted(newOrder()).channel).toBe('Default Sales Channel');
    expect(accepted(changed({ sales_channel: null })).channel).toBeUndefined();
  });

  test('goes to the country and region of its delivery, not of the bill', () => {
    const shipping_address = { country_code: 'us', province: 'us-ny', city: 'Town' };
    expect(normalize(changed({ shipping_address })).order).toMatchObject({
      customer: { country: 'DE' },
      shipTo: { country: 'US', region: 'NY' },
    });
    expect(normalize(changed({ shipping_address: null })).order?.shipTo).toBeUndefined();
    const empty = { country_code: null, province: null };
    expect(normalize(changed({ shipping_address: empty })).order?.shipTo).toBeUndefined();
  });

  test('keeps a line whose product was deleted, with its amounts and taxes', () => {
    const order = newOrder();
    const [raw] = copy(bundleOf(order)).order.items as Json[];
    const gone = { ...raw, product: null, product_id: null, variant: null, variant_sku: null };
    const [line] = accepted(changed({ items: [gone] }, order)).lines;
    expect(line).toMatchObject({ id: firstId(order), title: 'SHIRT', quantity: '2', amount: '39.98' });
    expect(line?.taxes.map(({ amount }) => amount)).toEqual(['7.60']);
    expect([line?.productId, line?.sku]).toEqual([undefined, undefined]);
  });
});
