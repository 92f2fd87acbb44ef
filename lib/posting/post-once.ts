/**
 * Brings plans to a final state, so that each has exactly one effect in the ledger wherever a process died:
 * claim before the first byte leaves; whatever may have been sent before is looked up before it is sent again; what the
 * ledger says it created is read back and compared before the plan counts as posted.
 */
import type { LedgerRecord, LedgerReference, SendOutcome } from '../destinations/ledger-destination';
import type { Actor, Attempt, Plan, PlanState, PlanTransition } from '../store/trace-store';
import type { PostOnceOptions } from './post-once-options';
import {
  ABSENT,
  absentOnce,
  compared,
  documentOf,
  endsSending,
  failed,
  type Failure,
  failureOf,
  givenUpAfter,
  notLookedUp,
  type PlanOutcome,
  referenceOf,
  refusedTooSoon,
  type Settled,
  SURELY_ABSENT,
  tooLate,
  unconfirmed,
  waiting,
} from './settle-plan';

export type { PlanOutcome } from './settle-plan';

type Outcomes = Map<string, PlanOutcome>;

const CLAIMABLE: readonly PlanState[] = ['planned', 'rejected', 'unconfirmed', 'claimed', 'dead'];

export const postOnce = async (plans: readonly Plan[], options: PostOnceOptions): Promise<Outcomes> => {
  const outcomes: Outcomes = new Map();
  const now = options.clock.now();
  const claimed = await options.store.claimPlans(
    options.destination.id,
    plans.map(({ key }) => key),
    {
      from: CLAIMABLE,
      now: now.toISOString(),
      leaseUntil: new Date(now.getTime() + options.leaseMs).toISOString(),
      claim: options.claim,
      clock: options.clock,
    },
  );
  const claimedAt = now.getTime();
  const run = new PostingRun(options, outcomes, claimedAt, claimedAt + (options.leaseMs * 3) / 4);
  const before = new Map(plans.map((plan) => [plan.key, plan]));
  const surelyUnsent = (plan: Plan) => isSurelyUnsent(before.get(plan.key) as Plan, plan);
  const absent = await run.lookUp(claimed.filter((plan) => !surelyUnsent(plan)));
  const unsent = [...claimed.filter(surelyUnsent), ...absent];
  await run.send(unsent.filter((plan) => documentOf(plan).appliesTo === undefined));
  await run.sendApplied(unsent.filter((plan) => documentOf(plan).appliesTo !== undefined));
  for (const { key } of plans)
    if (!outcomes.has(key))
      outcomes.set(key, { state: 'retry', message: 'another worker holds this plan', blameless: true });
  return outcomes;
};

/**
 * A plan is `planned` or `rejected` only when it was never sent or the ledger said no to it: a process that died leaves
 * it `claimed`, a lost answer `unconfirmed`. One claim more than before proves that nobody sent it since we read it.
 */
const isSurelyUnsent = (before: Plan, after: Plan): boolean =>
  (before.state === 'planned' || before.state === 'rejected') && after.attempts === before.attempts + 1;

class PostingRun {
  /** Why nothing more is sent in this run: the login is refused, or the ledger wants to be left alone. */
  private ended: Failure | undefined;
  /** The same of looking up: a ledger that takes no more documents may still show those that it has. */
  private unseen: Failure | undefined;
  private readonly recordIds: Map<string, string>;

  constructor(
    private readonly options: PostOnceOptions,
    private readonly outcomes: Outcomes,
    /** Of a clock that was set back since, nobody knows how long the plans have been claimed. */
    private readonly claimedAt: number,
    /** What is sent later may arrive when another has taken the plan over, and looked for it in vain. */
    private readonly lastSend: number,
  ) {
    this.recordIds = new Map(options.recordIds);
  }

