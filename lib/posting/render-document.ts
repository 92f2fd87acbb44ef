/** From lines of logical accounts to the document that a ledger is sent: its own accounts, tax codes and customer. */
import { type DocumentType, documentTypeOf, roleOf, TAX_CODE_PREFIX } from '../accounting/document';
import type { JournalLine } from '../accounting/journal-entry';
import { dimensionsIn, notSupported } from '../accounting/line-dimensions';
import type { Problem } from '../commerce/problem';
import type {
  LedgerAbilities,
  LedgerCustomer,
  LedgerDocument,
  LedgerLine,
} from '../destinations/ledger-destination';
import type { AccountMapping } from './account-mapping';

/** Logical tax code of an item without any tax: mapped where a ledger wants a code for that too. */
export const NO_TAX = 'none';

export interface RenderContext {
  readonly destination: string;
  readonly abilities: LedgerAbilities;
  readonly mapping: AccountMapping;
  /** From logical tax codes to the ledger's; what is not mapped stands as a line on the tax account. */
  readonly taxCodes: AccountMapping;
  readonly customer: LedgerCustomer;
  /** By how much the ledger's own tax may differ from the source's. */
  readonly taxRoundingLimit: string;
}

export type RenderedContent = Pick<LedgerDocument, 'type' | 'customer' | 'rounding' | 'lines'>;

/** Documents are asked for by the policy; what a ledger does not know becomes a journal of the same lines. */
export const typeFor = (
  lines: readonly JournalLine[],
  wanted: boolean,
  abilities: LedgerAbilities,
): DocumentType => {
  const type = wanted ? documentTypeOf(lines) : 'journal';
  return abilities.documents.includes(type) ? type : 'journal';
};

const WITH_TAX_CODES: ReadonlySet<DocumentType> = new Set<DocumentType>([
  'invoice',
  'sales_receipt',
  'credit_note',
  'refund_receipt',
]);

export const renderContent = (
  order: { readonly number: string },
  type: DocumentType,
  lines: readonly JournalLine[],
  posted: readonly LedgerDocument[],
  context: RenderContext,
): { readonly content: RenderedContent; readonly problems: readonly Problem[] } => {
  const codes = takesCodes(type, lines, context.abilities) ? context.taxCodes : NO_CODES;
  const rendering: Rendering = {
    order,
    context,
    codes,
    used: accountsUsed(posted),
    missing: new Set(),
    problems: [],
  };
  const rendered = lines.map((line) => renderLine(line, rendering));
  const problems = [
    ...rendering.problems,
    ...[...rendering.missing].map((name) => notMapped(name, rendering)),
    ...unknownDimensions(rendered, rendering),
  ];
  const rounding = roundingOf(rendered, context);
  const content: RenderedContent = {
    type,
    ...(needsCustomer(type, rendered, context.abilities) ? { customer: context.customer } : {}),
    ...(rounding === undefined ? {} : { rounding }),
    lines: rendered,
  };
  return { content, problems };
};

/** A correction of tax alone has no item to put a code on: it is a line on the tax account. */
const takesCodes = (type: DocumentType, lines: readonly JournalLine[], abilities: LedgerAbilities): boolean =>
  abilities.taxCodes !== 'none' &&
  WITH_TAX_CODES.has(type) &&
  lines.some(({ account }) => roleOf(account) === 'item');

const NO_CODES: AccountMapping = { resolve: () => undefined };

interface Rendering {
  readonly order: { readonly number: string };
  readonly context: RenderContext;
  readonly codes: AccountMapping;
  /** A correction goes to the ledger account that the original used, whatever the mapping says today. */
  readonly used: ReadonlyMap<string, string>;
  readonly missing: Set<string>;
  readonly problems: Problem[];
}

const accountsUsed = (posted: readonly LedgerDocument[]): ReadonlyMap<string, string> =>
  new Map(
    posted.flatMap(({ lines }) => lines.map((line) => [line.logicalAccount, line.ledgerAccount] as const)),
  );

