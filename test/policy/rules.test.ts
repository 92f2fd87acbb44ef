/** What keeps rules, and the mapping around them, from doing what nobody asked for. */
import { mapOrder } from '../../lib/policy/map-order';
import { type PolicyInput, policySchema } from '../../lib/policy/policy';
import { remembered } from '../../lib/policy/remembered';
import { type About, RuleBook, compileRules } from '../../lib/policy/rule-book';
import { compileCondition, fits } from '../../lib/policy/rule-condition';
import { type OrderSpec, buildOrder } from '../support/order-builder';

const LAMP = { id: 'l1', title: 'Lamp', amount: '100.00' };
const map = (spec: OrderSpec, policy: PolicyInput = {}) =>
  mapOrder(buildOrder(spec), policySchema.parse(policy));

describe('a rule for tax', () => {
  const forTax = (when: object): PolicyInput => ({ accountRules: [{ for: 'tax', when, account: 'tax:X' }] });
  const taxes = [
    { jurisdiction: 'A', amount: '7.00', rate: '7' },
    { jurisdiction: 'B', amount: '19.00', rate: '19' },
  ];

  it('goes by the rate of that tax, whatever else is on the item', () => {
    const [sale] = map({ lines: [{ ...LAMP, taxes }] }, forTax({ taxRate: '19' })).entries;
    expect(sale?.lines.slice(2)).toStrictEqual([
      {
        account: 'tax:A',
        credit: '7.00',
        memo: 'Tax A',
        taxCode: 'A',
        explanation: {
          rule: 'sale.tax',
          component: 'tax:A',
          pointers: ['/lines/0/taxes/0/amount'],
          arithmetic: '7.00',
        },
      },
      {
        account: 'tax:X',
        credit: '19.00',
        memo: 'Tax B',
        taxCode: 'X',
        explanation: {
          rule: 'sale.tax',
          component: 'tax:B',
          pointers: ['/lines/0/taxes/1/amount'],
          arithmetic: '19.00',
          chosenBy: 'account rule 1',
        },
      },
    ]);
  });

  it('knows a tax by its name, also where it is on nothing that the order has', () => {
    const rules = policySchema.parse(forTax({ jurisdiction: 'A' })).accountRules;
    const compiled = compileRules(rules, []);
    if (compiled === undefined) throw new Error('no rules');
    const tax = (jurisdiction: string): About => ({ component: 'tax', on: 'goods', of: 'l9', jurisdiction });
    const book = new RuleBook(compiled, buildOrder({ lines: [{ ...LAMP, taxes }] }));
    expect(book.account('tax', tax('A'))?.account).toBe('tax:X');
    expect(book.account('tax', tax('B'))).toBeUndefined();
  });
});

describe('a rule for a line that is about no part', () => {
  it.each([
    ['fits', { location: 'Main Street' }, 'sales:x'],
    ['does not fit', { location: 'Fair' }, undefined],
    ['does not fit', { location: 'Main Street', sku: '*' }, undefined],
  ])('%s by what is known of the order: %j', (_what, when, account) => {
    const compiled = compileRules(
      policySchema.parse({ accountRules: [{ when, account: 'sales:x' }] }).accountRules,
      [],
    );
    if (compiled === undefined) throw new Error('no rules');
    const book = new RuleBook(compiled, buildOrder({ lines: [LAMP], location: 'Main Street' }));
    expect(book.account('goods', undefined)?.account).toBe(account);
  });
});

describe('texts of rules', () => {
  it.each([
    ['numbers elsewhere than in rates are texts', { sku: '1.0' }, { sku: ['1.00'] }],
    ['nor do they end in a percent sign', { sku: '50%' }, { sku: ['50'] }],
    ['a rate is one with its percent sign at the end alone', { taxRate: '1%9' }, { taxRate: ['19'] }],
    ['and with its point where it is', { taxRate: '8.25' }, { taxRate: ['825'] }],
  ])('%s', (_what, when, facts) => {
    expect(fits(compileCondition(when), facts)).toBe(false);
  });
});

describe('mapping', () => {
  it('does not take an unpaid order for one of nothing', () => {
    const policy = { zeroOrders: 'skip', postingTrigger: 'creation' } as const;
    const unpaid = map({ lines: [LAMP], payments: [] }, policy);
    expect([unpaid.entries.length, unpaid.problems]).toEqual([1, []]);
  });

  it('takes a gift card of nothing for nothing', () => {
    const card = { ...LAMP, amount: '0.00', giftCard: true };
    const policy = { zeroOrders: 'skip', postingTrigger: 'creation' } as const;
    expect(map({ lines: [card], payments: [] }, policy).problems).toEqual([
      {
        severity: 'info',
        code: 'zero_order',
        message: 'Order 1001 has a total of zero, which the policy leaves out: nothing is booked.',
      },
    ]);
  });

  it('cuts the name of a currency that is none', () => {
    const order = { ...buildOrder({ lines: [LAMP] }), presentmentCurrency: 'E'.repeat(500) };
    const target = mapOrder(order, policySchema.parse({ orderCurrency: 'presentment' }));
    expect([target.held, target.problems]).toEqual([
      true,
      [
        {
          severity: 'error',
          code: 'presentment_missing',
          message:
            'Order 1001 was paid in EEEEEEEEEE, in which the policy books, and the shop does not state all of its amounts in it. Book orders of this shop in its own currency, or enter this one by hand.',
        },
      ],
    ]);
  });

  it('holds an order whose entries are not what its parts come to', () => {
    const policy = policySchema.parse({});
    const order = buildOrder({ lines: [LAMP], shipping: [{ amount: '5.00' }] });
    // The number is read for the description, when the lines are done: from then on shipping belongs to sales.
    const source = {
      ...order.source,
      get number(): string {
        policy.shipping = 'inside-sales';
        return '1001';
      },
    };
    const { held, entries, problems } = mapOrder({ ...order, source }, policy);
    expect([held, entries]).toEqual([true, []]);
    expect(
      problems.map(({ severity, code, message }) => [severity, code, /on (\S+),/.exec(message)?.[1]]),
    ).toEqual([
      ['error', 'conservation_broken', 'sales'],
      ['error', 'conservation_broken', 'shipping'],
    ]);
  });
});

describe('what is made of a name', () => {
  it('is made once, for a thousand names, and then from the beginning again, so that memory is bounded', () => {
    const make = jest.fn((name: string) => ({ name }));
    const made = remembered(make);
    expect(made('n0')).toBe(made('n0'));
    for (let round = 0; round < 2; round++)
      for (let index = 0; index < 1000; index++) expect(made(`n${index}`)).toEqual({ name: `n${index}` });
    expect(make).toHaveBeenCalledTimes(1000);
    made('n1000');
    expect(make).toHaveBeenCalledTimes(1001);
    made('n1000');
    expect(make).toHaveBeenCalledTimes(1001);
    made('n0');
    expect(make).toHaveBeenCalledTimes(1002);
  });
});
