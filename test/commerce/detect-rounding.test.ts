import fc from 'fast-check';
import type { Order, TaxLine } from '../../lib/commerce/order';
import { readAmounts } from '../../lib/commerce/order-amounts';
import { type DetectedRounding, detectRounding } from '../../lib/commerce/detect-rounding';
import { roundingTally } from '../../lib/commerce/detect-rounding-over-orders';
import { roundingOverOrdersSentence, roundingSentence } from '../../lib/commerce/detect-rounding-sentence';
import { fromMinor } from '../../lib/money/minor';
import { ROUNDING_RULES, type RoundingRule } from '../../lib/money/rounding';
import { type OrderSpec, type PartSpec, buildOrder } from '../support/order-builder';

const detect = (spec: OrderSpec | Order): DetectedRounding => {
  const { amounts, problems } = readAmounts('source' in spec ? spec : buildOrder(spec));
  if (!amounts) throw new Error(JSON.stringify(problems));
  return detectRounding(amounts);
};

const fits = ({ methods }: DetectedRounding): readonly string[] =>
  methods.filter(({ off }) => off === 0).map(({ basis, rule }) => `${basis} ${rule}`);

const taxed = (amount: string, rate: string, tax: string, more: Partial<PartSpec> = {}): PartSpec => ({
  amount,
  taxes: [{ jurisdiction: 'VAT', rate, amount: tax }],
  ...more,
});

describe('prices without tax', () => {
  it('three lines of 0.99 at 8.25%: 0.08 each is per line, 0.25 together is per order', () => {
    const perLine = detect({ lines: [1, 2, 3].map(() => taxed('0.99', '8.25', '0.08')) });
    expect(perLine).toMatchObject({ state: 'fits', stated: '0.24' });
    expect(fits(perLine)).toEqual(['line half-up', 'line half-even', 'line down', 'order down']);

    const perOrder = detect({
      lines: [taxed('0.99', '8.25', '0.09'), taxed('0.99', '8.25', '0.08'), taxed('0.99', '8.25', '0.08')],
    });
    expect(perOrder).toMatchObject({ state: 'fits', stated: '0.25' });
    expect(fits(perOrder)).toEqual(['order half-up', 'order half-even', 'order up']);
    expect(perOrder.methods.find(({ basis, rule }) => basis === 'line' && rule === 'half-up')).toMatchObject({
      tax: '0.24',
      difference: '0.01',
      off: 1,
    });
  });

  it('one line of three pieces of 0.99 can only be told apart from rounding by piece', () => {
    const detected = detect({ lines: [taxed('2.97', '8.25', '0.24', { quantity: '3' })] });
    expect(fits(detected)).toEqual([
      'line down',
      'order down',
      'unit half-up',
      'unit half-even',
      'unit down',
    ]);
  });

  it('the tax is on what is left after the discount, and delivery is a line of its own', () => {
    const detected = detect({
      lines: [taxed('20.00', '10', '1.80', { discounts: ['2.00'] })],
      shipping: [taxed('5.05', '10', '0.51')],
    });
    expect(detected).toMatchObject({ state: 'fits', stated: '2.31' });
    expect(fits(detected)).toEqual(['line half-up', 'line up', 'order half-up', 'order up']);
  });

  it('a compound tax is on the net and the tax before it: 5% and 9.975% on top of both', () => {
    const taxes: Partial<TaxLine>[] = [
      { jurisdiction: 'GST', rate: '5', amount: '5.00' },
      { jurisdiction: 'QST', rate: '9.5', amount: '9.98', compound: true },
    ];
    const detected = detect({ lines: [{ amount: '100.00', taxes }] });
    expect(fits(detected)).toEqual([
      'line half-up',
      'line half-even',
      'line up',
      'order half-up',
      'order half-even',
      'order up',
    ]);
  });

  it('half even is told from half up at a half: 0.125 is 0.12 or 0.13', () => {
    expect(fits(detect({ lines: [taxed('1.25', '10', '0.12')] }))).toContain('line half-even');
    expect(fits(detect({ lines: [taxed('1.25', '10', '0.12')] }))).not.toContain('line half-up');
    expect(fits(detect({ lines: [taxed('1.25', '10', '0.13')] }))).toContain('line half-up');
    expect(fits(detect({ lines: [taxed('1.25', '10', '0.13')] }))).not.toContain('line half-even');
  });

  it('a surcharge below zero takes tax back, and half up goes away from zero there too', () => {
    const detected = detect({
      lines: [taxed('10.00', '10', '1.00')],
      surcharges: [taxed('-1.25', '10', '-0.13')],
    });
    expect(fits(detected)).toEqual(['line half-up', 'line up', 'order down']);
  });

  it('a currency without decimals rounds to whole units', () => {
    const detected = detect({ currency: 'JPY', lines: [taxed('105', '10', '10'), taxed('105', '10', '11')] });
    expect(fits(detected)).toEqual(['order half-up', 'order half-even', 'order down', 'order up']);
  });
});