const renderLine = (line: JournalLine, rendering: Rendering): LedgerLine => {
  const { debit, credit, memo, taxCode, taxedBy, sku, quantity, dimensions, account } = line;
  const role = roleOf(account);
  const ledgerAccount = accountFor(line, rendering);
  if (ledgerAccount === undefined) rendering.missing.add(account);
  const ledgerTaxCodes = role === 'item' ? codesFor(line, rendering) : undefined;
  return {
    ledgerAccount: ledgerAccount ?? '',
    logicalAccount: account,
    role,
    ...(debit === undefined ? { credit: credit as string } : { debit }),
    ...(memo === undefined ? {} : { memo }),
    ...(taxCode === undefined ? {} : { taxCode }),
    ...(taxedBy === undefined ? {} : { taxedBy }),
    ...(ledgerTaxCodes === undefined ? {} : { ledgerTaxCodes }),
    ...(sku === undefined ? {} : { sku }),
    ...(quantity === undefined ? {} : { quantity }),
    ...(dimensions === undefined ? {} : { dimensions }),
  };
};

const accountFor = ({ account, taxCode }: JournalLine, rendering: Rendering): string | undefined => {
  const { used, codes, context } = rendering;
  const before = used.get(account);
  // A tax code is no account: a journal that corrects a document needs the account itself.
  if (before !== undefined && (codes !== NO_CODES || !before.startsWith(TAX_CODE_PREFIX))) return before;
  const code = taxCode === undefined ? undefined : codes.resolve(taxCode);
  return code === undefined ? context.mapping.resolve(account) : TAX_CODE_PREFIX + code;
};

const codesFor = (line: JournalLine, rendering: Rendering): readonly string[] | undefined => {
  const { codes, context, order, problems } = rendering;
  const found = new Set((line.taxedBy ?? []).flatMap((code) => codes.resolve(code) ?? []));
  if (found.size === 0) {
    const none = codes.resolve(NO_TAX);
    return none === undefined ? undefined : [none];
  }
  if (found.size > 1 && context.abilities.taxCodes === 'one-a-line') {
    problems.push({
      severity: 'error',
      code: 'tax_codes_conflict',
      message: `Order ${order.number}: "${line.memo ?? line.account}" is taxed by ${(line.taxedBy ?? []).join(' and ')}, and ${context.destination} takes one tax code a line. Map both to one combined code of the ledger in the Accounting Poster, or map neither, then retry the exception.`,
    });
  }
  return [...found];
};

const notMapped = (name: string, { order, context }: Rendering): Problem => ({
  severity: 'error',
  code: 'account_not_mapped',
  message: `Order ${order.number}: the logical account "${name}" has no ledger account in ${context.destination}. Add it to the account mapping of the Accounting Poster, then retry the exception.`,
});

/** Whether the ledger may be handed a dimension of this name. */
export const takesDimension = (known: LedgerAbilities['dimensions'], name: string): boolean =>
  known === 'any' ||
  known.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : one === name));

/** Each dimension once, with the first line that has it. */
const unknownDimensions = (
  lines: readonly LedgerLine[],
  { order, context }: Rendering,
): readonly Problem[] => {
  const { dimensions: known } = context.abilities;
  const unknown = dimensionsIn({ lines }).filter(({ name }) => !takesDimension(known, name));
  const first = unknown.filter(({ name }, at) => unknown.findIndex((one) => one.name === name) === at);
  return first.map((dimension) => {
    const takes =
      known === 'any' || known.length === 0 ? 'no dimensions' : `no dimension but ${known.join(' and ')}`;
    const { code, message } = notSupported(dimension, `${context.destination} takes ${takes}`);
    return { severity: 'error', code, message: `Order ${order.number}: ${message}` };
  });
};

/** A ledger that knows only journals has no customers, and what it does not need of a buyer it is not told. */
const needsCustomer = (
  type: DocumentType,
  lines: readonly LedgerLine[],
  abilities: LedgerAbilities,
): boolean =>
  abilities.documents.length > 0 && (type !== 'journal' || lines.some(({ role }) => role === 'receivable'));

const roundingOf = (lines: readonly LedgerLine[], context: RenderContext): RenderedContent['rounding'] => {
  if (/^0*(\.0*)?$/.test(context.taxRoundingLimit)) return undefined;
  if (!lines.some(({ ledgerAccount }) => ledgerAccount.startsWith(TAX_CODE_PREFIX))) return undefined;
  const ledgerAccount = context.mapping.resolve('rounding');
  return ledgerAccount === undefined ? undefined : { ledgerAccount, limit: context.taxRoundingLimit };
};
