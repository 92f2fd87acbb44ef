/** What a company of QuickBooks is like, asked for once a connection: its country, currencies, chart and tax codes. */
import { LedgerError } from '../ledger-destination';
import type { QuickBooks } from './client';
import { namedList } from './named-list';
import { asObject, asText, byId, type JsonObject, objectsIn, refOf } from './read-answer';

export interface CompanyFacts {
  /** In the US a record has one tax code; elsewhere each line has its own. */
  readonly isUs: boolean;
  readonly homeCurrency: string;
  readonly multiCurrency: boolean;
  /** Whether sales forms may carry a number of our own. */
  readonly ownNumbers: boolean;
  /** Whether sales tax is switched on: then lines outside the US need a tax code. */
  readonly usesTax: boolean;
  readonly defaultReceivable: string | undefined;
  /** Whether each line may have a class of its own. */
  readonly tracksClasses: boolean;
  /** Whether records have a department, which QuickBooks shows as their location. */
  readonly tracksDepartments: boolean;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly classification: string;
  /** Undefined where the company has one currency. */
  readonly currency: string | undefined;
}

export interface TaxCode {
  readonly id: string;
  readonly name: string;
  readonly taxable: boolean;
  /** Rates on sales. */
  readonly rateIds: readonly string[];
}

export interface TaxRate {
  readonly id: string;
  /** Percent as text, such as "19". */
  readonly percent: string | undefined;
}

export interface Taxes {
  readonly codes: ReadonlyMap<string, TaxCode>;
  readonly rates: ReadonlyMap<string, TaxRate>;
}

export interface Company {
  facts(): Promise<CompanyFacts>;
  accounts(): Promise<ReadonlyMap<string, Account>>;
  /** Asked again, once for each id that is not there: a person, or QuickBooks itself, may just have opened it. */
  accountsWith(ids: readonly string[]): Promise<ReadonlyMap<string, Account>>;
  taxes(): Promise<Taxes>;
  /** Active ones by id, under their full name, such as `Web:Germany`. Asked for anew where one of `names` is not among them. */
  listed(entity: 'Class' | 'Department', names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  forgetLists(): void;
  /** Asked for anew each time: a person closes the books while we run. */
  lockDate(): Promise<string | undefined>;
}

export const openCompany = (quickBooks: QuickBooks): Company => {
  const facts = once(() => readFacts(quickBooks));
  const taxes = once(() => readTaxes(quickBooks));
  let accounts = once(() => readAccounts(quickBooks));
  const asked = new Set<string>();
  const openLists = () => ({
    Class: namedList(quickBooks, 'Class'),
    Department: namedList(quickBooks, 'Department'),
  });
  let lists = openLists();
  return {
    facts,
    taxes,
    listed: (entity, names) => lists[entity](names),
    forgetLists: () => {
      lists = openLists();
    },
    accounts: () => accounts(),
    accountsWith: async (ids) => {
      const known = await accounts();
      const unknown = ids.filter((id) => !known.has(id) && !asked.has(id));
      if (unknown.length === 0) return known;
      for (const id of unknown) asked.add(id);
      accounts = once(() => readAccounts(quickBooks));
      return accounts();
    },
    lockDate: async () => bookCloseDate(await preferences(quickBooks)),
  };
};

/** One question for all who ask at once; a failed one is asked again. */
const once = <T>(load: () => Promise<T>): (() => Promise<T>) => {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
};

const preferences = async (quickBooks: QuickBooks): Promise<JsonObject> =>
  only(await quickBooks.query('Preferences'), 'preferences');

const only = (rows: readonly JsonObject[], what: string): JsonObject => {
  const [row] = rows;
  if (row !== undefined) return row;
  throw new LedgerError(
    'transient',
    `QuickBooks did not tell the company's ${what}; it is asked again later.`,
  );
};

const DAY = /^\d{4}-\d{2}-\d{2}/;

const bookCloseDate = (row: JsonObject): string | undefined =>
  DAY.exec(asText(asObject(row['AccountingInfoPrefs'])?.['BookCloseDate']) ?? '')?.[0];

const readFacts = async (quickBooks: QuickBooks): Promise<CompanyFacts> => {
  const row = await preferences(quickBooks);
  const info = only(await quickBooks.query('CompanyInfo'), 'country');
  const currency = asObject(row['CurrencyPrefs']);
  const accounting = asObject(row['AccountingInfoPrefs']);
  const isUs = /^(?:US|USA|United States)$/i.test(asText(info['Country']) ?? '');
  const homeCurrency = refOf(currency, 'HomeCurrency') ?? (isUs ? 'USD' : undefined);
  if (homeCurrency === undefined)
    throw new LedgerError('validation', 'QuickBooks does not tell the home currency of the company.');
  return {
    isUs,
    homeCurrency,
    multiCurrency: currency?.['MultiCurrencyEnabled'] === true,
    ownNumbers: asObject(row['SalesFormsPrefs'])?.['CustomTxnNumbers'] === true,
    usesTax: asObject(row['TaxPrefs'])?.['UsingSalesTax'] === true,
    defaultReceivable: refOf(accounting, 'DefaultARAccount'),
    tracksClasses: accounting?.['ClassTrackingPerTxnLine'] === true,
    tracksDepartments: accounting?.['TrackDepartments'] === true,
  };
};

const readAccounts = async (quickBooks: QuickBooks): Promise<ReadonlyMap<string, Account>> => {
  const accounts: Account[] = [];
  for await (const rows of quickBooks.pages('Account')) {
    for (const row of rows) {
      const id = asText(row['Id']);
      if (id === undefined || row['Active'] === false) continue;
      const number = asText(row['AcctNum']);
      const name = asText(row['FullyQualifiedName']) ?? asText(row['Name']) ?? id;
      accounts.push({
        id,
        name: number === undefined ? name : `${number} ${name}`,
        type: asText(row['AccountType']) ?? '',
        classification: asText(row['Classification']) ?? '',
        currency: refOf(row, 'CurrencyRef'),
      });
    }
  }
  return new Map(accounts.sort(byId).map((account) => [account.id, account]));
};

const readTaxes = async (quickBooks: QuickBooks): Promise<Taxes> => {
  const codes = new Map<string, TaxCode>();
  for await (const rows of quickBooks.pages('TaxCode')) {
    for (const row of rows) {
      const id = asText(row['Id']);
      if (id === undefined || row['Active'] === false) continue;
      const details = objectsIn(asObject(row['SalesTaxRateList'])?.['TaxRateDetail']);
      const rateIds = details
        .map((detail) => refOf(detail, 'TaxRateRef'))
        .filter((rate) => rate !== undefined);
      codes.set(id, { id, name: asText(row['Name']) ?? id, taxable: row['Taxable'] === true, rateIds });
    }
  }
  const rates = new Map<string, TaxRate>();
  for await (const rows of quickBooks.pages('TaxRate')) {
    for (const row of rows) {
      const id = asText(row['Id']);
      if (id !== undefined) rates.set(id, { id, percent: asText(row['RateValue']) });
    }
  }
  return { codes, rates };
};
