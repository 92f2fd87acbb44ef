/** Which invoice a payment goes to, or which credit note it pays out. A corrected sale has several, and none takes more than is open of it. */
import type { DocumentType } from '../accounting/document';
import type { LedgerDocument, LedgerReference } from '../destinations/ledger-destination';
import { toMinor } from '../money/minor';
import type { NewPlan, Plan } from '../store/trace-store';
import { documentOf, referenceOf } from './settle-plan';

const PAID_BY: ReadonlyMap<DocumentType, DocumentType> = new Map([
  ['payment', 'invoice'],
  ['refund_payment', 'credit_note'],
]);

interface Payment {
  readonly type: DocumentType;
  readonly lines: LedgerDocument['lines'];
  readonly currency: string;
}

interface Candidate {
  readonly plan: Plan | NewPlan;
  readonly open: bigint;
}

/**
 * `plans`: all of the order, those of this round included. `entryKey`: the entry that the payment settles. The oldest
 * document that is open for the whole amount; else the one with most open, for the ledger to judge.
 */
export const documentPaid = (
  payment: Payment,
  entryKey: string,
  plans: readonly (Plan | NewPlan)[],
): LedgerReference | undefined => {
  const wanted = PAID_BY.get(payment.type);
  const ofEntry = plans.filter((plan) => plan.entryKey === entryKey && documentOf(plan).type === wanted);
  const standing = ofEntry.filter((plan) => stands(plan) && !isTakenBack(plan, plans));
  const candidates = (standing.length > 0 ? standing : ofEntry)
    .toSorted((a, b) => a.sequence - b.sequence)
    .map((plan): Candidate => ({ plan, open: owed(documentOf(plan)) - paid(plan.key, plans) }));
  const amount = owed(payment);
  const chosen = candidates.find(({ open }) => open >= amount) ?? mostOpen(candidates);
  return chosen && referenceOf(chosen.plan);
};

/** A refused plan is in no ledger; while nothing took its place, it is what is sent again. */
const stands = (plan: Plan | NewPlan): boolean => !('state' in plan && plan.state === 'rejected');

/** What was reversed and posted anew is owed by the new document. */
const isTakenBack = (plan: Plan | NewPlan, plans: readonly (Plan | NewPlan)[]): boolean =>
  plans.some((other) => other.kind === 'reversal' && other.corrects === plan.key && stands(other));

const owed = ({ lines, currency }: Pick<LedgerDocument, 'lines' | 'currency'>): bigint =>
  lines
    .filter(({ role }) => role === 'receivable')
    .reduce((sum, { debit, credit }) => sum + toMinor(debit ?? (credit as string), currency), 0n);

const paid = (key: string, plans: readonly (Plan | NewPlan)[]): bigint =>
  plans
    .filter(stands)
    .map(documentOf)
    .filter(({ appliesTo }) => appliesTo?.key === key)
    .reduce((sum, document) => sum + owed(document), 0n);

const mostOpen = (candidates: readonly Candidate[]): Candidate | undefined =>
  candidates.reduce<Candidate | undefined>(
    (most, candidate) => (most === undefined || candidate.open > most.open ? candidate : most),
    undefined,
  );
