/** Journals without what legitimately differs from cart to cart, and how far two of them agree. */
import type { JournalEntry } from '../../../lib/accounting/journal-entry';
import { fromMinor, toMinor } from '../../../lib/money/minor';
import { hledgerBalances } from '../../support/plain-text-tools';

export interface NeutralLine {
  readonly account: string;
  readonly currency: string;
  /** Minor units; a credit is negative. */
  readonly minor: bigint;
  /** Codes of the taxes on an item line of a document. */
  readonly taxed: string;
}

/** No key, no description, no order of lines: what is left of an entry is what the books see. */
export interface NeutralEntry {
  readonly date: string;
  readonly kind: string;
  readonly document: string;
  readonly lines: readonly NeutralLine[];
}

export type Journal = readonly NeutralEntry[];
/** Net by account; accounts that come to nothing are left out. */
export type Nets = ReadonlyMap<string, string>;

/** From a cart's account to everybody's. */
export type Names = Readonly<Record<string, string>>;

const taxCode = (account: string): string => account.slice('tax:'.length);

export const neutralJournal = (entries: readonly JournalEntry[], names: Names): Journal => {
  const named = (account: string): string => names[account] ?? account;
  return entries.map(({ date, kind, document, currency, lines }) => ({
    date,
    kind,
    document,
    lines: lines.map(({ account, debit, credit, taxedBy = [] }) => ({
      account: named(account),
      currency,
      minor: debit === undefined ? -toMinor(credit ?? '', currency) : toMinor(debit, currency),
      taxed: taxedBy
        .map((code) => taxCode(named(`tax:${code}`)))
        .sort()
        .join(' '),
    })),
  }));
};

const HEAD = /^(\d{4}-\d{2}-\d{2}) \* (\w+)$/;
const DOCUMENT = /^ {4}; document: (\w+)$/;
/** The first part of an account's name is its root, which the chart adds. */
const LINE = /^ {4}\w+:(\S+) +(-?[\d.]+) ([A-Z]{3})(?: {2}; taxed: ([\w -]+))?$/;

const parseEntry = (block: string): NeutralEntry => {
  const [head = '', second = '', ...rest] = block.split('\n');
  const [, date, kind] = HEAD.exec(head) ?? [];
  const [, document] = DOCUMENT.exec(second) ?? [];
  const lines = rest.map((text): NeutralLine => {
    const [, account, amount, currency, taxed = ''] = LINE.exec(text) ?? [];
    if (!account || !amount || !currency) throw new Error(`not a line of an expected journal: ${text}`);
    return { account, currency, minor: toMinor(amount, currency), taxed };
  });
  if (!date || !kind || !document) throw new Error(`not an entry of an expected journal: ${block}`);
  return { date, kind, document, lines };
};

/** Reads an `expected*.journal`, a small part of what hledger reads. */
export const parseJournal = (text: string): Journal =>
  text
    .trimEnd()
    .split('\n\n')
    .filter((block) => /^\d/.test(block))
    .map(parseEntry);

const sums = (lines: readonly NeutralLine[]): Nets => {
  const nets = new Map<string, bigint>();
  for (const { account, minor } of lines) nets.set(account, (nets.get(account) ?? 0n) + minor);
  const currency = lines[0]?.currency ?? '';
  return new Map(
    [...nets]
      .filter(([, minor]) => minor !== 0n)
      .map(([account, minor]) => [account, fromMinor(minor, currency)]),
  );
};

export const netsOf = (journal: Journal): Nets => sums(journal.flatMap(({ lines }) => lines));

/** The same, as hledger reads the file. */
export const netsByHledger = (text: string): Nets =>
  new Map(
    Object.entries(hledgerBalances(text)).map(([account, amount]) => [
      account.slice(account.indexOf(':') + 1),
      amount.replace(/\.? [A-Z]{3}$/, ''),
    ]),
  );

/** `clearing:card 5.00 = sales 4.00 + tax:VAT 1.00`: debits = credits. `nothing`: no account is left with anything. */
export const parseNets = (statement: string): Nets => {
  if (statement === 'nothing') return new Map();
  const sides = statement.split(' = ');
  if (sides.length !== 2) throw new Error(`not a statement of debits = credits: ${statement}`);
  return new Map(
    sides.flatMap((side, index) =>
      side.split(' + ').map((term): [string, string] => {
        const space = term.lastIndexOf(' ');
        return [term.slice(0, space), (index === 0 ? '' : '-') + term.slice(space + 1)];
      }),
    ),
  );
};

export const sortedNets = (nets: Nets): readonly string[] =>
  [...nets].map(([account, amount]) => `${account} ${amount}`).sort();

const lineText = ({ account, currency, minor, taxed }: NeutralLine): string =>
  `${account} ${minor} ${currency}${taxed === '' ? '' : ` taxed ${taxed}`}`;

/** Entries, and the lines of each, in an order that depends on nothing but themselves. */
export const sortedEntries = (journal: Journal): readonly string[] =>
  journal
    .map(({ date, kind, document, lines }) =>
      [`${date} ${kind} ${document}`, ...lines.map(lineText).sort()].join('\n'),
    )
    .sort();

const asOneTax = (line: NeutralLine): NeutralLine => ({
  ...line,
  account: line.account.startsWith('tax:') ? 'tax:*' : line.account,
  taxed: line.taxed === '' ? '' : '*',
});

/** All taxes of an entry as one line. */
const withOneTax = (journal: Journal): Journal =>
  journal.map((entry) => {
    const lines = entry.lines.map(asOneTax);
    const taxes = lines.filter(({ account }) => account === 'tax:*');
    const [first] = taxes;
    if (first === undefined) return { ...entry, lines };
    const minor = taxes.reduce((sum, line) => sum + line.minor, 0n);
    return { ...entry, lines: [...lines.filter(({ account }) => account !== 'tax:*'), { ...first, minor }] };
  });

/** What gateways hold: the side of the books that a bank statement proves. */
const moneyOf = (journal: Journal): Nets =>
  sums(journal.flatMap(({ lines }) => lines).filter(({ account }) => account.startsWith('clearing:')));

/** In what two journals may agree though they are not the same. */
const MEASURES = {
  entries: sortedEntries,
  'entries with taxes as one': (journal: Journal) => sortedEntries(withOneTax(journal)),
  nets: (journal: Journal) => sortedNets(netsOf(journal)),
  'nets with taxes as one': (journal: Journal) => sortedNets(netsOf(withOneTax(journal))),
  money: (journal: Journal) => sortedNets(moneyOf(journal)),
} as const;
export type Measure = keyof typeof MEASURES;

export const agreement = (a: Journal, b: Journal): readonly Measure[] =>
  (Object.keys(MEASURES) as Measure[]).filter(
    (measure) => JSON.stringify(MEASURES[measure](a)) === JSON.stringify(MEASURES[measure](b)),
  );
