/**
 * One reconciliation in the making: takes ledger pages and orders as they stream by, keeps sums, counts and breaks, and
 * forgets the rest. Pure but for what it remembers; `flows/reconcile.ts` feeds it.
 */
import type { Order } from '../commerce/order';
import { CertificateTally } from '../policy/certificate';
import type { Policy } from '../policy/policy';
import type { Target } from '../policy/target';
import type { Plan, PlanState } from '../store/trace-store';
import { type Break, BREAK_TYPES, type BreakType, differingAmounts, makeBreak } from './break';
import { type ComparedOrder, compareOrder, type SourceSide } from './compare-order';
import { compareRecord } from './compare-record';
import { type HeldRecord, type LedgerIndex, ledgerIndex } from './ledger-index';
import { isEqual, NOTHING } from './net';
import { isInPeriod, type Period } from './period';
import { parsePlanKey } from './plan-key';
import { type NameLedgerAccount, type PlanFacts, planFacts } from './plan-facts';
import type { ReconciliationSummary } from './summary';
import { Tally } from './tally';
import { totals } from './totals';

export interface Scope {
  readonly platform: string;
  readonly storeId: string;
  readonly pipeline: string;
  readonly destination: string;
  readonly period: Period;
  readonly timeZone: string;
}

export interface CheckedOrder {
  readonly orderId: string;
  readonly source: SourceSide;
  /** The order with its target, also a held one, for the certificate. Not there when the shop gave none. */
  readonly mapped?: { readonly order: Order; readonly target: Target };
  readonly plans: readonly Plan[];
  /** Placed in the period: only these count in the table. Others are checked, and break by break reported. */
  readonly inPeriod: boolean;
}

export interface ReconciliationOptions {
  readonly nameLedgerAccount: NameLedgerAccount;
  /** The policy that made the targets. */
  readonly policy: Policy;
  /** Most breaks that are listed; all are counted. */
  readonly maxBreaks: number;
}

export class Reconciliation {
  readonly ledger: LedgerIndex;
  private readonly seen = new Set<string>();
  private readonly table = totals();
  private readonly booked = totals();
  private readonly certificate = new CertificateTally();
  private readonly listed: Break[] = [];
  private readonly breakCounts = new Tally<BreakType>();
  private readonly planCounts = new Tally<PlanState>();
  /** Keys of records that were moved into the period: a second one under the same key is a copy. */
  private readonly moved = new Set<string>();
  private readonly orders = { inPeriod: 0, alsoChecked: 0, withEntries: 0, held: 0, agreed: 0 };

  constructor(
    private readonly scope: Scope,
    private readonly options: ReconciliationOptions,
  ) {
    this.ledger = ledgerIndex(scope);
  }

  hasSeen(orderId: string): boolean {
    return this.seen.has(orderId);
  }

  /** Keys to ask the ledger for one by one: sent at some time, and not among the records of the period. */
  lookUps(plans: readonly Plan[]): readonly string[] {
    return plans
      .filter(({ key, state, attempts }) => (state === 'posted' || attempts > 0) && !this.ledger.has(key))
      .map(({ key }) => key);
  }

  /** Compares one order; its breaks are kept only after `keep`, when what holds the order is known. */
  compare(order: CheckedOrder, found: ReadonlyMap<string, HeldRecord>): ComparedOrder {
    this.seen.add(order.orderId);
    const plans = order.plans.map((plan) => {
      const record = this.ledger.take(plan.key, plan.recordId) ?? found.get(plan.key);
      return planFacts(plan, record, this.options.nameLedgerAccount);
    });
    for (const facts of plans) this.count(facts);
    const { platform, storeId, destination } = this.scope;
    const compared = compareOrder({
      platform,
      storeId,
      destination,
      orderId: order.orderId,
      source: order.source,
      plans,
    });
    if (order.inPeriod) {
      this.table.addOrder(compared.entries);
      if (order.mapped) this.certify(order.mapped, compared);
    }
    return compared;
  }

  /** What the ledger holds of a component is known where it holds the whole entry as the source wants it. */
  private certify({ order, target }: NonNullable<CheckedOrder['mapped']>, { entries }: ComparedOrder): void {
    const held = new Set(
      entries.flatMap(({ entryKey, source, ledger }) =>
        source !== undefined && source.size > 0 && isEqual(source, ledger) ? [entryKey] : [],
      ),
    );
    this.certificate.add(order, target, this.options.policy, (entryKey) => held.has(entryKey));
  }

  keep(order: CheckedOrder, breaks: readonly Break[]): void {
    this.orders[order.inPeriod ? 'inPeriod' : 'alsoChecked']++;
    if (breaks.some(({ type }) => type === 'held')) this.orders.held++;
    if (order.inPeriod && order.source.state === 'target' && order.source.entries.length > 0)
      this.orders.withEntries++;
    if (order.inPeriod && breaks.length === 0) this.orders.agreed++;
    this.list(breaks);
  }

