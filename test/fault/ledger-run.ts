/** A shop in memory and a real store in front of a ledger under test: the runs of the workflow, and what they left. */
import { fetchDue, holdItem } from '../../lib/flows/fetch-due';
import type { FlowContext, PostingRoute, TargetItem } from '../../lib/flows/flow-context';
import { ingest } from '../../lib/flows/ingest';
import { mapItem } from '../../lib/flows/map-orders';
import { postTargets, type PostResult } from '../../lib/flows/post-targets';
import type { Order } from '../../lib/commerce/order';
import type { LedgerDestination, LedgerDocument } from '../../lib/destinations/ledger-destination';
import { type PolicyInput, policySchema } from '../../lib/policy/policy';
import { accountMapping } from '../../lib/posting/account-mapping';
import { openSqliteStore } from '../../lib/store/sqlite';
import type { Plan, TraceStore } from '../../lib/store/trace-store';
import { MemoryShop, memorySource, STORE_ID } from '../support/memory-shop';
import { netBalances } from '../support/net-balances';
import { silentLog } from '../support/test-clock';
import type { FaultyLedgerUnderTest, OpenFaultyLedger } from './ledger-suite';

const PIPELINE = { pipeline: 'main', platform: 'memory', storeId: STORE_ID };
const LIMITS = { leaseSeconds: 600, maxAttempts: 8, keepPersonalData: false };
/** Longer than any backoff, any lag of a lookup, and what a throttled ledger asks for. */
const LONG_MS = 3_700_000;

export interface RunOutcome {
  /** By order id: posted, unchanged, held, retrying or dead. */
  readonly orders: Readonly<Record<string, string>>;
  /** Tries of the orders that were taken up, this one included. */
  readonly tries: readonly number[];
  /** Why the whole run broke off. */
  readonly broken?: string;
}

export class LedgerRun {
  readonly shop = new MemoryShop();
  private deliveries = 0;

  private constructor(
    readonly store: TraceStore,
    readonly ledger: FaultyLedgerUnderTest,
    readonly policy: ReturnType<typeof policySchema.parse>,
  ) {}

  static async open(open: OpenFaultyLedger, policy: PolicyInput = {}): Promise<LedgerRun> {
    const store = await openSqliteStore(':memory:');
    const ledger = await open(store);
    return new LedgerRun(store, ledger, policySchema.parse({ output: ledger.output, ...policy }));
  }

  async close(): Promise<void> {
    await this.ledger.dispose();
    await this.store.close();
  }

  private get context(): FlowContext {
    return { store: this.store, clock: this.ledger.clock, log: silentLog, actor: 'test/1' };
  }

  private routeTo(destination: LedgerDestination): PostingRoute {
    const { mapping, taxCodes } = this.ledger;
    return {
      destination,
      mapping: accountMapping(mapping, (logicalAccount) => destination.accepts(logicalAccount)),
      taxCodes: accountMapping(taxCodes, () => false),
      customers: 'store',
      taxRoundingLimit: '0',
      mode: 'live',
    };
  }

  /** The shop has these orders now, and says so. */
  async place(...orders: readonly Order[]): Promise<void> {
    for (const order of orders) {
      this.shop.put(order);
      await this.say(order.source.orderId);
    }
  }

  /** A webhook for an order. */
  async say(orderId: string): Promise<void> {
    const headers = { signature: 's', delivery: String(++this.deliveries) };
    const delivery = { headers, rawBody: Buffer.from(orderId), query: {} };
    await ingest(this.context, { source: memorySource, ...PIPELINE, secret: 's', delivery });
  }

  /** What a run takes up: fetched and mapped. */
  async takeUp(limit = 1000): Promise<readonly TargetItem[]> {
    const route = { source: memorySource, client: this.shop, pipeline: PIPELINE.pipeline };
    const { orders } = await fetchDue(this.context, route, { ...LIMITS, limit });
    const targets: TargetItem[] = [];
    for (const item of orders) {
      const result = mapItem(item, { policy: this.policy, platform: 'memory', storeId: STORE_ID });
      if ('mapped' in result) targets.push(result.mapped);
      else await holdItem(this.context, result.held);
    }
    return targets;
  }

