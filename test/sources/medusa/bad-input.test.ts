/** What is missing, malformed or contradictory holds the order, and says where. */
import { big } from '../../simulators/medusa/medusa-number';
import { bundleOf, orderJson } from '../../simulators/medusa/order-json';
import { picked } from '../../simulators/medusa/picked-fields';
import { errorsOf, item, newOrder, normalize } from './support/orders';

type Json = Record<string, unknown>;
const copy = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
/** The order's JSON after a change to it in place. */
const spoiled = (spoil: (order: Json) => void, order = newOrder()): Json => {
  const bundle = copy(bundleOf(order));
  spoil(bundle.order as Json);
  return bundle;
};
const rows = (order: Json, key: string): Json[] => order[key] as Json[];
const firstItem = (order: Json): Json => rows(order, 'items')[0] as Json;
const paidAndReturned = () => {
  const order = newOrder();
  order.capture();
  order.receiveReturn(order.announceReturn([{ itemId: order.items[0]?.id as string, quantity: '1' }]));
  return order;
};

test.each([null, undefined, 7, 'order', [], {}, { order: null }, { order: [] }, { order: { id: {} } }])(
  '%p is no order',
  (payload) => {
    expect(normalize(payload)).toEqual({
      problems: [expect.objectContaining({ code: 'unreadable_order', severity: 'error' })],
    });
  },
);

test('an order as Medusa gives it by itself lacks its currency: it is held, and named, and says what to do', () => {
  const { order, problems } = normalize(picked(orderJson(newOrder()), undefined));
  expect(order?.source.number).toBe('1');
  expect(problems).toMatchObject([{ code: 'unknown_currency', severity: 'error' }]);
  expect(problems[0]?.message).toContain('Order Fetcher');
});

test.each(['', 'eu', 'EURO', 'xxx', 7, null, '__proto__'])('%p is no currency', (currency_code) => {
  expect(errorsOf(spoiled((order) => void (order.currency_code = currency_code)))).toContain(
    'unknown_currency',
  );
});

describe('an amount', () => {
  const spoil = (raw: unknown, plain: unknown) =>
    errorsOf(
      spoiled((order) => {
        const [method] = rows(order, 'shipping_methods');
        Object.assign(method as Json, { raw_subtotal: raw, subtotal: plain });
      }),
    );

  test.each([
    [undefined, undefined, 'missing_amount'],
    [null, null, 'missing_amount'],
    [{ value: '' }, 4.9, 'malformed_amount'],
    [{ value: '4,90' }, 4.9, 'malformed_amount'],
    [{ value: 'NaN' }, 4.9, 'malformed_amount'],
    [{ value: 'Infinity' }, 4.9, 'malformed_amount'],
    [{ value: '4.9e999' }, 4.9, 'malformed_amount'],
    [{ value: null }, 'free', 'malformed_amount'],
    [undefined, true, 'malformed_amount'],
  ])('of %j beside %j is %s, never nothing', (raw, plain, code) => {
    expect(spoil(raw, plain)).toContain(code);
  });

  test('is read from the text where both are there', () => {
    expect(spoil({ value: '4.90' }, 7)).toEqual([]);
    expect(spoil({ value: '49e-1' }, 7)).toEqual([]);
  });

  test('is read from the number where there is no text, as long as its digits are certain', () => {
    expect(spoil(undefined, 4.9)).toEqual([]);
    expect(spoil(undefined, '4.90')).toEqual([]);
    expect(spoil(undefined, 4.900000000000001)).toEqual([]);
    expect(spoil(undefined, Number('12345678901234.567'))).toContain('malformed_amount');
  });
});

