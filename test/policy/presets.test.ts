import { parsePolicy } from '../../lib/policy/parse-policy';
import { type PolicyInput, policySchema } from '../../lib/policy/policy';
import { PRESETS, presetNamed } from '../../lib/policy/presets';
import { EU_VAT_RATES } from '../../lib/policy/presets/eu-vat-rates';
import { preparePolicy } from '../../lib/policy/prepared-policy';

const policyOf = (input: unknown) => {
  const { policy, problems } = parsePolicy(input);
  expect(problems).toBeUndefined();
  return policy;
};
const saidOf = (input: unknown): readonly (readonly [string | undefined, string])[] =>
  (parsePolicy(input).problems ?? []).map(({ pointer, message }) => [pointer, message]);

const DEFAULTS = policySchema.parse({});

describe.each(PRESETS.map((preset) => [preset.name, preset] as const))(
  'the ready-made policy %s',
  (name, preset) => {
    it('is a policy, and is found by its name', () => {
      expect(policyOf(preset.policy)).toBeDefined();
      expect(presetNamed(name)).toBe(preset);
      expect(name).toMatch(/^[a-z-]+$/);
      expect(preset.help).toMatch(/\.$/);
    });

    it('says why for each choice that differs from its default, and writes no default out', () => {
      const noted = preset.notes.map(({ choice }) => choice);
      for (const [choice, value] of Object.entries(preset.policy) as [keyof PolicyInput, unknown][]) {
        expect({ [choice]: value }).not.toEqual({ [choice]: DEFAULTS[choice] });
        expect(noted).toContain(choice);
      }
      for (const choice of noted) expect(Object.keys(DEFAULTS)).toContain(choice);
      expect(new Set(noted).size).toBe(noted.length);
    });

    it('gives each reason as a sentence, with addresses that are addresses', () => {
      for (const { help, sources, unverified } of preset.notes) {
        expect(help).toMatch(/^[A-Z].*\.$/);
        if (unverified !== undefined) expect(unverified).toMatch(/\.$/);
        for (const { title, url } of sources) {
          expect(title).not.toBe('');
          expect(new URL(url).protocol).toBe('https:');
        }
      }
    });

    it('leaves room for rules of the user and has no rule that an earlier one hides', () => {
      const rules = policyOf(preset.policy)?.accountRules ?? [];
      expect(rules.length).toBeLessThanOrEqual(400);
      const seen = rules.map(({ for: subject, when }) => JSON.stringify([subject, when]));
      expect(new Set(seen).size).toBe(seen.length);
      const open = rules.findIndex(({ when }) => Object.keys(when).length === 0);
      const after = open < 0 ? [] : rules.slice(open + 1).filter(({ when }) => Object.keys(when).length > 0);
      expect(after).toEqual([]);
    });
  },
);

test('the rates of the One Stop Shop are of the 27 member states, the standard one first', () => {
  expect(Object.keys(EU_VAT_RATES)).toHaveLength(27);
  for (const [state, [standard = '', ...reduced]] of Object.entries(EU_VAT_RATES)) {
    expect(state).toMatch(/^[A-Z]{2}$/);
    // 15 percent is the least that the VAT Directive allows; a former standard rate may stand behind it.
    expect(Number(standard)).toBeGreaterThanOrEqual(15);
    for (const rate of reduced) expect(Number(rate)).toBeLessThan(Number(standard));
    expect(new Set(reduced).size).toBe(reduced.length);
  }
});

describe('a policy that extends a ready-made one', () => {
  it('is that policy when nothing is written beside it, hash and all', () => {
    for (const { name, policy } of PRESETS) {
      const extended = policyOf({ $schema: './policy.schema.json', extends: name });
      expect(extended).toEqual(policyOf(policy));
      expect(preparePolicy(extended!).policyHash).toBe(preparePolicy(policyOf(policy)!).policyHash);
    }
  });

  it('replaces choices, and puts its own rules in front', () => {
    const own = { for: 'goods', when: { sku: 'BOOK-*' }, account: 'sales:books' } as const;
    const policy = policyOf({ extends: 'uk-vat', tax: 'line', timeZone: 'UTC', accountRules: [own] });
    const base = policyOf({ extends: 'uk-vat' });
    expect(policy).toEqual({
      ...base,
      tax: 'line',
      timeZone: 'UTC',
      accountRules: [own, ...(base?.accountRules ?? [])],
    });
  });

  it.each<[unknown, string]>([
    ['uk-vta', 'Did you mean "uk-vat"?'],
    ['EU_OSS', 'Did you mean "eu-oss"?'],
    ['mars', 'There are us-sales-tax, uk-vat'],
    ['__proto__', 'There are'],
    [7, 'it names no ready-made policy'],
    [null, 'it names no ready-made policy'],
  ])('is refused when it names %j', (name, said) => {
    expect(saidOf({ extends: name })).toEqual([['/extends', expect.stringContaining(said)]]);
  });
});

describe('what is no policy', () => {
  it('takes the address of a schema and nothing else for $schema', () => {
    expect(policyOf({ $schema: 'https://example.com/policy.schema.json' })).toEqual(DEFAULTS);
    expect(saidOf({ $schema: 1 })).toEqual([['/$schema', expect.stringContaining('$schema')]]);
  });

  it.each<[object, string, string]>([
    [{ postingTriger: 'creation' }, '', 'no key "postingTriger". Did you mean "postingTrigger"?'],
    [{ extend: 'uk-vat' }, '', 'Did you mean "extends"?'],
    [{ extends: 'uk-vat', timezone: 'UTC' }, '', 'Did you mean "timeZone"?'],
    [{ whatever: 1 }, '', 'no key "whatever".'],
    [
      { accountRules: [{ when: { productTypes: 'Books' }, account: 'sales' }] },
      '/accountRules/0/when',
      'accountRules.0.when: there is no key "productTypes". Did you mean "productType"?',
    ],
    [
      { extends: 'uk-vat', accountRules: [{ acount: 'sales:x', account: 'sales' }] },
      '/accountRules/0',
      'Did you mean "account"?',
    ],
    [{ dimensionRules: [{ dimension: {}, dimensions: { a: 'b' } }] }, '/dimensionRules/0', '"dimensions"'],
  ])('%j is told by its place, and by what may have been meant', (input, pointer, said) => {
    expect(saidOf(input)).toEqual([[pointer, expect.stringContaining(said)]]);
  });

  it('names every unknown key, and bounds what it repeats', () => {
    const problems = saidOf({ taxx: 1, ['x'.repeat(10_000)]: 1 });
    expect(problems.map(([pointer]) => pointer)).toEqual(['', '']);
    expect(problems[0]?.[1]).toContain('Did you mean "tax"?');
    expect(problems[1]?.[1].length).toBeLessThan(200);
  });

  it('does not let a prototype pass for choices, beneath a ready-made policy either', () => {
    const hostile: unknown = JSON.parse('{"extends": "uk-vat", "__proto__": {"tax": "line"}}');
    expect(saidOf(hostile)).toEqual([['', expect.stringContaining('__proto__')]]);
  });
});
