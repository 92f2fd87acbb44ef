/** The river in its world: takes the steps of a story one by one. */
import { createHash } from 'node:crypto';
import { fetchDue, holdItem } from '../../lib/flows/fetch-due';
import {
  type FlowContext,
  PLAIN_RENDERING,
  type PostingRoute,
  type Route,
  type TargetItem,
} from '../../lib/flows/flow-context';
import { ingest } from '../../lib/flows/ingest';
import { mapItem } from '../../lib/flows/map-orders';
import { postTargets } from '../../lib/flows/post-targets';
import { backfill, sweep } from '../../lib/flows/sweep';
import { type Policy, policySchema } from '../../lib/policy/policy';
import { accountMapping } from '../../lib/posting/account-mapping';
import { openSqliteStore } from '../../lib/store/sqlite';
import type { TraceStore } from '../../lib/store/trace-store';
import { memorySource } from '../support/memory-shop';
import { silentLog, TestClock } from '../support/test-clock';
import { ledgerFor, shopFor, storeFor } from './boundaries';
import { Befell } from './befell';
import { StoreWatch } from './observed-store';
import type { Plant } from './plants';
import { type Process, Scheduler } from './scheduler';
import { SetBackClock } from './set-back-clock';
import { SimLedger } from './sim-ledger';
import { SimShop, STALE_MS, type Webhook } from './sim-shop';
import type { PipelinePlan, Step, Story } from './story';
import { asViolation, type Violation } from './violation';

export const LEASE_SECONDS = 60;
const OVERLAP_MINUTES = 1;
if (OVERLAP_MINUTES * 60_000 <= STALE_MS) throw new Error('a sweep must look back further than a shop lags');

export interface Pipeline {
  readonly plan: PipelinePlan;
  readonly policy: Policy;
  readonly shop: SimShop;
  readonly ledger: SimLedger;
  readonly ref: { readonly pipeline: string; readonly platform: 'memory'; readonly storeId: string };
}

type Body = (context: FlowContext, process: Process) => Promise<unknown>;

export class World {
  readonly time = new TestClock();
  readonly clock = new SetBackClock(this.time);
  readonly befell = new Befell();
  readonly shops: readonly SimShop[];
  readonly ledgers: readonly SimLedger[];
  readonly pipelines: readonly Pipeline[];
  readonly watch: StoreWatch;
  readonly scheduler: Scheduler;
  /** Webhooks on their way; every one that a process was started for. */
  waiting: Webhook[] = [];
  readonly told: Webhook[] = [];
  /** By ledger: how many exceptions had been raised when the last run began that asked it and came to its end. */
  readonly askedSince = new Map<string, number>();
  readonly store: TraceStore;
  readonly lines: string[] = [];
  private violation: Violation | undefined;
  private readonly hash = createHash('sha256');
  private readonly began = this.time.now().getTime();

  private constructor(
    readonly story: Story,
    readonly bare: TraceStore,
    private readonly plant: Plant,
  ) {
    const { world } = story;
    const { note } = this.befell;
    this.shops = Array.from({ length: world.shops }, (_, index) => new SimShop(index, this.time, note));
    this.ledgers = world.ledgers.map((plan, index) => new SimLedger(index, plan, this.time, note));
    this.pipelines = world.pipelines.map((plan) => {
      const shop = this.shops[plan.shop] as SimShop;
      const ledger = this.ledgers[plan.ledger] as SimLedger;
      const ref = { pipeline: plan.name, platform: 'memory', storeId: shop.storeId } as const;
      return { plan, policy: policySchema.parse(plan.policy), shop, ledger, ref };
    });
    this.watch = new StoreWatch(this.time, (storeId, orderId) => this.shopOf(storeId).versionOf(orderId));
    this.store = this.watch.observe(bare);
    this.scheduler = new Scheduler(this.time, (line) => this.log(line), note);
  }

  static async open(story: Story, plant: Plant = {}): Promise<World> {
    return new World(story, await openSqliteStore(':memory:'), plant);
  }

  log(line: string): void {
    const text = `+${(this.time.now().getTime() - this.began) / 1000}s ${line}`;
    this.lines.push(text);
    this.hash.update(`${text}\n`);
  }

