/** Staged plans of a few lines each, for tests of what a summary adds up. */
import { fromMinor } from '../../lib/money/minor';
import type { Plan } from '../../lib/store/trace-store';

export interface MemberLine {
  readonly account: string;
  /** Debits positive. */
  readonly amount: bigint;
  readonly taxCode?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

export interface Member {
  readonly orderId: string;
  readonly date: string;
  readonly lines: readonly MemberLine[];
}

/** As the trace store would give them: posted where they are staged. */
export const memberPlan = ({ orderId, date, lines }: Member, currency: string, index: number): Plan => {
  const entryKey = `memory:shop.example:${orderId}:sale:${index}`;
  const key = `${entryKey}#1`;
  const written = lines.map(({ account, amount, taxCode, dimensions }) => ({
    ledgerAccount: `L-${account}`,
    logicalAccount: account,
    role: account === 'receivable' ? 'receivable' : 'item',
    ...(amount > 0n ? { debit: fromMinor(amount, currency) } : { credit: fromMinor(-amount, currency) }),
    ...(taxCode === undefined ? {} : { taxCode }),
    ...(dimensions === undefined ? {} : { dimensions }),
    memo: `order ${orderId}`,
  }));
  const at = '2026-03-01T00:00:00.000Z';
  return {
    key,
    shortKey: `CL-${index}`,
    entryKey,
    sequence: 1,
    destination: 'test:main~summary',
    platform: 'memory',
    storeId: 'shop.example',
    orderId,
    orderNumber: orderId,
    sourceUpdatedAt: at,
    transformationVersion: 'v',
    snapshotHash: '',
    kind: 'entry',
    date,
    currency,
    total: '0',
    contentHash: '',
    document: JSON.stringify({ key, lines: written }),
    explanations: '[]',
    state: 'posted',
    attempts: 1,
    createdAt: at,
    updatedAt: at,
  };
};
