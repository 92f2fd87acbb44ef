/** What happens to a store, step by step: every method that writes, chosen by numbers, so that a story can be told twice. */
import type { SqlTraceStore } from '../../lib/store/sql-trace-store';
import type { Actor, NewPlan } from '../../lib/store/trace-store';
import {
  actor,
  at,
  clockAt,
  delivery,
  DESTINATION,
  exceptionOf,
  lease,
  order,
  PIPELINE,
  planOf,
  STORE,
  STREAM,
} from '../contract/store-samples';

/** Which step, and two numbers that it makes of what it likes. */
export type Chapter = readonly [step: number, a: number, b: number];

interface Told {
  readonly store: SqlTraceStore;
  /** Steps so far: time and names come from it. */
  readonly minute: number;
  readonly by: Actor;
}

type Step = (told: Told, a: number, b: number) => Promise<unknown>;

const BACKFILL = `${STREAM}:backfill`;
const streamOf = (b: number): string => (b % 4 === 3 ? BACKFILL : STREAM);
/** Names that sort differently in most languages. */
const idOf = (a: number): string => ['b', 'B', 'a', 'ä', '_', '10', '9', 'Z'][a % 8] as string;
const idsFrom = (a: number, b: number): readonly string[] => [
  ...new Set([idOf(a), idOf(a + 1), idOf(a + b)]),
];

const claim: Step = async ({ store, minute }, a, b) => {
  const limited = b % 3 === 0 ? { objectIds: idsFrom(a, b) } : {};
  return await store.claimWork(
    PIPELINE,
    streamOf(b),
    lease(minute, `run-${minute}`, { limit: 3, ...limited }),
  );
};

const exceptionsOf = (a: number, b: number) =>
  idsFrom(a, b).map((objectId) =>
    exceptionOf({ pipeline: 'main', stream: streamOf(b), objectId }, `code-${b % 3}`),
  );

/** Of those that are there, the a-th: its id is the database's own. */
const exceptionAt = async (store: SqlTraceStore, a: number): Promise<number> => {
  const rows = await store.listExceptions({});
  return rows.length === 0 ? 999_999 : (rows[a % rows.length]?.id as number);
};

const queueSteps: readonly Step[] = [
  ({ store }, _a, b) => store.registerPipeline({ ...PIPELINE, pipeline: b % 2 === 0 ? 'main' : 'second' }),
  ({ store, minute }, a, b) => store.recordDelivery(delivery(idOf(a), `d-${b % 5}`, minute)),
  ({ store, minute }, _a, b) => store.countRefusedDelivery(STORE, `reason-${b % 2}`, at(minute)),
  ({ store, minute }, a, b) =>
    store.markDue(
      PIPELINE,
      streamOf(b),
      idsFrom(a, b).map((objectId) => ({ objectId })),
      at(minute),
      b % 2 === 0 ? { name: 'sweep', value: String(minute) } : undefined,
    ),
  async (told, a, b) => {
    const tickets = await claim(told, a, b);
    await told.store.completeWork(tickets as never, told.by);
    return tickets;
  },
  async (told, a, b) => {
    const tickets = (await claim(told, a, b)) as Awaited<ReturnType<SqlTraceStore['claimWork']>>;
    for (const ticket of tickets)
      await told.store.holdWork(ticket, [exceptionOf(ticket, `code-${b % 3}`)], told.by);
    return tickets;
  },
  async (told, a, b) => {
    const tickets = (await claim(told, a, b)) as Awaited<ReturnType<SqlTraceStore['claimWork']>>;
    const failure = { message: 'no', dueAt: at(told.minute + b), dead: b % 2 === 0, blameless: b % 5 === 0 };
    await told.store.failWork(tickets, failure, told.by);
    return tickets;
  },
  claim,
  ({ store, by }, a, b) =>
    store.replayWork(
      idsFrom(a, b).map((objectId) => ({
        ...STORE,
        stream: STREAM,
        objectId,
        ...(b % 2 ? { pipeline: 'main' } : {}),
      })),
      by,
    ),
];

