/**
 * Names of logical accounts in plain-text formats. Whatever a format cannot hold is replaced, and the name then ends
 * in a hash of what stood there: two accounts never become one, as a book with `PayPal` and `Paypal` merged would
 * still balance and still be wrong.
 */
import { type AccountType, familyOf } from '../chart';
import { sha256 } from '../content-hash';

const ROOTS: Readonly<Record<AccountType, string>> = {
  asset: 'Assets',
  liability: 'Liabilities',
  equity: 'Equity',
  income: 'Income',
  expense: 'Expenses',
};
const ROOT_NAMES: ReadonlySet<string> = new Set(Object.values(ROOTS));

/** Such as `Assets:clearing:stripe`. */
export const hledgerAccount = (account: string): string => withRoot(account, hledgerSegment);

/** Such as `Assets:Clearing:Stripe`. */
export const beancountAccount = (account: string): string => withRoot(account, beancountSegment);

/** A full name from elsewhere, made safe segment by segment. */
export const hledgerName = (name: string): string => name.split(':').map(hledgerSegment).join(':');

/** The same for beancount, whose five roots are fixed: a name with another first segment goes under Equity. */
export const beancountName = (name: string): string => {
  const [root = '', ...rest] = name.split(':');
  if (ROOT_NAMES.has(root) && rest.length > 0) return [root, ...rest.map(beancountSegment)].join(':');
  return [ROOTS.equity, ...[root, ...rest].map(beancountSegment)].join(':');
};

/** An account that the chart does not know has no type; equity is where it draws attention. */
const withRoot = (account: string, segment: (text: string) => string): string =>
  `${ROOTS[familyOf(account)?.type ?? 'equity']}:${account.split(':').map(segment).join(':')}`;

// Capital X and small h inside a name: no unhashed beancount segment holds both, and an hledger one that does is hashed.
const MARK = '-Xh';
const MARKED = /-Xh[0-9a-f]{10}$/;
const hashed = (readable: string, original: string): string =>
  `${readable.slice(0, 60)}${MARK}${sha256(original).slice(0, 10)}`;

const HLEDGER_SEGMENT = /^[\p{L}\p{N}](?:[\p{L}\p{N}_.+&-]| (?=\S))*$/u;

const hledgerSegment = (text: string): string => {
  if (HLEDGER_SEGMENT.test(text) && !MARKED.test(text)) return text;
  const readable = text
    .slice(0, 200)
    .replace(/[^\p{L}\p{N}_.+&-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '');
  return hashed(readable === '' ? 'x' : readable, text);
};

// Small letters throughout (at least two), or none at all: each has one capitalised form that the other cannot have.
const SMALL = /^[a-z][a-z0-9-]*[a-z][a-z0-9-]*$/;
const CAPITAL = /^[A-Z0-9][A-Z0-9-]*$/;

const beancountSegment = (text: string): string => {
  if (SMALL.test(text)) return capitalised(text);
  if (CAPITAL.test(text)) return text;
  const readable = text
    .slice(0, 200)
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return hashed(readable === '' ? 'X' : capitalised(readable), text);
};

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
