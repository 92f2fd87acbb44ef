/** What a user does to a template after importing it: the set-up that its note lists, as choices of its nodes. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { WorkflowJson, WorkflowNode } from '../harness/workflow-json';

const folder = resolve(__dirname, '..', '..', '..', 'workflows');

export const readTemplateFile = (file: string): WorkflowJson =>
  JSON.parse(readFileSync(join(folder, file), 'utf8')) as WorkflowJson;

export interface SetUp {
  /** Instead of the template's. */
  readonly pipeline?: string;
  /** Default live: the last step of the set-up. */
  readonly mode?: 'shadow' | 'hold' | 'live';
  /** Parameters of every node of ours that has a login of the shop, or of the ledger. */
  readonly shopLogin?: string;
  readonly ledgerLogin?: string;
  /** Where the login sees several. */
  readonly company?: string;
  /** Choices of the policy beside those of the template, in the Finance Mapper and the Reconciler. */
  readonly policy: Readonly<Record<string, string>>;
  /** Logical account, or a wildcard → id of the ledger account. */
  readonly accounts: readonly (readonly [string, string])[];
  /** Tax of the shop → id of the ledger's tax code. */
  readonly taxCodes: readonly (readonly [string, string])[];
  readonly posterOptions?: Readonly<Record<string, unknown>>;
  /** ISO instant of the first sweep. */
  readonly sweepFrom: string;
  /** Days, inclusive. */
  readonly reconcile: { readonly from: string; readonly to: string };
}

/** Once a year: a schedule that struck in the middle of a test would be a sweep that nobody counted. */
const ASLEEP = { rule: { interval: [{ field: 'months', monthsInterval: 12 }] } };

export const setUp = (workflow: WorkflowJson, choices: SetUp): WorkflowJson => ({
  ...workflow,
  nodes: workflow.nodes.map((node) => ({
    ...node,
    parameters: { ...node.parameters, ...pipelineOf(node, choices), ...choicesFor(node, choices) },
  })),
});

const pipelineOf = ({ parameters }: WorkflowNode, { pipeline }: SetUp): Choices =>
  pipeline === undefined || parameters.pipeline === undefined ? {} : { pipeline };

type Choices = Readonly<Record<string, unknown>>;

const choicesFor = ({ type, parameters }: WorkflowNode, choices: SetUp): Choices => {
  const { policy, sweepFrom, reconcile } = choices;
  switch (type.replace(/^.*\./, '')) {
    case 'scheduleTrigger':
      return ASLEEP;
    case 'cartTrigger':
      return shopLogin(choices);
    case 'orderFetcher':
      return {
        ...shopLogin(choices),
        ...(parameters.operation === 'sweepChanges' ? { startFrom: sweepFrom } : {}),
      };
    case 'financeMapper':
      return { policy: { ...Object(parameters.policy), ...policy } };
    case 'accountingPoster':
      return {
        ...ledger(choices),
        mode: choices.mode ?? 'live',
        ...taxMapping(choices),
        options: choices.posterOptions ?? {},
      };
    case 'reconciler':
      return parameters.operation === 'replayBreaks'
        ? {}
        : {
            ...shopLogin(choices),
            ...ledger(choices),
            policy: { ...Object(parameters.policy), ...policy },
            ...reconcile,
          };
    default:
      return {};
  }
};

const shopLogin = ({ shopLogin: login }: SetUp): Choices => (login === undefined ? {} : { login });

const ledger = ({ ledgerLogin, company, accounts }: SetUp): Choices => ({
  ...(ledgerLogin === undefined ? {} : { ledgerLogin }),
  ...(company === undefined ? {} : { company: chosen(company) }),
  accountMapping: {
    rules: accounts.map(([logical, id]) => ({ logical: named(logical), ledgerAccount: chosen(id) })),
  },
});

const taxMapping = ({ taxCodes }: SetUp): Choices => ({
  taxMapping: { rules: taxCodes.map(([logical, id]) => ({ logical, ledgerTaxCode: chosen(id) })) },
});

/** As the editor saves a choice from a list, and a name that was typed. */
const chosen = (value: string) => ({ __rl: true, mode: 'list', value });
const named = (value: string) => ({ __rl: true, mode: 'name', value });
