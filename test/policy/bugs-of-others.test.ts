/**
 * Faults that were found in other connectors, each with its numbers and where it was told. A test here says: not ours.
 * A name such as `BCApps #10467` is an issue or change of that project on GitHub.
 */
import type { JournalEntry } from '../../lib/accounting/journal-entry';
import { accountBalances } from '../../lib/accounting/check-entry';
import type { Order } from '../../lib/commerce/order';
import { fromMinor } from '../../lib/money/minor';
import { mapOrder } from '../../lib/policy/map-order';
import { type PolicyInput, policySchema } from '../../lib/policy/policy';
import { type OrderSpec, buildOrder } from '../support/order-builder';

const TRIGGERS = ['creation', 'capture'] as const;
const DISCOUNTS = ['contra', 'net', 'negative-line'] as const;

const entriesOf = (order: Order, policy: PolicyInput = {}): readonly JournalEntry[] => {
  const target = mapOrder(order, policySchema.parse(policy));
  expect(target.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return target.entries;
};
const map = (spec: OrderSpec, policy: PolicyInput = {}): readonly JournalEntry[] =>
  entriesOf(buildOrder(spec), policy);
const heldFor = (spec: OrderSpec, policy: PolicyInput = {}): readonly string[] => {
  const { held, entries, problems } = mapOrder(buildOrder(spec), policySchema.parse(policy));
  expect([held, entries]).toEqual([true, []]);
  return problems.map(({ code }) => code);
};

/** What is left on each account, debits positive. */
const balances = (...entries: readonly JournalEntry[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...accountBalances(entries)]
      .filter(([, credit]) => credit !== 0n)
      .map(([account, credit]) => [account, fromMinor(-credit, entries[0]?.currency ?? 'USD')]),
  );

describe('Shopify Connector of Business Central', () => {
  const CHAIR = { id: 'l1', title: 'Chair', amount: '100.00' };
  const exchange = (paid: string): OrderSpec => ({
    lines: [
      CHAIR,
      { id: 'l2', title: 'Armchair', amount: '250.00', added: { id: 'x1', at: '2026-03-05T08:00:00Z' } },
    ],
    payments: [{ amount: '100.00' }, { amount: paid, at: '2026-03-05T08:00:00Z' }],
    refunds: [
      {
        at: '2026-03-05T08:00:00Z',
        amount: '100.00',
        lines: [{ of: 'l1', quantity: '1', amount: '100.00' }],
        payments: [],
      },
    ],
  });

  it.each(TRIGGERS)(
    'BCApps #10467: an exchange of 100 for 250 has no line that hides 150 (%s)',
    (postingTrigger) => {
      expect(balances(...map(exchange('150.00'), { postingTrigger }))).toEqual({
        sales: '-350.00',
        'sales-returns': '100.00',
        'clearing:stripe': '250.00',
      });
    },
  );

  it.each(TRIGGERS)(
    'BCApps #8554: what does not add up is owed by the buyer, not plugged (%s)',
    (postingTrigger) => {
      // Ten too little were paid for the difference.
      const entries = map(exchange('140.00'), { postingTrigger });
      expect(balances(...entries)).toEqual({
        sales: '-350.00',
        'sales-returns': '100.00',
        'clearing:stripe': '240.00',
        receivable: '10.00',
      });
      const components = new Set(
        entries.flatMap(({ lines }) => lines.map((line) => line.explanation.component)),
      );
      expect([...components].sort()).toEqual(['goods', 'payment:stripe', 'receivable']);
    },
  );

  it('BCApps #8554: an order whose parts miss its total is held, whatever would make it balance', () => {
    expect(heldFor({ lines: [CHAIR], claims: { total: '110.00' } })).toEqual(['source_totals_mismatch']);
    expect(heldFor({ lines: [CHAIR], claims: { total: '90.00' } })).toEqual(['source_totals_mismatch']);
  });

  it.each(DISCOUNTS)(
    'BCApps #10462: two at 48.00 less 20%% cut to one leave 38.40, not a stale discount (%s)',
    (discounts) => {
      const order = (quantity: string, amount: string, discount: string): OrderSpec => ({
        lines: [{ id: 'l1', title: 'Vase', quantity, amount, discounts: [[discount, 'TWENTY']] }],
      });
      expect(balances(...map(order('1', '48.00', '9.60'), { discounts }))).toEqual(
        discounts === 'net'
          ? { sales: '-38.40', 'clearing:stripe': '38.40' }
          : { sales: '-48.00', discounts: '9.60', 'clearing:stripe': '38.40' },
      );
      // The discount of two pieces would make it 28.80, which the shop does not say.
      expect(
        heldFor(
          { ...order('1', '48.00', '19.20'), claims: { total: '38.40', discount: '9.60' } },
          { discounts },
        ),
      ).toContain('source_totals_mismatch');
    },
  );

  const foreign: OrderSpec = {
    lines: [{ id: 'l1', title: 'Lamp', amount: '50.00', taxes: { VAT: '5.00' } }],
    shipping: [{ id: 's1', title: 'Parcel', amount: '10.00', taxes: { VAT: '1.00' } }],
    refunds: [
      { id: 'r1', amount: '11.00', shipping: [{ of: 's1', amount: '10.00', taxes: { VAT: '1.00' } }] },
    ],
    presented: {
      currency: 'JPY',
      lines: [{ id: 'l1', title: 'Lamp', amount: '7500', taxes: { VAT: '750' } }],
      shipping: [{ id: 's1', title: 'Parcel', amount: '1500', taxes: { VAT: '150' } }],
      refunds: [
        { id: 'r1', amount: '1650', shipping: [{ of: 's1', amount: '1500', taxes: { VAT: '150' } }] },
      ],
    },
  };

  it('BCApps #4829: shipping alone is refunded in the currency in which it was sold', () => {
    expect(balances(...map(foreign))).toEqual({
      sales: '-50.00',
      'tax:VAT': '-5.00',
      'clearing:stripe': '55.00',
    });
    const inYen = map(foreign, { orderCurrency: 'presentment' });
    expect(new Set(inYen.map(({ currency }) => currency))).toEqual(new Set(['JPY']));
    expect(balances(...inYen)).toEqual({ sales: '-7500', 'tax:VAT': '-750', 'clearing:stripe': '8250' });
  });

  it('BCApps #6138: a refund that is stated in the shop’s currency alone is never booked beside yen', () => {
    const order = buildOrder(foreign);
    const { inPresentment: _, ...stated } = order;
    const { held, problems } = mapOrder(stated, policySchema.parse({ orderCurrency: 'presentment' }));
    expect([held, problems.map(({ code }) => code)]).toEqual([true, ['presentment_missing']]);
  });

  it('BCApps #6138: what a gateway keeps in the shop’s currency is no fee of as many yen', () => {
    const spec = { ...foreign, fees: [{ amount: '2.00', at: '2026-03-02T10:00:00Z', of: 'p1' }] };
    const policy = { gatewayFees: 'book', orderCurrency: 'presentment' } as const;
    expect(map(spec, policy).map(({ kind }) => kind)).toEqual(['sale', 'refund']);
    const { problems } = mapOrder(buildOrder(spec), policySchema.parse(policy));
    expect(problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['warning fees_left_out']);
    expect(balances(...map(spec, { gatewayFees: 'book' }))['fees:processing']).toBe('2.00');
  });

  it('its documentation: a refund of nothing that an edit left behind books nothing', () => {
    const spec: OrderSpec = {
      lines: [CHAIR],
      refunds: [{ amount: '0.00', lines: [{ of: 'l1', quantity: '1', amount: '0.00' }], payments: [] }],
    };
    expect(map(spec).map(({ kind }) => kind)).toEqual(['sale']);
  });
});

describe('ecommerce_integrations of Frappe', () => {
  it.each(DISCOUNTS)('#154: 100.00 less 20.00 with 10%% tax is 88.00, not 90.00 (%s)', (discounts) => {
    const spec: OrderSpec = {
      lines: [{ id: 'l1', title: 'Shirt', amount: '100.00', discounts: ['20.00'], taxes: { GST: '8.00' } }],
    };
    const { 'clearing:stripe': paid, 'tax:GST': tax } = balances(...map(spec, { discounts }));
    expect([paid, tax]).toEqual(['88.00', '-8.00']);
    // Tax on what was not paid, beside a total of 88.00.
    const wrong = { ...spec.lines?.[0], amount: '100.00', taxes: { GST: '10.00' } };
    expect(heldFor({ lines: [wrong], claims: { total: '88.00', tax: '8.00' } }, { discounts })).toContain(
      'source_totals_mismatch',
    );
  });

  it('#398: tax that the shop states on one line for all of them is that amount, and no rate of that line', () => {
    const spec: OrderSpec = {
      pricesIncludeTax: true,
      lines: [
        { id: 'l1', title: 'Mug', amount: '6.65', taxes: { VAT: '3.34' } },
        { id: 'l2', title: 'Mug', amount: '9.99' },
      ],
    };
    expect(balances(...map(spec))).toEqual({
      sales: '-16.64',
      'tax:VAT': '-3.34',
      'clearing:stripe': '19.98',
    });
  });

  const DELETED = { id: 'l2', title: 'No longer sold', amount: '30.00', taxes: { GST: '3.00' } };
  const KNOWN = {
    id: 'l1',
    title: 'Shirt',
    sku: 'SHIRT',
    productId: '77',
    amount: '20.00',
    taxes: { GST: '2.00' },
  };

  it('a last line whose product was deleted keeps its line and its tax', () => {
    const [sale] = map({ lines: [KNOWN, DELETED] });
    expect(
      sale?.lines
        .filter(({ account }) => account !== 'clearing:stripe')
        .map(({ account, credit, memo }) => [account, credit, memo]),
    ).toEqual([
      ['sales', '20.00', 'Shirt × 1'],
      ['sales', '30.00', 'No longer sold × 1'],
      ['tax:GST', '5.00', 'Tax GST'],
    ]);
  });

  it('and can be refunded, sent, and found by no account rule, without being lost', () => {
    const spec: OrderSpec = {
      lines: [KNOWN, DELETED],
      fulfilments: [{ at: '2026-03-04T10:00:00Z', lines: { l1: '1', l2: '1' } }],
      refunds: [
        { amount: '33.00', lines: [{ of: 'l2', quantity: '1', amount: '30.00', taxes: { GST: '3.00' } }] },
      ],
    };
    const policy: PolicyInput = {
      postingTrigger: 'fulfilment',
      accountRules: [{ for: 'goods', when: { sku: 'SHIRT' }, account: 'sales:shirts' }],
    };
    expect(balances(...map(spec, policy))).toEqual({
      'sales:shirts': '-20.00',
      sales: '-30.00',
      'sales-returns': '30.00',
      'tax:GST': '-2.00',
      'clearing:stripe': '22.00',
    });
  });

  it('a cart that left the line out is caught by its own total', () => {
    expect(heldFor({ lines: [KNOWN], claims: { total: '55.00', tax: '5.00' } })).toContain(
      'source_totals_mismatch',
    );
  });
});

describe('what connectors round by the piece', () => {
  it.each(DISCOUNTS)('Frappe: 3 x 10.00 less 10.00 is 20.00, never 3 x 6.67 = 20.01 (%s)', (discounts) => {
    const spec: OrderSpec = {
      lines: [{ id: 'l1', title: 'Cup', quantity: '3', amount: '30.00', discounts: [['10.00', 'TEN']] }],
    };
    const {
      'clearing:stripe': paid,
      sales,
      discounts: reduced = '0.00',
    } = balances(...map(spec, { discounts }));
    expect(paid).toBe('20.00');
    expect([sales, reduced]).toEqual(discounts === 'net' ? ['-20.00', '0.00'] : ['-30.00', '10.00']);
  });

  it('nor do deliveries piece by piece make it 20.01', () => {
    const spec: OrderSpec = {
      lines: [{ id: 'l1', title: 'Cup', quantity: '3', amount: '30.00', discounts: [['10.00', 'TEN']] }],
      fulfilments: ['04', '05', '06'].map((day) => ({ at: `2026-03-${day}T10:00:00Z`, lines: { l1: '1' } })),
    };
    const entries = map(spec, { postingTrigger: 'fulfilment', discounts: 'net' });
    // 6.666… once, twice, three times: 6.67, 13.33, 20.00.
    expect(entries.slice(1).map(({ lines }) => lines.at(-1)?.credit)).toEqual(['6.67', '6.66', '6.67']);
    expect(balances(...entries)).toEqual({ sales: '-20.00', 'clearing:stripe': '20.00' });
  });

  it('Pinelab’s Xero plugin for Vendure: three at 9.99 with tax are 24.97, not 3 x 8.33 = 24.99', () => {
    const spec: OrderSpec = {
      pricesIncludeTax: true,
      lines: [{ id: 'l1', title: 'Mug', quantity: '3', amount: '24.97', taxes: { VAT: '5.00' } }],
    };
    for (const output of ['journal', 'invoice', 'receipt'] as const)
      expect(balances(...map(spec, { output }))).toEqual({
        sales: '-24.97',
        'tax:VAT': '-5.00',
        'clearing:stripe': '29.97',
      });
  });
});

describe('A2X: gift cards issued by hand', () => {
  const CARD = { id: 'g', title: 'Gift card', amount: '100.00', giftCard: true };
  const issued: OrderSpec = { id: '1001', lines: [{ ...CARD, discounts: ['100.00'] }], payments: [] };
  const redeemed: OrderSpec = {
    id: '1002',
    lines: [{ id: 'l1', title: 'Lamp', amount: '90.91', taxes: { GST: '9.09' } }],
    payments: [{ gateway: 'gift_card', tender: 'gift_card', amount: '100.00' }],
  };

  it.each(TRIGGERS)(
    'are owed when given, so that the sale they pay is counted once (%s)',
    (postingTrigger) => {
      for (const discounts of DISCOUNTS) {
        const policy: PolicyInput = { postingTrigger, discounts };
        expect(balances(...map(issued, policy), ...map(redeemed, policy))).toEqual({
          sales: '-90.91',
          'tax:GST': '-9.09',
          discounts: '100.00',
        });
      }
    },
  );

  it('are owed also where the policy skips orders of nothing', () => {
    const policy: PolicyInput = { zeroOrders: 'skip' };
    expect(balances(...map(issued, policy), ...map(redeemed, policy))['gift-card-liability']).toBeUndefined();
    const empty: OrderSpec = { lines: [{ id: 'l1', title: 'Sample', amount: '0.00' }], payments: [] };
    expect(map(empty, policy)).toEqual([]);
  });

  it('A2X: a gateway nobody set up has its own clearing account, and its fee is not lost', () => {
    const spec: OrderSpec = {
      lines: [{ id: 'l1', title: 'Lamp', amount: '100.00' }],
      payments: [{ gateway: 'Klarna (new)', amount: '100.00' }],
      fees: [{ gateway: 'Klarna (new)', amount: '2.90', at: '2026-03-02T10:00:00Z' }],
    };
    expect(balances(...map(spec, { gatewayFees: 'book' }))).toEqual({
      sales: '-100.00',
      'fees:processing': '2.90',
      'clearing:Klarna (new)': '97.10',
    });
  });
});

describe('what others leave to hand', () => {
  it('Bookkeep: money that goes back another way than it came needs no hand', () => {
    const spec: OrderSpec = {
      lines: [{ id: 'l1', title: 'Lamp', amount: '100.00' }],
      payments: [{ gateway: 'paypal', amount: '100.00' }],
      refunds: [
        {
          amount: '100.00',
          lines: [{ of: 'l1', quantity: '1', amount: '100.00' }],
          payments: [
            { id: 'b1', gateway: 'cash', amount: '30.00' },
            { id: 'b2', gateway: 'store_credit', tender: 'store_credit', amount: '70.00' },
          ],
        },
      ],
    };
    expect(balances(...map(spec))).toEqual({
      sales: '-100.00',
      'sales-returns': '100.00',
      'clearing:paypal': '100.00',
      'clearing:cash': '-30.00',
      'store-credit': '-70.00',
    });
  });

  it('Link My Books: what comes back into stock takes its cost back', () => {
    const spec: OrderSpec = {
      lines: [{ id: 'l1', title: 'Cup', amount: '20.00', unitCost: '12.00' }],
      fulfilments: [{ at: '2026-03-04T10:00:00Z', lines: { l1: '1' } }],
      refunds: [
        { amount: '20.00', lines: [{ of: 'l1', quantity: '1', amount: '20.00', restock: 'returned' }] },
      ],
    };
    expect(balances(...map(spec, { costOfGoods: 'perpetual', returns: 'sales' }))).toEqual({});
  });

  it('Business Central: refunds in three parts with 2.47 of tax leave nothing for an account of remainders', () => {
    const taxes = ['0.82', '0.83', '0.82'];
    const spec: OrderSpec = {
      lines: [{ id: 'l1', title: 'Cup', quantity: '3', amount: '29.97', taxes: { S: '2.47' } }],
      refunds: taxes.map((tax, index) => ({
        amount: index === 1 ? '10.82' : '10.81',
        lines: [{ of: 'l1', quantity: '1', amount: '9.99', taxes: { S: tax } }],
      })),
    };
    expect(balances(...map(spec, { returns: 'sales' }))).toEqual({});
  });
});
