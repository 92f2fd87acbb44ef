/** Money that moved: payments, what went back, change, and cash that was rounded to coins. */
import type { MoneyBag, OrderTransaction } from '../../../lib/sources/shopify/wire';
import {
  agreement,
  checkCodes,
  codes,
  money,
  orderOf,
  page,
  refund,
  returned,
  sale,
  sampleOrder,
  transaction,
} from './support/sample-order';

const paid = (transactions: readonly OrderTransaction[], net: string, over = {}) =>
  sampleOrder({ transactions, netPaymentSet: money(net), ...over });

const back = (id: string, amount: string, over: Partial<OrderTransaction> = {}): OrderTransaction =>
  transaction({
    id: `gid://shopify/OrderTransaction/${id}`,
    kind: 'REFUND',
    amountSet: money(amount),
    processedAt: '2026-10-02T08:00:00Z',
    ...over,
  });

describe('a payment', () => {
  test.each([
    ['AUTHORIZATION', 'SUCCESS', 'authorization', 'success'],
    ['EMV_AUTHORIZATION', 'SUCCESS', 'authorization', 'success'],
    ['CAPTURE', 'SUCCESS', 'capture', 'success'],
    ['SALE', 'FAILURE', 'sale', 'failed'],
    ['SALE', 'ERROR', 'sale', 'failed'],
    ['SALE', 'PENDING', 'sale', 'pending'],
    ['SALE', 'AWAITING_RESPONSE', 'sale', 'pending'],
    ['SALE', 'UNKNOWN', 'sale', 'pending'],
    ['VOID', 'SUCCESS', 'void', 'success'],
  ] as const)('%s with %s is %s, %s', (kind, status, canonicalKind, canonicalStatus) => {
    const { payments } = orderOf(paid([transaction({ kind, status })], '20.0'));
    expect(payments).toMatchObject([{ id: '41', kind: canonicalKind, status: canonicalStatus }]);
  });

  test('that is only suggested never happened; one of a new kind holds the order', () => {
    expect(orderOf(paid([transaction({ kind: 'SUGGESTED_REFUND' })], '0.0')).payments).toEqual([]);
    const strange = paid([transaction({ kind: 'TELEPORT' as 'SALE' })], '0.0');
    expect(codes(strange)).toEqual(['error unknown_payment_kind']);
  });

  test.each([
    ['gift_card', 'gift_card', 'gift_card'],
    ['shopify_store_credit', 'shopify_store_credit', 'store_credit'],
    ['Cash on Delivery (COD)', 'cash-on-delivery-cod', undefined],
    [null, 'manual', undefined],
  ] as const)('through %s is held by %s, tender %s', (gateway, slug, tender) => {
    const [payment] = orderOf(paid([transaction({ gateway })], '20.0')).payments;
    expect(payment?.gateway).toBe(slug);
    expect(payment?.tender).toBe(tender);
  });

  test('that was a test makes the order one; a failed attempt does not', () => {
    expect(orderOf(paid([transaction({ test: true })], '20.0')).test).toBe(true);
    expect(orderOf(paid([transaction({ test: true, status: 'FAILURE' })], '0.0')).test).toBe(false);
    expect(orderOf(sampleOrder({ test: true })).test).toBe(true);
  });

  test('is none where the payload does not hold them, with a warning', () => {
    const { transactions: _, netPaymentSet: __, ...silent } = sampleOrder();
    expect(codes(silent)).toEqual(['warning payments_unknown']);
    expect(orderOf(silent).payments).toEqual([]);
  });

  test('that is missing from the list holds the order', () => {
    expect(codes(sampleOrder({ transactionsCount: { count: 2, precision: 'EXACT' } }))).toEqual([
      'error incomplete_order',
    ]);
  });

  test('that differs from what the shop says it holds is told', () => {
    expect(codes(paid([transaction()], '19.0'))).toEqual(['warning payments_differ']);
  });
});

