/** Deliveries of the documented subscriber: signed, and read for nothing but the id of the order. */
import { createHmac } from 'node:crypto';
import type { RawDelivery } from '../../../lib/sources/cart-source';
import { medusa } from '../../../lib/sources/medusa';

const SECRET = 'a webhook secret';
const sign = (body: string | Buffer, secret = SECRET): string =>
  createHmac('sha256', secret).update(body).digest('hex');
const delivery = (body: unknown, signature?: string): RawDelivery => {
  const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const headers = { 'x-cart-ledger-signature': signature ?? sign(rawBody) };
  return { headers, rawBody, query: {} };
};
const read = (body: unknown) => medusa.read(delivery(body));

const CHANGE = { id: '1-2-3', name: 'payment.captured', data: { order_id: 'order_1' } };

describe('the signature', () => {
  test('holds over the raw body, whatever its bytes', () => {
    expect(medusa.verify(delivery(CHANGE), SECRET)).toBe(true);
    const rawBody = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
    const headers = { 'x-cart-ledger-signature': sign(rawBody) };
    expect(medusa.verify({ headers, rawBody, query: {} }, SECRET)).toBe(true);
  });

  test('fails when a byte of the body is another, or the same JSON is written otherwise', () => {
    const given = delivery(CHANGE);
    const rawBody = Buffer.from(given.rawBody);
    rawBody[10] = (rawBody[10] as number) ^ 1;
    expect(medusa.verify({ ...given, rawBody }, SECRET)).toBe(false);
    expect(medusa.verify({ ...given, rawBody: Buffer.from(JSON.stringify(CHANGE, null, 1)) }, SECRET)).toBe(
      false,
    );
  });

  const body = JSON.stringify(CHANGE);
  test.each([
    ['of another secret', sign(body, 'other')],
    ['in base64', createHmac('sha256', SECRET).update(body).digest('base64')],
    ['cut short', sign(body).slice(0, -1)],
    ['with more behind it', `${sign(body)}0`],
    ['in capitals', sign(body).toUpperCase()],
    ['that is empty', ''],
    ['in letters of several bytes', '€'.repeat(64)],
  ])('%s fails', (_case, signature) => {
    expect(medusa.verify(delivery(CHANGE, signature), SECRET)).toBe(false);
  });

  test('fails without the header, and without a secret', () => {
    expect(medusa.verify({ ...delivery(CHANGE), headers: {} }, SECRET)).toBe(false);
    expect(medusa.verify(delivery(CHANGE, sign(body, '')), '')).toBe(false);
  });
});

describe('a delivery', () => {
  test.each(medusa.webhookTopics)('of %s names its order by order_id', (name) => {
    expect(read({ id: 'd', name, data: { order_id: 'order_1' } })).toEqual({
      kind: 'change',
      topic: name,
      deliveryId: 'd',
      objectId: 'order_1',
    });
  });

  test("of an order is content with Medusa's own body, where the id is that of the order", () => {
    expect(read({ name: 'order.canceled', data: { id: 'order_1' } })).toMatchObject({
      kind: 'change',
      objectId: 'order_1',
      deliveryId: '',
    });
  });

  test.each([
    ['payment.refunded', 'pay_1'],
    ['shipment.created', 'ful_1'],
  ])('of %s that names no order is ignored, and says who finds it', (name, id) => {
    const content = read({ name, data: { id } });
    expect(content).toMatchObject({ kind: 'ignored', topic: name });
    expect((content as { reason: string }).reason).toContain('sweep');
  });

  test.each(['product.updated', 'customer.created', 'order.fulfillment_created', 'order.transfer_requested'])(
    'of %s is ignored: money does not depend on it',
    (name) => {
      expect(read({ name, data: { id: 'x' } })).toMatchObject({ kind: 'ignored', topic: name });
    },
  );

  test.each([
    '',
    '{',
    '[]',
    'null',
    '{}',
    '{"name":""}',
    '{"name":"order.placed"}',
    '{"name":"order.placed","data":[]}',
    '{"name":"order.placed","data":{}}',
    '{"name":"order.placed","data":{"order_id":{}}}',
    '{"name":"order-edit.confirmed","data":{"id":"ordch_1"}}',
    '{"name":"payment.captured","data":{}}',
  ])('with the body %p is unreadable', (body) => {
    expect(read(body)).toMatchObject({ kind: 'unreadable' });
  });
});
