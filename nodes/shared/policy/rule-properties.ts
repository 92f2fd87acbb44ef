/** Account and dimension rules as rows. Lists are written with commas; a text that holds one goes into the JSON. */
import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { type RuleHelp, ruleHelp, shownText, titleOf } from './choice-help';

export const ruleProperties = (displayOptions: IDisplayOptions): INodeProperties[] => {
  const help = ruleHelp();
  return [
    accountRules(help, displayOptions),
    dimensionRules(help, displayOptions),
    {
      displayName: 'Rules (JSON)',
      name: 'policyRulesJson',
      type: 'json',
      default: '{}',
      description:
        'Further rules, such as a list that is kept elsewhere: { "accountRules": [], "dimensionRules": [] }. They stand behind the rows above.',
      displayOptions,
    },
  ];
};

const accountRules = (help: RuleHelp, displayOptions: IDisplayOptions): INodeProperties => ({
  displayName: 'Account Rules',
  name: 'policyAccountRules',
  type: 'fixedCollection',
  typeOptions: {
    multipleValues: true,
    sortable: true,
    multipleValueButtonText: 'Add Account Rule',
    fixedCollection: { itemTitle: '={{ $collection.item.value.for }}: {{ $collection.item.value.account }}' },
  },
  placeholder: 'Add account rule',
  default: {},
  description:
    'Which logical account a line goes to, by what it is about. The first rule that fits wins, so the special stands before the general. Rules of a ready-made policy stand behind these.',
  options: [
    {
      displayName: 'Rules',
      name: 'rules',
      values: [
        {
          displayName: 'For',
          name: 'for',
          type: 'options',
          options: subjects(help),
          default: 'goods',
          description: 'The kind of line whose account is chosen',
        },
        when(help),
        {
          displayName: 'Account',
          name: 'account',
          type: 'string',
          default: '',
          required: true,
          placeholder: 'e.g. sales:books',
          description: 'Logical account; the part behind the colon names one of several of its kind',
        },
        ruleName(),
      ],
    },
  ],
  displayOptions,
});

const dimensionRules = (help: RuleHelp, displayOptions: IDisplayOptions): INodeProperties => ({
  displayName: 'Dimension Rules',
  name: 'policyDimensionRules',
  type: 'fixedCollection',
  typeOptions: {
    multipleValues: true,
    sortable: true,
    multipleValueButtonText: 'Add Dimension Rule',
    fixedCollection: { itemTitle: '={{ $collection.item.value.name || "Rule" }}' },
  },
  placeholder: 'Add dimension rule',
  default: {},
  description:
    'Dimensions of lines, such as a class, department, tracking category or analytic account of the ledger. The first rule that fits wins.',
  options: [
    {
      displayName: 'Rules',
      name: 'rules',
      values: [
        {
          displayName: 'For',
          name: 'for',
          type: 'multiOptions',
          options: subjects(help),
          default: [],
          description: 'The kinds of lines that get the dimensions; all of income and expense when empty',
        },
        when(help),
        dimensions(),
        ruleName(),
      ],
    },
  ],
  displayOptions,
});

const subjects = ({ subjects: names }: RuleHelp): INodePropertyOptions[] =>
  names.map((name) => ({ name: titleOf(name), value: name }));

/** Examples of what shops write; a condition without one still has its field. */
const EXAMPLES: Readonly<Record<string, string>> = {
  productType: 'Books',
  sku: 'BOOK-*',
  vendor: 'Acme',
  tag: 'wholesale',
  country: 'DE, AT',
  region: 'CA',
  channel: 'web, pos',
  location: 'Berlin',
  gateway: 'stripe',
  jurisdiction: 'US-CA-*',
  taxRate: '19, 7 or none',
};

const when = ({ conditions }: RuleHelp): INodeProperties => ({
  displayName: 'When',
  name: 'when',
  type: 'collection',
  placeholder: 'Add condition',
  default: {},
  description:
    'All of these must fit; without any, the rule always fits. Several texts are parted by commas, and any of them may fit. * stands for any characters.',
  options: conditions.map(({ name, help }) => ({
    displayName: titleOf(name),
    name,
    type: 'string' as const,
    default: '',
    ...(EXAMPLES[name] === undefined ? {} : { placeholder: `e.g. ${EXAMPLES[name]}` }),
    ...(help === '' ? {} : { description: shownText(help) }),
  })),
});

const dimensions = (): INodeProperties => ({
  displayName: 'Dimensions',
  name: 'dimensions',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Dimension' },
  placeholder: 'Add dimension',
  default: {},
  options: [
    {
      displayName: 'Values',
      name: 'values',
      values: [
        {
          displayName: 'Name',
          name: 'name',
          type: 'string',
          default: '',
          required: true,
          placeholder: 'e.g. class',
        },
        {
          displayName: 'Value',
          name: 'value',
          type: 'string',
          default: '',
          required: true,
          placeholder: 'e.g. Online',
        },
      ],
    },
  ],
});

const ruleName = (): INodeProperties => ({
  displayName: 'Name',
  name: 'name',
  type: 'string',
  default: '',
  description: 'What explanations and reports call the rule; its number when empty',
});