  digest(): string {
    return this.hash.copy().digest('hex');
  }

  shopOf(storeId: string): SimShop {
    return this.shops.find((shop) => shop.storeId === storeId) as SimShop;
  }

  /** Takes a step; one for which there is no occasion does nothing. */
  async take(step: Step): Promise<void> {
    this.log(`· ${JSON.stringify(step)}`);
    switch (step.do) {
      case 'trade':
        this.trade(step);
        break;
      case 'webhook':
        await this.deliver(step);
        break;
      case 'run':
        await this.startRun(this.pipelines[step.pipeline] as Pipeline, step.limit, step.atOnce);
        break;
      case 'sweep':
        await this.startSweep(this.pipelines[step.pipeline] as Pipeline, step.atOnce);
        break;
      case 'backfill':
        await this.startBackfill(this.pipelines[step.pipeline] as Pipeline, step.atOnce);
        break;
      case 'retry':
        await this.startRetry(this.pipelines[step.pipeline] as Pipeline);
        break;
      default:
        await this.befall(step);
    }
    this.throwViolation();
  }

  throwViolation(): void {
    if (this.violation) throw this.violation;
  }

  private async befall(step: Step): Promise<void> {
    switch (step.do) {
      case 'go':
        return this.go(step);
      case 'kill':
        return this.kill(step);
      case 'wait':
        return this.scheduler.wait(step.seconds * 1000);
      case 'clock':
        this.befell.note('clock set back');
        this.clock.setBack(step.back);
        return;
      case 'ledger':
        this.ledgers[step.ledger]?.faults.push(step.fault);
        return;
      case 'away':
        (this.ledgers[step.ledger] as SimLedger).away = step.because;
        return;
      case 'shop':
        this.shops[step.shop]?.faults.push(step.fault);
        return;
      case 'lock':
        (this.ledgers[step.ledger] as SimLedger).lockedUntil = this.dayAgo(step.daysAgo);
        return;
      case 'refuse':
        toggle((this.ledgers[step.ledger] as SimLedger).refused, String(step.order));
    }
  }

  private dayAgo(days: number): string | undefined {
    if (days < 0) return undefined;
    return new Date(this.time.now().getTime() - days * 86_400_000).toISOString().slice(0, 10);
  }

  private trade({ shop, order, trade }: Extract<Step, { do: 'trade' }>): void {
    const webhook = this.shops[shop]?.trade(String(order), trade);
    if (webhook) this.waiting.push(webhook);
  }

  private async deliver({ pick, keep, atOnce }: Extract<Step, { do: 'webhook' }>): Promise<void> {
    const at = this.waiting.length - 1 - (pick % Math.max(1, this.waiting.length));
    const webhook = this.waiting[at];
    if (webhook === undefined) return;
    this.befell.fateOf(webhook, at, this);
    if (!keep) this.waiting.splice(at, 1);
    await this.startDelivery(webhook, atOnce);
  }

  private async go({ pick, times }: Extract<Step, { do: 'go' }>): Promise<void> {
    const process = this.picked(pick);
    for (let time = 0; process && !process.over && time < times; time++) {
      await this.scheduler.go(process);
      this.throwViolation();
    }
  }

  private picked(pick: number): Process | undefined {
    const { running } = this.scheduler;
    return running[running.length - 1 - (pick % Math.max(1, running.length))];
  }

  private async kill({ pick, lands }: Extract<Step, { do: 'kill' }>): Promise<void> {
    const process = this.picked(pick);
    if (process === undefined) return;
    const phase = this.scheduler.kill(process);
    if (phase?.by !== undefined && lands) this.scheduler.underWay('request', phase);
  }

  async startDelivery(webhook: Webhook, atOnce = true): Promise<void> {
    this.told.push(webhook);
    const pipeline = this.pipelines.find(({ shop }) => shop.index === webhook.shop) as Pipeline;
    const delivery = {
      headers: { signature: 's', delivery: webhook.deliveryId },
      rawBody: Buffer.from(webhook.orderId),
      query: {},
    };
    const body: Body = (context) =>
      ingest(context, {
        source: memorySource,
        storeId: pipeline.ref.storeId,
        pipeline: pipeline.ref.pipeline,
        secret: 's',
        delivery,
      });
    await this.start('webhook', body, atOnce);
  }

