import { policySchema } from '../../lib/policy/policy';
import { preparePolicy } from '../../lib/policy/prepared-policy';
import type { Break } from '../../lib/reconcile/break';
import { changeException, listExceptions } from '../../lib/flows/exceptions';
import { reconcile, replayBreaks } from '../../lib/flows/reconcile';
import { fetchOrders } from '../../lib/flows/fetch-due';
import { mapItem } from '../../lib/flows/map-orders';
import { postTargets } from '../../lib/flows/post-targets';
import type { LedgerDestination } from '../../lib/destinations/ledger-destination';
import { createBook } from '../../lib/destinations/book';
import { type CertificateRow, hasTrueDigest } from '../../lib/policy/certificate';
import { accountMapping } from '../../lib/posting/account-mapping';
import type { SqlTraceStore } from '../../lib/store/sql-trace-store';
import { STORE_ID } from '../support/memory-shop';
import { River } from '../support/river';
import { smallOrder, type SmallOrder } from '../support/small-order';

const FEBRUARY = { from: '2026-02-01', to: '2026-02-28' };

/** Orders 1 to n, paid, of 10.00, 20.00 … plus a tenth of tax, all posted. */
const traded = async (n: number, river?: River): Promise<River> => {
  const open = river ?? (await River.open({ postingTrigger: 'creation' }));
  for (let id = 1; id <= n; id++) open.shop.put(smallOrder({ id: String(id), cents: id * 1000, paid: true }));
  await open.settle();
  return open;
};

const compare = (river: River, period = FEBRUARY, more: Partial<Parameters<typeof reconcile>[1]> = {}) =>
  reconcile(river.context(), {
    route: river.route(),
    destination: river.ledger,
    policy: river.policy,
    ...period,
    ...more,
  });

/** Everything in the shop, straight into a ledger, without the queue. */
const postInto = async (river: River, destination: LedgerDestination) => {
  const { orders } = await fetchOrders(river.route(), [...river.shop.orders.keys()]);
  const targets = orders.flatMap((item) => {
    const result = mapItem(item, { policy: river.policy, platform: 'memory', storeId: STORE_ID });
    return 'mapped' in result ? [result.mapped] : [];
  });
  const options = { leaseSeconds: 60, maxAttempts: 3, keepPersonalData: false };
  await postTargets(river.context(), { ...river.posting(), destination }, targets, options);
};

const change = (river: River, small: SmallOrder, updatedAt: string) =>
  river.shop.put(smallOrder({ ...small, updatedAt }));

const brieflyRow = ({ flow, component, source, entries, ledger, difference }: CertificateRow) =>
  `${flow} ${component}: source ${source}, entries ${entries}, ledger ${ledger}, difference ${difference}`;

const brief = (breaks: readonly Break[]) =>
  breaks.map(({ type, orderId, action }) => `${type} ${orderId} ${action}`);

/** An amount by hand, as a bookkeeper would in the ledger's own screens. */
const retype = (river: River, index: number, from: string, to: string) => {
  const record = river.ledger.records[index];
  if (!record) throw new Error(`no record ${index}`);
  river.ledger.records[index] = JSON.parse(
    JSON.stringify(record).replaceAll(`"${from}"`, `"${to}"`),
  ) as typeof record;
};

