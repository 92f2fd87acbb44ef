/** Many mutated webhook deliveries, over a real store: nothing is accepted that the shop did not sign as it is. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ingest, LARGEST_BODY } from '../../lib/flows/ingest';
import { SOURCES } from '../../lib/sources';
import type { CartSource, RawDelivery } from '../../lib/sources/cart-source';
import { openSqliteStore } from '../../lib/store/sqlite';
import type { TraceStore } from '../../lib/store/trace-store';
import type { SourceSample } from '../contract/source.contract';
import { type Random, seededRandom } from '../shop/random';
import { silentLog, TestClock } from '../support/test-clock';
import { STORE_ID } from './corpus';
import type { Finding, FuzzReport } from './fuzz-orders';
import { demandCleanPrototypes, Fault, timed } from './judge-order';
import { mutateDelivery } from './mutate-delivery';

const SECRET = 'the secret of a webhook';
const PIPELINE = 'fuzz';
const MOST_FINDINGS = 50;

/**
 * Who signed it, told by the vendors' documentation and not by our code: the header, and how its digest is written.
 * API2Cart signs nothing; its deliveries carry the secret in their address.
 */
const SIGNED_BY: Readonly<
  Record<string, { readonly header: string; readonly encoding: 'base64' | 'hex' } | 'address'>
> = {
  woocommerce: { header: 'x-wc-webhook-signature', encoding: 'base64' },
  shopify: { header: 'x-shopify-hmac-sha256', encoding: 'base64' },
  medusa: { header: 'x-cart-ledger-signature', encoding: 'hex' },
  api2cart: 'address',
};

const signature = (body: Buffer, encoding: 'base64' | 'hex'): string =>
  createHmac('sha256', SECRET).update(body).digest(encoding);

const rulesOf = (platform: string): (typeof SIGNED_BY)[string] => {
  const rules = SIGNED_BY[platform];
  if (!rules) throw new Error(`say here how ${platform} signs its deliveries`);
  return rules;
};

const isAuthentic = (platform: string, { headers, query, rawBody }: RawDelivery): boolean => {
  const rules = rulesOf(platform);
  if (rules === 'address') return query?.['token'] === SECRET;
  return headers[rules.header] === signature(rawBody, rules.encoding);
};

/** As if the shop itself had sent what the mutation made: what is signed may still be rubbish. */
const signedAnew = (platform: string, delivery: RawDelivery): RawDelivery => {
  const rules = rulesOf(platform);
  if (rules === 'address') return { ...delivery, query: { ...delivery.query, token: SECRET } };
  const headers = { ...delivery.headers, [rules.header]: signature(delivery.rawBody, rules.encoding) };
  return { ...delivery, headers };
};

interface Recorded {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Deliveries that a real WooCommerce sent; they are signed anew with our secret. */
const recorded = (): readonly RawDelivery[] =>
  (
    JSON.parse(
      readFileSync(join(__dirname, '../shop/fixtures/webhook-deliveries.json'), 'utf8'),
    ) as Recorded[]
  ).map(({ headers, body }) => ({ headers, rawBody: Buffer.from(body), query: {} }));

const deliveriesOf = ({ platform }: CartSource): readonly RawDelivery[] => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- which carts there are is known at run time
  const { sample } = require(join(__dirname, '../sources', platform, 'contract-sample')) as {
    readonly sample: SourceSample;
  };
  const own = [sample.delivery('42', SECRET), sample.delivery('9007199254740993', SECRET)];
  return platform === 'woocommerce' ? [...own, ...recorded()] : own;
};

const ID = /^[^\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]{1,200}$/u;

export class DeliveryFuzz {
  private constructor(
    private readonly seed: number,
    private readonly store: TraceStore,
    private readonly samples: ReadonlyMap<CartSource, readonly RawDelivery[]>,
  ) {}

  static async open(seed: number): Promise<DeliveryFuzz> {
    const samples = new Map(SOURCES.map((source) => [source, deliveriesOf(source)]));
    return new DeliveryFuzz(seed, await openSqliteStore(':memory:'), samples);
  }

  close(): Promise<void> {
    return this.store.close();
  }

