/** Tells what nobody knows yet from what a person already has before him as an exception. */
import { type Break, type BreakType, REMEDIES } from './break';

/** An open exception of the order, from fetching, mapping or posting it. */
export interface KnownException {
  readonly code: string;
  readonly message: string;
}

/**
 * An order whose posting is held back by an exception is `held`, not missing. The other way round, an order that would be
 * held but of which no exception is on record never came through the pipeline: it is missing.
 */
export const settleHeld = (breaks: readonly Break[], known: readonly KnownException[]): readonly Break[] => {
  const [first] = known;
  if (!first) return breaks.map((found) => (found.type === 'held' ? neverSeen(found) : found));
  const waiting = breaks.find(({ type }) => HELD_BACK.has(type));
  const others = breaks.filter(({ type }) => !HELD_BACK.has(type));
  return waiting ? [heldBy(first, waiting), ...others] : others;
};

/** What an exception of fetching, mapping or posting explains. What the ledger did to a posted record it does not. */
const HELD_BACK: ReadonlySet<BreakType> = new Set<BreakType>([
  'missing_in_trace',
  'source_changed',
  'not_posted',
  'source_unreadable',
  'gone_in_source',
  'held',
]);

const heldBy = (exception: KnownException, found: Break): Break => ({
  ...found,
  type: 'held',
  action: REMEDIES.held.action,
  surprise: false,
  code: exception.code,
  message: `Held by an exception (${exception.code}): ${exception.message}`,
});

const neverSeen = (found: Break): Break => ({
  ...found,
  type: 'missing_in_trace',
  action: REMEDIES.missing_in_trace.action,
  surprise: true,
  message: `${found.message} No exception is on record for it: the order never came through. Replay it.`,
});