describe('prices with tax', () => {
  const inclusive = (...lines: PartSpec[]): DetectedRounding => detect({ pricesIncludeTax: true, lines });

  it('9.99 at 20% holds 1.67 half up and 1.66 half even', () => {
    expect(fits(inclusive(taxed('8.32', '20', '1.67')))).toEqual([
      'line half-up',
      'line up',
      'order half-up',
      'order up',
    ]);
    expect(fits(inclusive(taxed('8.33', '20', '1.66')))).toEqual([
      'line half-even',
      'line down',
      'order half-even',
      'order down',
    ]);
  });

  it('three times 9.99 at 20%: 5.01 per line, 5.00 per order', () => {
    const line = taxed('8.32', '20', '1.67');
    const perLine = inclusive(line, line, line);
    expect(perLine).toMatchObject({ state: 'fits', stated: '5.01' });
    expect(fits(perLine)).toEqual(['line half-up', 'line up']);

    const perOrder = inclusive(line, line, taxed('8.33', '20', '1.66'));
    expect(perOrder).toMatchObject({ state: 'fits', stated: '5.00' });
    expect(fits(perOrder)).toEqual(['order half-up', 'order half-even', 'order up']);
  });

  it('several taxes share one gross: 5% and 8% of a price of 113.00', () => {
    const taxes = [
      { jurisdiction: 'A', rate: '5', amount: '5.00' },
      { jurisdiction: 'B', rate: '8', amount: '8.00' },
    ];
    expect(fits(inclusive({ amount: '100.00', taxes }))).toHaveLength(8);
  });
});

describe('what cannot be told', () => {
  it('an order without tax, or without rates, says so', () => {
    const untaxed = detect({ lines: [{ amount: '10.00' }] });
    expect(untaxed).toMatchObject({ state: 'none', methods: [], withoutRate: 0 });
    expect(roundingSentence(untaxed)).toBe('No tax with a rate shows how the source rounds.');
    const unrated = detect({ lines: [{ amount: '10.00', taxes: { VAT: '2.00' } }] });
    expect(unrated).toMatchObject({ state: 'none', withoutRate: 1 });
    expect(roundingSentence(unrated)).toBe(
      'No tax with a rate shows how the source rounds. Of 1 tax nothing can be said: a rate is missing.',
    );
  });

  it.each(['', 'about 20', '-5', '1e2'])('a rate of "%s" is none', (rate) => {
    expect(detect({ lines: [taxed('10.00', rate, '2.00')] })).toMatchObject({
      state: 'none',
      withoutRate: 1,
    });
  });

  it('a part with a broken number of pieces is not rounded by piece', () => {
    const detected = detect({ lines: [taxed('10.00', '20', '2.00', { quantity: '1.5' })] });
    expect(detected.methods.map(({ basis }) => basis)).not.toContain('unit');
    expect(detect({ lines: [taxed('10.00', '20', '2.00', { quantity: '2.0' })] }).methods).toHaveLength(12);
  });
});