  /** Adopts what the ledger already holds; returns the plans that it does not hold. */
  async lookUp(plans: readonly Plan[]): Promise<readonly Plan[]> {
    const absent: Plan[] = [];
    for (const chunk of chunks(plans, 100)) {
      // The ledger looked no later than now, however late it answers.
      const asked = this.options.clock.now();
      const found = await this.find(chunk);
      if ('errorClass' in found) {
        await this.settle(chunk.map((plan) => notLookedUp(plan, 'find', found)));
        continue;
      }
      const held = chunk.flatMap((plan, index) => (found[index] ? [{ plan, record: found[index] }] : []));
      await this.settle(held.map(({ plan, record }) => compared(plan, record, 'find')));
      const missing = chunk.filter((_, index) => !found[index]);
      absent.push(...(await this.surelyAbsent(missing, asked)));
    }
    return absent;
  }

  /**
   * A ledger whose lookup lags may hold what it does not show yet. Such a plan is looked up twice, the lag apart, and the
   * second look is on record before the send: after a crash it counts as one that may have been sent.
   */
  private async surelyAbsent(plans: readonly Plan[], asked: Date): Promise<readonly Plan[]> {
    const { store, destination } = this.options;
    if (destination.lookupLagMs === 0 || plans.length === 0) return plans;
    const attempts = await store.listAttempts(
      destination.id,
      plans.map(({ key }) => key),
    );
    const lastOf = new Map(attempts.map((attempt) => [attempt.planKey, attempt]));
    const sure = plans.filter(({ key }) => {
      const last = lastOf.get(key);
      return last?.outcome === ABSENT && asked.getTime() - Date.parse(last.at) >= destination.lookupLagMs;
    });
    const unsure = plans.filter((plan) => !sure.includes(plan));
    const at = this.options.clock.now().toISOString();
    await this.settle(unsure.map((plan) => absentOnce(plan, destination.lookupLagMs)));
    const seen = sure.map(
      ({ key }) =>
        ({
          planKey: key,
          destination: destination.id,
          at,
          action: 'find',
          outcome: SURELY_ABSENT,
        }) as const,
    );
    if (seen.length > 0) await store.movePlans([], seen, { at, actor: this.options.actor });
    return sure;
  }

  /** Payments, once what they pay is there. */
  async sendApplied(plans: readonly Plan[]): Promise<void> {
    const ready: Plan[] = [];
    const early: Settled[] = [];
    for (const plan of plans) {
      const settled = documentOf(plan).appliesTo as LedgerReference;
      if (this.recordIds.has(settled.key)) ready.push(plan);
      else early.push(waiting(plan, settled, this.isRefused(settled.key)));
    }
    await this.settle(early);
    await this.send(ready);
  }

  private isRefused(key: string): boolean {
    const outcome = this.outcomes.get(key);
    return outcome === undefined ? this.options.refused.has(key) : outcome.state === 'refused';
  }

  async send(plans: readonly Plan[]): Promise<void> {
    for (const chunk of chunks(plans, this.options.destination.batchSize)) {
      const { ended } = this;
      if (ended !== undefined) {
        await this.settle(chunk.map((plan) => failed(plan, ended)));
        continue;
      }
      // Whoever slept this long may have been taken for dead, and what was not sent yet is another's now.
      const now = this.options.clock.now().getTime();
      if (now < this.claimedAt || now >= this.lastSend) {
        await this.settle(chunk.map(tooLate));
        continue;
      }
      const sent = await this.sendChunk(chunk);
      const created = chunk.filter((_, index) => sent[index]?.state === 'created');
      const doubtful = chunk.filter(
        (_, index) => isFailed(sent[index]) && sent[index].errorClass === 'duplicate',
      );
      const refused = chunk.flatMap((plan, index) => {
        const outcome = sent[index];
        return isFailed(outcome) && outcome.errorClass !== 'duplicate' ? [this.failed(plan, outcome)] : [];
      });
      await this.settle(refused);
      await this.readBack([...created, ...doubtful]);
    }
  }

