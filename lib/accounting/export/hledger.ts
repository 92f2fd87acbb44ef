/**
 * A journal for hledger that `hledger check --strict` accepts: every account and commodity is declared, every amount is
 * written out (one left to be inferred hides an error). Text of a shop could open a comment, a code, a tag or a date,
 * and fewer than two spaces would make an amount part of the account's name.
 * Format: hledger 1.25 manual, "Journal format".
 */
import { exponent } from '../../money/minor';
import { cleanText } from '../clean-text';
import { hledgerAccount, hledgerName } from './account-names';
import {
  dimensionTags,
  type ExportEntry,
  type ExportLine,
  type ExportOptions,
  remembered,
  signedAmount,
  usedAccounts,
  usedCurrencies,
  widest,
} from './export-entry';

export const toHledger = (entries: readonly ExportEntry[], options: ExportOptions = {}): string => {
  const { accountName } = options;
  const nameOf = remembered(accountName ? (account) => hledgerName(accountName(account)) : hledgerAccount);
  const booked = entries.filter((entry) => entry.lines.length > 0);
  const commodities = usedCurrencies(booked).map((currency) => `commodity ${sample(currency)} ${currency}`);
  const accounts = [...usedAccounts(booked, nameOf).keys()].map((name) => `account ${name}`);
  const blocks = [
    ['decimal-mark .'],
    commodities,
    accounts,
    ...booked.map((entry) => entryLines(entry, nameOf)),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
};

/** `1000.00`; a currency without decimals still needs the point, or hledger would not know its decimal mark. */
const sample = (currency: string): string => `1000.${'0'.repeat(exponent(currency))}`;

const entryLines = (entry: ExportEntry, nameOf: (account: string) => string): readonly string[] => {
  const names = entry.lines.map((line) => nameOf(line.account));
  const amounts = entry.lines.map(signedAmount);
  const nameWidth = widest(names);
  const amountWidth = widest(amounts);
  const tags = Object.entries({ key: entry.key, ...entry.tags }).map(
    ([name, value]) => `    ; ${name}: ${tagValue(value)}`,
  );
  const postings = entry.lines.map((line, index) => {
    const name = (names[index] as string).padEnd(nameWidth);
    const amount = (amounts[index] as string).padStart(amountWidth);
    return `    ${name}  ${amount} ${entry.currency}${comment(line)}`;
  });
  return [`${entry.date} * ${description(entry.description)}`, ...tags, ...postings];
};

/** `;` would start a comment, `|` would part payee and note, a leading mark would be a status or a code. */
const description = (text: string): string => {
  const clean = cleanText(text).replace(/;/g, ',').replace(/\|/g, '/');
  return /^[(*!]/.test(clean) ? `'${clean}` : clean;
};

const comment = (line: ExportLine): string => {
  const tags = [
    ...(line.memo ? [`memo: ${memoValue(line.memo)}`] : []),
    ...dimensionTags(line).map(([name, value]) => `${name}: ${tagValue(value)}`),
  ];
  return tags.length === 0 ? '' : `  ; ${tags.join(', ')}`;
};

/** A comma would end the value and brackets would be read as a date, so they are replaced for the reader of a memo. */
const memoValue = (text: string): string =>
  cleanText(text).replace(/,/g, ';').replace(/\[/g, '(').replace(/\]/g, ')');

/** The same characters in a key are encoded, because a key must be found again. */
const tagValue = (text: string): string =>
  text.replace(/\p{Cs}/gu, '\ufffd').replace(/[,[\]\p{Cc}\u2028\u2029\ufffd]/gu, encodeURIComponent);