describe('when everything went well', () => {
  test('the three sides agree by count and by component, and the period can be closed', async () => {
    const river = await traded(3);
    const { summary, breaks } = await compare(river);
    expect(breaks).toEqual([]);
    expect(summary).toMatchObject({
      total: 0,
      surprises: 0,
      closeReadiness: { ready: true, orders: 3, agreed: 3 },
    });
    expect(summary.counts).toEqual([
      { what: 'orders', source: 3, trace: 3, ledger: 3, difference: 0 },
      { what: 'entries', source: 6, trace: 6, ledger: 6, difference: 0 },
    ]);
    expect(summary.table).toEqual([
      {
        event: 'sale',
        component: 'receivable',
        currency: 'EUR',
        side: 'debit',
        source: '66.00',
        trace: '66.00',
        ledger: '66.00',
        difference: '0.00',
      },
      {
        event: 'sale',
        component: 'sales',
        currency: 'EUR',
        side: 'credit',
        source: '60.00',
        trace: '60.00',
        ledger: '60.00',
        difference: '0.00',
      },
      {
        event: 'sale',
        component: 'tax:DE-19',
        currency: 'EUR',
        side: 'credit',
        source: '6.00',
        trace: '6.00',
        ledger: '6.00',
        difference: '0.00',
      },
      {
        event: 'capture',
        component: 'clearing:stripe',
        currency: 'EUR',
        side: 'debit',
        source: '66.00',
        trace: '66.00',
        ledger: '66.00',
        difference: '0.00',
      },
      {
        event: 'capture',
        component: 'receivable',
        currency: 'EUR',
        side: 'credit',
        source: '66.00',
        trace: '66.00',
        ledger: '66.00',
        difference: '0.00',
      },
    ]);
    expect(summary.certificate).toMatchObject({
      verdict: 'conserved',
      of: { kind: 'period', storeId: STORE_ID, ...FEBRUARY },
      orders: { certified: 3, conserved: 3, broken: 0, notBooked: 0, held: 0 },
    });
    expect(hasTrueDigest(summary.certificate)).toBe(true);
    expect(summary.certificate.rows.map(brieflyRow)).toEqual([
      'sold goods: source 60.00, entries 60.00, ledger 60.00, difference 0.00',
      'sold tax:DE-19: source 6.00, entries 6.00, ledger 6.00, difference 0.00',
      'taken payment:stripe: source 66.00, entries 66.00, ledger 66.00, difference 0.00',
      'balance receivable: source 0.00, entries 0.00, ledger 0.00, difference 0.00',
    ]);
  });

  test('what the ledger does not hold as the shop wants it is missing in its column of the certificate', async () => {
    const river = await traded(2);
    retype(river, 0, '10.00', '12.00');
    river.shop.put(smallOrder({ id: '8', cents: 700, paid: true }));
    const { summary } = await compare(river);
    expect(summary.certificate.verdict).toBe('conserved');
    expect(summary.certificate.rows.map(brieflyRow)).toEqual([
      'sold goods: source 37.00, entries 37.00, ledger 20.00, difference 0.00',
      'sold tax:DE-19: source 3.70, entries 3.70, ledger 2.00, difference 0.00',
      'taken payment:stripe: source 40.70, entries 40.70, ledger 33.00, difference 0.00',
      'balance receivable: source 0.00, entries 0.00, ledger -11.00, difference 0.00',
    ]);
  });

  test('an order that is held is in the certificate, with all of it left out', async () => {
    const river = await traded(1);
    const lying = smallOrder({ id: '2', cents: 2000, paid: true });
    river.shop.put({ ...lying, claims: { total: { amount: '22.01', pointers: ['/total'] } } });
    const { summary } = await compare(river);
    expect(summary.certificate.orders).toMatchObject({ certified: 2, conserved: 1, held: 1 });
    expect(summary.certificate.rows[0]).toMatchObject({
      component: 'goods',
      source: '30.00',
      leftOut: '20.00',
      entries: '10.00',
      difference: '0.00',
      notes: ['held'],
    });
  });

  test('how the shop rounds its taxes is told, and that it always rounds down', async () => {
    const river = await River.open({ postingTrigger: 'creation' });
    for (const [index, cents] of [19, 28, 37].entries()) {
      const order = smallOrder({ id: String(index + 1), cents, paid: true });
      const lines = order.lines.map((line) => ({
        ...line,
        taxes: line.taxes.map((tax) => ({ ...tax, rate: '10' })),
      }));
      river.shop.put({ ...order, lines });
    }
    await river.settle();
    const { summary } = await compare(river);
    expect(summary.rounding).toMatchObject({
      orders: 3,
      directions: { line: { rounded: 3, down: 3, up: 0, belowNearest: 3 } },
      findings: [{ code: 'rounding_always_down' }],
    });
  });

  test('what is booked in the period equals the trial balance of the built-in book', async () => {
    const river = await River.open({ postingTrigger: 'creation' });
    for (let id = 1; id <= 3; id++)
      river.shop.put(smallOrder({ id: String(id), cents: id * 999, paid: id < 3 }));
    const book = createBook({ storage: river.store as SqlTraceStore, bookId: 'main', clock: river.clock });
    await postInto(river, book);
    const { summary, breaks } = await compare(river, FEBRUARY, { destination: book });
    expect(breaks).toEqual([]);
    const balances = Object.fromEntries(
      (await book.trialBalance(FEBRUARY)).map((row) => [row.ledgerAccount, row.balance]),
    );
    const booked = Object.fromEntries(
      summary.booked.map(({ component, side, ledger }) => [
        component,
        side === 'debit' ? ledger : `-${ledger}`,
      ]),
    );
    expect(booked).toEqual(balances);
    expect(booked).toMatchObject({ sales: '-59.94', receivable: '32.96', 'clearing:stripe': '32.95' });
  });

  test('the outcome is kept, with its summary', async () => {
    const river = await traded(1);
    const { summary } = await compare(river);
    const [row] = await river.store.latestReconciliations({ storeId: STORE_ID });
    expect(row).toMatchObject({
      pipeline: 'main',
      destination: 'test:main',
      fromDate: '2026-02-01',
      toDate: '2026-02-28',
      breaks: 0,
    });
    expect(JSON.parse(row?.summary ?? '')).toEqual(JSON.parse(JSON.stringify(summary)));
  });

  test('an order that was changed, refunded and cancelled agrees over its whole life', async () => {
    const river = await traded(2);
    change(river, { id: '1', cents: 3000, paid: true, refundedCents: 500 }, '2026-02-20T10:00:00Z');
    change(river, { id: '2', cents: 2000, paid: false, state: 'cancelled' }, '2026-02-21T10:00:00Z');
    await river.settle();
    const { summary, breaks } = await compare(river);
    expect(breaks).toEqual([]);
    expect(summary.plans.posted).toBeGreaterThan(4);
    expect(summary.table.filter(({ difference }) => difference !== '0.00')).toEqual([]);
  });
});