  async post(targets: readonly TargetItem[], to = this.ledger.destination): Promise<RunOutcome> {
    const tries = targets.flatMap(({ ticket }) => (ticket ? [ticket.attempts] : []));
    try {
      const results = await postTargets(this.context, this.routeTo(to), targets, LIMITS);
      return { orders: Object.fromEntries(results.map(stateOf)), tries };
    } catch (error) {
      return { orders: {}, tries, broken: (error as Error).message };
    }
  }

  /** One run of the workflow. */
  async run(to = this.ledger.destination): Promise<RunOutcome> {
    return this.post(await this.takeUp(), to);
  }

  /** Waits until every lease and backoff is over, and runs until nothing is due. */
  async settle(): Promise<void> {
    for (let round = 0; round < 20; round++) {
      const { due, claimed } = await this.store.countWork(PIPELINE);
      if (due + claimed === 0) return;
      this.ledger.clock.advance(LONG_MS);
      await this.run();
    }
    throw new Error('the work does not come to rest');
  }

  /** As a person does after the cause is mended. */
  async replay(...orderIds: readonly string[]): Promise<void> {
    const objects = orderIds.map((objectId) => ({ ...PIPELINE, stream: 'orders', objectId }));
    await this.store.replayWork(objects, { at: this.ledger.clock.now().toISOString(), actor: 'ann' });
  }

  due = async (): Promise<number> => (await this.store.countWork(PIPELINE)).due;

  async exceptions(): Promise<
    readonly { readonly code: string; readonly objectId: string; readonly message: string }[]
  > {
    return this.store.listExceptions({ states: ['open'] });
  }

  plans = (orderId?: string): Promise<readonly Plan[]> =>
    this.store.getPlans(orderId === undefined ? {} : { orderId });

  async documents(orderId?: string): Promise<readonly LedgerDocument[]> {
    return (await this.plans(orderId)).map(({ document }) => JSON.parse(document) as LedgerDocument);
  }

  async typesOf(orderId: string): Promise<readonly string[]> {
    return (await this.documents(orderId)).map(({ type }) => type).sort();
  }

  /** Codes of the open exceptions. */
  async codes(): Promise<readonly string[]> {
    return (await this.exceptions()).map(({ code }) => code);
  }

  /** Requests so far that ask the ledger to hold something. */
  writes(): number {
    return this.ledger.requests.filter((request) => request.writes).length;
  }

  /** What was tried for the plans of an order, as `send unconfirmed`. */
  async attempts(orderId: string): Promise<readonly string[]> {
    const keys = (await this.plans(orderId)).map(({ key }) => key);
    const attempts = await this.store.listAttempts(this.ledger.destination.id, keys);
    return attempts.map(({ action, outcome }) => `${action} ${outcome}`);
  }

  /** Net of each ledger account after map(final state) of every order, debits positive. */
  targetNets(): Readonly<Record<string, string>> {
    const { mapping } = this.routeTo(this.ledger.destination);
    const lines = [...this.shop.orders.values()].flatMap((order) => {
      const result = mapItem(order, { policy: this.policy, platform: 'memory', storeId: STORE_ID });
      if ('held' in result) throw new Error(result.held.problems[0]?.message);
      return result.mapped.target.entries.flatMap((entry) =>
        entry.lines.map((line) => ({
          ...line,
          account: mapping.resolve(line.account) as string,
          currency: entry.currency,
        })),
      );
    });
    return netBalances(lines);
  }
}

const stateOf = (result: PostResult): readonly [string, string] =>
  'posted' in result
    ? [result.posted.orderId, result.posted.outcome]
    : [result.held.orderId, result.held.state];

/** The same ledger, but for these of its ways. */
export const instead = (
  destination: LedgerDestination,
  other: Partial<LedgerDestination>,
): LedgerDestination => Object.assign(Object.create(destination) as LedgerDestination, other);

/** A run of a few documents then has several batches. */
export const inBatchesOf = (destination: LedgerDestination, batchSize: number): LedgerDestination =>
  instead(destination, { batchSize });
