/** Safeguards switched off from outside: what stands between the flows and what they call lies to them. */
import type { Clock } from '../../lib/host';
import type {
  LedgerDestination,
  LedgerDocument,
  LedgerRecord,
} from '../../lib/destinations/ledger-destination';
import type { Lease, NewPlan, Plan, TraceStore, WorkTicket } from '../../lib/store/trace-store';

export interface Plant {
  /** One a process. */
  readonly store?: (store: TraceStore, clock: Clock) => TraceStore;
  readonly ledger?: (ledger: LedgerDestination) => LedgerDestination;
  /** What a worker takes its lease for, where that is not what it has. */
  readonly believedLeaseSeconds?: number;
}

const instead = (store: TraceStore, other: Partial<TraceStore>): TraceStore =>
  new Proxy(store, {
    get: (target, property) => Reflect.get(property in other ? other : target, property) as unknown,
  });

/** As long as that of the runs of a story. */
const LEASE_SECONDS = 60;

let far = Date.parse('3000-01-01T00:00:00.000Z');

/** A lease that begins when all others, of whatever worker, are over. */
const afterAllOthers = ({ now, leaseUntil }: Lease): Partial<Lease> => {
  far += 3_600_000;
  const begins = new Date(far);
  const until = new Date(far + Date.parse(leaseUntil) - Date.parse(now));
  return { now: begins.toISOString(), leaseUntil: until.toISOString(), clock: { now: () => begins } };
};

const withPlans = (store: TraceStore, change: (plan: Plan) => Plan): TraceStore =>
  instead(store, {
    planOrders: async (destination, orders, at, compute) =>
      (
        await store.planOrders(destination, orders, at, (existing, overtaken) =>
          compute(existing.map(change), overtaken),
        )
      ).map(change),
  });

/** What was refused counts as the same as what is wanted now, whatever it says. */
const sameAsRefused = (
  existing: readonly Plan[],
  compute: (existing: readonly Plan[]) => readonly NewPlan[],
): readonly NewPlan[] => {
  const wanted = new Map(compute(existing).map((plan) => [plan.entryKey, plan.contentHash]));
  const changed = existing.map((plan) =>
    plan.state === 'rejected'
      ? { ...plan, contentHash: wanted.get(plan.entryKey) ?? plan.contentHash }
      : plan,
  );
  return compute(changed);
};

const asTold = ({ key, date, currency, lines }: LedgerDocument, record: LedgerRecord): LedgerRecord => ({
  ...record,
  key,
  date,
  currency,
  lines: lines.map(({ ledgerAccount, debit, credit }) => ({
    ledgerAccount,
    ...(debit === undefined ? { credit } : { debit }),
  })),
});

let deliveries = 0;

/** By what is switched off. */
export const PLANTS: Readonly<Record<string, Plant>> = {
  'find before resend': {
    store: (store) =>
      withPlans(store, (plan) =>
        plan.state === 'claimed' || plan.state === 'unconfirmed' ? { ...plan, state: 'planned' } : plan,
      ),
  },
  'the second look of a lookup that lags': {
    ledger: (ledger) => ({ ...ledger, lookupLagMs: 0 }),
  },
  'revision check on completion': {
    store: (store) =>
      instead(store, {
        completeWork: async (tickets, actor) => {
          const now: WorkTicket[] = [];
          for (const ticket of tickets) {
            const rows = await store.listWork({ ...ticket, objectId: ticket.objectId });
            const row = rows.find(({ stream }) => stream === ticket.stream);
            now.push({ ...ticket, revision: row?.revision ?? ticket.revision });
          }
          await store.completeWork(now, actor);
        },
      }),
  },
  'claims of orders': {
    store: (store) =>
      instead(store, {
        claimWork: (pipeline, stream, options) =>
          store.claimWork(pipeline, stream, { ...options, ...afterAllOthers(options) }),
      }),
  },
  'claims of plans': {
    store: (store) =>
      instead(store, {
        claimPlans: (destination, keys, options) =>
          store.claimPlans(destination, keys, { ...options, ...afterAllOthers(options) }),
      }),
  },
  'the look at the time before sending': {
    believedLeaseSeconds: 1_000_000,
    store: (store) =>
      instead(store, {
        claimPlans: (destination, keys, options) =>
          store.claimPlans(destination, keys, {
            ...options,
            leaseUntil: new Date(Date.parse(options.now) + LEASE_SECONDS * 1000).toISOString(),
          }),
      }),
  },
  'comparison with what the ledger holds': {
    ledger: (ledger) => {
      const told = new Map<string, LedgerDocument>();
      return {
        ...ledger,
        send: (documents, context) => {
          for (const document of documents) told.set(document.key, document);
          return ledger.send(documents, context);
        },
        find: async (references) =>
          (await ledger.find(references)).map((record) => {
            const document = record && told.get(record.key);
            return record && document ? asTold(document, record) : record;
          }),
      };
    },
  },
  'content hash of what was refused': {
    store: (store) =>
      instead(store, {
        planOrders: (destination, orders, at, compute) =>
          store.planOrders(destination, orders, at, (existing, overtaken) =>
            sameAsRefused(existing, (plans) => compute(plans, overtaken)),
          ),
      }),
  },
  // Rarely missed: found.test.ts has a story that shows it.
  'the look whose the order is before planning': {
    store: (store) =>
      instead(store, {
        planOrders: (destination, orders, at, compute) =>
          store.planOrders(destination, orders, at, (existing) => compute(existing, new Set())),
      }),
  },
  'checkpoint together with the marks': {
    store: (store) =>
      instead(store, {
        markDue: async (pipeline, stream, marks, at, checkpoint) => {
          if (checkpoint) await store.markDue(pipeline, stream, [], at, checkpoint);
          await store.markDue(pipeline, stream, marks, at);
        },
      }),
  },
  'repeats of deliveries': {
    store: (store) =>
      instead(store, {
        recordDelivery: (delivery) =>
          store.recordDelivery({ ...delivery, deliveryId: `${delivery.deliveryId} ${++deliveries}` }),
      }),
  },
};
