/** Certificates of many orders: what is counted, what is listed and how much of it, and in which order. */
import type { Order } from '../../lib/commerce/order';
import { type Certificate, CertificateTally, hasTrueDigest } from '../../lib/policy/certificate';
import type { CertifiedTarget } from '../../lib/policy/certificate-order';
import { mapOrder } from '../../lib/policy/map-order';
import { policySchema } from '../../lib/policy/policy';
import { buildOrder } from '../support/order-builder';

const POLICY = policySchema.parse({});
const OF = {
  kind: 'period',
  platform: 'shop',
  storeId: 'store.example',
  from: '2026-03-01',
  to: '2026-03-31',
} as const;

const small = (id: string, currency = 'USD'): Order =>
  buildOrder({ id, currency, lines: [{ amount: currency === 'JPY' ? '5' : '5.00' }] });
const unpaid = (id: string): Order => buildOrder({ id, lines: [{ amount: '5.00' }], payments: [] });
const lying = (id: string): Order =>
  buildOrder({ id, lines: [{ amount: '5.00' }], claims: { total: '6.00' } });

const add = (
  tally: CertificateTally,
  order: Order,
  more: Partial<CertifiedTarget> = {},
  isHeldByLedger?: (key: string) => boolean,
): void => tally.add(order, { ...mapOrder(order, POLICY), ...more }, POLICY, isHeldByLedger);

const tallyOf = (...orders: readonly Order[]): CertificateTally => {
  const tally = new CertificateTally();
  for (const order of orders) add(tally, order);
  return tally;
};

describe('the verdict over orders', () => {
  it.each<[string, readonly Order[], Certificate['verdict']]>([
    ['none', [], 'conserved'],
    ['one that is conserved', [small('1')], 'conserved'],
    ['one that waits and one that is held', [unpaid('1'), lying('2')], 'not_booked'],
    ['one that waits', [unpaid('1')], 'not_booked'],
    ['two that are held', [lying('1'), lying('2')], 'held'],
    [
      'one that is conserved, one that waits and one that is held',
      [small('1'), unpaid('2'), lying('3')],
      'conserved',
    ],
  ])('%s', (_, orders, verdict) => {
    const certificate = tallyOf(...orders).certificate(OF);
    expect([certificate.verdict, certificate.orders.certified]).toEqual([verdict, orders.length]);
    expect(hasTrueDigest(certificate)).toBe(true);
  });
});

describe('what the ledger holds', () => {
  const goods = { flow: 'sold', component: 'goods', currency: 'USD', moved: '0.00', leftOut: '0.00' };

  it('is not spoken of where no ledger was read back', () => {
    expect(tallyOf(small('1')).rows()[0]).toStrictEqual({
      ...goods,
      source: '5.00',
      entries: '5.00',
      difference: '0.00',
      notes: [],
    });
  });

  it('is nothing of the orders that were not read back, where others were', () => {
    const tally = new CertificateTally();
    add(tally, small('1'));
    add(tally, small('2'), {}, () => true);
    expect(tally.rows()[0]).toStrictEqual({
      ...goods,
      source: '10.00',
      entries: '10.00',
      ledger: '5.00',
      difference: '0.00',
      notes: [],
    });
  });
});

it('currencies stand by their letters, whichever came first', () => {
  const [dollars, euros, yen] = [small('1'), small('2', 'EUR'), small('3', 'JPY')] as const;
  for (const orders of [
    [dollars, yen, euros],
    [euros, dollars, yen],
    [yen, euros, dollars],
  ]) {
    const rows = tallyOf(...orders).rows();
    expect([...new Set(rows.map(({ currency }) => currency))]).toEqual(['EUR', 'JPY', 'USD']);
    expect(rows.map(({ source }) => source)).toEqual([
      '5.00',
      '5.00',
      '0.00',
      '5',
      '5',
      '0',
      '5.00',
      '5.00',
      '0.00',
    ]);
  }
});

describe('of long lists the first hundred are kept', () => {
  it('versions, which stand sorted', () => {
    const tally = new CertificateTally();
    const order = small('1');
    const version = (index: number): string => `3+${String(index).padStart(3, '0')}`;
    for (let index = 100; index >= 0; index--) add(tally, order, { transformationVersion: version(index) });
    expect(tally.body(OF).transformationVersions).toEqual(
      Array.from({ length: 100 }, (_, index) => version(index + 1)),
    );
  });

  it('differences, while every order that has one is counted', () => {
    const tally = new CertificateTally();
    // Nothing is booked of them: the goods and the payment of each are missing.
    for (let index = 1; index <= 51; index++) add(tally, small(String(index)), { entries: [] });
    const { broken, orders, verdict } = tally.body(OF);
    expect([verdict, orders]).toEqual([
      'broken',
      { certified: 51, conserved: 0, broken: 51, notBooked: 0, held: 0 },
    ]);
    expect(broken).toEqual(
      Array.from({ length: 50 }, (_, index) => String(index + 1)).flatMap((id) =>
        [
          { flow: 'sold', component: 'goods' },
          { flow: 'taken', component: 'payment:stripe' },
        ].map((place) => ({ orderId: id, number: id, ...place, currency: 'USD', difference: '-5.00' })),
      ),
    );
  });
});

describe('how the shop rounds', () => {
  const taxed = (id: string, ...taxes: readonly string[]): Order =>
    buildOrder({
      id,
      lines: taxes.map((amount) => ({
        amount: '0.99',
        taxes: [{ jurisdiction: 'US', rate: '8.25', amount }],
      })),
    });
  const perOrder = taxed('1', '0.09', '0.08', '0.08');
  const either = taxed('2', '0.08');

  it('is said with the ways that fit every order, and not with those that fit some', () => {
    expect(tallyOf(perOrder, either, small('3')).certificate(OF).rounding).toStrictEqual({
      sentence:
        'Of 2 orders with tax rates, per order, half up explains 2; per order, half even explains 2; per order, up explains 1.',
      fits: [
        { basis: 'order', rule: 'half-up' },
        { basis: 'order', rule: 'half-even' },
      ],
    });
  });

  it('is said also where no way fits every order', () => {
    const certificate = tallyOf(perOrder, taxed('2', '0.09')).certificate(OF);
    expect(certificate.rounding?.fits).toEqual([{ basis: 'order', rule: 'up' }]);
    expect(tallyOf(perOrder, taxed('2', '0.50')).certificate(OF).rounding).toStrictEqual({
      sentence:
        'Of 2 orders with tax rates, per order, half up explains 1; per order, half even explains 1; per order, up explains 1; nothing explains 1.',
      fits: [],
    });
  });

  it('is not spoken of where no tax states its rate, nor where an order cannot be read', () => {
    const unreadable = { ...small('2'), lines: small('2').lines.map((one) => ({ ...one, amount: 'much' })) };
    expect(tallyOf(small('1'), unreadable).certificate(OF)).not.toHaveProperty('rounding');
  });

  it('leaves the rest of the certificate as it is', () => {
    const { digest, rounding, ...certificate } = tallyOf(perOrder, either).certificate(OF);
    expect(certificate).toStrictEqual(tallyOf(perOrder, either).body(OF));
    expect(certificate).toMatchObject({ of: OF, orders: { certified: 2, conserved: 2 } });
    expect([typeof digest, typeof rounding]).toEqual(['string', 'object']);
  });
});
