/**
 * Where the plans of orders go whose ledger is given daily summaries. It looks like a ledger, so that planning, corrections
 * and posting once work as they do everywhere; what it holds are rows of the trace store that wait for a summary.
 */
import type {
  LedgerDestination,
  LedgerDocument,
  LedgerRecord,
  LedgerReference,
} from '../destinations/ledger-destination';
import { documentOf } from '../posting/settle-plan';
import { stagingId } from '../posting/summary-days';
import type { Plan, StagedMember } from '../store/trace-store';
import type { FlowContext } from './flow-context';

/** Documents in one dbTransaction. */
const BATCH = 200;
const PAGE = 500;

/** Accounts, tax codes, environment and closed days are those of the real ledger; records are the store's. */
export const stagedLedger = (
  real: LedgerDestination,
  { store, clock }: Pick<FlowContext, 'store' | 'clock'>,
): LedgerDestination => {
  const id = stagingId(real.id);
  return {
    kind: real.kind,
    id,
    // A summary is a journal, and so is all that it adds up.
    abilities: { documents: [], taxCodes: 'none', dimensions: real.abilities.dimensions },
    ...(real.environment === undefined ? {} : { environment: real.environment }),
    batchSize: BATCH,
    lookupLagMs: 0,
    listAccounts: (filter) => real.listAccounts(filter),
    listTaxCodes: (filter) => real.listTaxCodes(filter),
    lockDate: () => real.lockDate(),
    accepts: (logicalAccount) => real.accepts(logicalAccount),
    send: async (documents) => {
      const members = documents.map((document) => memberOf(id, document));
      await store.stageMembers(members, clock.now().toISOString());
      return documents.map((document) => ({ state: 'created', recordId: stagedRecordId(document) }));
    },
    find: async (references) => {
      const keys = references.map(({ key }) => key);
      const members = new Set((await store.getMembers(id, keys)).map(({ key }) => key));
      const plans = await plansByKey(store, id, [...members]);
      return keys.map((key) => {
        const plan = plans.get(key);
        return plan && stagedRecord(plan);
      });
    },
    list: async function* ({ storeId, from, to }) {
      const states = ['posted'] as const;
      const query = { destination: id, storeId, states, fromDate: from, toDate: to };
      for await (const page of store.eachPlan(query, PAGE)) yield page.map(stagedRecord);
    },
  };
};

/** By key, in chunks that every database takes. */
export const plansByKey = async (
  store: FlowContext['store'],
  destination: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Plan>> => {
  const plans = new Map<string, Plan>();
  for (let start = 0; start < keys.length; start += PAGE)
    for (const plan of await store.getPlans({ destination, keys: keys.slice(start, start + PAGE) }))
      plans.set(plan.key, plan);
  return plans;
};

const memberOf = (destination: string, document: LedgerDocument): StagedMember => ({
  destination,
  key: document.key,
  platform: document.source.platform,
  storeId: document.source.storeId,
  orderId: document.source.orderId,
  orderNumber: document.source.number,
  day: document.date,
  currency: document.currency,
});

const stagedRecordId = ({ shortKey }: Pick<LedgerReference, 'shortKey'>): string => `staged:${shortKey}`;

/** A plan as the record that it is here; its lines are what was planned, for nobody else can change them. */
export const stagedRecord = (plan: Plan): LedgerRecord => ({
  recordId: stagedRecordId(plan),
  key: plan.key,
  date: plan.date,
  currency: plan.currency,
  total: plan.total,
  lines: documentOf(plan).lines.map(({ ledgerAccount, debit, credit }) => ({
    ledgerAccount,
    ...(debit === undefined ? { credit: credit as string } : { debit }),
  })),
});
