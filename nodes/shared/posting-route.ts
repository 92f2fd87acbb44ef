import {
  UserError,
  type IDataObject,
  type ILoadOptionsFunctions,
  type INodeListSearchResult,
} from 'n8n-workflow';
import {
  accountMapping,
  type AccountRule,
  CHART,
  DESTINATIONS,
  findDestination,
  type LedgerDestination,
  type PostingRoute,
} from '../../lib';
import { systemClock } from './n8n-host';
import { openStore } from './open-store';
import type { Parameters } from './read-parameters';

export interface LedgerOptions {
  readonly destination: string;
  /** Which company or book of that ledger. */
  readonly company: string;
}

export const readLedger = (parameters: Parameters): LedgerOptions => ({
  destination: parameters.text('destination'),
  company: parameters.text('book'),
});

export async function openDestination({ destination, company }: LedgerOptions): Promise<LedgerDestination> {
  const kind = findDestination(destination);
  if (kind && company !== '')
    return kind.connect({ clock: systemClock, storage: await openStore(), company });
  throw new UserError(kind ? 'No book is named' : `There is no ledger "${destination}"`, {
    description: kind
      ? 'Enter its name, such as main.'
      : `Known: ${DESTINATIONS.map((known) => known.kind).join(', ')}.`,
  });
}

export async function openPostingRoute(
  ledger: LedgerOptions,
  rules: readonly AccountRule[],
  mode: PostingRoute['mode'],
): Promise<PostingRoute> {
  const destination = await openDestination(ledger);
  const mapping = accountMapping(rules, (logicalAccount) => destination.accepts(logicalAccount));
  return { destination, mapping, mode };
}

/** Rules with both halves filled in; one that is half empty is named, for it would map nothing and look as if it did. */
export function readRules(parameters: Parameters): readonly AccountRule[] {
  const { rules } = Object(parameters.raw('accountMapping')) as { rules?: readonly IDataObject[] };
  return (rules ?? []).map((rule, index) => {
    const logical = located(rule.logical);
    const ledgerAccount = located(rule.ledgerAccount);
    if (logical !== '' && ledgerAccount !== '') return { logical, ledgerAccount };
    throw new UserError(`Account ${index + 1} of the account mapping is half empty`, {
      description: 'Choose both the logical account and the ledger account, or remove the row.',
    });
  });
}

/** Value of a resource locator, also where an expression or a hand-written workflow gives the plain text. */
const located = (value: unknown): string => {
  const chosen = typeof value === 'object' && value !== null ? (value as { value?: unknown }).value : value;
  return chosen === undefined || chosen === null ? '' : String(chosen).trim();
};

const matches = (filter: string | undefined, text: string): boolean =>
  filter === undefined || text.toLowerCase().includes(filter.toLowerCase());

/** Menus of the account mapping: the logical accounts of the library's chart, and the ledger's own accounts. */
export const mappingMenus = {
  async searchLogicalAccounts(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
    const families = CHART.flatMap(({ name, per, bare, help }) => [
      ...(bare ? [{ name, value: name, description: help }] : []),
      ...(per === undefined
        ? []
        : [{ name: `${name}:* (each ${per})`, value: `${name}:*`, description: help }]),
    ]);
    const all = [...families, { name: 'Everything Else (*)', value: '*' }];
    return { results: all.filter(({ name }) => matches(filter, name)) };
  },

  async searchLedgerAccounts(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
    const ledger = { destination: menuText(this, 'destination'), company: menuText(this, 'book') };
    const accounts = await (await openDestination(ledger)).listAccounts(filter);
    return { results: accounts.map(({ id, name, type }) => ({ name: `${name} (${type})`, value: id })) };
  },
};

const menuText = (context: ILoadOptionsFunctions, name: string): string =>
  String(context.getCurrentNodeParameter(name) ?? '');