describe('breaks that a replay mends', () => {
  test('an order whose webhook was lost is missing in the trace; replayed, it agrees', async () => {
    const river = await traded(2);
    river.shop.put(smallOrder({ id: '9', cents: 900, paid: true }));
    const { summary, breaks } = await compare(river);
    expect(brief(breaks)).toEqual(['missing_in_trace 9 replay', 'missing_in_trace 9 replay']);
    expect(breaks[0]).toMatchObject({
      surprise: true,
      dates: { source: '2026-02-10' },
      amounts: [
        { component: 'receivable', side: 'debit', source: '9.90', trace: '0.00', ledger: '0.00' },
        { component: 'sales', side: 'credit', source: '9.00', trace: '0.00', ledger: '0.00' },
        { component: 'tax:DE-19', side: 'credit', source: '0.90', trace: '0.00', ledger: '0.00' },
      ],
    });
    expect(summary.counts[0]).toMatchObject({
      what: 'orders',
      source: 3,
      trace: 2,
      ledger: 2,
      difference: -1,
    });
    expect(summary.table[1]).toMatchObject({
      component: 'sales',
      source: '39.00',
      ledger: '30.00',
      difference: '-9.00',
    });
    expect(await replayBreaks(river.context(), 'main', breaks)).toBe(1);
    await river.run();
    expect((await compare(river)).breaks).toEqual([]);
  });

  test('a late change in the shop is named with both amounts; replayed, the difference is posted', async () => {
    const river = await traded(2);
    change(river, { id: '1', cents: 1500, paid: true }, '2026-02-25T10:00:00Z');
    const { breaks } = await compare(river);
    expect(brief(breaks)).toEqual(['source_changed 1 replay', 'source_changed 1 replay']);
    expect(breaks[0]?.amounts).toContainEqual({
      component: 'sales',
      side: 'credit',
      currency: 'EUR',
      source: '15.00',
      trace: '10.00',
      ledger: '10.00',
    });
    await replayBreaks(river.context(), 'main', breaks);
    await river.run();
    expect((await compare(river)).breaks).toEqual([]);
  });

  test('another policy is nothing to an order until a person moves it there, and then a change of the rules', async () => {
    const river = await traded(1);
    const policy = policySchema.parse({ ...river.policy, tax: 'order' });
    expect((await compare(river, FEBRUARY, { policy })).breaks).toEqual([]);
    const { policyHash } = preparePolicy(policy);
    const at = river.clock.now().toISOString();
    await river.store.savePolicies([{ hash: policyHash, policy: JSON.stringify(policy) }], at);
    const moved = {
      destination: river.ledger.id,
      platform: 'memory',
      storeId: STORE_ID,
      orderId: '1',
      policyHash,
    };
    await river.store.approveRemap([moved], { at, actor: 'test' });
    const { breaks } = await compare(river, FEBRUARY);
    expect(brief(breaks)).toEqual(['source_changed 1 replay']);
    expect(breaks[0]?.message).toContain('another policy');
    expect(breaks[0]?.amounts.map(({ component }) => component)).toEqual(['tax:DE-19', 'tax:all']);
  });

  test('an answer lost on the way leaves a plan that is not posted, and the break says that the ledger has it', async () => {
    const river = await River.open({ postingTrigger: 'creation' });
    river.shop.put(smallOrder({ id: '2', cents: 1000, paid: true }));
    river.ledger.faults.push('answer_lost_after');
    await river.sweep();
    await river.run();
    const { breaks } = await compare(river);
    expect(brief(breaks)).toEqual(['not_posted 2 replay']);
    expect(breaks[0]).toMatchObject({
      planState: 'unconfirmed',
      dates: { trace: '2026-02-10', ledger: '2026-02-10' },
      amounts: [],
    });
    expect(breaks[0]?.message).toContain('The ledger holds record R1');
    await replayBreaks(river.context(), 'main', breaks);
    river.clock.advance(3_700_000);
    await river.run();
    expect((await compare(river)).breaks).toEqual([]);
    expect(river.ledger.twice()).toEqual([]);
  });

  test('plans that wait for approval are not posted', async () => {
    const river = await traded(1);
    const plans = await river.store.getPlans({});
    await river.store.movePlans(
      [{ key: plans[0]?.key ?? '', destination: 'test:main', from: ['posted'], to: 'planned' }],
      [],
      { at: '2026-03-01T00:00:00Z', actor: 'test' },
    );
    const { breaks } = await compare(river);
    expect(brief(breaks)).toEqual(['not_posted 1 replay']);
  });

  test('an order that the shop does not give is unreadable, and no other order suffers', async () => {
    const river = await traded(2);
    const problem = {
      severity: 'error',
      code: 'timed_out',
      message: 'The shop did not answer in time.',
    } as const;
    const client = Object.assign(Object.create(river.shop) as typeof river.shop, {
      fetch: async (ids: readonly string[]) =>
        (await river.shop.fetch(ids)).map((one) =>
          one.id === '1' ? { id: '1', state: 'failed' as const, problem } : one,
        ),
    });
    const { breaks, summary } = await compare(river, FEBRUARY, { route: { ...river.route(), client } });
    expect(brief(breaks)).toEqual(['source_unreadable 1 replay']);
    expect(breaks[0]).toMatchObject({
      code: 'timed_out',
      message: expect.stringContaining('did not answer') as string,
    });
    expect(summary.closeReadiness).toEqual({ ready: false, orders: 2, agreed: 1 });
  });

  test('a missing account mapping is named in the break', async () => {
    const river = await River.open({ postingTrigger: 'creation' });
    river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true }));
    const mapping = accountMapping(
      [
        { logical: 'sales', ledgerAccount: '4000' },
        { logical: 'receivable', ledgerAccount: '1200' },
      ],
      () => false,
    );
    const { breaks } = await compare(river, FEBRUARY, { mapping });
    expect(breaks[0]?.message).toContain('no ledger account for tax:DE-19.');
  });
});

