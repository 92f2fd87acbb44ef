/** Which rule fits which line: the first that fits, by all that it names. */
import type { PolicyInput } from '../../lib/policy/policy';
import { policySchema } from '../../lib/policy/policy';
import { type About, RuleBook, compileRules } from '../../lib/policy/rule-book';
import { compileCondition, fits } from '../../lib/policy/rule-condition';
import type { RuleCondition, RuleSubject } from '../../lib/policy/rule-schemas';
import { type OrderSpec, buildOrder } from '../support/order-builder';

const LAMP = {
  id: 'l1',
  amount: '100.00',
  sku: 'LAMP-RED-1',
  productType: 'Lighting',
  vendor: 'Acme',
  taxes: { DE: '19.00' },
};

const bookFor = (spec: OrderSpec, rules: Pick<PolicyInput, 'accountRules' | 'dimensionRules'>): RuleBook => {
  const { accountRules, dimensionRules } = policySchema.parse(rules);
  const compiled = compileRules(accountRules, dimensionRules);
  if (compiled === undefined) throw new Error('no rules');
  return new RuleBook(compiled, buildOrder(spec));
};

const goods = (of: string): About => ({ component: 'goods', of });

/** Whether a rule for goods with this condition fits the first line. */
const fitsLine = (spec: OrderSpec, when: RuleCondition, about: About = goods('l1')): boolean =>
  bookFor(spec, { accountRules: [{ when, account: 'sales:x' }] }).account('goods', about) !== undefined;

describe('account rules', () => {
  it('are none where the policy has none', () => {
    expect(compileRules([], [])).toBeUndefined();
    expect(
      compileRules([], policySchema.parse({ dimensionRules: [{ dimensions: { a: 'b' } }] }).dimensionRules),
    ).toBeDefined();
  });

  it('are asked in order, each for its own kind of line, and named in explanations by name or number', () => {
    const book = bookFor(
      { lines: [LAMP, { id: 'l2', amount: '1.00', vendor: 'Other' }] },
      {
        accountRules: [
          { for: 'shipping', account: 'shipping:all' },
          { when: { vendor: 'Acme' }, account: 'sales:acme', name: 'Acme goods' },
          { when: { productType: 'Lighting' }, account: 'sales:light' },
          { when: { vendor: 'Other' }, account: 'sales:other' },
        ],
      },
    );
    expect(book.account('goods', goods('l1'))).toMatchObject({ account: 'sales:acme', rule: 'Acme goods' });
    expect(book.account('goods', goods('l2'))).toMatchObject({
      account: 'sales:other',
      rule: 'account rule 4',
    });
    expect(book.account('shipping', { component: 'shipping', of: 's1' })).toMatchObject({
      account: 'shipping:all',
    });
    expect(book.account('discount', goods('l1'))).toBeUndefined();
    expect([...book.usedAccounts]).toEqual([1, 3, 0]);
  });

  it('remember the goods that none fitted, and nothing else', () => {
    const nothing = { vendor: 'Nobody' };
    const book = bookFor(
      { lines: [LAMP] },
      {
        accountRules: [
          { when: nothing, account: 'sales:x' },
          { for: 'shipping', when: nothing, account: 'shipping:x' },
        ],
      },
    );
    expect(book.account('shipping', { component: 'shipping', of: 's1' })).toBeUndefined();
    expect(book.account('goods', undefined)).toBeUndefined();
    expect([...book.unmatched]).toEqual([]);
    expect(book.account('goods', goods('l1'))).toBeUndefined();
    expect([...book.unmatched]).toEqual(['l1']);
    expect(book.usedAccounts.size).toBe(0);
  });
});

describe('dimension rules', () => {
  const dimensionsOf = (
    dimensionRules: PolicyInput['dimensionRules'],
    subject: RuleSubject,
    about = goods('l1'),
  ) => bookFor({ lines: [LAMP] }, { dimensionRules }).dimensions(subject, about);

  it('reach lines of income and expense, and others only by name', () => {
    const all = [{ dimensions: { class: 'Online' } }];
    for (const subject of ['goods', 'returns', 'discount', 'shipping', 'surcharge', 'fee', 'cost'] as const)
      expect(dimensionsOf(all, subject)).toEqual({ class: 'Online' });
    for (const subject of ['tax', 'payment', 'stock'] as const)
      expect(dimensionsOf(all, subject)).toBeUndefined();
    const named = [{ for: ['payment' as const], dimensions: { class: 'Online' } }];
    expect(dimensionsOf(named, 'payment')).toEqual({ class: 'Online' });
    expect(dimensionsOf(named, 'goods')).toBeUndefined();
  });

  it('are the first that fits, which is remembered', () => {
    const book = bookFor(
      { lines: [LAMP] },
      {
        dimensionRules: [
          { when: { vendor: 'Other' }, dimensions: { class: 'Other' } },
          { when: { vendor: 'Acme' }, dimensions: { class: 'Acme' } },
          { dimensions: { class: 'Rest' } },
        ],
      },
    );
    expect(book.dimensions('goods', goods('l1'))).toEqual({ class: 'Acme' });
    expect(book.dimensions('shipping', undefined)).toEqual({ class: 'Rest' });
    expect([...book.usedDimensions]).toEqual([1, 2]);
    expect(book.account('goods', goods('l1'))).toBeUndefined();
  });

  it('are none where there are only account rules', () => {
    const book = bookFor({ lines: [LAMP] }, { accountRules: [{ account: 'sales:x' }] });
    expect(book.dimensions('goods', goods('l1'))).toBeUndefined();
    expect(book.usedDimensions.size).toBe(0);
  });
});

