/**
 * Matches payments with what they pay, so that Odoo shows an invoice as paid. The books are right without it: payment and
 * invoice stand on one receivable account of one contact.
 */
import { LedgerError, type SendContext } from '../ledger-destination';
import { jsonIds } from './json';
import type { Job } from './job';
import type { OdooLedger } from './odoo-ledger';
import { idField, referenceField } from './read-row';
import { MOVE_LINE } from './wire';

interface Pair {
  readonly paymentId: string;
  readonly paidId: string;
  readonly ledgerAccount: string;
}

/** Matching twice changes nothing, so a lost answer is simply asked again; then a person is told. */
const TRIES = 3;

/** Of payments that are posted, by this batch or before. */
export const matchPayments = async (
  ledger: OdooLedger,
  jobs: readonly Job[],
  { recordIds }: SendContext,
): Promise<void> => {
  let left = jobs.flatMap((job) => pairOf(job, recordIds) ?? []);
  for (let attempt = 1; left.length > 0 && attempt <= TRIES; attempt++) {
    try {
      left = await matchAll(ledger, left);
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
    }
  }
  for (const { paymentId, paidId } of left)
    ledger.log.warn('a payment is posted but not matched in Odoo; match it there by hand', {
      paymentId,
      paidId,
    });
};

const pairOf = (
  { document, moveId, outcome }: Job,
  recordIds: SendContext['recordIds'],
): Pair | undefined => {
  const isPosted =
    outcome?.state === 'created' || (outcome?.state === 'failed' && outcome.errorClass === 'duplicate');
  const paidId = document.appliesTo && recordIds.get(document.appliesTo.key);
  const ledgerAccount = document.lines.find(({ role }) => role === 'receivable')?.ledgerAccount;
  if (!isPosted || moveId === undefined || paidId === undefined || ledgerAccount === undefined)
    return undefined;
  return { paymentId: moveId, paidId, ledgerAccount };
};

/** Gives those whose outcome is not known. */
const matchAll = async (ledger: OdooLedger, pairs: readonly Pair[]): Promise<Pair[]> => {
  const open = await openLines(ledger, pairs);
  const unsure: Pair[] = [];
  for (const pair of pairs) {
    const of = (moveId: string): readonly string[] => open.get(`${moveId} ${pair.ledgerAccount}`) ?? [];
    const [payment, paid] = [of(pair.paymentId), of(pair.paidId)];
    // Nothing open on one side: it is matched already, by an earlier try or by a person.
    if (payment.length === 0 || paid.length === 0) continue;
    try {
      await ledger.client.write({ model: MOVE_LINE, method: 'reconcile', ids: [...paid, ...payment] });
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      unsure.push(pair);
    }
  }
  return unsure;
};

/** Ids of lines that are not matched in full, by move and ledger account. */
const openLines = async (
  { client }: OdooLedger,
  pairs: readonly Pair[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const rows = await client.search(
    MOVE_LINE,
    [
      ['move_id', 'in', jsonIds(new Set(pairs.flatMap(({ paymentId, paidId }) => [paymentId, paidId])))],
      ['account_id', 'in', jsonIds(new Set(pairs.map(({ ledgerAccount }) => ledgerAccount)))],
      ['parent_state', '=', 'posted'],
      ['reconciled', '=', false],
    ],
    ['move_id', 'account_id'],
  );
  const open = new Map<string, string[]>();
  for (const row of rows) {
    const key = `${referenceField(row, 'move_id')?.id} ${referenceField(row, 'account_id')?.id}`;
    open.set(key, [...(open.get(key) ?? []), idField(row, 'id')]);
  }
  return open;
};