const planSteps: readonly Step[] = [
  ({ store, minute }, a, b) =>
    store.saveSnapshots(
      idsFrom(a, b).map((orderId) => ({
        ...STORE,
        hash: `${orderId}-${b}`,
        orderId,
        sourceUpdatedAt: at(minute - (b % 3)),
        order: JSON.stringify({
          source: { orderId },
          customer: { name: 'Ada Lovelace', email: 'ada@shop.example' },
        }),
      })),
    ),
  ({ store, minute }, a, b) =>
    store.planOrders(DESTINATION, idsFrom(a, b).map(order), at(minute), (existing) =>
      idsFrom(a, b).flatMap((id): NewPlan[] => {
        const mine = existing.filter(({ orderId }) => orderId === id);
        return mine.length > 3 ? [] : [planOf(id, mine.length + 1)];
      }),
    ),
  async ({ store, minute, by }, a, b) => {
    const plans = await store.getPlans({ orderIds: idsFrom(a, b) });
    const keys = plans.map(({ key }) => key).reverse();
    const name = `claim-${minute}`;
    const from = ['planned', 'rejected', 'claimed'] as const;
    const held = await store.claimPlans(DESTINATION, keys, {
      from,
      now: at(minute),
      leaseUntil: at(minute + 5),
      claim: name,
      clock: clockAt(minute),
    });
    const to = (['posted', 'rejected', 'unconfirmed', 'dead'] as const)[b % 4] ?? 'posted';
    const moves = held.slice(0, 2).map(({ key }) => ({
      key,
      destination: DESTINATION,
      from: ['claimed'] as const,
      claim: name,
      to,
      ...(to === 'posted' ? { recordId: `r-${key}` } : { errorClass: 'x', lastError: 'ß' }),
    }));
    const attempts = held.map(({ key }) => ({
      planKey: key,
      destination: DESTINATION,
      at: at(minute),
      action: 'send' as const,
      outcome: to,
    }));
    return [held, await store.movePlans(moves, attempts, by)];
  },
  async ({ store, minute }, a, b) => {
    const plans = await store.getPlans({ orderIds: idsFrom(a, b) });
    await store.stageMembers(
      plans.map(({ key, orderId, orderNumber }) => ({
        ...STORE,
        destination: DESTINATION,
        key,
        orderId,
        orderNumber,
        day: `2026-03-0${1 + (b % 3)}`,
        currency: 'EUR',
      })),
      at(minute),
    );
  },
  async ({ store, minute }, _a, b) => {
    const staging = { ...STORE, destination: DESTINATION };
    const [open] = await store.openDays(staging);
    if (!open) return [];
    const members = await store.openMembers(staging, open.currency, [open.day]);
    const key = `sum-${open.day}-${minute}`;
    const summary = {
      ...staging,
      key,
      day: open.day,
      currency: open.currency,
      members: open.members,
      orders: 1,
    };
    const plan = b % 2 === 0 ? { ...planOf(key), destination: `${DESTINATION}-sums` } : undefined;
    return [
      members,
      await store.writeSummary(
        summary,
        members.map((one) => one.key),
        plan,
        at(minute),
      ),
    ];
  },
];

const deskSteps: readonly Step[] = [
  ({ store, by }, a, b) => store.raiseExceptions(exceptionsOf(a, b), by),
  async ({ store, by }, a, b) =>
    await store.updateException(
      await exceptionAt(store, a),
      {
        state: (['open', 'held', 'resolved', 'ignored'] as const)[b % 4] ?? 'open',
        ...(b % 2 ? { note: 'Ähem' } : {}),
      },
      by,
    ),
  async ({ store, by }, a) => await store.commentException(await exceptionAt(store, a), 'so', by),
  ({ store, by }, _a, b) =>
    store.setMode(
      {
        ...STORE,
        destination: DESTINATION,
        mode: (['shadow', 'hold', 'live'] as const)[b % 3] ?? 'live',
        reason: 'r',
        ...(b % 2 ? { pipeline: 'main' } : {}),
      },
      STREAM,
      by,
    ),
  ({ store, minute }, a, b) =>
    store.rememberShadowed(
      DESTINATION,
      idsFrom(a, b).map((orderId) => ({ ...STORE, orderId })),
      at(minute),
    ),
];

