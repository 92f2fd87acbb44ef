/** Daily summaries beside what the ledger holds for them: each is read back, and laid beside the sum of its members. */
import type { LedgerDestination, LedgerRecord } from '../destinations/ledger-destination';
import { documentOf, referenceOf } from '../posting/settle-plan';
import { type Break, makeBreak } from '../reconcile/break';
import { compareRecord } from '../reconcile/compare-record';
import { heldRecord } from '../reconcile/ledger-index';
import { isEqual, type Net, netOf, NOTHING, sumOf } from '../reconcile/net';
import { planFacts } from '../reconcile/plan-facts';
import type { Plan, Summary, TraceStore } from '../store/trace-store';
import { plansByKey } from './staged-ledger';
import { summaryPlan } from './trace-summary';

export interface CheckedSummary {
  readonly summary: Summary;
  /** Not there when the members amount to nothing. */
  readonly plan?: Plan;
  /** Whether the ledger is known to hold the members, all in all, as they were planned. */
  readonly holds: boolean;
  readonly breaks: readonly Break[];
}

const PAGE = 500;
const MOST_NAMED = 20;

export class SummaryCheck {
  private readonly checked = new Map<string, Promise<CheckedSummary>>();

  constructor(
    private readonly store: TraceStore,
    private readonly ledger: LedgerDestination,
    private readonly staging: string,
  ) {}

  /** Each summary is asked for once. */
  async of(key: string): Promise<CheckedSummary> {
    let found = this.checked.get(key);
    if (!found) this.checked.set(key, (found = this.check(key)));
    return found;
  }

  async all(): Promise<readonly CheckedSummary[]> {
    return Promise.all(this.checked.values());
  }

  /** Further records under the reference of a summary: copies that a person made. */
  async copies(key: string, records: readonly LedgerRecord[]): Promise<readonly Break[]> {
    const { summary, plan } = await this.of(key);
    if (!plan) return [];
    const own = records.find(({ recordId }) => recordId === plan.recordId) ?? records[0];
    const orders = await this.named(summary);
    return records
      .filter((record) => record !== own)
      .map((record) =>
        makeBreak({
          ...about(plan),
          type: 'duplicate_in_ledger',
          recordId: record.recordId,
          dates: { trace: plan.date, ledger: record.date },
          what: `${nameOf(plan)}: ledger record ${record.recordId} is a second one under the reference ${record.key}; posted was ${plan.recordId ?? 'another'}. ${orders}`,
          amounts: [],
        }),
      );
  }

  private async check(key: string): Promise<CheckedSummary> {
    const [summary] = await this.store.getSummaries({ destination: this.staging, key });
    if (!summary) throw new RangeError(`the trace store has members of the summary ${key}, but not itself`);
    const plan = await summaryPlan(this.store, summary);
    const sum = await this.sumOfMembers(summary);
    if (!plan) return { summary, holds: sum.size === 0, breaks: [] };
    const orders = await this.named(summary);
    if (plan.state !== 'posted') return { summary, plan, holds: false, breaks: [notPosted(plan, orders)] };
    const [record] = await this.ledger.find([referenceOf(plan)]);
    const facts = planFacts(plan, record && heldRecord(record), (name) => `ledger:${name}`);
    const breaks = compareRecord({ destination: this.ledger.id }, facts).map((found) => ({
      ...found,
      message: `${found.message.replace(`Order ${plan.orderNumber}:`, `${nameOf(plan)}:`)} ${orders}`,
    }));
    const amounts = breaks.every(({ type }) => type === 'date_differs' || type === 'dimension_differs');
    if (isEqual(sum, facts.ledgerNet)) return { summary, plan, holds: amounts, breaks };
    return { summary, plan, holds: false, breaks: [...breaks, notItsMembers(plan, orders)] };
  }

  /** By ledger account. */
  private async sumOfMembers({ key, currency }: Summary): Promise<Net> {
    let sum = NOTHING;
    for await (const page of this.members(key)) {
      const plans = await plansByKey(this.store, this.staging, page);
      const nets = [...plans.values()].map(
        (plan) => netOf(documentOf(plan).lines, currency, ({ ledgerAccount }) => ledgerAccount) ?? NOTHING,
      );
      sum = sumOf([sum, ...nets]);
    }
    return sum;
  }

  private async *members(key: string): AsyncGenerator<readonly string[]> {
    for (let after: { orderId: string; key: string } | undefined; ;) {
      const page = await this.store.listMembers(this.staging, key, {
        limit: PAGE,
        ...(after ? { after } : {}),
      });
      if (page.length > 0) yield page.map((member) => member.key);
      after = page.at(-1);
      if (page.length < PAGE) return;
    }
  }

  /** The first of its orders, as a sentence. */
  private async named({ key, orders }: Summary): Promise<string> {
    const members = await this.store.listMembers(this.staging, key, { limit: PAGE });
    const numbers = [...new Set(members.map(({ orderNumber }) => orderNumber))].slice(0, MOST_NAMED);
    const more = orders > numbers.length ? ` and ${orders - numbers.length} more` : '';
    return `Its orders: ${numbers.join(', ')}${more}.`;
  }
}

const nameOf = ({ orderNumber }: Plan): string => `Daily summary ${orderNumber}`;

const about = (plan: Plan) => ({
  platform: plan.platform,
  storeId: plan.storeId,
  orderId: plan.orderId,
  number: plan.orderNumber,
  destination: plan.destination,
  entryKey: plan.entryKey,
  planKey: plan.key,
  planState: plan.state,
});

/** Not made due like an order: the next run of Post Summaries goes on with it. */
const notPosted = (plan: Plan, orders: string): Break => {
  const why = plan.lastError === undefined ? '' : `: ${plan.lastError}`;
  return {
    ...about(plan),
    type: 'not_posted',
    action: 'review',
    surprise: true,
    dates: { trace: plan.date },
    amounts: [],
    message: `${nameOf(plan)}: plan ${plan.key} is ${plan.state}${why}. Run Post Summaries of the Accounting Poster. ${orders}`,
  };
};

const notItsMembers = (plan: Plan, orders: string): Break => ({
  ...about(plan),
  type: 'amount_differs',
  action: 'review',
  surprise: true,
  amounts: [],
  message: `${nameOf(plan)}: plan ${plan.key} does not amount to its members. The trace store was changed by another hand; restore it. ${orders}`,
});