describe('totals that contradict each other', () => {
  test('of one part are a mismatch of that part', () => {
    const spoil = (order: Json): void => void (firstItem(order).raw_total = { value: '47.58' });
    expect(errorsOf(spoiled(spoil))).toContain('part_totals_mismatch');
  });

  test('of goods that came back are a mismatch of that part', () => {
    const total = (order: Json): void => void (firstItem(order).raw_return_received_total = { value: '20' });
    expect(errorsOf(spoiled(total, paidAndReturned()))).toContain('returned_parts_mismatch');
    const rest = (order: Json): void => void (firstItem(order).raw_subtotal = { value: '19.98' });
    expect(errorsOf(spoiled(rest, paidAndReturned()))).toContain('returned_parts_mismatch');
  });

  test('of the order are left to whoever compares the parts with the claims', () => {
    const bundle = spoiled((order) => void (order.raw_item_total = { value: '47.60' }));
    expect(normalize(bundle).order?.claims.total.amount).toBe('53.43');
    const left = spoiled((order) => void ((order.summary as Json).raw_current_order_total = { value: '50' }));
    expect(normalize(left).order?.claims.current?.amount).toBe('50.00');
  });
});

describe('what did not come with the order', () => {
  test('a return that the items speak of', () => {
    const bundle = spoiled((order) => void (order.returns = []), paidAndReturned());
    expect(errorsOf({ order: bundle.order })).toContain('returns_missing');
  });

  test('a capture or refund that the summary speaks of', () => {
    const order = newOrder();
    order.capture();
    order.refund(big('1'));
    const none = (json: Json): void => void (json.payment_collections = []);
    expect(errorsOf(spoiled(none, order)).filter((code) => code === 'payments_mismatch')).toHaveLength(2);
  });

  test('how much of an item came back', () => {
    expect(errorsOf(spoiled((order) => delete firstItem(order).detail))).toContain('missing_quantity');
  });

  test('the items, or the totals of goods and shipping', () => {
    expect(errorsOf(spoiled((order) => delete order.items))).toContain('malformed_list');
    const total = (order: Json): void => {
      delete order.raw_item_total;
      delete order.item_total;
    };
    expect(errorsOf(spoiled(total))).toContain('missing_amount');
  });

  test('the date of the order, its status', () => {
    expect(errorsOf(spoiled((order) => void (order.created_at = null)))).toContain('malformed_date');
    expect(errorsOf(spoiled((order) => void (order.updated_at = 'today')))).toContain('malformed_date');
    expect(errorsOf(spoiled((order) => void (order.status = '')))).toContain('malformed_status');
  });
});

test.each(['items', 'shipping_methods', 'credit_lines', 'returns', 'payment_collections', 'fulfillments'])(
  'a list of %s that is none, or holds something else than objects, is an error',
  (key) => {
    expect(errorsOf(spoiled((order) => void (order[key] = {})))).toContain('malformed_list');
    expect(errorsOf(spoiled((order) => void (order[key] = ['x'])))).toContain('malformed_list');
  },
);

test('an order of more lines than any shop sells is not read line by line', () => {
  const started = process.hrtime.bigint();
  const bundle = spoiled((order) => void (order.items = new Array(30_000).fill(firstItem(order))));
  expect(errorsOf(bundle)).toContain('too_many_lines');
  expect(process.hrtime.bigint() - started).toBeLessThan(5_000_000_000n);
});

test('a cancelled return is none', () => {
  const order = newOrder();
  order.capture();
  order.announceReturn([{ itemId: order.items[0]?.id as string, quantity: '1' }]);
  const bundle = spoiled(
    (json) => void ((rows(json, 'returns')[0] as Json).canceled_at = json.updated_at),
    order,
  );
  expect(normalize(bundle).order?.refunds).toEqual([]);
});

test('a change that was never confirmed changed nothing', () => {
  const order = newOrder();
  order.touch();
  order.addItem(item({ sku: 'MUG' }));
  const bundle = copy(bundleOf(order));
  (rows(bundle, 'changes')[0] as Json).status = 'requested';
  const [, added] = normalize(bundle).order?.lines ?? [];
  expect(added?.added?.id).toBe(order.items[1]?.id);
});