describe('the sentence', () => {
  it.each<[string, OrderSpec, string]>([
    [
      'one way',
      {
        pricesIncludeTax: true,
        lines: [1, 2, 3].map(() => taxed('8.32', '20', '1.67')).concat(taxed('1.27', '20', '0.25')),
      },
      'The source rounds tax per line, half up; per order would have been 5.25 instead of 5.26.',
    ],
    [
      'one basis and two rules',
      {
        lines: [
          taxed('0.99', '8.25', '0.09'),
          taxed('0.99', '8.25', '0.08'),
          taxed('0.99', '8.25', '0.08'),
          taxed('40.00', '10', '4.00'),
        ],
      },
      'The source rounds tax per order, half up or half even or up; per line would have been 4.24 instead of 4.25.',
    ],
    [
      'several ways',
      { lines: [taxed('1.25', '10', '0.13')] },
      'Several ways of rounding give the tax that the source states: per line, half up or up; per order, half up or up.',
    ],
    [
      'none',
      { lines: [taxed('10.00', '20', '2.50')] },
      'No way of rounding gives the tax of 2.50 USD that the source states; the nearest is per line, half up, with 2.00, a difference of 0.50: 1 tax is not as stated.',
    ],
    [
      'none, though the sum is right',
      { lines: [taxed('10.00', '20', '2.50'), { ...taxed('10.00', '10', '0.50') }] },
      'No way of rounding gives the tax of 3.00 USD that the source states; the nearest is per line, half up, with the same sum: 2 taxes are not as stated.',
    ],
  ])('%s', (_what, spec, sentence) => {
    expect(roundingSentence(detect(spec))).toBe(sentence);
  });
});

const RULES: readonly RoundingRule[] = ['half-up', 'half-even', 'down', 'up'];

/** An order whose taxes were rounded per line, by the rule. */
const arbitraryRounded = (rule: RoundingRule) =>
  fc
    .record({
      prices: fc.array(fc.bigInt({ min: 1n, max: 100_000n }), { minLength: 1, maxLength: 12 }),
      rate: fc.constantFrom('19', '7', '8.25', '5.5', '20', '9.975', '0'),
      included: fc.boolean(),
    })
    .map(({ prices, rate, included }): OrderSpec => {
      const [over, under] = [
        BigInt(rate.replace('.', '')),
        100n * 10n ** BigInt(rate.split('.')[1]?.length ?? 0),
      ];
      return {
        currency: 'EUR',
        pricesIncludeTax: included,
        lines: prices.map((price) => {
          const tax = ROUNDING_RULES[rule](price * over, included ? under + over : under);
          const net = included ? price - tax : price;
          return taxed(fromMinor(net, 'EUR'), rate, fromMinor(tax, 'EUR'));
        }),
      };
    });