  async startRun(pipeline: Pipeline, limit: number, atOnce = true): Promise<void> {
    const body: Body = (context, process) => this.run(context, process, pipeline, limit);
    if (this.scheduler.running.some(({ name }) => name.startsWith('run ')))
      this.befell.note('two runs at once');
    await this.start(`run ${pipeline.plan.name}`, body, atOnce);
  }

  /** One run of the workflow: fetch what is due, map, post. */
  private async run(
    context: FlowContext,
    process: Process,
    pipeline: Pipeline,
    limit: number,
  ): Promise<void> {
    const { policy, ref, ledger } = pipeline;
    const { maxAttempts } = this.story.world;
    const lease = { leaseSeconds: LEASE_SECONDS, maxAttempts };
    const { orders } = await fetchDue(context, this.route(process, pipeline), { limit, ...lease });
    const targets: TargetItem[] = [];
    for (const item of orders) {
      const result = mapItem(item, { policy, platform: 'memory', storeId: ref.storeId });
      if ('mapped' in result) targets.push(result.mapped);
      else await holdItem(context, result.held);
    }
    const gated = ledgerFor(this.scheduler, process, ledger, this.time);
    const destination = this.plant.ledger?.(gated) ?? gated;
    const mapping = accountMapping([], () => true);
    const route: PostingRoute = { ...PLAIN_RENDERING, destination, mapping, mode: 'live' };
    const leaseSeconds = this.plant.believedLeaseSeconds ?? LEASE_SECONDS;
    const { raisedSoFar } = this.watch;
    await postTargets(context, route, targets, { leaseSeconds, maxAttempts, keepPersonalData: false });
    if (targets.length > 0) this.askedSince.set(ledger.id, raisedSoFar);
  }

  async startSweep(pipeline: Pipeline, atOnce = true): Promise<void> {
    const options = { overlapMinutes: OVERLAP_MINUTES, startFrom: '2000-01-01T00:00:00Z' };
    const body: Body = (context, process) => sweep(context, this.route(process, pipeline), options);
    await this.start(`sweep ${pipeline.plan.name}`, body, atOnce);
  }

  private async startBackfill(pipeline: Pipeline, atOnce: boolean): Promise<void> {
    const options = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z', maxPages: 5 };
    const body: Body = (context, process) => backfill(context, this.route(process, pipeline), options);
    await this.start(`backfill ${pipeline.plan.name}`, body, atOnce);
  }

  async startRetry({ plan, ref }: Pipeline): Promise<void> {
    const body: Body = async ({ store, clock }) => {
      const held = await store.listWork({ ...ref, states: ['held', 'dead'] });
      await store.replayWork(held, { at: clock.now().toISOString(), actor: 'ann' });
    };
    await this.start(`person ${plan.name}`, body, true);
  }

  private route(process: Process, { shop, ref }: Pipeline): Route {
    const client = shopFor(this.scheduler, process, shop, ref.pipeline);
    return { source: memorySource, client, pipeline: ref.pipeline };
  }

  private async start(name: string, body: Body, atOnce: boolean): Promise<void> {
    const process = await this.scheduler.start(
      name,
      (started) => {
        const gated = storeFor(this.scheduler, started, this.store);
        const store = this.plant.store?.(gated, this.clock) ?? gated;
        return body({ store, clock: this.clock, log: silentLog, actor: started.name }, started);
      },
      (error) => this.fail(error),
    );
    while (atOnce && !process.over) await this.scheduler.go(process);
    this.throwViolation();
  }

  /** A run may break off for what the story did to it, and for nothing else. */
  private fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.log(`failed: ${message}`);
    if (!message.startsWith('simulated')) this.violation ??= asViolation(error, message);
  }
}

const toggle = (set: Set<string>, name: string): void => {
  if (!set.delete(name)) set.add(name);
};
