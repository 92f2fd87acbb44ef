import {
  NodeHelpers,
  type IDataObject,
  type INodeParameters,
  type INodeProperties,
  type INodePropertyCollection,
  type INodePropertyOptions,
} from 'n8n-workflow';
import { policySchema } from '../../../lib/policy/policy';
import { parsePolicy } from '../../../lib/policy/parse-policy';
import { PRESETS } from '../../../lib/policy/presets';
import { RULE_SUBJECTS } from '../../../lib/policy/rule-schemas';
import { FinanceMapper } from '../../../nodes/FinanceMapper/FinanceMapper.node';
import { Reconciler } from '../../../nodes/Reconciler/Reconciler.node';
import { CHOICE_GROUPS } from '../../../nodes/shared/policy/choice-groups';
import { policyProperties, readPolicy } from '../../../nodes/shared/policy-properties';
import { parametersOf } from '../../../nodes/shared/read-parameters';

const properties = policyProperties();
const named = (name: string): INodeProperties => {
  const found = properties.find((property) => property.name === name);
  if (!found) throw new Error(`no field ${name}`);
  return found;
};
const rowFields = (name: string): INodeProperties[] =>
  (named(name).options as INodePropertyCollection[]).flatMap(({ values }) => values);

/** As n8n reads what a workflow holds: defaults filled in, unknown and hidden fields taken out. */
const saved = (parameters: INodeParameters): INodeParameters => {
  const { description } = new FinanceMapper();
  const node = { typeVersion: 1, parameters };
  return (
    NodeHelpers.getNodeParameters(description.properties, parameters, true, false, node, description) ?? {}
  );
};
const read = (parameters: INodeParameters) => {
  const filled = saved(parameters) as IDataObject;
  const context = {
    getNodeParameter: (name: string, _item: number, fallback: unknown) => filled[name] ?? fallback,
    getTimezone: () => 'UTC',
  };
  return readPolicy(parametersOf(context as unknown as Parameters<typeof parametersOf>[0], 0));
};
const refusal = (parameters: INodeParameters): unknown => {
  try {
    return read(parameters);
  } catch (error) {
    return error;
  }
};
const policyOf = (input: unknown) => parsePolicy(input).policy;

describe('the fields of a policy', () => {
  const choices = named('policy').options as INodeProperties[];

  it('offer every choice of the schema once, with its default and its help', () => {
    const { accountRules, dimensionRules, ...defaults } = policySchema.parse({});
    expect([accountRules, dimensionRules]).toEqual([[], []]);
    expect(Object.fromEntries(choices.map((choice) => [choice.name, choice.default]))).toEqual(defaults);
    expect(choices).toHaveLength(Object.keys(defaults).length);
    for (const choice of choices) {
      const values = (choice.options ?? []) as INodePropertyOptions[];
      const help = [choice.description, ...values.map(({ description }) => description)];
      expect({ [choice.name]: help.filter(Boolean).join(' ').length > 20 }).toEqual({ [choice.name]: true });
      expect(help.join(' ')).not.toMatch(/<\w/);
    }
  });

  it('stand under a group that says where they belong, group by group', () => {
    const groups = choices.map(({ displayName }) => displayName.split(': ')[0]);
    expect(groups.filter((group, index) => group !== groups[index - 1])).toEqual(
      CHOICE_GROUPS.map(({ title }) => title),
    );
  });

  it('offer all values of a choice, each with its help', () => {
    for (const choice of choices) {
      const values = ((choice.options ?? []) as INodePropertyOptions[]).map(({ value }) => value);
      for (const value of values) expect(policyOf({ [choice.name]: value })).toBeDefined();
      const helps = ((choice.options ?? []) as INodePropertyOptions[]).map(({ description }) => description);
      // What is plain is not explained; what is explained is explained for every value.
      expect(helps.every((help) => help === '') || helps.every((help) => help?.endsWith('.'))).toBe(true);
    }
  });

  it('have rows for rules with every subject and every condition of the schema', () => {
    for (const name of ['policyAccountRules', 'policyDimensionRules']) {
      const fields = rowFields(name);
      const subjects = fields.find((field) => field.name === 'for')?.options as INodePropertyOptions[];
      expect(subjects.map(({ value }) => value)).toEqual([...RULE_SUBJECTS]);
      const conditions = fields.find((field) => field.name === 'when')?.options as INodeProperties[];
      for (const { name: condition } of conditions)
        expect(policyOf({ accountRules: [{ when: { [condition]: 'x' }, account: 'sales' }] })).toBeDefined();
      expect(conditions.length).toBeGreaterThanOrEqual(11);
    }
  });

  it('stand in the Reconciler too, which must be given the same policy', () => {
    const names = (all: readonly INodeProperties[]) => all.map(({ name }) => name);
    for (const node of [new FinanceMapper(), new Reconciler()])
      expect(names(node.description.properties)).toEqual(expect.arrayContaining(names(properties)));
  });
});

