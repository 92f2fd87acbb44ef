/**
 * How a posted entry becomes the wanted one: by an entry of the difference, or by its reversal and a new entry. The sum of all
 * that was posted comes to the target either way, whichever of the steps a crash lets through first.
 */
import { type DocumentType, documentTypeOf } from '../accounting/document';
import { difference } from '../accounting/difference';
import type { JournalEntry, JournalLine } from '../accounting/journal-entry';
import type { LedgerAbilities, LedgerDocument } from '../destinations/ledger-destination';
import type { NewPlan, Plan } from '../store/trace-store';

export interface PostedDocument {
  readonly plan: Plan;
  readonly document: LedgerDocument;
}

export interface CorrectionStep {
  readonly kind: NewPlan['kind'];
  readonly lines: readonly JournalLine[];
  /** Key of the plan that this one corrects or takes the place of. */
  readonly corrects?: string;
}

export interface CorrectionRules {
  readonly corrections: 'delta' | 'reverse-and-repost';
  /** The policy asks for documents. */
  readonly wantsDocuments: boolean;
  readonly abilities: LedgerAbilities;
}

/** `posted`: what the ledger holds of the entry, oldest first. Nothing to do gives no steps. */
export const correctionSteps = (
  entry: JournalEntry | undefined,
  posted: readonly PostedDocument[],
  currency: string,
  rules: CorrectionRules,
): readonly CorrectionStep[] => {
  const [first] = posted;
  if (first === undefined)
    return entry && entry.lines.length > 0 ? [{ kind: 'entry', lines: entry.lines }] : [];
  const told = posted.flatMap(({ document }) =>
    document.lines.map((line) => ({ ...line, account: line.logicalAccount })),
  );
  const delta = difference(entry, told, currency);
  if (delta.length === 0) return [];
  const standing = posted.findLast(({ plan }) => plan.kind === 'entry') ?? first;
  const corrects = standing.plan.key;
  if (entry === undefined) return [{ kind: 'reversal', lines: delta, corrects }];
  if (!replaces(standing.document, delta, rules))
    return [{ kind: 'delta', lines: delta, corrects: first.plan.key }];
  const reversal = difference(undefined, told, currency);
  const repost = { kind: 'entry', lines: entry.lines, corrects } as const;
  return reversal.length === 0 ? [repost] : [{ kind: 'reversal', lines: reversal, corrects }, repost];
};

/** What stands for goods sold or given back. Money that moved is corrected by money. */
const SALES: ReadonlySet<DocumentType> = new Set<DocumentType>([
  'invoice',
  'sales_receipt',
  'credit_note',
  'refund_receipt',
]);

/** A document is corrected by documents: an invoice by its credit note and a new invoice where the difference is neither. */
const replaces = (
  standing: LedgerDocument,
  delta: readonly JournalLine[],
  { corrections, wantsDocuments, abilities }: CorrectionRules,
): boolean => {
  if (corrections === 'reverse-and-repost') return true;
  if (!wantsDocuments || !SALES.has(standing.type)) return false;
  const type = documentTypeOf(delta);
  return type === 'journal' || !abilities.documents.includes(type);
};