describe('breaks that only a person can mend', () => {
  test('a record deleted in the ledger after it was posted is missing there, and its exception can send it again', async () => {
    const river = await traded(2);
    const [lost] = river.ledger.records.splice(0, 1);
    const { breaks, summary } = await compare(river);
    expect(brief(breaks)).toEqual(['missing_in_ledger 1 review']);
    expect(breaks[0]).toMatchObject({ planKey: lost?.key, recordId: 'R1', dates: { trace: '2026-02-10' } });
    expect(breaks[0]?.amounts).toContainEqual({
      component: 'sales',
      side: 'credit',
      currency: 'EUR',
      trace: '10.00',
      ledger: '0.00',
    });
    expect(summary.booked.find(({ component }) => component === 'sales')).toMatchObject({
      trace: '30.00',
      ledger: '20.00',
      difference: '-10.00',
    });

    expect(await replayBreaks(river.context(), 'main', breaks)).toBe(0);
    const [exception] = await listExceptions(river.context(), {});
    expect(exception).toMatchObject({
      stage: 'reconcile',
      code: 'missing_in_ledger',
      planKey: lost?.key,
      destination: 'test:main',
    });
    await river.run();
    expect((await compare(river)).breaks).toHaveLength(1);

    await changeException(river.context(), exception?.id ?? 0, { action: 'retry' });
    await river.settle();
    const mended = await compare(river);
    expect(mended.breaks).toEqual([]);
    expect(river.ledger.twice()).toEqual([]);
    expect(await listExceptions(river.context(), {})).toEqual([]);
    expect((await listExceptions(river.context(), { states: ['resolved'] }))[0]?.note).toContain(
      'in agreement',
    );
  });

  test('an amount changed by hand is named by component, on both sides', async () => {
    const river = await traded(1);
    retype(river, 0, '1.00', '2.00');
    retype(river, 0, '10.00', '9.00');
    const { breaks } = await compare(river);
    expect(brief(breaks)).toEqual(['amount_differs 1 review']);
    expect(breaks[0]?.amounts).toEqual([
      { component: 'sales', side: 'credit', currency: 'EUR', trace: '10.00', ledger: '9.00' },
      { component: 'tax:DE-19', side: 'credit', currency: 'EUR', trace: '1.00', ledger: '2.00' },
    ]);
  });

  test('an amount moved to another ledger account by hand is named by that account', async () => {
    const river = await traded(1);
    retype(river, 0, 'sales', 'consulting');
    const { breaks } = await compare(river);
    expect(brief(breaks)).toEqual(['amount_differs 1 review']);
    expect(breaks[0]?.amounts).toEqual([
      { component: 'consulting', side: 'credit', currency: 'EUR', trace: '0.00', ledger: '10.00' },
      { component: 'sales', side: 'credit', currency: 'EUR', trace: '10.00', ledger: '0.00' },
    ]);
  });

  test('an amount that cannot be read is a difference, never zero', async () => {
    const river = await traded(1);
    retype(river, 0, '10.00', '10.005');
    const { breaks } = await compare(river);
    expect(breaks[0]?.message).toContain('cannot be read exactly');
  });

  test('another currency by hand is a difference in both currencies', async () => {
    const river = await traded(1);
    retype(river, 0, 'EUR', 'USD');
    const { breaks } = await compare(river);
    expect(breaks[0]?.message).toContain('is in USD, not in EUR');
    expect(breaks[0]?.amounts.map(({ component, currency }) => `${component} ${currency}`)).toEqual([
      'receivable EUR',
      'sales EUR',
      'tax:DE-19 EUR',
      'receivable USD',
      'sales USD',
      'tax:DE-19 USD',
    ]);
  });

  test('a record moved to another day is named with both dates, also when it left the period', async () => {
    const river = await traded(2);
    retype(river, 0, '2026-02-10', '2026-02-11');
    retype(river, 2, '2026-02-10', '2026-05-01');
    const { breaks } = await compare(river);
    expect(brief(breaks)).toEqual(['date_differs 1 review', 'date_differs 2 review']);
    expect(breaks.map(({ dates }) => dates)).toEqual([
      { trace: '2026-02-10', ledger: '2026-02-11' },
      { trace: '2026-02-10', ledger: '2026-05-01' },
    ]);
  });

  test('a record moved into a period in which its order did nothing is named there too', async () => {
    const river = await traded(1);
    retype(river, 0, '2026-02-10', '2026-05-01');
    const { breaks } = await compare(river, { from: '2026-05-01', to: '2026-05-31' });
    expect(brief(breaks)).toEqual(['date_differs 1 review']);
  });

  test('a record under a reference of ours that nobody gave out is unknown', async () => {
    const river = await traded(1);
    const [first] = river.ledger.records;
    if (first) river.ledger.records.push({ ...first, recordId: 'X', key: first.key.replace(':1:', ':77:') });
    const { breaks } = await compare(river);
    expect(brief(breaks)).toEqual(['unknown_in_ledger 77 review']);
    expect(breaks[0]?.amounts).toContainEqual({
      component: 'sales',
      side: 'credit',
      currency: 'EUR',
      trace: '0.00',
      ledger: '10.00',
    });
  });

  test('a copy of a record under the same reference is a duplicate', async () => {
    const river = await traded(1);
    const [first] = river.ledger.records;
    if (first) river.ledger.records.unshift({ ...first, recordId: 'COPY' });
    const { breaks } = await compare(river);
    expect(brief(breaks)).toEqual(['duplicate_in_ledger 1 review']);
    expect(breaks[0]).toMatchObject({
      recordId: 'COPY',
      message: expect.stringContaining('posted was R1') as string,
    });
  });

  test('an order deleted in the shop after it was posted is gone in the source', async () => {
    const river = await traded(2);
    river.shop.orders.delete('2');
    const { breaks, summary } = await compare(river);
    expect(brief(breaks)).toEqual(['gone_in_source 2 review']);
    expect(breaks[0]?.amounts).toContainEqual({
      component: 'sales',
      side: 'credit',
      currency: 'EUR',
      source: '0.00',
      trace: '20.00',
      ledger: '20.00',
    });
    expect(summary.table.find(({ component }) => component === 'sales')).toMatchObject({
      source: '10.00',
      ledger: '30.00',
      difference: '20.00',
    });
  });

  test('an order that was deleted and reversed is no break any more', async () => {
    const river = await traded(1);
    change(river, { id: '1', cents: 1000, paid: false, state: 'cancelled' }, '2026-02-20T10:00:00Z');
    await river.settle();
    river.shop.orders.delete('1');
    expect((await compare(river)).breaks).toEqual([]);
  });

  test('each opens one exception, however often it is found', async () => {
    const river = await traded(1);
    river.ledger.records.splice(0, 2);
    for (let round = 0; round < 3; round++)
      await replayBreaks(river.context(), 'main', (await compare(river)).breaks);
    const open = await listExceptions(river.context(), {});
    expect(open.map(({ code, seen }) => `${code} ${seen}`)).toEqual([
      'missing_in_ledger 3',
      'missing_in_ledger 3',
    ]);
  });
});

