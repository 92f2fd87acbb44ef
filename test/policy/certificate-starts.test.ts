/** Whether an order is booked at all: the certificate decides by itself, and has to come to what the mapping came to. */
import { certificateOf } from '../../lib/policy/certificate';
import { mapOrder } from '../../lib/policy/map-order';
import { parsePolicy } from '../../lib/policy/parse-policy';
import { type PolicyInput, policySchema } from '../../lib/policy/policy';
import { type OrderSpec, buildOrder } from '../support/order-builder';

const LAMP = { id: 'l1', amount: '20.00' };
const CARD = { id: 'g1', amount: '50.00', giftCard: true };
const DELIVERED = [{ id: 'd1', at: '2026-03-04T10:00:00Z', lines: { l1: '1' } }];

const certify = (spec: OrderSpec, input: PolicyInput) => {
  const [order, policy] = [buildOrder(spec), policySchema.parse(input)];
  const target = mapOrder(order, policy);
  const certificate = certificateOf(order, target, policy);
  return {
    entries: target.entries.map(({ kind }) => kind),
    verdict: certificate.verdict,
    notes: [...new Set(certificate.rows.flatMap(({ notes }) => notes))],
  };
};

const unpaid: OrderSpec = { lines: [LAMP], payments: [], fulfilments: DELIVERED };

describe('an order', () => {
  it('that was delivered and not paid waits where captures start it', () => {
    const waits = { entries: [], verdict: 'not_booked', notes: ['not_booked_yet'] };
    expect(certify(unpaid, { postingTrigger: 'capture' })).toEqual(waits);
    expect(certify(unpaid, { postingTrigger: 'settlement' })).toEqual(waits);
  });

  it('that was delivered and not paid is booked where deliveries start it', () => {
    const { entries, verdict, notes } = certify(unpaid, { postingTrigger: 'fulfilment' });
    expect(entries).toContain('sale');
    expect([verdict, notes]).toEqual(['conserved', ['waiting']]);
  });

  it('of nothing is left out, unless it owes a gift card', () => {
    const free: OrderSpec = { lines: [{ ...LAMP, discounts: ['20.00'] }], payments: [] };
    expect(certify(free, { zeroOrders: 'skip' })).toEqual({
      entries: [],
      verdict: 'not_booked',
      notes: ['not_booked_zero'],
    });
    const given: OrderSpec = {
      lines: [
        { ...LAMP, discounts: ['20.00'] },
        { ...CARD, discounts: ['50.00'] },
      ],
      payments: [],
    };
    const { entries, verdict, notes } = certify(given, { zeroOrders: 'skip' });
    expect(entries).toEqual(['sale']);
    expect([verdict, notes]).toEqual(['conserved', []]);
  });

  it('paid in part by a gift card waits for the payout of the rest where payouts start it', () => {
    const settlement = { at: '2026-03-06T00:00:00Z', gross: '15.00', fee: '0.00', net: '15.00' };
    const paid = (settled: object): OrderSpec => ({
      lines: [LAMP],
      payments: [
        { amount: '5.00', tender: 'gift_card', gateway: 'gift_card' },
        { amount: '15.00', ...settled },
      ],
    });
    const policy = { postingTrigger: 'settlement', settlements: 'book' } as const;
    expect(certify(paid({}), policy)).toEqual({
      entries: [],
      verdict: 'not_booked',
      notes: ['not_booked_yet', 'not_paid_out'],
    });
    const booked = certify(paid({ settlement }), policy);
    expect(booked.entries).toContain('sale');
    expect(booked.verdict).toBe('conserved');
  });
});

test('a rule for dimensions that names none is refused', () => {
  const { policy, problems } = parsePolicy({ dimensionRules: [{ dimensions: {} }] });
  expect(policy).toBeUndefined();
  expect(problems?.[0]?.message).toContain('a rule without dimensions does nothing');
  expect(parsePolicy({ dimensionRules: [{ dimensions: { class: 'Online' } }] }).policy).toBeDefined();
});
