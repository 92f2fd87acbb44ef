/** What a user reads whose policy cannot be used: whole sentences, with the place and what was most likely meant. */
import { nearestName } from '../../lib/policy/nearest-name';
import { parsePolicy } from '../../lib/policy/parse-policy';
import { PRESETS } from '../../lib/policy/presets';

const said = (input: unknown): readonly string[] => {
  const { problems = [] } = parsePolicy(input);
  return problems.map(({ severity, code, message, pointer }) => {
    expect([severity, code]).toEqual(['error', 'invalid_policy']);
    return `${pointer} ${message}`;
  });
};

const unusable = (pointer: string, sentence: string): string =>
  `${pointer} The policy is not usable: ${sentence}`;

describe('what is no policy at all', () => {
  it.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    ['us-sales-tax', 'string'],
    [7, 'number'],
    [[], 'array'],
  ])('%j is told by its kind', (input, kind) => {
    expect(said(input)).toEqual([unusable('', `Invalid input: expected object, received ${kind}.`)]);
  });
});

describe('an unknown key', () => {
  it.each<[object, string, string]>([
    [{ taxes: 'line' }, '', 'there is no key "taxes". Did you mean "tax"?'],
    [{ extend: 'japan' }, '', 'there is no key "extend". Did you mean "extends"?'],
    [{ schema: 'x' }, '', 'there is no key "schema". Did you mean "$schema"?'],
    [{ zzzzzz: 1 }, '', 'there is no key "zzzzzz".'],
    [
      { accountRules: [{ account: 'sales:a' }, { account: 'sales:b', named: 'B' }] },
      '/accountRules/1',
      'accountRules.1: there is no key "named". Did you mean "name"?',
    ],
    [
      { dimensionRules: [{ dimensions: { class: 'A' }, when: { skus: 'A' } }] },
      '/dimensionRules/0/when',
      'dimensionRules.0.when: there is no key "skus". Did you mean "sku"?',
    ],
    // What frames a policy frames no rule.
    [
      { accountRules: [{ account: 'sales:a', extend: 'japan' }] },
      '/accountRules/0',
      'accountRules.0: there is no key "extend".',
    ],
    [{ ['k'.repeat(61)]: 1 }, '', `there is no key "${'k'.repeat(60)}".`],
  ])('%j is told, with what it may have meant there', (input, pointer, sentence) => {
    expect(said(input)).toEqual([unusable(pointer, sentence)]);
  });

  it('is told one by one where there are several', () => {
    expect(said({ taxes: 'line', shiping: 'inside-sales' })).toEqual([
      unusable('', 'there is no key "taxes". Did you mean "tax"?'),
      unusable('', 'there is no key "shiping". Did you mean "shipping"?'),
    ]);
  });
});

describe('what stands behind extends', () => {
  const names = PRESETS.map(({ name }) => name).join(', ');

  it.each<[unknown, string]>([
    ['us-sale-tax', '"us-sale-tax" is no ready-made policy. Did you mean "us-sales-tax"?'],
    ['mars', `"mars" is no ready-made policy. There are ${names}.`],
    ['m'.repeat(61), `"${'m'.repeat(60)}" is no ready-made policy. There are ${names}.`],
    [7, `it names no ready-made policy. There are ${names}.`],
    [['japan'], `it names no ready-made policy. There are ${names}.`],
    [null, `it names no ready-made policy. There are ${names}.`],
  ])('%j is told with what there is', (base, sentence) => {
    expect(said({ extends: base })).toEqual([unusable('/extends', `extends: ${sentence}`)]);
  });

  it('does not make rules of what is none', () => {
    expect(said({ extends: 'us-sales-tax', accountRules: 'all' })).toEqual([
      unusable('/accountRules', 'accountRules: Invalid input: expected array, received string.'),
    ]);
  });

  it('has rules behind those that are written, and choices beneath them', () => {
    const rule = { account: 'sales:books', when: { productType: 'Book' } };
    const plain = parsePolicy({ extends: 'us-sales-tax' }).policy;
    const { policy } = parsePolicy({ extends: 'us-sales-tax', accountRules: [rule], channelTax: 'left-out' });
    expect(plain?.channelTax).toBe('zero-sum');
    expect(policy).toEqual({
      ...plain,
      channelTax: 'left-out',
      accountRules: [{ ...rule, for: 'goods' }, ...(plain?.accountRules ?? [])],
    });
  });
});

it('the address of a schema is read over where it is a text, and refused where it is none', () => {
  const address = 'https://store.example/policy.schema.json';
  expect(parsePolicy({ $schema: address, tax: 'line' })).toEqual(parsePolicy({ tax: 'line' }));
  expect(said({ $schema: 7, extends: 'japan' })).toEqual([
    unusable('/$schema', '$schema: it is a text, the address of the schema.'),
  ]);
});

it('a sentence has an end, however long the names in a policy are', () => {
  const [sentence = ''] =
    parsePolicy({
      dimensionRules: [{ dimensions: { ['d'.repeat(900)]: 'x' } }],
    }).problems?.map(({ message }) => message) ?? [];
  const begin = 'The policy is not usable: dimensionRules.0.dimensions.';
  expect(sentence).toBe(begin + 'd'.repeat(500 - begin.length));
});

describe('the name that a misspelt one most likely meant', () => {
  const sixty = 'n'.repeat(60);
  it.each<[string, readonly string[], string | undefined]>([
    // Two steps are always near, though a third of three letters is one.
    ['txa', ['tax'], 'tax'],
    ['taxes', ['tax'], 'tax'],
    ['xxtax', ['tax'], 'tax'],
    ['TAX', ['tax'], 'tax'],
    ['tax', ['TAX'], 'TAX'],
    // Three are not, of six letters; of nine they are.
    ['xxxtax', ['tax'], undefined],
    ['taxxxx', ['tax'], undefined],
    ['discounts', ['discoabc'], undefined],
    ['discounts', ['discoabcs'], 'discoabcs'],
    ['discounts', ['discabcds'], undefined],
    // The nearest, and of several the first.
    ['tix', ['timer', 'tax', 'tex'], 'tax'],
    ['tax', [], undefined],
    // Names are short: what is longer than any of them is not compared.
    [sixty, [`${sixty}s`], `${sixty}s`],
    [`${sixty}s`, [sixty], undefined],
  ])('of %s among %j is %s', (written, known, meant) => {
    expect(nearestName(written, known)).toBe(meant);
  });
});
