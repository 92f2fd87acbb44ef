/** What was paid: from the gateway's records, else from what the order says, else not at all. */
import type { A2cNumber, A2cPaymentRecord } from '../../../lib/sources/api2cart/wire';
import { normalized } from './support/normalized';
import type { Json } from '../../simulators/api2cart/flavour';
import { item, order } from '../../simulators/api2cart/orders';
import { dateOf } from '../../simulators/api2cart/state';

const AT = dateOf(Date.parse('2026-02-03T10:00:00Z'), 1);

const record = (more: Json & Partial<A2cPaymentRecord>): Json => ({
  id: 'r1',
  transaction_id: null,
  order_id: '1001',
  parent_id: null,
  description: null,
  status: 'success',
  gateway: 'Stripe',
  currency: 'EUR',
  amount: 20,
  created_time: AT,
  settlement_currency: null,
  settlement_amount: null,
  is_test_mode: false,
  ...more,
});

const paidOrder = (total_paid: A2cNumber | null, more: Json = {}): Json =>
  order({ items: [item({ price: 20 })], total: { total: 20, total_paid }, more });
const withRecords = (records: readonly Json[], total_paid: A2cNumber | null = null) =>
  normalized({ order: paidOrder(total_paid), transactions: records });

describe('records of the gateway', () => {
  test('are payments, with gateway, reference and time', () => {
    expect(withRecords([record({ transaction_id: 'pi_1' })]).order.payments).toEqual([
      {
        id: 'r1',
        kind: 'sale',
        status: 'success',
        gateway: 'stripe',
        reference: 'pi_1',
        amount: '20.00',
        at: '2026-02-03T10:00:00Z',
        pointers: ['/transactions/0/amount'],
      },
    ]);
  });

  test('that others capture were only authorized, so that nothing counts twice', () => {
    const { order: read } = withRecords([
      record({}),
      record({ id: 'r2', parent_id: 'r1', amount: 12 }),
      record({ id: 'r3', parent_id: 'r1', amount: 8 }),
    ]);
    expect(read.payments.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['authorization', '20.00'],
      ['capture', '12.00'],
      ['capture', '8.00'],
    ]);
  });

  test('whose capture failed keep their own kind', () => {
    const { order: read } = withRecords([
      record({ description: 'Authorization' }),
      record({ id: 'r2', parent_id: 'r1', status: 'declined' }),
    ]);
    expect(read.payments.map(({ kind, status }) => [kind, status])).toEqual([
      ['authorization', 'success'],
      ['capture', 'failed'],
    ]);
  });

  test.each([
    [{ additional_fields: { kind: 'capture' } }, 'capture', 'success'],
    [{ description: 'VOID', status: 'success' }, 'void', 'success'],
    [{ status: 'authorized' }, 'authorization', 'pending'],
    [{ status: 'Declined' }, 'sale', 'failed'],
    [{ status: 'awaiting' }, 'sale', 'pending'],
  ])('tell their kind by their words: %j', (more, kind, status) => {
    expect(withRecords([record(more)]).order.payments).toMatchObject([{ kind, status }]);
  });

  test('of a status that nobody knows count when total_paid proves them, and hold the order when not', () => {
    const odd = [record({ status: '44' })];
    expect(withRecords(odd, 20).order.payments).toMatchObject([{ status: 'success' }]);
    expect(withRecords(odd, 20).errors).toEqual([]);
    expect(withRecords(odd, null).errors).toEqual(['unknown_payment_status']);
    expect(withRecords(odd, 19.99).errors).toEqual(['unknown_payment_status']);
  });

  test('in another currency count by what they were settled at, or hold the order', () => {
    const foreign = { currency: 'USD', amount: 23 };
    const settled = withRecords([record({ ...foreign, settlement_currency: 'EUR', settlement_amount: 20 })]);
    expect(settled.order.payments).toMatchObject([
      { amount: '20.00', pointers: ['/transactions/0/settlement_amount'] },
    ]);
    expect(withRecords([record(foreign)]).errors).toEqual(['payment_currency']);
  });

  test('without amount or id hold the order', () => {
    expect(withRecords([record({ amount: null })]).errors).toEqual(['missing_amount']);
    expect(withRecords([record({ id: '' })]).errors).toEqual(['missing_amount']);
  });

  test('without a time take that of the order, and say so', () => {
    const { order: read, warnings } = withRecords([record({ created_time: null })]);
    expect(read.payments[0]?.at).toBe(read.placedAt);
    expect(warnings).toContain('payment_time_unknown');
  });

  test('all made in test mode make the order a test', () => {
    expect(withRecords([record({ is_test_mode: 'True' })]).order.test).toBe(true);
    expect(withRecords([record({ is_test_mode: true }), record({ id: 'r2' })]).order.test).toBe(false);
  });
});

