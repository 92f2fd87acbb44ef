import {
  UserError,
  type IDisplayOptions,
  type INodeProperties,
  type INodePropertyOptions,
} from 'n8n-workflow';
import { parsePolicy, type Policy, policySchema, toJSONSchema } from '../../lib';
import type { Parameters } from './read-parameters';

interface ChoiceSchema {
  readonly description?: string;
  readonly default: string;
  readonly enum?: readonly string[];
}

/** The policy as form fields: choices, defaults and help texts are those of the library's own schema. */
export const policyProperties = (displayOptions?: IDisplayOptions): INodeProperties[] => {
  const show = displayOptions?.show ?? {};
  return [
    {
      displayName: 'Policy',
      name: 'policySource',
      type: 'options',
      noDataExpression: true,
      options: [
        { name: 'Choose Below', value: 'fields' },
        {
          name: 'JSON',
          value: 'json',
          description: 'Such as a policy that was tested with the preview command',
        },
      ],
      default: 'fields',
      description: 'How finance events become journal entries',
      displayOptions: { show },
    },
    {
      displayName: 'Choices',
      name: 'policy',
      type: 'collection',
      placeholder: 'Add choice',
      default: {},
      options: Object.entries(choices()).map(([name, schema]) => choiceProperty(name, schema)),
      description: 'What is not chosen here has its default',
      displayOptions: { show: { ...show, policySource: ['fields'] } },
    },
    {
      displayName: 'Policy (JSON)',
      name: 'policyJson',
      type: 'json',
      default: '{}',
      description: 'Keys and values of the policy; what is left out has its default',
      displayOptions: { show: { ...show, policySource: ['json'] } },
    },
  ];
};

const choices = (): Readonly<Record<string, ChoiceSchema>> =>
  (toJSONSchema(policySchema, { io: 'input' }).properties ?? {}) as unknown as Record<string, ChoiceSchema>;

function choiceProperty(name: string, schema: ChoiceSchema): INodeProperties {
  const help = shownText(schema.description ?? '');
  const shared = { displayName: titleOf(name), name, default: schema.default };
  if (!schema.enum) return { ...shared, type: 'string', description: help };
  const { about, options } = splitHelp(help, schema.enum);
  return { ...shared, type: 'options', options, ...(about ? { description: about } : {}) };
}

/** The schema explains an enumeration in one text, `about. first: … second: …`; a menu shows each part in its place. */
function splitHelp(
  help: string,
  values: readonly string[],
): { about: string; options: INodePropertyOptions[] } {
  const starts = values
    .map((value) => ({ value, at: help.search(new RegExp(`(?:^|\\s)${value}: `)) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  const end = (index: number): number => starts[index + 1]?.at ?? help.length;
  const parts = new Map(
    starts.map(({ value, at }, index) => [
      value,
      help.slice(at, end(index)).trim().slice(`${value}: `.length),
    ]),
  );
  return {
    about: help.slice(0, starts[0]?.at ?? help.length).trim(),
    options: values.map((value) => ({
      name: titleOf(value),
      value,
      description: sentence(parts.get(value) ?? ''),
    })),
  };
}

/** The editor shows help as HTML, where a name in angle brackets would vanish. */
const shownText = (text: string): string => text.replace(/</g, '&lt;').replace(/>/g, '&gt;');

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `postingTrigger` and `own-account` as a person reads them. */
const titleOf = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

/** Nearly always all items have one policy, and the library prepares each policy object once. */
let last: { readonly written: string; readonly policy: Policy } | undefined;

/** @throws UserError that names every key that is wrong. */
export function readPolicy(parameters: Parameters): Policy {
  const input = writtenPolicy(parameters);
  const written = JSON.stringify(input);
  if (last?.written === written) return last.policy;
  const { policy, problems } = parsePolicy(input);
  if (!policy) {
    throw new UserError('The policy cannot be used', {
      description: problems.map(({ message }) => message).join(' '),
    });
  }
  last = { written, policy };
  return policy;
}

function writtenPolicy(parameters: Parameters): unknown {
  if (parameters.text('policySource') !== 'json') return parameters.raw('policy') || {};
  const written = parameters.raw('policyJson');
  return typeof written === 'string' ? parseJson(written) : written;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return tellJson(error as Error);
  }
}

const tellJson = (error: Error): never => {
  throw new UserError('The policy is not JSON', {
    description: `${error.message}. Write it like { "timeZone": "Europe/Berlin" }.`,
  });
};
