import fc from 'fast-check';
import type { SourceRef } from '../../lib/commerce/order';
import { eventKey } from '../../lib/events/finance-event';
import { planKey } from '../../lib/posting/idempotency-key';
import { parseEntryKey, parsePlanKey } from '../../lib/reconcile/plan-key';

const source = (platform: string, storeId: string, orderId: string): SourceRef => ({
  platform,
  storeId,
  orderId,
  number: orderId,
  updatedAt: '2026-01-01T00:00:00Z',
});

test('a key that we gave out is read back into its fields, whatever characters they hold', () => {
  const field = fc.string({ minLength: 1, unit: 'grapheme' });
  fc.assert(
    fc.property(
      field,
      field,
      field,
      fc.integer({ min: 1, max: 9999 }),
      (storeId, orderId, subId, sequence) => {
        const entryKey = eventKey(source('woocommerce', storeId, orderId), 'refund_payment', subId);
        expect(parsePlanKey(planKey(entryKey, sequence))).toEqual({
          entryKey,
          platform: 'woocommerce',
          storeId,
          orderId,
          kind: 'refund_payment',
          sequence,
        });
      },
    ),
    { numRuns: 1000 },
  );
});

test.each([
  '',
  'INV-1',
  'a:b:c',
  'a:b:c:sale:1',
  'a:b:c:sale:1#',
  'a:b:c:sale:1#0',
  'a:b:c:SALE:1#1',
  '::::#1',
  'a:b:c:sale:1#01',
])('the reference "%s" is none of ours', (text) => {
  expect(parsePlanKey(text)).toBeUndefined();
});

test('an entry key is not a plan key, but names its order', () => {
  expect(parseEntryKey('woocommerce:shop%3A8080:7:sale:1')).toMatchObject({
    storeId: 'shop:8080',
    orderId: '7',
    kind: 'sale',
  });
});