  private async sendChunk(plans: readonly Plan[]): Promise<readonly SendOutcome[]> {
    const unknown = (message: string) =>
      plans.map((): SendOutcome => ({ state: 'failed', errorClass: 'unknown_outcome', message }));
    try {
      const outcomes = await this.options.destination.send(plans.map(documentOf), {
        recordIds: this.recordIds,
      });
      return outcomes.length === plans.length
        ? outcomes
        : unknown('the ledger answered for other documents than were sent');
    } catch (error) {
      return unknown(failureOf(error).message);
    }
  }

  private async readBack(plans: readonly Plan[]): Promise<void> {
    if (plans.length === 0) return;
    const found = await this.find(plans);
    await this.settle(
      plans.map((plan, index) => {
        if ('errorClass' in found) return notLookedUp(plan, 'read_back', found);
        const record = found[index];
        return record
          ? compared(plan, record, 'read_back')
          : unconfirmed(plan, 'read_back', 'the ledger said created but does not show the record yet');
      }),
    );
  }

  private async find(plans: readonly Plan[]): Promise<readonly (LedgerRecord | undefined)[] | Failure> {
    if (this.unseen !== undefined) return this.unseen;
    try {
      return await this.options.destination.find(plans.map(referenceOf));
    } catch (error) {
      const failure = failureOf(error);
      if (endsSending(failure)) this.ended = this.unseen = failure;
      return failure;
    }
  }

  private failed(plan: Plan, failure: Failure): Settled {
    if (endsSending(failure)) this.ended = failure;
    return failed(plan, failure);
  }

  private async withinBounds(answers: readonly Settled[]): Promise<readonly Settled[]> {
    const { store, destination, clock, maxAttempts } = this.options;
    // A ledger whose lookup lags was asked twice, so long apart that nothing was under way any more.
    const mayBeUnderWay = destination.lookupLagMs === 0 ? 'rejected' : undefined;
    const open = answers.filter(({ to }) => to === 'unconfirmed' || to === mayBeUnderWay);
    if (open.length === 0) return answers;
    const attempts = await store.listAttempts(
      destination.id,
      open.map(({ plan }) => plan.key),
    );
    const now = clock.now().getTime();
    return answers.map((answer) =>
      refusedTooSoon(givenUpAfter(answer, attempts, maxAttempts), attempts, now),
    );
  }

  private async settle(answers: readonly Settled[]): Promise<void> {
    if (answers.length === 0) return;
    const settled = await this.withinBounds(answers);
    const at = this.options.clock.now().toISOString();
    const actor: Actor = { at, actor: this.options.actor };
    const moved = new Set(
      await this.options.store.movePlans(
        settled.map(({ plan, to, outcome, errorClass }): PlanTransition => ({
          key: plan.key,
          destination: plan.destination,
          from: ['claimed'],
          claim: this.options.claim,
          to,
          ...(outcome.state === 'posted'
            ? { recordId: outcome.recordId }
            : { errorClass, lastError: outcome.message }),
        })),
        settled.map(({ plan, action, to, outcome, attempt }): Attempt => ({
          planKey: plan.key,
          destination: plan.destination,
          at,
          action,
          outcome: attempt ?? (outcome.state === 'posted' && outcome.adopted ? 'adopted' : to),
          ...(outcome.state === 'posted' ? {} : { message: outcome.message }),
        })),
        actor,
      ),
    );
    for (const { plan, outcome } of settled) {
      if (outcome.state === 'posted' && moved.has(plan.key)) this.recordIds.set(plan.key, outcome.recordId);
      this.outcomes.set(
        plan.key,
        moved.has(plan.key)
          ? outcome
          : { state: 'retry', message: 'the lease ran out while the ledger answered', blameless: true },
      );
    }
  }
}

const isFailed = (outcome: SendOutcome | undefined): outcome is Extract<SendOutcome, { state: 'failed' }> =>
  outcome?.state === 'failed';

const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
