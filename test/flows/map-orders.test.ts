import { mapItem } from '../../lib/flows/map-orders';
import { policySchema } from '../../lib/policy/policy';
import { smallOrder } from '../support/small-order';

const options = { policy: policySchema.parse({}), platform: 'woocommerce', storeId: 'shop.example' };
const order = smallOrder({ id: '7', cents: 100, paid: true });
const ticket = {
  pipeline: 'main',
  platform: 'memory',
  storeId: 'shop.example',
  stream: 'orders',
  objectId: '7',
  revision: 1,
  claim: 'c',
  attempts: 1,
};

test('takes the Order Fetcher’s item and keeps its ticket', () => {
  expect(mapItem({ order, problems: [], ticket, queue: { remaining: 3 } }, options)).toMatchObject({
    mapped: { ticket, target: { entries: [{ kind: 'sale' }] } },
  });
});

test('takes a bare canonical order', () => {
  expect(mapItem(order, options)).toMatchObject({ mapped: { target: { held: false } } });
});

test('says which field of a broken canonical order is wrong', () => {
  const broken = { ...order, lines: [{ ...order.lines[0], amount: 12.5 }] };
  expect(mapItem({ order: broken, problems: [], ticket }, options)).toMatchObject({
    held: { ticket, orderId: '7', problems: [{ code: 'unreadable_order', pointer: '/lines/0/amount' }] },
  });
});

test('a problem that came with the order holds it here too', () => {
  const problem = { severity: 'error', code: 'malformed_amount', message: 'no' };
  expect(mapItem({ order, problems: [problem], ticket }, options)).toMatchObject({
    held: { problems: [problem] },
  });
});

test.each([null, 7, 'text', [], {}, { id: 'x' }, { order: null }])('%j is held, not thrown', (input) => {
  const result = mapItem(input, { ...options, platform: 'auto' });
  expect('held' in result && result.held.problems.some(({ severity }) => severity === 'error')).toBe(true);
});

test('names the carts it knows when asked for another', () => {
  expect(mapItem({}, { ...options, platform: 'opencart' })).toMatchObject({
    held: { problems: [{ code: 'unknown_platform', message: expect.stringContaining('woocommerce') }] },
  });
});
