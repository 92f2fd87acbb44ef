/** Lines that are worked out from several parts, to the letter: taxes, spread refunds, fees, deliveries with their costs. */
import type { JournalLine } from '../../lib/accounting/journal-entry';
import { mapOrder } from '../../lib/policy/map-order';
import { type PolicyInput, policySchema } from '../../lib/policy/policy';
import { type OrderSpec, buildOrder } from '../support/order-builder';

const linesOf = (kind: string, spec: OrderSpec, policy: PolicyInput = {}): readonly JournalLine[] => {
  const { entries } = mapOrder(buildOrder(spec), policySchema.parse(policy));
  return entries.filter((entry) => entry.kind === kind).flatMap(({ lines }) => lines);
};

const on = (lines: readonly JournalLine[], account: string): readonly JournalLine[] =>
  lines.filter((line) => line.account === account);

const LAMP = { id: 'l1', title: 'Lamp', amount: '100.00', taxes: { A: '10.00' } };
const BOOK = { id: 'l2', title: 'E-book', amount: '20.00', taxes: { A: '2.00' }, requiresShipping: false };

const WAITS: PolicyInput = { postingTrigger: 'fulfilment', deferredTax: 'at-fulfilment' };

describe('a tax line of one jurisdiction', () => {
  const sold: OrderSpec = { lines: [LAMP, BOOK] };

  it('adds up its parts', () => {
    expect(on(linesOf('sale', sold), 'tax:A')).toStrictEqual([
      {
        account: 'tax:A',
        credit: '12.00',
        memo: 'Tax A',
        taxCode: 'A',
        explanation: {
          rule: 'sale.tax',
          component: 'tax:A',
          pointers: ['/lines/0/taxes/0/amount', '/lines/1/taxes/0/amount'],
          arithmetic: '10.00 + 2.00 = 12.00',
        },
      },
    ]);
  });

  it('leaves out what waits for a delivery, which stands on its own account', () => {
    const booked = linesOf('sale', { ...sold, fulfilments: [] }, WAITS);
    expect(booked.filter(({ account }) => account.includes('tax'))).toStrictEqual([
      {
        account: 'deferred-tax:A',
        credit: '10.00',
        memo: 'Tax A',
        explanation: {
          rule: 'sale.tax.deferred',
          component: 'deferred',
          pointers: ['/lines/0/taxes/0/amount'],
          arithmetic: '10.00',
        },
      },
      {
        account: 'tax:A',
        credit: '2.00',
        memo: 'Tax A',
        taxCode: 'A',
        explanation: {
          rule: 'sale.tax',
          component: 'tax:A',
          pointers: ['/lines/1/taxes/0/amount'],
          arithmetic: '2.00',
        },
      },
    ]);
  });

  it('that waits whole keeps the arithmetic by which it came to be', () => {
    const spec: OrderSpec = { ...sold, fulfilments: [], refunds: [{ amount: '22.00' }] };
    const back = linesOf('refund', spec, { ...WAITS, amountOnlyRefunds: 'spread' });
    // 22.00 of 132.00 is a sixth: 16.66 and 3.33 of goods, 1.66 and 0.33 of tax, and two cents over.
    expect(back.filter(({ account }) => account.includes('tax'))).toStrictEqual([
      {
        account: 'deferred-tax:A',
        debit: '1.67',
        memo: 'Tax A',
        explanation: {
          rule: 'refund.tax.deferred',
          component: 'deferred',
          pointers: ['/refunds/0/amount', '/lines/0/taxes/0/amount'],
          arithmetic: '22.00 * 10.00 / 132.00 -> 1.67',
          leftover: '0.01 of the 0.02 that rounding down left over, for one of the largest remainders',
        },
      },
      {
        account: 'tax:A',
        debit: '0.33',
        memo: 'Tax A',
        taxCode: 'A',
        explanation: {
          rule: 'refund.tax',
          component: 'tax:A',
          pointers: ['/refunds/0/amount', '/lines/1/taxes/0/amount'],
          arithmetic: '22.00 * 2.00 / 132.00 -> 0.33',
        },
      },
    ]);
  });
});