describe('what a rule may ask of a line', () => {
  const spec: OrderSpec = {
    lines: [LAMP, { id: 'l2', amount: '1.00' }],
    customer: { country: 'DE', region: 'BE' },
    channel: 'web',
    location: 'Main Street',
    tags: ['vip', 'Wholesale'],
  };

  it.each<[string, RuleCondition, boolean]>([
    ['its sku', { sku: 'lamp-*' }, true],
    ['another sku', { sku: 'chair-*' }, false],
    ['its type', { productType: 'LIGHTING' }, true],
    ['another type', { productType: 'Furniture' }, false],
    ['its vendor', { vendor: 'acme' }, true],
    ['another vendor', { vendor: 'acm' }, false],
    ['any tag of the order', { tag: 'wholesale' }, true],
    ['a tag that it has not', { tag: 'retail' }, false],
    ['the country of the buyer', { country: 'de' }, true],
    ['another country', { country: 'AT' }, false],
    ['the region of the buyer', { region: 'BE' }, true],
    ['another region', { region: 'BY' }, false],
    ['the channel', { channel: 'Web' }, true],
    ['another channel', { channel: 'pos' }, false],
    ['the place of the order', { location: 'main street' }, true],
    ['another place', { location: 'Side Street' }, false],
    ['its tax', { jurisdiction: 'DE' }, true],
    ['another tax', { jurisdiction: 'AT' }, false],
    ['one of several texts', { sku: ['chair-*', '*-red-*'] }, true],
    ['two things that fit', { sku: 'lamp-*', country: 'DE' }, true],
    ['two things of which one fits', { sku: 'lamp-*', country: 'AT' }, false],
    ['nothing', {}, true],
  ])('%s', (_what, when, expected) => {
    expect(fitsLine(spec, when)).toBe(expected);
  });

  it('goes by where it is delivered to, before where the buyer lives', () => {
    const sent: OrderSpec = { ...spec, shipTo: { country: 'AT', region: '9' } };
    expect(fitsLine(sent, { country: 'AT', region: '9' })).toBe(true);
    expect(fitsLine(sent, { country: 'DE' })).toBe(false);
    expect(fitsLine(sent, { region: 'BE' })).toBe(false);
  });

  it('goes by where the line is sold, before the place of the order', () => {
    const there: OrderSpec = { ...spec, lines: [{ ...LAMP, location: 'Fair' }] };
    expect(fitsLine(there, { location: 'Fair' })).toBe(true);
    expect(fitsLine(there, { location: 'Main Street' })).toBe(false);
  });

  it('finds nothing where the source says nothing', () => {
    const { lines: _lines, ...bare } = spec;
    const order = buildOrder({ ...bare, lines: [{ id: 'l1', amount: '1.00' }] });
    const { customer: _customer, location: _location, channel: _channel, tags: _tags, ...silent } = order;
    for (const name of [
      'sku',
      'vendor',
      'productType',
      'country',
      'region',
      'channel',
      'location',
      'tag',
    ] as const) {
      const { accountRules } = policySchema.parse({
        accountRules: [{ when: { [name]: '*' }, account: 'sales:x' }],
      });
      const rules = compileRules(accountRules, []);
      if (rules === undefined) throw new Error('no rules');
      expect([name, new RuleBook(rules, silent).account('goods', goods('l1'))]).toEqual([name, undefined]);
    }
  });

  it('asks a payment or fee for its gateway', () => {
    const about: About = { component: 'payment', of: 'p1', gateway: 'Stripe' };
    expect(fitsLine(spec, { gateway: 'stripe' }, about)).toBe(true);
    expect(fitsLine(spec, { gateway: 'paypal' }, about)).toBe(false);
  });

  describe('about tax', () => {
    const taxed: OrderSpec = {
      lines: [
        { id: 'l1', amount: '10.00', taxes: [{ jurisdiction: 'A', amount: '1.00', rate: '19.00' }] },
        { id: 'l2', amount: '10.00' },
        {
          id: 'l3',
          amount: '10.00',
          taxes: [{ jurisdiction: 'M', amount: '1.00', rate: '8', liable: 'channel' }],
        },
        {
          id: 'l4',
          amount: '10.00',
          taxes: [
            { jurisdiction: 'A', amount: '1.00', rate: '7' },
            { jurisdiction: 'M', amount: '1.00', rate: '8', liable: 'channel' },
          ],
        },
      ],
      shipping: [{ id: 's1', amount: '5.00', taxes: [{ jurisdiction: 'S', amount: '0.35', rate: '7' }] }],
      surcharges: [{ id: 'f1', amount: '5.00', taxes: [{ jurisdiction: 'F', amount: '0.25', rate: '5' }] }],
    };
    const rate = (taxRate: string, about: About): boolean => fitsLine(taxed, { taxRate }, about);

    it('knows the rates of an item, in any spelling', () => {
      for (const text of ['19', '19.0', ' 19.00 ', '19%']) expect(rate(text, goods('l1'))).toBe(true);
      for (const text of ['9', '1', '190', 'none', 'channel']) expect(rate(text, goods('l1'))).toBe(false);
    });

    it('says of an item whether it has none, or one that the channel owes', () => {
      expect(rate('none', goods('l2'))).toBe(true);
      expect(rate('none', goods('l3'))).toBe(false);
      expect(rate('channel', goods('l3'))).toBe(true);
      expect(rate('8', goods('l3'))).toBe(false);
      expect(rate('7', goods('l4'))).toBe(true);
      expect(rate('8', goods('l4'))).toBe(false);
      expect(rate('channel', goods('l4'))).toBe(false);
    });

    it('knows those of shipping, surcharges and reductions', () => {
      expect(rate('7', { component: 'shipping', of: 's1' })).toBe(true);
      expect(rate('5', { component: 'surcharge', of: 'f1' })).toBe(true);
      expect(rate('7', { component: 'discount', on: 'shipping', of: 's1' })).toBe(true);
      expect(fitsLine(taxed, { jurisdiction: 'S' }, { component: 'shipping', of: 's1' })).toBe(true);
      expect(fitsLine(taxed, { jurisdiction: 'S' }, { component: 'surcharge', of: 'f1' })).toBe(false);
    });

    it('goes by the one tax where the line is a tax', () => {
      const tax = (component: 'tax' | 'channel_tax', jurisdiction: string): About => ({
        component,
        on: 'goods',
        of: 'l4',
        jurisdiction,
      });
      expect(rate('7', tax('tax', 'A'))).toBe(true);
      expect(rate('7', tax('channel_tax', 'M'))).toBe(false);
      expect(rate('channel', tax('channel_tax', 'M'))).toBe(true);
      expect(fitsLine(taxed, { jurisdiction: 'A' }, tax('tax', 'A'))).toBe(true);
      expect(fitsLine(taxed, { jurisdiction: 'M' }, tax('tax', 'A'))).toBe(false);
    });

    it('knows none of what is no part of the order', () => {
      expect(rate('none', goods('l9'))).toBe(false);
      expect(rate('*', goods('l9'))).toBe(false);
    });
  });
});

