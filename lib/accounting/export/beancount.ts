/**
 * A journal for beancount that bean-check accepts with no tolerance: by default half of the last digit is forgiven,
 * which is not exact. Format: beancount 2.3 language syntax.
 */
import { cleanText } from '../clean-text';
import { beancountAccount, beancountName } from './account-names';
import {
  dimensionTags,
  type ExportEntry,
  type ExportOptions,
  remembered,
  signedAmount,
  usedAccounts,
  usedCurrencies,
  widest,
} from './export-entry';

export const toBeancount = (entries: readonly ExportEntry[], options: ExportOptions = {}): string => {
  const { accountName } = options;
  const nameOf = remembered(
    accountName ? (account) => beancountName(accountName(account)) : beancountAccount,
  );
  const booked = entries.filter((entry) => entry.lines.length > 0);
  const currencies = usedCurrencies(booked);
  const first = booked.reduce(
    (earliest, { date }) => (date < earliest ? date : earliest),
    booked[0]?.date ?? '',
  );
  const blocks = [
    [
      'option "inferred_tolerance_multiplier" "0"',
      ...currencies.map((code) => `option "operating_currency" "${code}"`),
    ],
    currencies.map((code) => `${first} commodity ${code}`),
    [...usedAccounts(booked, nameOf)].map(
      ([name, used]) => `${first} open ${name} ${[...used].sort().join(',')}`,
    ),
    ...booked.map((entry) => entryLines(entry, nameOf)),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
};

const entryLines = (entry: ExportEntry, nameOf: (account: string) => string): readonly string[] => {
  const names = entry.lines.map((line) => nameOf(line.account));
  const amounts = entry.lines.map(signedAmount);
  const nameWidth = widest(names);
  const amountWidth = widest(amounts);
  const tags = Object.entries({ key: entry.key, ...entry.tags }).map(
    ([name, value]) => `  ${name}: ${quoted(value)}`,
  );
  const postings = entry.lines.flatMap((line, index) => {
    const name = (names[index] as string).padEnd(nameWidth);
    const amount = (amounts[index] as string).padStart(amountWidth);
    const posting = `  ${name}  ${amount} ${entry.currency}`;
    const facts = [...(line.memo ? [['memo', cleanText(line.memo)] as const] : []), ...dimensionTags(line)];
    return [posting, ...facts.map(([key, value]) => `    ${key}: ${quoted(value)}`)];
  });
  return [`${entry.date} * ${quoted(cleanText(entry.description))}`, ...tags, ...postings];
};

const quoted = (text: string): string =>
  `"${text
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ')
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')}"`;
