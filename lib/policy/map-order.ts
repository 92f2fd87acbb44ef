/** map(order, policy): the whole target of one order, pure and the same on every machine. */
import { accountBalances } from '../accounting/check-entry';
import type { JournalEntry } from '../accounting/journal-entry';
import { checkAmounts, limitInMinor } from '../commerce/check-order';
import type { Order } from '../commerce/order';
import { isInstant } from '../commerce/order-instants';
import { type OrderAmounts, readAmounts } from '../commerce/order-amounts';
import { type Problem, hasErrors } from '../commerce/problem';
import { deriveStory, makesSale, storyEvents } from '../events/derive-events';
import type { FinanceEvent } from '../events/finance-event';
import { checkConservation } from './check-conservation';
import { documentDetails } from './document-details';
import { mapEvent } from './map-event';
import type { Policy } from './policy';
import { type PreparedPolicy, preparePolicy } from './prepared-policy';
import { schedule } from './schedule';
import type { Target } from './target';

/**
 * Takes the problems that normalizing found along. A problem of severity error holds the order: it then has no entries.
 * @throws Error when an entry does not balance, which is a fault of this program.
 */
export const mapOrder = (
  order: Order,
  policy: Policy,
  context: { readonly problems?: readonly Problem[] } = {},
): Target => {
  const prepared = preparePolicy(policy);
  const problems: Problem[] = context.problems ? [...context.problems] : [];
  const result = hasErrors(problems) ? NOTHING : mapSound(order, prepared, problems);
  const held = hasErrors(problems);
  return {
    source: order.source,
    currency: order.currency,
    events: result.events,
    entries: held ? [] : result.entries,
    problems,
    held,
    changeDate: changeDate(order, prepared),
    transformationVersion: prepared.transformationVersion,
    policy: {
      closedPeriod: policy.closedPeriod,
      correctionDate: policy.correctionDate,
      output: policy.output,
    },
  };
};

interface Mapped {
  readonly events: readonly FinanceEvent[];
  readonly entries: readonly JournalEntry[];
}
const NOTHING: Mapped = { events: [], entries: [] };

const mapSound = (order: Order, prepared: PreparedPolicy, problems: Problem[]): Mapped => {
  const { policy } = prepared;
  if (order.test && policy.testOrders === 'exclude') {
    problems.push(leftOut(order, 'test_order', 'is a test order, which the policy leaves out'));
    return NOTHING;
  }
  const { amounts, problems: unreadable } = readAmounts(order);
  if (!amounts) {
    problems.push(...unreadable);
    return NOTHING;
  }
  if (policy.zeroOrders === 'skip' && isEmpty(amounts)) {
    problems.push(leftOut(order, 'zero_order', 'has a total of zero, which the policy leaves out'));
    return NOTHING;
  }
  return mapAmounts(amounts, prepared, problems);
};

const mapAmounts = (amounts: OrderAmounts, prepared: PreparedPolicy, problems: Problem[]): Mapped => {
  const { policy } = prepared;
  const roundingLimit = limitInMinor(policy.roundingLimit, amounts.decimals);
  const sold = makesSale(amounts);
  // Nothing is booked of a draft or of an order given up unpaid; totals that lie must not keep its reversal back.
  const check = sold ? checkAmounts(amounts, roundingLimit) : { problems: [], rounding: 0n };
  problems.push(...check.problems);
  if (hasErrors(check.problems)) return NOTHING;

  const story = deriveStory(amounts, {
    amountOnlyRefunds: policy.amountOnlyRefunds,
    restockingFee: policy.restockingFee,
    roundingLimit,
    rounding: check.rounding,
  });
  problems.push(...story.problems);
  const events = storyEvents(story).map(({ event }) => event);
  if (hasErrors(story.problems)) return { events, entries: [] };

  const plan = schedule(amounts, story, prepared);
  if (plan.problem) problems.push(plan.problem);
  const entries: JournalEntry[] = [];
  const details = policy.output === 'journal' ? undefined : documentDetails(amounts, policy);
  for (const scheduled of plan.entries) {
    const entry = mapEvent(scheduled, prepared, details);
    if (entry) entries.push(entry);
  }
  const balances = accountBalances(entries);
  if (plan.entries.length > 0) {
    problems.push(...checkConservation(amounts, story, policy, check.rounding, balances));
  }
  return { events, entries };
};

const isEmpty = (amounts: OrderAmounts): boolean =>
  amounts.claims.total.amount === 0n && amounts.captures.length === 0 && amounts.refunds.length === 0;

const leftOut = (order: Order, code: string, why: string): Problem => ({
  severity: 'info',
  code,
  message: `Order ${order.source.number} ${why}: nothing is booked.`,
});

/** An order given up changed on the day it was given up, whatever touched it later. */
const changeDate = (order: Order, { dayOf }: PreparedPolicy): string => {
  const over = order.state === 'cancelled' || order.state === 'failed';
  const instant = over && order.cancelledAt !== undefined ? order.cancelledAt : order.source.updatedAt;
  // Malformed times are problems of their own and hold the order, so its date is not used.
  return isInstant(instant) ? dayOf(instant) : '';
};
