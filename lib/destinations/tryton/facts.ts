/** What a company of Tryton has: asked for once, and kept as long as the destination is. */
import { type Decimal, formatDecimal } from '../../money/decimal';
import { LedgerError } from '../ledger-destination';
import type { LedgerAccount, LedgerTaxCode } from '../ledger-destination';
import type { Rpc } from './client';
import * as wire from './wire';

export interface CompanyFacts {
  readonly id: number;
  readonly name: string;
  readonly currency: string;
  readonly currencyId: number;
}

export interface AccountFacts extends LedgerAccount {
  /** A line on it names its party; a line on any other must not. */
  readonly needsParty: boolean;
  readonly isReceivable: boolean;
  readonly isRevenue: boolean;
}

export interface TaxFacts extends LedgerTaxCode {
  readonly id: string;
  readonly taxId: number;
  /** What Tryton writes on its tax lines. */
  readonly description: string;
  /** 0.19 for 19 %; absent for taxes that are no percentage. */
  readonly fraction?: Decimal;
  /** Absent for taxes of the type "none", which never come to an amount. */
  readonly invoiceAccount?: number;
  readonly creditNoteAccount?: number;
}

export type JournalType = 'revenue' | 'cash';

export interface PeriodFacts {
  readonly id: number;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly isOpen: boolean;
}

export interface Facts {
  company(): Promise<CompanyFacts>;
  /** Those that hold lines, by id. */
  accounts(): Promise<ReadonlyMap<string, AccountFacts>>;
  /** Sales taxes without parts, by id. */
  taxes(): Promise<ReadonlyMap<string, TaxFacts>>;
  journals(): Promise<Readonly<Record<JournalType, number>>>;
  /** Of the login; a warning is answered in somebody's name. */
  userId(): Promise<number>;
  /** By their first day; asked for anew when `fresh`. */
  periods(fresh?: boolean): Promise<readonly PeriodFacts[]>;
}

/** Methods throw LedgerError. */
export const openFacts = (rpc: Rpc, companyId: number): Facts => {
  let periods: Promise<readonly PeriodFacts[]> | undefined;
  return {
    company: once(() => readCompany(rpc, companyId)),
    accounts: once(() => readAccounts(rpc, companyId)),
    taxes: once(() => readTaxes(rpc, companyId)),
    journals: once(() => readJournals(rpc)),
    userId: once(() => readUserId(rpc)),
    periods: (fresh = false) => {
      if (fresh || periods === undefined) {
        periods = readPeriods(rpc, companyId);
        periods.catch(() => (periods = undefined));
      }
      return periods;
    },
  };
};