describe('without records', () => {
  test('total_paid is one payment, and what is not known of it is said', () => {
    const {
      order: read,
      warnings,
      problems,
    } = normalized(paidOrder(20, { additional_fields: { financial_status: 'paid' } }));
    expect(read.payments).toMatchObject([
      { id: 'total_paid', kind: 'capture', gateway: 'card', amount: '20.00', at: read.placedAt },
    ]);
    expect(read.payments[0]).not.toHaveProperty('reference');
    expect(warnings).toEqual(['payment_details_missing']);
    expect(problems[0]?.message).toContain('/create_at/value stands in');
  });

  test.each([
    [{ additional_fields: { PaidTime: '2026-02-04T08:00:00+0000' } }, '2026-02-04T08:00:00Z'],
    [{ finished_time: dateOf(Date.parse('2026-02-06T08:00:00Z')) }, '2026-02-06T08:00:00Z'],
    [
      {
        finished_time: dateOf(Date.parse('2026-02-06T08:00:00Z')),
        status: {
          id: 'shipped',
          name: 'Shipped',
          history: [{ id: 'paid', name: 'Paid', modified_time: dateOf(Date.parse('2026-02-05T08:00:00Z')) }],
          refund_info: null,
        },
      },
      '2026-02-05T08:00:00Z',
    ],
  ])('its time is that of payment, else of the end of the order: %j', (more, at) => {
    expect(normalized(paidOrder(20, more)).order.payments[0]?.at).toBe(at);
  });

  test('a cart that says paid and not how much gives no payment, and that is said', () => {
    for (const more of [
      { additional_fields: { financial_status: 'paid' } },
      { additional_fields: { is_paid: 'True' } },
      { status: { id: 'paid', name: 'Paid', history: [], refund_info: null } },
    ]) {
      const { order: read, warnings } = normalized(paidOrder(null, more));
      expect(read.payments).toEqual([]);
      expect(warnings).toEqual(['payment_unknown']);
    }
  });

  test('a cart that says not paid is believed against its total_paid', () => {
    for (const more of [
      { PaidTime: '' },
      { additional_fields: { financial_status: 'pending' } },
      { additional_fields: { is_paid: false } },
    ]) {
      const { order: read, warnings } = normalized(paidOrder(20, more));
      expect(read.payments).toEqual([]);
      expect(warnings).toEqual(['payment_unknown']);
    }
  });

  test('total_paid from which refunds were taken off is read as the whole', () => {
    const refunds = [{ id: '1', total: 5, modified_time: AT, items: [] }];
    const less = normalized(paidOrder(15, { refunds }));
    expect(less.order.payments).toMatchObject([{ amount: '20.00' }]);
    expect(less.order.refunds[0]?.payments).toMatchObject([{ amount: '5.00' }]);
    expect(less.warnings).toContain('paid_less_refunds');
    expect(normalized(paidOrder(20, { refunds })).order.payments).toMatchObject([{ amount: '20.00' }]);
    const all = [{ id: '1', total: 20, modified_time: AT, items: [] }];
    const refunded = { additional_fields: { financial_status: 'refunded' } };
    expect(normalized(paidOrder(0, { refunds: all, ...refunded })).order.payments).toMatchObject([
      { amount: '20.00' },
    ]);
    expect(normalized(paidOrder(0, { refunds: all })).order.payments).toEqual([]);
  });

  test('nothing paid is no payment, and no remark', () => {
    for (const paid of [0, null]) expect(normalized(paidOrder(paid)).problems).toEqual([]);
  });

  test('an empty list of records is a cart that knows of none', () => {
    expect(normalized({ order: paidOrder(20), transactions: [] }).order.payments).toMatchObject([
      { id: 'total_paid' },
    ]);
  });
});

describe('a payout of a payment', () => {
  const PAID_OUT = dateOf(Date.parse('2026-02-06T10:00:00Z'), 1);
  const payout = (more: Json = {}): Json =>
    record({
      settlement_currency: 'EUR',
      settlement_amount: 20,
      settlement_created_time: PAID_OUT,
      ...more,
    });
  const settledAt = (more: Json) => {
    const { order: read, infos } = withRecords([payout(more)]);
    return [read.payments[0]?.settlement, infos];
  };

  test('of all of it is one without a fee', () => {
    expect(withRecords([payout()]).order.payments[0]?.settlement).toEqual({
      id: 'r1',
      at: '2026-02-06T10:00:00Z',
      currency: 'EUR',
      gross: '20.00',
      fee: '0.00',
      net: '20.00',
      pointers: [
        '/transactions/0/settlement_amount',
        '/transactions/0/amount',
        '/transactions/0/settlement_created_time/value',
      ],
    });
  });

  test.each<[string, Json]>([
    ['of less than was taken, as nobody says what was kept', { settlement_amount: 19.3 }],
    ['in another currency', { settlement_currency: 'USD', settlement_amount: 22 }],
    ['in no currency', { settlement_currency: null }],
    ['at no time', { settlement_created_time: null }],
    ['at a time that is none', { settlement_created_time: 'soon' }],
    ['of an amount that is none', { settlement_amount: 'all' }],
    ['that is finer than the currency', { amount: 20.001, settlement_amount: 20.001 }],
  ])('%s is left out, and that is said', (_what, more) => {
    expect(settledAt(more)).toEqual([undefined, expect.arrayContaining(['settlement_incomplete'])]);
  });

  test('that has not happened is nothing to say', () => {
    expect(settledAt({ settlement_amount: null })).toEqual([undefined, []]);
    expect(settledAt({ settlement_amount: 0 })).toEqual([undefined, []]);
  });

  test('is only one of money that was taken', () => {
    expect(settledAt({ status: 'declined' })).toEqual([undefined, []]);
    expect(settledAt({ status: 'authorized' })).toEqual([undefined, []]);
  });
});
