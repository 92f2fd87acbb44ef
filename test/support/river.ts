/** The whole river without n8n: a shop in memory, a real store, a ledger that may fail, and processes that may die. */
import {
  type FlowContext,
  PLAIN_RENDERING,
  type PostingRoute,
  type Route,
  type TargetItem,
} from '../../lib/flows/flow-context';
import { fetchDue } from '../../lib/flows/fetch-due';
import { holdItem } from '../../lib/flows/fetch-due';
import { ingest } from '../../lib/flows/ingest';
import { mapItem } from '../../lib/flows/map-orders';
import { postTargets, type PostResult } from '../../lib/flows/post-targets';
import { sweep } from '../../lib/flows/sweep';
import type { JournalEntry } from '../../lib/accounting/journal-entry';
import type { LedgerDestination } from '../../lib/destinations/ledger-destination';
import { accountMapping } from '../../lib/posting/account-mapping';
import { type PolicyInput, policySchema } from '../../lib/policy/policy';
import { openSqliteStore } from '../../lib/store/sqlite';
import type { TraceStore } from '../../lib/store/trace-store';
import { Crash, type Life } from './crash';
import { FaultyLedger } from './faulty-ledger';
import { MemoryShop, memorySource, STORE_ID } from './memory-shop';
import { netBalances } from './net-balances';
import { silentLog, TestClock } from './test-clock';

export const LEASE_SECONDS = 60;
/** More than any story of the storm has faults, so that none ends as a dead letter; what bounds do is tested apart. */
export const MAX_ATTEMPTS = 20;

export class River {
  readonly clock = new TestClock();
  readonly shop = new MemoryShop();
  environment: Route['environment'];
  private constructor(
    readonly store: TraceStore,
    readonly ledger: FaultyLedger,
    public policy: ReturnType<typeof policySchema.parse>,
  ) {}

  static async open(
    policy: PolicyInput = {},
    ledger = new FaultyLedger(),
    path = ':memory:',
  ): Promise<River> {
    return new River(await openSqliteStore(path), ledger, policySchema.parse(policy));
  }

  context(life?: Life): FlowContext {
    const store = life ? life.mortal(this.store, 'store') : this.store;
    return { store, clock: this.clock, log: silentLog, actor: 'test/1' };
  }

  route(life?: Life): Route {
    return {
      source: memorySource,
      client: life ? mortalClient(life, this.shop) : this.shop,
      pipeline: 'main',
      ...(this.environment === undefined ? {} : { environment: this.environment }),
    };
  }

  posting(life?: Life, mode: PostingRoute['mode'] = 'live'): PostingRoute {
    const destination: LedgerDestination = life
      ? life.mortal(this.ledger as LedgerDestination, 'ledger')
      : this.ledger;
    return { ...PLAIN_RENDERING, destination, mapping: accountMapping([], () => true), mode };
  }

  async deliver(orderId: string, deliveryId: string): Promise<string> {
    const headers = { signature: 's', delivery: deliveryId };
    const delivery = { headers, rawBody: Buffer.from(orderId), query: {} };
    const request = { source: memorySource, storeId: STORE_ID, pipeline: 'main', secret: 's', delivery };
    return (await ingest(this.context(), request)).outcome;
  }

  /** One run of the workflow: fetch what is due, map, post. */
  async run(life?: Life, limit = 100, mode: PostingRoute['mode'] = 'live'): Promise<readonly PostResult[]> {
    const context = this.context(life);
    const { orders } = await fetchDue(context, this.route(life), {
      limit,
      leaseSeconds: LEASE_SECONDS,
      maxAttempts: MAX_ATTEMPTS,
    });
    const targets: TargetItem[] = [];
    for (const item of orders) {
      const result = mapItem(item, { policy: this.policy, platform: 'memory', storeId: STORE_ID });
      if ('mapped' in result) targets.push(result.mapped);
      else await holdItem(context, result.held);
    }
    return postTargets(context, this.posting(life, mode), targets, {
      leaseSeconds: LEASE_SECONDS,
      maxAttempts: MAX_ATTEMPTS,
      keepPersonalData: false,
    });
  }

  /** A run in a process that dies as its life says; nothing of it survives but the store and the ledger. */
  async runMortal(life: Life): Promise<void> {
    try {
      await this.run(life);
    } catch (error) {
      if (!life.dead && !(error instanceof Crash)) throw error;
    }
  }

  async sweep() {
    return sweep(this.context(), this.route(), { overlapMinutes: 10, startFrom: '2000-01-01T00:00:00Z' });
  }

  /** Sweeps, waits until every lease and backoff is over, and runs until nothing is due. */
  async settle(): Promise<void> {
    await this.sweep();
    for (let round = 0; round < 40; round++) {
      this.clock.advance(3_700_000);
      const { due, claimed } = await this.store.countWork({
        pipeline: 'main',
        platform: 'memory',
        storeId: STORE_ID,
      });
      if (due + claimed === 0) return;
      await this.run();
    }
    throw new Error('the river does not come to rest');
  }

  /** map(final state) of every order in the shop: what the ledger must hold. */
  expected(): Readonly<Record<string, string>> {
    const entries = [...this.shop.orders.values()].flatMap((order) => {
      const result = mapItem(order, { policy: this.policy, platform: 'memory', storeId: STORE_ID });
      return 'mapped' in result ? result.mapped.target.entries : [];
    });
    return balancesOf(entries);
  }
}

export const balancesOf = (entries: readonly JournalEntry[]): Readonly<Record<string, string>> =>
  netBalances(entries.flatMap(({ lines, currency }) => lines.map((line) => ({ ...line, currency }))));

const mortalClient = (life: Life, shop: MemoryShop): MemoryShop => {
  const mortal = life.mortal(shop, 'shop');
  return Object.assign(Object.create(shop) as MemoryShop, {
    fetch: (ids: readonly string[]) => mortal.fetch(ids),
  });
};