describe('a refund that names no lines, spread over three that are alike', () => {
  const part = (id: string, title: string) => ({ id, title, amount: '10.00', taxes: { A: '1.00' } });
  const backFor = (amount: string): readonly JournalLine[] =>
    linesOf(
      'refund',
      { lines: [part('l1', 'Lamp'), part('l2', 'Mat'), part('l3', 'Cup')], refunds: [{ amount }] },
      { amountOnlyRefunds: 'spread' },
    );
  const taxPointers = [0, 1, 2].flatMap((index) => ['/refunds/0/amount', `/lines/${index}/taxes/0/amount`]);

  it('tells each share, and which of them got the cent that was left over', () => {
    // Thirds of 9.09 and of 0.90, rounded down, leave a cent, which goes to the first tax.
    expect(on(backFor('10.00'), 'tax:A')).toStrictEqual([
      {
        account: 'tax:A',
        debit: '0.91',
        memo: 'Tax A',
        taxCode: 'A',
        explanation: {
          rule: 'refund.tax',
          component: 'tax:A',
          pointers: taxPointers,
          arithmetic:
            '10.00 * 1.00 / 33.00 -> 0.31; 10.00 * 1.00 / 33.00 -> 0.30; 10.00 * 1.00 / 33.00 -> 0.30; 0.31 + 0.30 + 0.30 = 0.91',
          leftover: '0.01 of the 0.01 that rounding down left over, for one of the largest remainders',
        },
      },
    ]);
  });

  it('tells of several cents one after the other', () => {
    // 0.32 * 10 / 33 is 0.097 and 0.32 * 1 / 33 is 0.0097: five cents are over, three for the taxes, two for goods.
    const cent = '0.01 of the 0.05 that rounding down left over, for one of the largest remainders';
    const back = backFor('0.32');
    expect(on(back, 'tax:A').map(({ debit, explanation }) => [debit, explanation])).toStrictEqual([
      [
        '0.03',
        {
          rule: 'refund.tax',
          component: 'tax:A',
          pointers: taxPointers,
          arithmetic: `${'0.32 * 1.00 / 33.00 -> 0.01; '.repeat(3)}0.01 + 0.01 + 0.01 = 0.03`,
          leftover: `${cent}; ${cent}; ${cent}`,
        },
      ],
    ]);
    const goods = (index: number, share: string) => ({
      rule: 'refund.goods',
      component: 'goods',
      pointers: ['/refunds/0/amount', `/lines/${index}/amount`],
      arithmetic: `0.32 * 10.00 / 33.00 -> ${share}`,
    });
    expect(on(back, 'sales-returns').map(({ explanation }) => explanation)).toStrictEqual([
      { ...goods(0, '0.10'), leftover: cent },
      { ...goods(1, '0.10'), leftover: cent },
      goods(2, '0.09'),
    ]);
  });
});

describe('a fee', () => {
  it('is what it is called, and comes off the money at the gateway', () => {
    const fees = [{ amount: '3.00', at: '2026-03-04T10:00:00Z', of: 'p1' }];
    const told = { pointers: ['/fees/0/amount'], arithmetic: '3.00' };
    expect(linesOf('fee', { lines: [LAMP], fees }, { gatewayFees: 'book' })).toStrictEqual([
      {
        account: 'fees:processing',
        debit: '3.00',
        memo: 'Fee (processing)',
        explanation: { rule: 'fee.fee', component: 'fee:processing', ...told },
      },
      {
        account: 'clearing:stripe',
        credit: '3.00',
        memo: 'Fee (processing)',
        explanation: { rule: 'fee.clearing', component: 'payment:stripe', ...told },
      },
    ]);
  });
});

describe('tax that the channel owes', () => {
  it('goes in and out of one account, with one explanation', () => {
    const taxes = [{ jurisdiction: 'M', label: 'Tax M', amount: '8.00', liable: 'channel' as const }];
    const sold = linesOf('sale', { lines: [{ ...LAMP, taxes }] }, { channelTax: 'zero-sum' });
    const explanation = {
      rule: 'sale.channel-tax',
      component: 'channel_tax',
      pointers: ['/lines/0/taxes/0/amount'],
      arithmetic: '8.00',
    };
    expect(on(sold, 'facilitator-tax')).toStrictEqual([
      { account: 'facilitator-tax', debit: '8.00', memo: 'Tax M, owed by the channel', explanation },
      { account: 'facilitator-tax', credit: '8.00', memo: 'Tax M', explanation },
    ]);
  });
});

describe('a delivery of which tax and cost are known', () => {
  it('earns goods alone: the tax moves beside them, and the cost from stock', () => {
    const sent = linesOf(
      'fulfilment',
      {
        lines: [{ ...LAMP, unitCost: '40.00' }],
        fulfilments: [{ at: '2026-03-04T15:00:00Z', lines: { l1: '1' } }],
      },
      { ...WAITS, costOfGoods: 'perpetual' },
    );
    const goods = ['/fulfilments/0/lines/0/quantity', '/lines/0/amount'];
    const tax = ['/lines/0/taxes/0/amount'];
    const cost = ['/fulfilments/0/lines/0/quantity', '/lines/0/unitCost/amount'];
    const whole = '10.00 of the whole -> 10.00';
    const because = (rule: string, component: string, pointers: readonly string[], arithmetic: string) => ({
      rule: `fulfilment.${rule}`,
      component,
      pointers,
      arithmetic,
    });
    expect(sent).toStrictEqual([
      {
        account: 'deferred-tax:A',
        debit: '10.00',
        memo: 'Tax A',
        explanation: because('deferred-tax', 'deferred', tax, whole),
      },
      {
        account: 'deferred-revenue',
        debit: '100.00',
        memo: 'Delivered',
        explanation: because('deferred', 'deferred', goods, '100.00 = 100.00'),
      },
      {
        account: 'cost-of-goods',
        debit: '40.00',
        memo: 'Lamp × 1',
        explanation: because('cost', 'cost', cost, '1 * 40.00 -> 40.00'),
      },
      {
        account: 'sales',
        credit: '100.00',
        memo: 'Lamp',
        explanation: because('goods', 'goods', goods, '100.00 delivered -> 100.00'),
      },
      {
        account: 'tax:A',
        credit: '10.00',
        memo: 'Tax A',
        taxCode: 'A',
        explanation: because('tax', 'tax:A', tax, whole),
      },
      {
        account: 'inventory',
        credit: '40.00',
        memo: 'Lamp × 1',
        explanation: because('cost', 'stock', cost, '1 * 40.00 -> 40.00'),
      },
    ]);
  });
});
