/** What a company of an Odoo has: currencies, ledger accounts, taxes, rates. Each is asked for once a connection. */
import { isDay } from '../day';
import type { OdooClient } from './client';
import { OdooError } from './errors';
import { jsonIds, jsonNumber } from './json';
import { decimalField, idField, referenceField, rowsOf, textField } from './read-row';
import { LOCK_FIELDS } from './wire';

export interface Currency {
  readonly id: string;
  readonly code: string;
  readonly active: boolean;
  /** As Odoo rounds it. */
  readonly decimals: number;
}

export interface Tax {
  readonly id: string;
  readonly name: string;
  readonly priceInclude: boolean;
  readonly isGroup: boolean;
}

/** The company as it is right now. */
export interface CompanyState {
  /** ISO code. */
  readonly currency: string;
  /** Last closed day, the latest of those that this version has. */
  readonly lockDate?: string;
}

export interface Directory {
  companyState(): Promise<CompanyState>;
  /** By ISO code; those that Odoo has, active or not. */
  currencies(codes: readonly string[]): Promise<ReadonlyMap<string, Currency>>;
  /** Ids of those that are there. */
  ledgerAccounts(ids: readonly string[]): Promise<ReadonlySet<string>>;
  taxes(ids: readonly string[]): Promise<ReadonlyMap<string, Tax>>;
  /** Units of the currency for one of the company's, on a day; undefined where Odoo has none and would take 1. */
  rate(currency: Currency, day: string): Promise<string | undefined>;
}

/** Found by key, once; what was not found is asked for again. */
const remembered = <T>(find: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>) => {
  const known = new Map<string, T>();
  return async (keys: readonly string[]): Promise<ReadonlyMap<string, T>> => {
    const missing = [...new Set(keys)].filter((key) => !known.has(key));
    if (missing.length > 0) for (const [key, found] of await find(missing)) known.set(key, found);
    return known;
  };
};

/** Archived records are still there: an account may name one. */
const ARCHIVED_TOO = { active_test: false } as const;

export const openDirectory = (client: OdooClient, company: string): Directory => {
  const currencies = remembered((codes) => findCurrencies(client, codes));
  const ledgerAccounts = remembered((ids) => findLedgerAccounts(client, ids));
  const taxes = remembered((ids) => findTaxes(client, ids));
  const rates = new Map<string, string | undefined>();
  let lockFields: readonly string[] | undefined;
  return {
    companyState: async () => {
      lockFields ??= await existingLockFields(client);
      return readCompany(client, company, lockFields);
    },
    currencies,
    ledgerAccounts: async (ids) => new Set((await ledgerAccounts(ids)).keys()),
    taxes,
    rate: async (currency, day) => {
      const key = `${currency.id} ${day}`;
      if (!rates.has(key)) rates.set(key, await findRate(client, currency, day));
      return rates.get(key);
    },
  };
};

/** A field that a version does not have is an error: Odoo 17 has no hard lock date, 18 none for advisers only. */
const existingLockFields = async (client: OdooClient): Promise<readonly string[]> => {
  const answer = await client.read({
    model: 'res.company',
    method: 'fields_get',
    args: { allfields: [...LOCK_FIELDS], attributes: ['type'] },
  });
  return LOCK_FIELDS.filter((name) => Object.hasOwn(answer as object, name));
};

const readCompany = async (
  client: OdooClient,
  company: string,
  lockFields: readonly string[],
): Promise<CompanyState> => {
  const fields = ['currency_id', ...lockFields];
  const answer = await client.read({
    model: 'res.company',
    method: 'read',
    ids: [company],
    args: { fields },
  });
  const [row] = rowsOf(answer);
  if (row === undefined) throw noSuchCompany();
  const days = lockFields.flatMap((name) => textField(row, name) ?? []).filter(isDay);
  const lockDate = days.sort().at(-1);
  const currency = referenceField(row, 'currency_id')?.name ?? '';
  return { currency, ...(lockDate === undefined ? {} : { lockDate }) };
};

export const noSuchCompany = (): OdooError =>
  new OdooError(
    'credential',
    'The chosen company is not there, or not for this user. Choose it again in the Accounting Poster.',
  );

const findCurrencies = async (
  client: OdooClient,
  codes: readonly string[],
): Promise<ReadonlyMap<string, Currency>> => {
  const rows = await client.search(
    'res.currency',
    [['name', 'in', codes]],
    ['name', 'active', 'decimal_places'],
    { context: ARCHIVED_TOO },
  );
  return new Map(
    rows.flatMap((row) => {
      const code = textField(row, 'name');
      const decimals = Number.parseInt(decimalField(row, 'decimal_places') ?? '', 10);
      if (code === undefined || Number.isNaN(decimals)) return [];
      return [[code, { id: idField(row, 'id'), code, active: row['active'] === true, decimals }]];
    }),
  );
};

const findLedgerAccounts = async (
  client: OdooClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, true>> => {
  const rows = await client.search('account.account', [['id', 'in', jsonIds(ids)]], ['id'], {
    context: ARCHIVED_TOO,
  });
  return new Map(rows.map((row) => [idField(row, 'id'), true]));
};

const findTaxes = async (client: OdooClient, ids: readonly string[]): Promise<ReadonlyMap<string, Tax>> => {
  const rows = await client.search(
    'account.tax',
    [['id', 'in', jsonIds(ids)]],
    ['name', 'price_include', 'amount_type'],
    { context: ARCHIVED_TOO },
  );
  return new Map(
    rows.map((row) => {
      const id = idField(row, 'id');
      const isGroup = textField(row, 'amount_type') === 'group';
      return [
        id,
        { id, name: textField(row, 'name') ?? id, priceInclude: row['price_include'] === true, isGroup },
      ];
    }),
  );
};

/** `date` is the day of the currency's latest rate: empty where there is none, and then `rate` is 1. */
const findRate = async (client: OdooClient, currency: Currency, day: string): Promise<string | undefined> => {
  const [row] = await client.search(
    'res.currency',
    [['id', '=', jsonNumber(currency.id)]],
    ['rate', 'date'],
    {
      context: { date: day, ...ARCHIVED_TOO },
    },
  );
  return row === undefined || textField(row, 'date') === undefined ? undefined : decimalField(row, 'rate');
};