const otherSteps: readonly Step[] = [
  ({ store, by }, a, b) =>
    store.erasePersonalData(
      STORE,
      { orderIds: b % 3 === 0 ? idsFrom(a, b) : [], customerKeys: [idOf(a)], texts: ['Ada Lovelace'] },
      by,
    ),
  ({ store, minute }, _a, b) => store.pruneStore(STORE, at(minute - 60), 1 + b),
  ({ store }, a, b) => store.putLookups(DESTINATION, 'customer', new Map([[idOf(a), `c-${b}`]])),
  ({ store }, a, b) => store.forgetLookups(DESTINATION, 'customer', idsFrom(a, b)),
  ({ store, minute }, a) =>
    store.savePolicies([{ hash: `abc${a % 4}`, policy: `{"v":${minute}}` }], at(minute)),
  ({ store, by }, a, b) =>
    store.approveRemap(
      idsFrom(a, b).map((orderId) => ({
        ...STORE,
        destination: DESTINATION,
        orderId,
        policyHash: `abc${b % 4}`,
      })),
      by,
    ),
  ({ store, minute }, a, b) =>
    store.saveReconciliation({
      ...PIPELINE,
      destination: `${DESTINATION}-${a % 2}`,
      at: at(minute),
      fromDate: '2026-03-01',
      toDate: '2026-03-02',
      breaks: b,
      summary: '{}',
    }),
  ({ store, by }, a) =>
    store.noteInAudit({ action: 'noted', subject: idOf(a), detail: { text: '¥ \0' } }, by),
  ({ store, by }, a) =>
    store.openBookAccount('main', { id: idOf(a), name: `Account ${idOf(a)}`, type: 'asset' }, by),
  ({ store, by }, _a, b) => store.setBookLockDate('main', b % 2 ? `2026-02-0${1 + (b % 9)}` : undefined, by),
  async ({ store, minute }, a, b) => {
    const accounts = await store.listBookAccounts('main');
    const ids = ['money', 'sales'].filter((id) => !accounts.some((known) => known.id === id));
    return await store.appendBookEntries('main', [`e-${a}-${b}`], at(minute), ({ posted }) => ({
      accounts: ids.map((id) => ({ id, name: id, type: 'income' as const })),
      entries: posted.size > 0 ? [] : [entryOf(`e-${a}-${b}`, idOf(a), BigInt(a + 1) ** 9n)],
    }));
  },
];

const entryOf = (key: string, orderId: string, minor: bigint) => ({
  key,
  contentHash: key,
  kind: 'entry',
  date: '2026-03-01',
  currency: 'EUR',
  description: 'Bücher',
  ...STORE,
  orderId,
  orderNumber: orderId,
  lines: [
    { ledgerAccount: 'money', logicalAccount: 'm', debitMinor: minor, dimensions: { class: 'A' } },
    { ledgerAccount: 'sales', logicalAccount: 's', creditMinor: minor, memo: 'µ' },
  ],
});

const STEPS: readonly Step[] = [...queueSteps, ...planSteps, ...deskSteps, ...otherSteps];
export const STEP_COUNT = STEPS.length;

/** What is to be read when the story is over. */
const readings: readonly ((store: SqlTraceStore) => Promise<unknown>)[] = [
  (store) => store.listPipelines(),
  (store) => store.deliveryCounts(STORE),
  (store) => store.getCheckpoint(PIPELINE, 'sweep'),
  (store) => store.countWork(PIPELINE),
  (store) => store.listWork({}),
  (store) => store.latestSnapshot(STORE, idOf(1)),
  async (store) => {
    const pages = [];
    for await (const page of store.eachPlan({}, 2)) pages.push(page);
    return pages;
  },
  async (store) =>
    store.listAttempts(
      DESTINATION,
      (await store.getPlans({})).map(({ key }) => key),
    ),
  (store) => store.listExceptions({}),
  async (store) => store.listComments((await store.listExceptions({})).map(({ id }) => id)),
  (store) => store.getModes({}),
  (store) => store.countShadowed({ ...STORE, destination: DESTINATION }),
  (store) => store.listClaims('run-'),
  (store) => store.latestReconciliations(),
  (store) => store.getPolicies(['a']),
  (store) => store.getSummaries({}),
  (store) => store.openDays(STORE),
  (store) => store.verifyAudit(),
  (store) => store.readBookEntries('main', {}),
  (store) => store.sumBookLines('main', {}),
  (store) => store.readBookRegister('main', 'money', { limit: 50 }),
  (store) => store.listBookAccounts('main'),
];

/** Tells the story to the store, and gives what it answered to each step and to each reading. */
export const tell = async (store: SqlTraceStore, story: readonly Chapter[]): Promise<readonly unknown[]> => {
  const answers: unknown[] = [];
  for (const [index, [step, a, b]] of story.entries()) {
    const told = { store, minute: index, by: actor(index, `teller/${b}`) };
    answers.push(await (STEPS[step % STEP_COUNT] as Step)(told, a, b));
  }
  for (const read of readings) answers.push(await read(store));
  return answers;
};