describe('a workflow that was saved by version 0.2.0', () => {
  it('keeps its choices', () => {
    const policy = { timeZone: 'Europe/Berlin', tax: 'line', restockingFee: 'hold' };
    expect(read({ policySource: 'fields', policy })).toEqual(policyOf(policy));
    expect(read({ policy })).toEqual(policyOf(policy));
  });

  it('keeps its JSON, as text and as an object, and its empty policy', () => {
    expect(read({ policySource: 'json', policyJson: '{ "tax": "order" }' })).toEqual(
      policyOf({ tax: 'order' }),
    );
    expect(read({ policySource: 'json', policyJson: { tax: 'order' } })).toEqual(policyOf({ tax: 'order' }));
    expect(read({})).toEqual(policyOf({}));
  });
});

describe('a ready-made policy', () => {
  it.each(PRESETS.map((preset) => [preset.name, preset] as const))(
    '%s is in the menu, says what it sets, and is read',
    (name, preset) => {
      const menu = named('policyPreset').options as INodePropertyOptions[];
      expect(menu.find(({ value }) => value === name)).toMatchObject({ name: preset.title });
      expect(read({ policySource: 'preset', policyPreset: name })).toEqual(policyOf({ extends: name }));
      const notices = properties.filter(
        ({ type, displayOptions }) => type === 'notice' && displayOptions?.show?.policyPreset?.includes(name),
      );
      expect(notices).toHaveLength(1);
      for (const choice of Object.keys(preset.policy)) {
        const title = choice.replace(/([A-Z])/g, ' $1').toLowerCase();
        expect(notices[0]?.displayName.toLowerCase()).toContain(title);
      }
      expect(notices[0]?.displayName).not.toMatch(/<\w/);
    },
  );

  it('gives way to choices, and its rules stand behind those of the form', () => {
    const policy = read({
      policySource: 'preset',
      policyPreset: 'uk-vat',
      policy: { timeZone: 'Europe/Jersey', roundingLimit: '0.01' },
      policyAccountRules: { rules: [{ for: 'goods', when: { sku: 'BOOK-*' }, account: 'sales:books' }] },
    });
    const base = policyOf({ extends: 'uk-vat' });
    expect(policy).toEqual({
      ...base,
      timeZone: 'Europe/Jersey',
      roundingLimit: '0.01',
      accountRules: [
        { for: 'goods', when: { sku: ['BOOK-*'] }, account: 'sales:books' },
        ...(base?.accountRules ?? []),
      ],
    });
  });

  it('may stand beneath a policy in JSON', () => {
    const policyJson = '{ "$schema": "./policy.schema.json", "extends": "japan", "tax": "order" }';
    expect(read({ policySource: 'json', policyJson })).toEqual(policyOf({ extends: 'japan', tax: 'order' }));
  });
});

