/**
 * What a failed execution held is free at once instead of at the end of its lease: work is due after a backoff, and what may
 * have been sent is looked up before anything is sent again. Called by an error workflow, with what n8n says of the failure.
 */
import { cleanText } from '../accounting/clean-text';
import { backoffMs } from '../posting/retry-policy';
import { isSummaryKey, ledgerIdOf } from '../posting/summary-days';
import type { Actor, NewException, WorkTicket } from '../store/trace-store';
import { claimsOf, type ExecutionRef } from './claim';
import { actorOf } from './fetch-due';
import { type FlowContext, LIVE_STREAM, MANUAL } from './flow-context';

export interface FailedExecution extends ExecutionRef {
  readonly error: { readonly name?: string; readonly message?: string };
}

export interface MarkedFailed extends ExecutionRef {
  /** left: n8n stopped the execution, or gave it up, but what it was doing may still go on; its leases end by themselves. */
  readonly outcome: 'released' | 'nothing_held' | 'left';
  readonly ordersDue: number;
  readonly ordersDead: number;
  /** Their fate is not known; they are looked up first. */
  readonly plansUnconfirmed: number;
  readonly message: string;
}

const MESSAGE_LENGTH = 300;

/**
 * n8n cannot end a node in the middle: after a timeout, a stop by hand or a stalled worker it says that the execution is over
 * while our code may still be waiting for the ledger's answer. Releasing its claims then could send a document twice.
 */
const MAY_STILL_RUN =
  /execution was cancell?ed|ExecutionCancelled|MaxStalledCount|job stalled|failed to be processed too many times/i;

export const markFailed = async (
  context: FlowContext,
  failed: FailedExecution,
  { maxAttempts }: { readonly maxAttempts: number },
): Promise<MarkedFailed> => {
  const { workflowId, executionId } = failed;
  const reason = cleanText(failed.error.message ?? '', MESSAGE_LENGTH) || 'no reason given';
  const message = `Execution ${executionId} of workflow ${workflowId} failed: ${reason}`;
  const nothing = { workflowId, executionId, ordersDue: 0, ordersDead: 0, plansUnconfirmed: 0, message };
  const held = await context.store.listClaims(claimsOf(failed));
  if (held.work.length + held.plans.length === 0) return { ...nothing, outcome: 'nothing_held' };
  const actor = actorOf(context);
  const mayStillRun = MAY_STILL_RUN.test(`${failed.error.name ?? ''} ${reason}`);
  const outcome = mayStillRun ? 'left' : 'released';
  const detail = { outcome, message, work: held.work.length, plans: held.plans.length };
  const subject = `execution:${workflowId}/${executionId}`;
  await context.store.noteInAudit({ action: 'execution.failed', subject, detail }, actor);
  if (mayStillRun) return { ...nothing, outcome };
  // Plans first: were the work due before, another run could find them claimed and wait for nothing.
  const plansUnconfirmed = await releasePlans(context, held, message);
  const dead = held.work.filter(({ attempts }) => attempts >= maxAttempts);
  const due = held.work.filter((ticket) => !dead.includes(ticket));
  await releaseWork(context, due, message);
  await letDie(context, dead, message);
  return { ...nothing, outcome, ordersDue: due.length, ordersDead: dead.length, plansUnconfirmed };
};

type Held = Awaited<ReturnType<FlowContext['store']['listClaims']>>;

const releasePlans = async (
  context: FlowContext,
  { work, plans }: Held,
  message: string,
): Promise<number> => {
  const actor = actorOf(context);
  const moved = await context.store.movePlans(
    plans.map(({ key, destination, claim }) => ({
      key,
      destination,
      from: ['claimed'],
      claim,
      to: 'unconfirmed',
      errorClass: 'unknown_outcome',
      lastError: message,
    })),
    [],
    actor,
  );
  const keys = new Set(moved);
  const due = new Set(work.map(orderOf));
  // An order in the queue settles its plans by itself, and so does the next run of summaries; of the others somebody must know.
  const alone = plans.filter(
    (plan) =>
      keys.has(plan.key) && !isSummaryKey(plan.key) && !due.has(orderOf({ ...plan, objectId: plan.orderId })),
  );
  await context.store.raiseExceptions(
    alone.map((plan): NewException => ({
      pipeline: MANUAL,
      platform: plan.platform,
      storeId: plan.storeId,
      stream: LIVE_STREAM,
      objectId: plan.orderId,
      stage: 'post',
      code: 'unconfirmed',
      message: `Order ${plan.orderNumber}, plan ${plan.key}: it is not known whether the ledger has it. ${message}. Post or approve it again: it is looked up before anything is sent.`,
      destination: ledgerIdOf(plan.destination),
      planKey: plan.key,
    })),
    actor,
  );
  return moved.length;
};

const orderOf = (order: { readonly platform: string; readonly storeId: string; readonly objectId: string }) =>
  JSON.stringify([order.platform, order.storeId, order.objectId]);

/** The try counts: an order that fails its run each time must come to an end. */
const releaseWork = async (
  context: FlowContext,
  tickets: readonly WorkTicket[],
  message: string,
): Promise<void> => {
  const now = context.clock.now().getTime();
  for (const attempts of new Set(tickets.map((ticket) => ticket.attempts))) {
    const dueAt = new Date(now + backoffMs(attempts)).toISOString();
    const alike = tickets.filter((ticket) => ticket.attempts === attempts);
    await context.store.failWork(alike, { message, dueAt, dead: false }, actorOf(context));
  }
};

const letDie = async (
  context: FlowContext,
  tickets: readonly WorkTicket[],
  message: string,
): Promise<void> => {
  if (tickets.length === 0) return;
  const actor: Actor = actorOf(context);
  // The exceptions first: a process that dies between the two leaves an order that is tried again, not a silent one.
  await context.store.raiseExceptions(
    tickets.map(({ pipeline, platform, storeId, objectId, attempts }): NewException => ({
      pipeline,
      platform,
      storeId,
      stream: LIVE_STREAM,
      objectId,
      stage: 'fetch',
      code: 'dead_letter',
      message: `Order ${objectId} was tried ${attempts} times and no run came to an end with it. ${message}. Mend the cause, then retry the exception.`,
    })),
    actor,
  );
  await context.store.failWork(tickets, { message, dueAt: actor.at, dead: true }, actor);
};
