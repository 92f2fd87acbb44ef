/**
 * Rules that choose an account or dimensions by what a line is about. The first rule that fits wins, so that the special
 * stands before the general; what no rule fits has its usual account, and is reported.
 */
import { z } from 'zod/v4';
import { familyOf } from '../accounting/chart';

/** What a rule may speak of: the kind of line whose account is chosen. */
export const RULE_SUBJECTS = [
  'goods',
  'returns',
  'discount',
  'shipping',
  'surcharge',
  'tax',
  'payment',
  'fee',
  'cost',
  'stock',
] as const;
export type RuleSubject = (typeof RULE_SUBJECTS)[number];

const pattern = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

const whenSchema = z
  .strictObject({
    productType: pattern.optional(),
    sku: pattern.optional(),
    vendor: pattern.optional(),
    tag: pattern.optional().describe('A label of the order; fits when any of them does.'),
    country: pattern.optional().describe('Country that it is delivered to, else that of the buyer.'),
    region: pattern.optional(),
    channel: pattern.optional(),
    location: pattern.optional(),
    gateway: pattern.optional().describe('Gateway of a payment or fee.'),
    jurisdiction: pattern.optional().describe('Jurisdiction of a tax, or of any tax on an item.'),
    taxRate: pattern
      .optional()
      .describe(
        'Percent of a tax, or of any tax on an item, such as "19" or "8.25"; "none" for an item without tax, "channel" for one whose tax the channel owes.',
      ),
  })
  .describe(
    'All that is named must fit. A text fits without regard to case, * stands for any characters, and of a list any may fit.',
  );
export type RuleCondition = z.infer<typeof whenSchema>;

const nameSchema = z.string().max(80).optional().describe('What explanations and reports call the rule.');

const accountRuleShape = z.strictObject({
  name: nameSchema,
  for: z.enum(RULE_SUBJECTS).default('goods').describe('The kind of line whose account is chosen.'),
  when: whenSchema.default({}),
  account: z
    .string()
    .max(120)
    .refine((account) => familyOf(account) !== undefined, 'not a logical account such as sales:books')
    .describe(
      'Logical account, such as sales:books. A part behind the colon names one of several of its kind.',
    ),
});
const accountRuleSchema = accountRuleShape.refine(
  ({ for: subject, account }) => subject !== 'tax' || account.startsWith('tax:'),
  'a rule for tax names a tax account such as tax:DE-19',
);
export type AccountRule = z.infer<typeof accountRuleSchema>;

const dimensionRuleSchema = z.strictObject({
  name: nameSchema,
  for: z
    .array(z.enum(RULE_SUBJECTS))
    .min(1)
    .optional()
    .describe('The kinds of lines that get the dimensions; all of income and expense when left out.'),
  when: whenSchema.default({}),
  dimensions: z
    .record(z.string().min(1).max(40), z.string().min(1).max(80))
    .refine((values) => Object.keys(values).length > 0, 'a rule without dimensions does nothing')
    .describe('Names and values, such as { "class": "Online" }.'),
});
export type DimensionRule = z.infer<typeof dimensionRuleSchema>;

export const accountRulesSchema = z.array(accountRuleSchema).max(500);
export const dimensionRulesSchema = z.array(dimensionRuleSchema).max(500);
