/** From the fields of a node to a policy, wherever they stand: menus, rows, JSON, or a ready-made policy beneath. */
import { UserError } from 'n8n-workflow';
import { parsePolicy, type Policy } from '../../../lib';
import type { Parameters } from '../read-parameters';
import { readAccountRules, readDimensionRules } from './read-rules';

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
  const source = parameters.text('policySource');
  if (source === 'json') return jsonOf(parameters.raw('policyJson'), 'The policy', POLICY_EXAMPLE);
  const choices: unknown = parameters.raw('policy') || {};
  // An expression may give anything; what is no object is refused as a whole.
  if (typeof choices !== 'object' || Array.isArray(choices)) return choices;
  return {
    ...(source === 'preset' ? { extends: parameters.text('policyPreset') } : {}),
    ...choices,
    ...rulesOf(parameters, choices as Readonly<Record<string, unknown>>),
  };
}

const RULE_LISTS = ['accountRules', 'dimensionRules'] as const;
const POLICY_EXAMPLE = '{ "timeZone": "Europe/Berlin" }';
const RULES_EXAMPLE =
  '{ "accountRules": [{ "when": { "productType": "Books" }, "account": "sales:books" }] }';

/** Rows, then the JSON, then what an expression wrote among the choices. */
function rulesOf(parameters: Parameters, choices: Readonly<Record<string, unknown>>): object {
  const rows = {
    accountRules: readAccountRules(parameters.raw('policyAccountRules')),
    dimensionRules: readDimensionRules(parameters.raw('policyDimensionRules')),
  };
  const json = rulesJson(parameters.raw('policyRulesJson'));
  return Object.fromEntries(
    RULE_LISTS.flatMap((list) => {
      const all = [rows[list], json[list], choices[list]].filter((rules) => rules !== undefined);
      const strange = all.find((rules) => !Array.isArray(rules));
      return strange === undefined ? [[list, all.flat()]] : [[list, strange]];
    }),
  );
}

function rulesJson(written: unknown): Readonly<Record<string, unknown>> {
  if (written === '' || written === undefined || written === null) return {};
  const rules = jsonOf(written, 'The text of Rules (JSON)', RULES_EXAMPLE);
  const keys =
    typeof rules === 'object' && rules !== null && !Array.isArray(rules) ? Object.keys(rules) : [''];
  if (keys.some((key) => !(RULE_LISTS as readonly string[]).includes(key))) {
    throw new UserError('The policy cannot be used', {
      description: `Rules (JSON) holds accountRules and dimensionRules and nothing else. Write it like ${RULES_EXAMPLE}.`,
    });
  }
  return rules as Readonly<Record<string, unknown>>;
}

function jsonOf(written: unknown, what: string, example: string): unknown {
  if (typeof written !== 'string') return written;
  try {
    return JSON.parse(written);
  } catch (error) {
    return tellJson(error as Error, what, example);
  }
}

const tellJson = ({ message }: Error, what: string, example: string): never => {
  throw new UserError(`${what} is not JSON`, { description: `${message}. Write it like ${example}.` });
};