describe('over generated orders', () => {
  it.each(RULES)('the method that made the taxes is among those that fit: per line, %s', (rule) => {
    fc.assert(
      fc.property(arbitraryRounded(rule), (spec) => {
        const detected = detect(spec);
        if (detected.state === 'none') return;
        expect(fits(detected)).toContain(`line ${rule}`);
      }),
      { numRuns: 500 },
    );
  });

  it('a tax that is a unit off is found to be off by that unit', () => {
    fc.assert(
      fc.property(arbitraryRounded('half-up'), (spec) => {
        const [first, ...rest] = spec.lines ?? [];
        if (!first) return;
        const [tax] = first.taxes as Partial<TaxLine>[];
        const wrong = fromMinor(BigInt((tax?.amount ?? '').replace('.', '')) + 1n, 'EUR');
        // Prices with tax would change with the tax; the price entered is what stays.
        if (spec.pricesIncludeTax) return;
        const off = detect({ ...spec, lines: [{ ...first, taxes: [{ ...tax, amount: wrong }] }, ...rest] });
        expect(off.methods.find(({ basis, rule }) => basis === 'line' && rule === 'half-up')).toMatchObject({
          off: 1,
          difference: '0.01',
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe('over many orders', () => {
  const over = (...orders: OrderSpec[]) => {
    const tally = roundingTally();
    for (const order of orders) tally.add(detect(order));
    return tally.finish();
  };
  const order = (...lines: PartSpec[]): OrderSpec => ({ pricesIncludeTax: true, lines });

  it('a shop that always rounds down is found, with counts', () => {
    const found = over(
      // 1.665, 0.1666…, 0.8316…: all cut.
      order(taxed('8.33', '20', '1.66'), taxed('0.84', '20', '0.16')),
      order(taxed('4.16', '20', '0.83')),
      { lines: [{ amount: '5.00' }] },
    );
    expect(found).toMatchObject({
      orders: 2,
      unexplained: 0,
      directions: { line: { rounded: 3, down: 3, up: 0, belowNearest: 1 } },
    });
    expect(found.findings).toEqual([
      {
        severity: 'warning',
        code: 'rounding_always_down',
        message: expect.stringMatching(
          /^The source rounded tax down every time: 3 roundings per line in 2 orders, of which 1 would have gone up .*VATREC12020.*VATREC12010/,
        ),
      },
    ]);
  });

  it('a shop that rounds the tax of each order down is found per order', () => {
    const found = over(
      {
        lines: [taxed('0.99', '8.25', '0.08'), taxed('0.99', '8.25', '0.08'), taxed('0.75', '8.25', '0.06')],
      },
      // 0.999 and 0.999 are 1.99 together: one line goes up, the order goes down.
      { lines: [taxed('9.99', '10', '1.00'), taxed('9.99', '10', '0.99')] },
    );
    expect(found.findings).toMatchObject([
      { message: expect.stringContaining('2 roundings per order in 2 orders, of which 2') },
    ]);
  });

  it('one rounding up, or rounding to the nearest that happens to go down, is no finding', () => {
    expect(over(order(taxed('8.33', '20', '1.66')), order(taxed('8.32', '20', '1.67'))).findings).toEqual([]);
    // Each nearest unit is below.
    expect(over(order(taxed('4.16', '20', '0.83')), order(taxed('0.97', '20', '0.19'))).findings).toEqual([]);
    expect(over().findings).toEqual([]);
  });

  it('taxes that no rounding explains are counted, and not called rounding down', () => {
    const found = over({ lines: [taxed('10.00', '20', '1.00')] });
    expect(found).toMatchObject({ orders: 1, unexplained: 1, findings: [] });
  });

  it('is told as a sentence, with what was found', () => {
    const down = over(
      order(taxed('8.33', '20', '1.66'), taxed('0.84', '20', '0.16')),
      order(taxed('4.16', '20', '0.83')),
    );
    expect(roundingOverOrdersSentence(down)).toMatch(
      /^Of 2 orders with tax rates, per line, down explains 2; .*\. The source rounded tax down every time: 3 /,
    );
    const none = over({ lines: [taxed('10.00', '20', '1.00')] });
    expect(roundingOverOrdersSentence(none)).toBe(
      'Of 1 order with tax rates, no way of rounding explains any.',
    );
    const some = over({ lines: [taxed('10.00', '20', '1.00')] }, { lines: [taxed('1.25', '10', '0.13')] });
    expect(roundingOverOrdersSentence(some)).toMatch(/; nothing explains 1\.$/);
    expect(roundingOverOrdersSentence(over())).toBe('No tax with a rate shows how the source rounds.');
  });

  it('the methods that fit most orders come first', () => {
    const [first] = over(
      order(taxed('8.32', '20', '1.67')),
      order(taxed('8.32', '20', '1.67'), taxed('8.32', '20', '1.67'), taxed('8.32', '20', '1.67')),
    ).methods;
    expect(first).toEqual({ basis: 'line', rule: 'half-up', fits: 2 });
  });
});