describe('rules of the form', () => {
  it('are read in their order, lists by their commas, with and without names', () => {
    const policyAccountRules = {
      rules: [
        { for: 'tax', when: { country: 'DE', taxRate: '19' }, account: ' tax:DE-19 ', name: 'German VAT' },
        { for: 'goods', when: { country: 'DE, AT ,', productType: 'Books' }, account: 'sales:books' },
        { for: 'shipping', account: 'shipping:all' },
      ],
    };
    const policyDimensionRules = {
      rules: [
        {
          for: ['goods', 'returns'],
          when: { channel: 'pos' },
          dimensions: {
            values: [
              { name: 'class', value: 'Shop' },
              { name: 'location', value: 'Berlin' },
            ],
          },
        },
        { for: [], dimensions: { values: [{ name: 'class', value: 'Online' }] }, name: 'The rest' },
      ],
    };
    expect(read({ policyAccountRules, policyDimensionRules })).toEqual(
      policyOf({
        accountRules: [
          {
            name: 'German VAT',
            for: 'tax',
            when: { country: ['DE'], taxRate: ['19'] },
            account: 'tax:DE-19',
          },
          { for: 'goods', when: { country: ['DE', 'AT'], productType: ['Books'] }, account: 'sales:books' },
          { for: 'shipping', when: {}, account: 'shipping:all' },
        ],
        dimensionRules: [
          {
            for: ['goods', 'returns'],
            when: { channel: ['pos'] },
            dimensions: { class: 'Shop', location: 'Berlin' },
          },
          { name: 'The rest', dimensions: { class: 'Online' }, when: {} },
        ],
      }),
    );
  });

  it('stand before those of the JSON', () => {
    const policyRulesJson = JSON.stringify({
      accountRules: [{ when: { vendor: 'A, B' }, account: 'sales:ab' }],
      dimensionRules: [{ dimensions: { class: 'All' } }],
    });
    const policy = read({
      policyAccountRules: { rules: [{ for: 'goods', when: {}, account: 'sales:x' }] },
      policyRulesJson,
    });
    expect(policy).toMatchObject({
      accountRules: [{ account: 'sales:x' }, { account: 'sales:ab', when: { vendor: 'A, B' } }],
      dimensionRules: [{ dimensions: { class: 'All' } }],
    });
  });

  it.each<[string, INodeParameters, string]>([
    [
      'an account that does not exist',
      { policyAccountRules: { rules: [{ for: 'goods', when: {}, account: 'umsatz' }] } },
      'accountRules.0.account',
    ],
    [
      'a condition that was left empty, which would fit everything',
      { policyAccountRules: { rules: [{ for: 'goods', when: { country: ' ' }, account: 'sales:x' }] } },
      'accountRules.0.when.country',
    ],
    [
      'a tax rule that leads to no tax account',
      { policyAccountRules: { rules: [{ for: 'tax', when: {}, account: 'sales:x' }] } },
      'tax:DE-19',
    ],
    [
      'no dimensions',
      { policyDimensionRules: { rules: [{ when: {}, dimensions: { values: [] } }] } },
      'dimensionRules.0.dimensions',
    ],
    [
      'one dimension twice',
      {
        policyDimensionRules: {
          rules: [
            {
              when: {},
              dimensions: {
                values: [
                  { name: 'class', value: 'A' },
                  { name: ' class', value: 'B' },
                ],
              },
            },
          ],
        },
      },
      'Dimension rule 1 gives "class" two values',
    ],
    ['a text that is no JSON', { policyRulesJson: '{' }, 'Write it like'],
    ['another key in the JSON', { policyRulesJson: '{ "tax": "line" }' }, 'nothing else'],
    ['a list for the JSON', { policyRulesJson: '[]' }, 'nothing else'],
    ['a list of rules that is none', { policyRulesJson: '{ "accountRules": {} }' }, 'accountRules'],
    [
      'a ready-made policy that does not exist',
      { policySource: 'preset', policyPreset: 'mars' },
      'ready-made',
    ],
  ])('are refused with %s', (_what, parameters, said) => {
    expect(refusal(parameters)).toMatchObject({
      message: expect.stringMatching(/cannot be used|not JSON/),
      description: expect.stringContaining(said),
    });
  });

  it('are not read while a policy in JSON is chosen', () => {
    const policyAccountRules = { rules: [{ for: 'goods', when: {}, account: 'umsatz' }] };
    expect(read({ policySource: 'json', policyJson: '{}', policyAccountRules })).toEqual(policyOf({}));
  });
});