  /** The mutated delivery of one case; a third of them is signed after the mutation. */
  delivery(index: number): { readonly source: CartSource; readonly delivery: RawDelivery } {
    const random: Random = seededRandom((Math.imul(this.seed, 0x85ebca6b) + index) >>> 0);
    const source = SOURCES[index % SOURCES.length] as CartSource;
    const mutated = mutateDelivery(random.pick(this.samples.get(source) ?? []), random);
    return { source, delivery: random.chance(0.34) ? signedAnew(source.platform, mutated) : mutated };
  }

  async run(count: number, from = 0): Promise<FuzzReport> {
    const outcomes: Record<string, Record<string, number>> = {};
    const findings: Finding[] = [];
    const accepted = new Map(SOURCES.map(({ platform }) => [platform, new Set<string>()]));
    for (let index = from; index < from + count && findings.length < MOST_FINDINGS; index++) {
      const { source, delivery } = this.delivery(index);
      const { platform } = source;
      const counts = (outcomes[platform] ??= {});
      let outcome = 'FAULT';
      try {
        const result = await this.judge(source, delivery);
        outcome = result.outcome;
        if (result.objectId !== undefined) accepted.get(platform)?.add(result.objectId);
      } catch (error) {
        const what =
          error instanceof Error ? `${error.message}\n${(error.stack ?? '').slice(0, 1200)}` : String(error);
        findings.push({ id: `${this.seed}:${index}`, from: platform, done: [], what });
      }
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
    for (const [platform, ids] of accepted) await this.demandOnly(platform, ids, outcomes[platform] ?? {});
    return { cases: count, outcomes, findings };
  }

  private async judge(
    source: CartSource,
    delivery: RawDelivery,
  ): Promise<{ readonly outcome: string; readonly objectId?: string }> {
    if (delivery.rawBody.length <= LARGEST_BODY) {
      timed(() => source.read(delivery));
      timed(() => source.verify(delivery, SECRET));
    }
    const context = { store: this.store, clock: new TestClock(), log: silentLog, actor: 'fuzz' };
    const result = await ingest(context, {
      source,
      storeId: STORE_ID,
      pipeline: PIPELINE,
      secret: SECRET,
      delivery,
    });
    demandCleanPrototypes();
    const { outcome } = result;
    if ('reason' in result) {
      if (result.reason === '' || result.reason.length > 600)
        throw new Fault(`${outcome} says ${result.reason.length} characters`);
      return { outcome };
    }
    if (!isAuthentic(source.platform, delivery)) throw new Fault(`${outcome} a delivery that nobody signed`);
    const { objectId } = result;
    if (!ID.test(objectId))
      throw new Fault(`an id that no store keeps: ${JSON.stringify(objectId.slice(0, 100))}`);
    return { outcome, objectId };
  }

  /** @throws Fault when the store holds work that no accepted delivery asked for, or lacks some that one did. */
  private async demandOnly(
    platform: string,
    ids: ReadonlySet<string>,
    outcomes: Readonly<Record<string, number>>,
  ): Promise<void> {
    const work = await this.store.listWork({
      platform,
      storeId: STORE_ID,
      pipeline: PIPELINE,
      limit: 1_000_000,
    });
    const due = new Set(work.map(({ objectId }) => objectId));
    for (const id of due)
      if (!ids.has(id)) throw new Fault(`${platform}: ${id} is due, and no delivery asked for it`);
    for (const id of ids) if (!due.has(id)) throw new Fault(`${platform}: ${id} was accepted and is not due`);
    const counts = await this.store.deliveryCounts({ platform, storeId: STORE_ID });
    if (counts.accepted !== (outcomes['accepted'] ?? 0))
      throw new Fault(`${platform}: ${counts.accepted} deliveries kept`);
    const times = (...names: readonly string[]): number =>
      names.reduce((sum, name) => sum + (outcomes[name] ?? 0), 0);
    const declined = times('refused', 'unreadable', 'oversized');
    // Of those that are ignored, the ones of a topic that nobody asked for are counted too.
    if (counts.refused < declined || counts.refused > declined + times('ignored'))
      throw new Fault(`${platform}: ${counts.refused} counted as refused, of ${declined}`);
  }
}
