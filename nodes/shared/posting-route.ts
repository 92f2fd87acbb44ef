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
  type DestinationKind,
  DESTINATIONS,
  findDestination,
  type HttpSend,
  type Lane,
  type LedgerDestination,
  lookupCache,
  lookupScope,
  pacedSend,
  type PostingRoute,
} from '../../lib';
import { LEDGER_LOGIN } from './ledger-properties';
import { chosenCredential } from './logins';
import { type HttpContext, httpSendOf, logOf, systemClock } from './n8n-host';
import { openStore } from './open-store';
import type { Parameters } from './read-parameters';

export interface LedgerChoice {
  readonly destination: string;
  /** Credential type, where the ledger has several; empty for the first. */
  readonly login: string;
  /** Which company or book of that ledger; empty where the login is bound to one. */
  readonly company: string;
  /** Of dimensions that the ledger has no place for; absent: hold. */
  readonly unknownDimensions?: 'hold' | 'leave-out';
}

export const readLedger = (parameters: Parameters): LedgerChoice => {
  const destination = parameters.text('destination');
  const company = kindOf(destination).company;
  return {
    destination,
    login: parameters.text(LEDGER_LOGIN),
    company:
      company === 'book'
        ? parameters.text('book')
        : company === 'choice'
          ? located(parameters.raw('company'))
          : '',
    unknownDimensions: readUnknownDimensions(parameters),
  };
};

/** Of whatever sends, also what was planned before. A value that is no choice must not lose anything: it holds. */
const readUnknownDimensions = (parameters: Parameters): 'hold' | 'leave-out' =>
  parameters.within('options', {}).text('unknownDimensions') === 'leave-out' ? 'leave-out' : 'hold';

/** How documents are rendered, beside the accounts. */
export interface RenderingChoice {
  readonly taxRules: readonly AccountRule[];
  readonly customers: PostingRoute['customers'];
  readonly items: 'generic' | 'sku';
  readonly taxRoundingLimit: string;
}

function kindOf(destination: string): DestinationKind {
  const kind = findDestination(destination);
  if (kind) return kind;
  throw new UserError(`There is no ledger "${destination}"`, {
    description: `Known: ${DESTINATIONS.map((known) => known.kind).join(', ')}.`,
  });
}

export async function openDestination(
  context: HttpContext,
  { destination, login, company, unknownDimensions = 'hold' }: LedgerChoice,
  items: RenderingChoice['items'] = 'generic',
  lane: Lane = 'live',
): Promise<LedgerDestination> {
  const kind = kindOf(destination);
  const storage = await openStore(context);
  const connected = await connectedBy(context, kind, login);
  const chosen = company === '' ? await onlyCompany(kind, connected) : company;
  const scope = lookupScope(destination, connected.connection, chosen);
  const { rateLimit } = kind;
  const pace = { budgets: storage.budgets, key: scope, lane, clock: systemClock, log: logOf(context) };
  return kind.connect({
    ...connected,
    ...(rateLimit === undefined ? {} : { http: pacedSend(connected.http, { ...pace, limit: rateLimit }) }),
    company: chosen,
    options: { items, unknownDimensions },
    storage,
    lookups: lookupCache(storage, scope),
  });
}

/** A login that sees one company needs no choice; with several, posting to any of them would be a guess. */
async function onlyCompany(kind: DestinationKind, connected: Connected): Promise<string> {
  if (kind.company === 'login') return '';
  if (kind.company === 'book')
    throw new UserError('No book is named', { description: 'Enter its name, such as main.' });
  const companies = (await kind.listCompanies?.(connected)) ?? [];
  const [only] = companies;
  if (only && companies.length === 1) return only.id;
  throw new UserError(only ? `The login sees ${companies.length} companies` : 'The login sees no company', {
    description: only
      ? `Choose one in Company: ${companies
          .slice(0, 20)
          .map(({ name }) => name)
          .join(', ')}.`
      : 'Give it access to a company of the ledger.',
  });
}

type Connected = Awaited<ReturnType<typeof connectedBy>>;

async function connectedBy(context: HttpContext, kind: DestinationKind, login: string) {
  const outside = { clock: systemClock, log: logOf(context) };
  const credential = chosenCredential(kind.credentials, login);
  if (credential === undefined) return { ...outside, http: NO_LOGIN, connection: kind.connectionOf({}) };
  const connection = kind.connectionOf(await context.getCredentials(credential.name));
  return { ...outside, http: httpSendOf(context, credential), connection };
}

const NO_LOGIN: HttpSend = () => Promise.reject(new Error('this ledger is not reached over a network'));

export async function openPostingRoute(
  context: HttpContext,
  ledger: LedgerChoice,
  rules: readonly AccountRule[],
  rendering: RenderingChoice,
  mode: PostingRoute['mode'],
  lane: Lane = 'live',
): Promise<PostingRoute> {
  const destination = await openDestination(context, ledger, rendering.items, lane);
  return {
    destination,
    mapping: accountMapping(rules, (logicalAccount) => destination.accepts(logicalAccount)),
    taxCodes: accountMapping(rendering.taxRules, () => false),
    customers: rendering.customers,
    taxRoundingLimit: rendering.taxRoundingLimit,
    mode,
  };
}

/** Rows of the tax mapping, with the same demand as those of the accounts. */
export function readTaxRules(parameters: Parameters): readonly AccountRule[] {
  const { rules } = Object(parameters.raw('taxMapping')) as { rules?: readonly IDataObject[] };
  return (rules ?? []).map((rule, index) => {
    const logical = located(rule.logical);
    const ledgerAccount = located(rule.ledgerTaxCode);
    if (logical !== '' && ledgerAccount !== '') return { logical, ledgerAccount };
    throw new UserError(`Tax code ${index + 1} of the tax mapping is half empty`, {
      description: 'Fill in both the tax of the shop and the tax code of the ledger, or remove the row.',
    });
  });
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
    const accounts = await (await openDestination(this, ledgerIn(this))).listAccounts(filter);
    return { results: accounts.map(({ id, name, type }) => ({ name: `${name} (${type})`, value: id })) };
  },

  async searchLedgerTaxCodes(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
    const codes = await (await openDestination(this, ledgerIn(this))).listTaxCodes(filter);
    return {
      results: codes.map(({ id, name, rate }) => ({
        name: rate === undefined ? name : `${name} (${rate} %)`,
        value: id,
      })),
    };
  },

  async searchCompanies(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
    const { destination, login } = ledgerIn(this);
    const kind = kindOf(destination);
    const companies = (await kind.listCompanies?.(await connectedBy(this, kind, login))) ?? [];
    return {
      results: companies
        .filter(({ name }) => matches(filter, name))
        .map(({ id, name }) => ({ name, value: id })),
    };
  },
};

const ledgerIn = (context: ILoadOptionsFunctions): LedgerChoice => {
  const destination = menuText(context, 'destination');
  const { company } = kindOf(destination);
  return {
    destination,
    login: menuText(context, LEDGER_LOGIN),
    company: company === 'login' ? '' : menuText(context, company === 'book' ? 'book' : 'company'),
  };
};

const menuText = (context: ILoadOptionsFunctions, name: string): string =>
  located(context.getCurrentNodeParameter(name));