  /**
   * A record of the period that no compared order accounts for. `plan` is what the trace knows under its key: then the
   * record is a copy, or was moved into the period.
   */
  keepLeftover(record: HeldRecord, plan: Plan | undefined): void {
    const facts = plan && planFacts(plan, record, this.options.nameLedgerAccount);
    this.addBooked('ledger', record, facts ? facts.held : this.named(record));
    const key = parsePlanKey(record.key);
    if (!facts || !key) return this.list(key ? [this.unknown(record, key.orderId)] : []);
    if (this.hasSeen(facts.plan.orderId) || this.moved.has(record.key)) return this.list([this.copy(facts)]);
    this.moved.add(record.key);
    this.list(compareRecord(this.scope, facts));
  }

  finish(at: string): { readonly summary: ReconciliationSummary; readonly breaks: readonly Break[] } {
    const { period, ...scope } = this.scope;
    const surprises = this.breakCounts.total((type) => type !== 'held');
    const summary: ReconciliationSummary = {
      ...scope,
      from: period.from,
      to: period.to,
      at,
      orders: this.orders,
      counts: this.table.counts(),
      table: this.table.table(),
      booked: this.booked.table().map(({ component, currency, side, trace, ledger, difference }) => ({
        component,
        currency,
        side,
        trace,
        ledger,
        difference,
      })),
      certificate: this.certificate.certificate({
        kind: 'period',
        platform: scope.platform,
        storeId: scope.storeId,
        ...period,
      }),
      rounding: this.certificate.rounding(),
      plans: Object.fromEntries(this.planCounts.entries()),
      records: this.ledger.counts(),
      breaks: Object.fromEntries(
        BREAK_TYPES.flatMap((type) =>
          this.breakCounts.has(type) ? [[type, this.breakCounts.get(type)]] : [],
        ),
      ),
      total: this.breakCounts.total(),
      surprises,
      listed: this.listed.length,
      closeReadiness: {
        ready: surprises === 0 && !this.breakCounts.has('held'),
        orders: this.orders.inPeriod,
        agreed: this.orders.agreed,
      },
    };
    return { summary, breaks: this.listed };
  }

  private list(breaks: readonly Break[]): void {
    for (const found of breaks) {
      this.breakCounts.add(found.type);
      if (this.listed.length < this.options.maxBreaks) this.listed.push(found);
    }
  }

  private count({ plan, net, record, held }: PlanFacts): void {
    this.planCounts.add(plan.state);
    if (plan.state === 'posted' && isInPeriod(plan.date, this.scope.period)) {
      // `booked` compares the ledger with the trace: the trace stands where the source stands in the table.
      this.booked.add('source', '', plan.currency, net);
      this.booked.add('trace', '', plan.currency, net);
    }
    if (record) this.addBooked('ledger', record, held);
  }

  private addBooked(side: 'ledger', record: HeldRecord, net: PlanFacts['held']): void {
    if (isInPeriod(record.date, this.scope.period)) this.booked.add(side, '', record.currency, net);
  }

  private named(record: HeldRecord): PlanFacts['held'] {
    const named = [...(record.net ?? [])].map(
      ([name, amount]) => [this.options.nameLedgerAccount(name), amount] as const,
    );
    return new Map(named);
  }

  private unknown(record: HeldRecord, orderId: string): Break {
    const { platform, storeId, destination } = this.scope;
    return makeBreak({
      type: 'unknown_in_ledger',
      platform,
      storeId,
      orderId,
      destination,
      planKey: record.key,
      recordId: record.recordId,
      dates: { ledger: record.date },
      what: `Ledger record ${record.recordId} carries the reference ${record.key}, which the trace does not know.`,
      amounts: differingAmounts({ trace: NOTHING, ledger: this.named(record) }, record.currency),
    });
  }

  private copy({ plan, record, held }: PlanFacts): Break {
    return makeBreak({
      type: 'duplicate_in_ledger',
      platform: plan.platform,
      storeId: plan.storeId,
      orderId: plan.orderId,
      number: plan.orderNumber,
      destination: this.scope.destination,
      entryKey: plan.entryKey,
      planKey: plan.key,
      ...(record ? { recordId: record.recordId, dates: { trace: plan.date, ledger: record.date } } : {}),
      what: `Order ${plan.orderNumber}: ledger record ${record?.recordId} is a second one under the reference ${plan.key}; posted was ${plan.recordId ?? 'another'}.`,
      amounts: differingAmounts({ trace: NOTHING, ledger: held }, record?.currency ?? plan.currency),
    });
  }
}
