/** What must be known of an organisation before anything is sent to it: chart, lock dates, currency, tax rates. Read once a run. */
import { type Decimal, formatDecimal, parseDecimal } from '../../money/decimal';
import { type LedgerAccount, LedgerError, type LedgerTaxCode } from '../ledger-destination';
import type { XeroClient } from './client';
import { accountsAnswer, organisationsAnswer, taxRatesAnswer } from './wire';
import { dayOf } from './xero-day';

export interface ChartAccount {
  /** Its code, or Xero's id of a bank account without one: what mappings hold. */
  readonly id: string;
  readonly name: string;
  readonly type: LedgerAccount['type'];
  /** Xero's, such as BANK or SALES. */
  readonly xeroType: string;
  /** Such as DEBTORS; empty for an ordinary one. */
  readonly systemAccount: string;
  /** Of a bank account. */
  readonly currency?: string;
  readonly takesPayments: boolean;
  readonly active: boolean;
}

export interface Chart {
  readonly accounts: ReadonlyMap<string, ChartAccount>;
  /** Id of accounts receivable. */
  readonly receivable: string | undefined;
}

export interface Organisation {
  readonly baseCurrency: string;
  /** Last closed day. */
  readonly lockDate?: string;
}

export interface TaxRate extends LedgerTaxCode {
  /** Percent. */
  readonly percent?: Decimal;
}

export interface Books {
  chart(): Promise<Chart>;
  organisation(): Promise<Organisation>;
  /** In use, by tax type. */
  taxRates(): Promise<ReadonlyMap<string, TaxRate>>;
}

export const xeroBooks = (client: XeroClient): Books => ({
  chart: once(() => readChart(client)),
  organisation: once(() => readOrganisation(client)),
  taxRates: once(() => readTaxRates(client)),
});

/** What failed is asked again the next time. */
const once = <T>(read: () => Promise<T>): (() => Promise<T>) => {
  let known: Promise<T> | undefined;
  return () => {
    known ??= read().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
};

export const BANK = 'BANK';
export const RECEIVABLE = 'DEBTORS';

const TYPES: Readonly<Record<string, LedgerAccount['type']>> = {
  ASSET: 'asset',
  LIABILITY: 'liability',
  EQUITY: 'equity',
  REVENUE: 'income',
  EXPENSE: 'expense',
};

const readChart = async (client: XeroClient): Promise<Chart> => {
  const { Accounts } = await client.get('Accounts', {}, accountsAnswer);
  const accounts = Accounts.map((account): ChartAccount => ({
    id: filled(account.Code) ?? account.AccountID,
    name: account.Name,
    type: TYPES[account.Class ?? ''] ?? 'asset',
    xeroType: account.Type,
    systemAccount: account.SystemAccount ?? '',
    ...(account.Type === BANK && filled(account.CurrencyCode) !== undefined
      ? { currency: filled(account.CurrencyCode) }
      : {}),
    takesPayments: account.Type === BANK || account.EnablePaymentsToAccount === true,
    active: (account.Status ?? 'ACTIVE') === 'ACTIVE',
  }));
  return {
    accounts: new Map(accounts.map((account) => [account.id, account])),
    receivable: accounts.find(({ systemAccount }) => systemAccount === RECEIVABLE)?.id,
  };
};

const readOrganisation = async (client: XeroClient): Promise<Organisation> => {
  const { Organisations } = await client.get('Organisation', {}, organisationsAnswer);
  const [organisation] = Organisations;
  if (organisation === undefined) throw new LedgerError('transient', 'Xero names no organisation.');
  const days = [organisation.PeriodLockDate, organisation.EndOfYearLockDate].flatMap((text) => {
    if (filled(text) === undefined) return [];
    const day = dayOf(text);
    // A lock date that is not understood must not be taken for none.
    if (day === undefined) throw new LedgerError('transient', "Xero's lock date cannot be read.");
    return [day];
  });
  const lockDate = days.sort().at(-1);
  return { baseCurrency: organisation.BaseCurrency, ...(lockDate === undefined ? {} : { lockDate }) };
};

const readTaxRates = async (client: XeroClient): Promise<ReadonlyMap<string, TaxRate>> => {
  const { TaxRates } = await client.get('TaxRates', {}, taxRatesAnswer);
  const inUse = TaxRates.filter(({ Status }) => (Status ?? 'ACTIVE') === 'ACTIVE');
  return new Map(
    inUse.map(({ TaxType, Name, EffectiveRate }) => {
      const percent = parseDecimal(EffectiveRate);
      return [
        TaxType,
        {
          id: TaxType,
          name: Name,
          ...(percent === undefined ? {} : { percent, rate: shortest(percent) }),
        },
      ];
    }),
  );
};

/** 19.0000 is 19. */
const shortest = (value: Decimal): string => {
  const text = formatDecimal(value);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
};

const filled = (text: string | null | undefined): string | undefined =>
  text === '' || text === null ? undefined : text;
