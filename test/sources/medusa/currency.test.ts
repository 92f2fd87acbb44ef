/** Medusa names an order's currency only when it is asked for; its payments always do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalizeOrder as normalize } from '../../../lib/sources/medusa/normalize';

const golden = (): { order: Record<string, unknown> & { payment_collections: Record<string, unknown>[] } } =>
  JSON.parse(
    readFileSync(join(__dirname, '../../golden/medusa/eur-net-10pct-authorized/payload.json'), 'utf8'),
  );

const read = (change: (order: ReturnType<typeof golden>['order']) => void) => {
  const payload = golden();
  change(payload.order);
  return normalize(payload, { storeId: 'shop.example' });
};

test('an order without a currency has that of its payments, and says so', () => {
  const { order, problems } = read((raw) => delete raw['currency_code']);
  expect(order?.currency).toBe('EUR');
  expect(problems.map(({ code }) => code)).toContain('currency_of_payments');
});

test('an order whose payments name no currency, or several, is held', () => {
  const codes = (change: Parameters<typeof read>[0]) =>
    read(change)
      .problems.filter(({ severity }) => severity === 'error')
      .map(({ code }) => code);
  const none = codes((raw) => {
    delete raw['currency_code'];
    raw.payment_collections = [];
  });
  const several = codes((raw) => {
    delete raw['currency_code'];
    raw.payment_collections = ['eur', 'usd'].map((currency_code) => ({
      ...raw.payment_collections[0],
      currency_code,
    }));
  });
  expect([none, several]).toEqual([['unknown_currency'], ['unknown_currency']]);
});

test('a currency that is named and wrong is not replaced by another', () => {
  const { problems } = read((raw) => (raw['currency_code'] = 'XXX'));
  expect(problems.map(({ code }) => code)).toEqual(['unknown_currency']);
});