/** A failed answer is not kept. */
const once = <T>(read: () => Promise<T>): (() => Promise<T>) => {
  let kept: Promise<T> | undefined;
  return () => {
    kept ??= read().catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
};

const ALL = [0, null, [['id', 'ASC']]] as const;

export const readCompanies = (rpc: Rpc, domain: readonly unknown[] = []) =>
  rpc.read(wire.companies, 'model.company.company.search_read', domain, ...ALL, [
    'party.name',
    'currency.code',
  ]);

const readCompany = async (rpc: Rpc, id: number): Promise<CompanyFacts> => {
  const [found] = await readCompanies(rpc, [['id', '=', id]]);
  if (found === undefined)
    throw new LedgerError('credential', `Tryton has no company ${id}. Choose the company again.`);
  const { 'party.': party, 'currency.': currency } = found;
  return { id, name: party.name, currency: currency.code, currencyId: currency.id };
};

const readAccounts = async (rpc: Rpc, company: number): Promise<ReadonlyMap<string, AccountFacts>> => {
  const domain = [
    ['company', '=', company],
    ['type', '!=', null],
  ];
  const rows = await rpc.read(wire.accounts, 'model.account.account.search_read', domain, ...ALL, [
    'name',
    'code',
    'closed',
    'party_required',
    'type.statement',
    'type.assets',
    'type.receivable',
    'type.revenue',
  ]);
  if (rows.length === 0)
    throw new LedgerError(
      'credential',
      `The Tryton user "${rpc.server.user}" sees no chart of accounts in company ${company}. Make it the user's current company, or set Company Filter to "All" in its preferences; a new company needs a chart first.`,
    );
  return new Map(
    rows.flatMap((row) => {
      const { 'type.': type, closed } = row;
      if (type === null || closed || type.statement === 'off-balance') return [];
      return [[String(row.id), accountFacts(row, type)] as const];
    }),
  );
};

type AccountRow = (typeof wire.accounts)['_zod']['output'][number];

const accountFacts = (row: AccountRow, type: NonNullable<AccountRow['type.']>): AccountFacts => ({
  id: String(row.id),
  name: row.code === null || row.code === '' ? row.name : `${row.code} ${row.name}`,
  type: typeOf(type),
  needsParty: row.party_required,
  isReceivable: type.receivable,
  isRevenue: type.revenue,
});

/** Tryton does not tell equity from liabilities. */
const typeOf = ({ statement, assets, revenue }: NonNullable<AccountRow['type.']>): LedgerAccount['type'] => {
  if (statement === 'balance') return assets ? 'asset' : 'liability';
  return revenue ? 'income' : 'expense';
};

const readTaxes = async (rpc: Rpc, company: number): Promise<ReadonlyMap<string, TaxFacts>> => {
  const domain = [
    ['company', '=', company],
    ['parent', '=', null],
  ];
  const rows = await rpc.read(wire.taxes, 'model.account.tax.search_read', domain, ...ALL, [
    'name',
    'description',
    'type',
    'rate',
    'parent',
    'childs',
    'invoice_account',
    'credit_note_account',
    'group.kind',
  ]);
  return new Map(
    rows
      .filter(({ childs, 'group.': group }) => childs.length === 0 && group?.kind !== 'purchase')
      .map((row) => [String(row.id), taxFacts(row)] as const),
  );
};

type TaxRow = (typeof wire.taxes)['_zod']['output'][number];

const taxFacts = (row: TaxRow): TaxFacts => {
  const { id, name, description, type, rate, invoice_account, credit_note_account } = row;
  return {
    id: String(id),
    taxId: id,
    name,
    description,
    ...(type === 'percentage' && rate !== null ? { rate: percentOf(rate), fraction: rate } : {}),
    ...(invoice_account === null ? {} : { invoiceAccount: invoice_account }),
    ...(credit_note_account === null ? {} : { creditNoteAccount: credit_note_account }),
  };
};

/** 0.1900000000 is "19", 0.055 is "5.5". */
const percentOf = ({ digits, scale }: Decimal): string => {
  const text = formatDecimal({ digits: digits * 100n, scale });
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
};

/** Tryton's own codes for them; where they are gone, the oldest of the type. */
const JOURNALS = { revenue: 'REV', cash: 'CASH' } as const;

const readJournals = async (rpc: Rpc): Promise<Readonly<Record<JournalType, number>>> => {
  const domain = [['type', 'in', Object.keys(JOURNALS)]];
  const rows = await rpc.read(wire.journals, 'model.account.journal.search_read', domain, ...ALL, [
    'code',
    'type',
  ]);
  const journalOf = (wanted: JournalType): number => {
    const ofType = rows.filter(({ type }) => type === wanted);
    const found = ofType.find(({ code }) => code === JOURNALS[wanted]) ?? ofType[0];
    if (found === undefined)
      throw new LedgerError('credential', `Tryton has no journal of the type "${wanted}". Add one.`);
    return found.id;
  };
  return { revenue: journalOf('revenue'), cash: journalOf('cash') };
};

const readUserId = async (rpc: Rpc): Promise<number> => {
  const { user } = rpc.server;
  const [id] = await rpc.read(wire.ids, 'model.res.user.search', [['login', '=', user]]);
  if (id === undefined)
    throw new LedgerError(
      'credential',
      `Tryton has no user "${user}". Write it as it stands in its list of users.`,
    );
  return id;
};

const readPeriods = async (rpc: Rpc, company: number): Promise<readonly PeriodFacts[]> => {
  const domain = [
    ['company', '=', company],
    ['type', '=', 'standard'],
  ];
  const order = [['start_date', 'ASC']];
  const fields = ['name', 'state', 'start_date', 'end_date'];
  const rows = await rpc.read(
    wire.periods,
    'model.account.period.search_read',
    domain,
    0,
    null,
    order,
    fields,
  );
  return rows.map(({ id, name, state, start_date, end_date }) => ({
    id,
    name,
    from: start_date,
    to: end_date,
    isOpen: state === 'open',
  }));
};
