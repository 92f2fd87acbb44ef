/** A break: a difference between source, trace and ledger that reconciliation cannot explain away. */
import { type Net, type SideAmounts, type Sides, sideAmounts } from './net';

export const BREAK_TYPES = [
  'missing_in_trace',
  'source_changed',
  'not_posted',
  'missing_in_ledger',
  'amount_differs',
  'date_differs',
  'dimension_differs',
  'unknown_in_ledger',
  'duplicate_in_ledger',
  'gone_in_source',
  'source_unreadable',
  'held',
] as const;
export type BreakType = (typeof BREAK_TYPES)[number];

/** replay: making the order due mends it. review: only a person can. none: a person already has it as an exception. */
export type BreakAction = 'replay' | 'review' | 'none';

interface Remedy {
  readonly action: BreakAction;
  /** What to do, as a sentence for the person who reads the break. */
  readonly advice: string;
}

export const REMEDIES: Readonly<Record<BreakType, Remedy>> = {
  missing_in_trace: {
    action: 'replay',
    advice: 'Most likely its webhook was lost and no sweep has passed since. Replay the order.',
  },
  source_changed: {
    action: 'replay',
    advice:
      'The order or the policy changed after it was posted. Replay the order: the difference is posted.',
  },
  not_posted: {
    action: 'replay',
    advice: 'Replay the order: what the ledger already holds is found first, the rest is sent.',
  },
  missing_in_ledger: {
    action: 'review',
    advice:
      'It was deleted in the ledger, or refused after it had been accepted. Retry the exception to send it again, or restore it in the ledger.',
  },
  amount_differs: {
    action: 'review',
    advice:
      'The record was changed by hand. Put the posted amounts back in the ledger, or resolve with a note.',
  },
  date_differs: {
    action: 'review',
    advice: 'The record was moved by hand. Put the posted date back in the ledger, or resolve with a note.',
  },
  dimension_differs: {
    action: 'review',
    advice:
      'The amounts are right, but somebody changed what they are reported by. Put the posted values back in the ledger, or resolve with a note.',
  },
  unknown_in_ledger: {
    action: 'review',
    advice:
      'It carries a reference of ours that this trace store never gave out: another trace store posts into the same ledger, or a record was copied by hand.',
  },
  duplicate_in_ledger: {
    action: 'review',
    advice: 'Two records carry the same reference: one was copied by hand. Void the copy in the ledger.',
  },
  gone_in_source: {
    action: 'review',
    advice:
      'The order was deleted in the shop after it was posted. Restore it there, or reverse it in the ledger.',
  },
  source_unreadable: {
    action: 'replay',
    advice: 'The shop did not give the order. Replay it: if that fails again it becomes an exception.',
  },
  held: { action: 'none', advice: 'Settle its exception, then retry it.' },
};

export interface BreakAmount extends SideAmounts {
  /** Logical account; a ledger account, written `ledger:<id>`, where no plan says which logical one it is. */
  readonly component: string;
}

/** What stands under one value of a dimension, such as `class` = `Online`, on the sides that disagree about it. */
export interface BreakDimension extends BreakAmount {
  readonly dimension: string;
  readonly value: string;
}

export interface Break {
  readonly type: BreakType;
  readonly action: BreakAction;
  /** False for what is known already (held by an exception): named, but not counted as a surprise. */
  readonly surprise: boolean;
  readonly platform: string;
  readonly storeId: string;
  readonly orderId: string;
  readonly number?: string;
  readonly destination: string;
  readonly entryKey?: string;
  readonly planKey?: string;
  readonly planState?: string;
  readonly recordId?: string;
  readonly dates?: Sides<string>;
  /** Code of the exception that holds the order, or of the problem that would. */
  readonly code?: string;
  /** What is wrong and what to do. */
  readonly message: string;
  /** The components on which the sides disagree. Empty when they differ in something else than amounts. */
  readonly amounts: readonly BreakAmount[];
  /** Where the amounts agree and what they are reported by does not. */
  readonly dimensions?: readonly BreakDimension[];
}

export type BreakDetail = Omit<Break, 'action' | 'surprise' | 'message'> & { readonly what: string };

export const makeBreak = ({ what, ...detail }: BreakDetail): Break => ({
  ...detail,
  action: REMEDIES[detail.type].action,
  surprise: detail.type !== 'held',
  message: `${what} ${REMEDIES[detail.type].advice}`,
});

/** The components of which at least two known sides disagree, in order of name. */
export const differingAmounts = (nets: Sides<Net>, currency: string): readonly BreakAmount[] => {
  const known = [nets.source, nets.trace, nets.ledger].filter((net) => net !== undefined);
  const names = [...new Set(known.flatMap((net) => [...net.keys()]))].sort();
  return names.flatMap((component) => {
    const on = (net: Net | undefined) => net && (net.get(component) ?? 0n);
    const minor = { source: on(nets.source), trace: on(nets.trace), ledger: on(nets.ledger) };
    const amounts = new Set(Object.values(minor).filter((amount) => amount !== undefined));
    return amounts.size > 1 ? [{ component, ...sideAmounts(minor, currency) }] : [];
  });
};
