/** The policy as a JSON Schema that editors read: draft 7, each value of a choice with its own help. */
import { z } from 'zod/v4';
import { CHART } from '../../lib/accounting/chart';
import { policySchema } from '../../lib/policy/policy';
import { PRESETS } from '../../lib/policy/presets';
import { choiceHelps } from '../../nodes/shared/policy/choice-help';

interface Part {
  [keyword: string]: unknown;
  properties?: Record<string, Part>;
  items?: Part;
}

export const policyJsonSchema = (): object => {
  const {
    $schema,
    properties = {},
    ...rest
  } = z.toJSONSchema(policySchema, {
    io: 'input',
    target: 'draft-7',
  }) as Part;
  for (const [name, { values }] of choiceHelps())
    if (values.length > 0) (properties[name] as Part).enumDescriptions = values.map(({ help }) => help);
  narrowAccounts(properties.accountRules?.items as Part);
  return { $schema, title: 'Policy', ...rest, properties: { ...frame(), ...properties } };
};

/** Keys that are no choices: see parse-policy.ts. */
const frame = (): Record<string, Part> => ({
  $schema: { type: 'string', description: 'Address of this schema, for editors; read over.' },
  extends: {
    description:
      'A ready-made policy that stands beneath. What is written beside it goes before it: a choice replaces, rules stand in front.',
    type: 'string',
    enum: PRESETS.map(({ name }) => name),
    enumDescriptions: PRESETS.map(({ help }) => help),
  },
});

/** What the program checks beyond types, as far as a pattern can say it. */
const narrowAccounts = (rule: Part): void => {
  const account = rule.properties?.account as Part;
  const families = CHART.map(({ name, per, bare }) =>
    per === undefined ? name : bare ? `${name}(:.+)?` : `${name}:.+`,
  );
  account.pattern = `^(${families.join('|')})$`;
  rule.if = { properties: { for: { const: 'tax' } }, required: ['for'] };
  rule.then = { properties: { account: { pattern: '^tax:' } } };
};