describe('orders held by an exception', () => {
  const lying = () => {
    const order = smallOrder({ id: '5', cents: 5000, paid: true });
    return { ...order, claims: { ...order.claims, total: { amount: '99.99', pointers: ['/total'] } } };
  };

  test('are named with its code, are no surprise, and keep the period from being closed', async () => {
    const river = await traded(1);
    river.shop.put(lying());
    await river.settle();
    const { summary, breaks } = await compare(river);
    expect(brief(breaks)).toEqual(['held 5 none']);
    expect(breaks[0]).toMatchObject({ surprise: false, code: 'source_totals_mismatch' });
    expect(summary).toMatchObject({
      total: 1,
      surprises: 0,
      breaks: { held: 1 },
      orders: { inPeriod: 2, held: 1 },
    });
    expect(summary.closeReadiness).toEqual({ ready: false, orders: 2, agreed: 1 });
    expect(await replayBreaks(river.context(), 'main', breaks)).toBe(0);
    expect((await listExceptions(river.context(), {})).map(({ stage }) => stage)).toEqual(['map']);
  });

  test('are missing when no exception is on record: nobody knows of them', async () => {
    const river = await traded(1);
    river.shop.put(lying());
    const { breaks } = await compare(river);
    expect(brief(breaks)).toEqual(['missing_in_trace 5 replay']);
    expect(breaks[0]).toMatchObject({
      surprise: true,
      message: expect.stringContaining('No exception is on record') as string,
    });
    await replayBreaks(river.context(), 'main', breaks);
    await river.run();
    expect(brief((await compare(river)).breaks)).toEqual(['held 5 none']);
  });

  test('at posting are held too, not missing', async () => {
    const river = await River.open({ postingTrigger: 'creation' });
    river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true }));
    river.ledger.locked = '2026-12-31';
    await river.settle();
    const { breaks } = await compare(river);
    expect(brief(breaks)).toEqual(['held 1 none']);
    expect(breaks[0]?.code).toBe('period_closed');
  });
});