describe('patterns', () => {
  it.each([
    ['abc', 'abc', true],
    ['abc', 'abcd', false],
    ['abc', ' ABC ', true],
    ['*', '', true],
    ['*', 'anything', true],
    ['a*', 'abc', true],
    ['a*', 'bac', false],
    ['*c', 'abc', true],
    ['*c', 'abcd', false],
    ['a*c', 'abc', true],
    ['a*c', 'ac', true],
    ['ab*bc', 'abc', false],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['a*b*c', 'a-c', false],
    ['a*bb*b', 'abb', false],
    ['a*bb*b', 'abbb', true],
    ['*a*a*', 'xa', false],
    ['*a*a*', 'aa', true],
    ['a*xy*yz', 'axyz', false],
    ['(a+)+', '(a+)+', true],
  ])('%j and %j: %p', (pattern, text, expected) => {
    expect(fits(compileCondition({ sku: pattern }), { sku: [text] })).toBe(expected);
  });

  it('fit when any value does, and never what is not there', () => {
    const when = compileCondition({ tag: ['a', 'b*'] });
    expect(fits(when, { tag: ['x', 'bc'] })).toBe(true);
    expect(fits(when, { tag: [undefined] })).toBe(false);
    expect(fits(when, { tag: [] })).toBe(false);
    expect(fits(when, {})).toBe(false);
  });

  it('leave out what is named without a text, and what is not asked yet', () => {
    expect(compileCondition({ sku: undefined, tag: 'a' })).toEqual([{ name: 'tag', patterns: [['a']] }]);
    const when = compileCondition({ sku: 'x', tag: 'a' });
    expect(fits(when, { tag: ['a'] }, new Set(['tag']))).toBe(true);
    expect(fits(when, { tag: ['b'] }, new Set(['tag']))).toBe(false);
  });

  it.each([
    ['19', '19.00', true],
    ['8.25', '8.250', true],
    ['8.25%', '8.25', true],
    ['10', '10.', true],
    ['10', '1', false],
    ['100', '10', false],
    ['7.05', '7.5', false],
    ['NONE', 'none', true],
  ])('of rates %j and %j: %p', (pattern, rate, expected) => {
    expect(fits(compileCondition({ taxRate: pattern }), { taxRate: [rate] })).toBe(expected);
  });
});
