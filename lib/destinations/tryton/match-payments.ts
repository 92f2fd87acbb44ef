/** A payment beside the debt that it pays: where the two come to the same, Tryton shows the invoice as paid. */
import { LedgerError, type SendContext } from '../ledger-destination';
import type { Desk } from './desk';
import { inHalves } from './in-halves';
import type { Ready } from './inspect-drafts';
import { minorOf } from './minor-of';
import { recordOfId } from './reference';
import * as wire from './wire';

/**
 * The payments are posted by now; that one stays open beside its debt is no error of theirs, but a task for a bookkeeper.
 * Amounts that do not match wholly are left to one, too.
 */
export const matchPayments = async (
  desk: Desk,
  posted: readonly Ready[],
  { recordIds }: SendContext,
): Promise<void> => {
  const pairs = posted.flatMap(({ job, held }) => {
    const paid = recordIds.get(job.document.appliesTo?.key ?? '');
    return paid === undefined ? [] : [{ payment: held.id, paid }];
  });
  if (pairs.length === 0) return;
  try {
    await match(desk, pairs);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    desk.tools.log.warn('payments are posted, but not matched with what they pay', {
      payments: pairs.length,
    });
  }
};

interface Pair {
  /** Id of the payment's move. */
  readonly payment: number;
  /** Record id of what it pays. */
  readonly paid: string;
}

const match = async (desk: Desk, pairs: readonly Pair[]): Promise<void> => {
  const lines = await openLinesOf(desk, pairs);
  const used = new Set<number>();
  const matches = pairs.flatMap(({ payment, paid }) => {
    const own = lines.filter((line) => line.move === payment && !used.has(line.id));
    const found = counterpart(
      own,
      lines.filter((line) => belongsTo(line, paid) && !used.has(line.id)),
      desk,
    );
    for (const { id } of found) used.add(id);
    return found.length === 0 ? [] : [found];
  });
  const errors = await inHalves(matches, async (part) => {
    const values = part.map((both) => ({
      company: desk.books.company.id,
      lines: [['add', both.map(({ id }) => id)]],
      date: latest(both),
    }));
    await desk.tools.rpc.write(wire.ids, 'model.account.move.reconciliation.create', values);
  });
  if (errors.size > 0)
    desk.tools.log.warn('payments are posted, but Tryton does not match them', { payments: errors.size });
};

/** Lines that can be matched, and are not yet. */
const openLinesOf = (
  { tools, books }: Desk,
  pairs: readonly Pair[],
): Promise<readonly wire.WireOpenLine[]> => {
  const paidMoves = pairs.flatMap(({ paid }) => {
    const record = recordOfId(paid);
    return record?.model === 'account.move' ? record.id : [];
  });
  const domain = [
    ['move.company', '=', books.company.id],
    ['move.state', '=', 'posted'],
    ['account.reconcile', '=', true],
    ['reconciliation', '=', null],
    [
      'OR',
      ['move', 'in', [...pairs.map(({ payment }) => payment), ...paidMoves]],
      [
        'move.origin',
        'in',
        pairs.map(({ paid }) => paid).filter((paid) => paid.startsWith('account.invoice,')),
      ],
    ],
  ];
  const fields = ['move', 'account', 'party', 'debit', 'credit', 'move.date', 'move.origin'];
  return tools.rpc.read(
    wire.openLines,
    'model.account.move.line.search_read',
    domain,
    0,
    null,
    [['id', 'ASC']],
    fields,
  );
};

const belongsTo = ({ move, 'move.': { origin } }: wire.WireOpenLine, paid: string): boolean =>
  origin === paid || `account.move,${move}` === paid;

/** Lines of payment and debt on one account and party that come to nothing together; none when there are no such. */
const counterpart = (
  payment: readonly wire.WireOpenLine[],
  debt: readonly wire.WireOpenLine[],
  { decimals }: Desk,
): readonly wire.WireOpenLine[] => {
  const [first] = payment;
  if (first === undefined) return [];
  const isSame = ({ account, party }: wire.WireOpenLine) =>
    account === first.account && party === first.party;
  const debts = debt.filter(isSame);
  const both = [...payment.filter(isSame), ...debts];
  const left = both.reduce(
    (sum, { debit, credit }) => sum + minorOf(debit, decimals) - minorOf(credit, decimals),
    0n,
  );
  return debts.length > 0 && left === 0n ? both : [];
};

const latest = (lines: readonly wire.WireOpenLine[]): wire.WireDate =>
  wire.wireDate(lines.map((line) => line['move.'].date).reduce((a, b) => (a > b ? a : b)));
