/** What the plain-text exports read: journal entries as they are, and records of a book alike. */
import { byName } from '../by-name';

export interface ExportLine {
  /** Logical account. */
  readonly account: string;
  readonly debit?: string;
  readonly credit?: string;
  readonly memo?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

export interface ExportEntry {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly description: string;
  readonly key: string;
  readonly currency: string;
  readonly lines: readonly ExportLine[];
  /** More facts about the entry, such as its record id; names of lower-case letters, digits and dashes. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ExportOptions {
  /** Full name of an account with its root, segments parted by colons; what a format cannot hold is encoded. */
  readonly accountName?: (account: string) => string;
}

/** Debits as they are, credits with a minus: how plain-text accounting writes them. */
export const signedAmount = (line: ExportLine): string => line.debit ?? `-${line.credit}`;

/** Names that every format takes for a tag of a line; others, and those in use, get a prefix. */
const TAG = /^(?!memo$|key$|record$|date|filename$|lineno$)[a-z][a-z0-9_-]+$/;

/** Dimensions as tags, by name. Values are as they stand. */
export const dimensionTags = ({ dimensions = {} }: ExportLine): readonly (readonly [string, string])[] =>
  Object.entries(dimensions)
    .sort(byName)
    .map(([name, value]) => {
      const plain = name.toLowerCase().replace(/[^a-z0-9_-]+/g, '-');
      return [TAG.test(name) ? name : `dim-${plain}`, value];
    });

/** Length of the longest text, for columns. */
export const widest = (texts: readonly string[]): number =>
  texts.reduce((width, { length }) => (length > width ? length : width), 0);

/** In the order of their first appearance. */
export const usedCurrencies = (entries: readonly ExportEntry[]): readonly string[] => [
  ...new Set(entries.map((entry) => entry.currency)),
];

/** Accounts with the currencies they are used in, by name. */
export const usedAccounts = (
  entries: readonly ExportEntry[],
  nameOf: (account: string) => string,
): ReadonlyMap<string, ReadonlySet<string>> => {
  const used = new Map<string, Set<string>>();
  for (const entry of entries) {
    for (const line of entry.lines) {
      const name = nameOf(line.account);
      const currencies = used.get(name);
      if (currencies) currencies.add(entry.currency);
      else used.set(name, new Set([entry.currency]));
    }
  }
  return new Map([...used].sort(byName));
};

/** A name is worked out once for each account, not once for each line. */
export const remembered = (nameOf: (account: string) => string): ((account: string) => string) => {
  const names = new Map<string, string>();
  return (account) => {
    let name = names.get(account);
    if (name === undefined) names.set(account, (name = nameOf(account)));
    return name;
  };
};