describe('money that went back', () => {
  const agreements = page([
    agreement('ORDER', [sale()]),
    agreement('ORDER_EDIT', [returned('10.0')], { happenedAt: '2026-10-02T07:00:00Z' }),
  ]);

  test('pays for the edit that took something back, where its own refund takes nothing back', () => {
    const payload = paid([transaction(), back('42', '10.0')], '10.0', {
      agreements,
      refunds: [refund({ transactions: page([{ id: 'gid://shopify/OrderTransaction/42' }]) })],
      currentTotalPriceSet: money('10.0'),
    });
    expect(orderOf(payload).refunds).toMatchObject([
      { id: 'agreement-32', amount: '10.00', payments: [{ id: '42', amount: '10.00' }] },
    ]);
    expect(checkCodes(payload)).toEqual([]);
  });

  test('for nothing that was taken back is a refund that is worth nothing', () => {
    const payload = paid([transaction(), back('42', '7.0'), back('43', '3.0')], '10.0', {
      refunds: [
        refund({
          note: 'Paid twice',
          transactions: page([
            { id: 'gid://shopify/OrderTransaction/42' },
            { id: 'gid://shopify/OrderTransaction/43' },
          ]),
        }),
      ],
    });
    expect(orderOf(payload).refunds).toMatchObject([
      { id: '51', reason: 'Paid twice', amount: '0.00', payments: [{ id: '42' }, { id: '43' }] },
    ]);
    expect(checkCodes(payload)).toEqual([]);
  });

  test('that no refund names is a refund of its own', () => {
    const payload = paid([transaction(), back('42', '3.0')], '17.0');
    expect(orderOf(payload).refunds).toMatchObject([
      { id: 'payment-42', amount: '0.00', payments: [{ amount: '3.00' }] },
    ]);
  });

  test('and failed, or is still on its way, is not there', () => {
    const payload = paid(
      [transaction(), back('42', '10.0', { status: 'FAILURE' }), back('43', '10.0', { status: 'PENDING' })],
      '20.0',
      { agreements, currentTotalPriceSet: money('10.0') },
    );
    expect(orderOf(payload).refunds).toMatchObject([{ payments: [] }]);
  });

  test('onto a gift card is what the shop owes again', () => {
    const payload = paid([transaction(), back('42', '10.0', { gateway: 'gift_card' })], '10.0', {
      agreements,
      currentTotalPriceSet: money('10.0'),
    });
    expect(orderOf(payload).refunds[0]?.payments).toMatchObject([{ tender: 'gift_card' }]);
  });
});

describe('cash', () => {
  const rounded = (payment: string, refunded: string): { paymentSet: MoneyBag; refundSet: MoneyBag } => ({
    paymentSet: money(payment),
    refundSet: money(refunded),
  });

  test('that was rounded up is a surcharge of the order, and the buyer paid it', () => {
    const payload = paid([transaction({ gateway: 'cash', amountRoundingSet: money('0.01') })], '20.0', {
      totalCashRoundingAdjustment: rounded('0.01', '0.0'),
    });
    const order = orderOf(payload);
    expect(order.surcharges).toMatchObject([
      { id: 'cash-rounding', purpose: 'cash_rounding', amount: '0.01' },
    ]);
    expect(order.payments).toMatchObject([{ amount: '20.01' }]);
    expect(order.claims).toMatchObject({ total: { amount: '20.01' }, current: { amount: '20.01' } });
    expect(checkCodes(payload)).toEqual([]);
  });

  test('that was rounded down on its way back is a surcharge that was added then', () => {
    const payload = paid(
      [
        transaction({ gateway: 'cash' }),
        back('42', '10.02', { gateway: 'cash', amountRoundingSet: money('-0.02') }),
      ],
      '9.98',
      {
        agreements: page([agreement('ORDER', [sale()]), agreement('ORDER_EDIT', [returned('10.02')])]),
        currentTotalPriceSet: money('9.98'),
        totalCashRoundingAdjustment: rounded('0.0', '-0.02'),
      },
    );
    const order = orderOf(payload);
    expect(order.surcharges).toMatchObject([
      { id: 'cash-rounding-42', amount: '0.02', added: { id: 'cash-rounding-42' } },
    ]);
    expect(order.refunds[0]?.payments).toMatchObject([{ amount: '10.00' }]);
    expect(order.claims.current?.amount).toBe('10.00');
    expect(checkCodes(payload)).toEqual([]);
  });

  test('whose rounding the payments do not explain holds the order', () => {
    const payload = sampleOrder({ totalCashRoundingAdjustment: rounded('0.02', '0.0') });
    expect(codes(payload)).toEqual(['error cash_rounding_mismatch']);
  });

  test('that was too much is paid less the change', () => {
    const change = transaction({
      id: 'gid://shopify/OrderTransaction/42',
      kind: 'CHANGE',
      gateway: 'cash',
      amountSet: money('30.0'),
      parentTransaction: { id: 'gid://shopify/OrderTransaction/41' },
    });
    const cash = transaction({ gateway: 'cash', amountSet: money('50.0') });
    const order = orderOf(paid([cash, change], '20.0'));
    expect(order.payments).toMatchObject([{ id: '41', amount: '20.00' }]);
    expect(order.payments[0]?.pointers).toEqual([
      '/transactions/0/amountSet/shopMoney/amount',
      '/transactions/1/amountSet/shopMoney/amount',
    ]);
    expect(codes(paid([change], '-30.0'))).toEqual(['error change_without_payment']);
  });
});