describe('periods', () => {
  test('an order of another month is compared when the shop changed it in the period, and stands outside the table', async () => {
    const river = await River.open({ postingTrigger: 'creation' });
    river.shop.put(
      smallOrder({
        id: '1',
        cents: 1000,
        paid: true,
        placedAt: '2026-01-05T10:00:00Z',
        updatedAt: '2026-01-05T10:00:00Z',
      }),
    );
    await river.settle();
    river.shop.put(
      smallOrder({
        id: '1',
        cents: 1000,
        paid: true,
        refundedCents: 400,
        placedAt: '2026-01-05T10:00:00Z',
        updatedAt: '2026-03-10T10:00:00Z',
      }),
    );
    const march = await compare(river, { from: '2026-03-01', to: '2026-03-31' });
    expect(brief(march.breaks)).toEqual(['missing_in_trace 1 replay', 'missing_in_trace 1 replay']);
    expect(march.summary).toMatchObject({ table: [], orders: { inPeriod: 0, alsoChecked: 1 } });
    const without = await compare(river, { from: '2026-03-01', to: '2026-03-31' }, { alsoChanged: false });
    expect(without.breaks).toEqual([]);
  });

  test('an order of another month is compared when an entry of it is dated in the period', async () => {
    const river = await traded(1);
    const { summary } = await compare(river, { from: '2026-02-10', to: '2026-02-10' });
    expect(summary.orders).toMatchObject({ inPeriod: 1, alsoChecked: 0 });
    river.shop.put(
      smallOrder({
        id: '1',
        cents: 1000,
        paid: true,
        placedAt: '2026-01-05T10:00:00Z',
        updatedAt: '2026-06-01T10:00:00Z',
      }),
    );
    const moved = await compare(river, { from: '2026-02-10', to: '2026-02-10' });
    expect(moved.summary.orders).toMatchObject({ inPeriod: 0, alsoChecked: 1 });
  });

  test('the day of an order is the store’s, not that of UTC', async () => {
    const river = await River.open({ postingTrigger: 'creation', timeZone: 'Pacific/Kiritimati' });
    river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true, placedAt: '2026-02-28T11:00:00Z' }));
    await river.settle();
    expect((await compare(river, FEBRUARY, { alsoChanged: false })).summary.orders.inPeriod).toBe(0);
    expect((await compare(river, { from: '2026-03-01', to: '2026-03-01' })).summary.orders.inPeriod).toBe(1);
  });

  test('a period that is none is refused with a sentence', async () => {
    const river = await River.open({ postingTrigger: 'creation' });
    await expect(compare(river, { from: '2026-02-30', to: '2026-03-01' })).rejects.toThrow('is not a day');
  });
});

test('more breaks than are listed are all counted', async () => {
  const river = await River.open({ postingTrigger: 'creation' });
  for (let id = 1; id <= 7; id++) river.shop.put(smallOrder({ id: String(id), cents: 1000, paid: true }));
  const { summary, breaks } = await compare(river, FEBRUARY, { maxBreaks: 3 });
  expect(breaks).toHaveLength(3);
  expect(summary).toMatchObject({ total: 14, listed: 3, breaks: { missing_in_trace: 14 } });
});
