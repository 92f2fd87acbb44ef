import { changeException } from '../../lib/flows/exceptions';
import { health } from '../../lib/flows/health';
import { createBook } from '../../lib/destinations/book';
import { policySchema } from '../../lib/policy/policy';
import type { SqlTraceStore } from '../../lib/store/sql-trace-store';
import { Life } from '../support/crash';
import { STORE_ID } from '../support/memory-shop';
import type { River } from '../support/river';
import { smallOrder } from '../support/small-order';
import { madeOf, openSummaryRiver, sell, stage, STAGING, summarize } from '../support/summary-river';

const on = (day: string, time = '10:00:00Z') => ({
  placedAt: `2026-02-${day}T${time}`,
  updatedAt: `2026-02-${day}T${time}`,
});

/** What the records of the ledger say, briefly. */
const held = (river: River) =>
  river.ledger.records.map(({ date, currency, lines }) => `${date} ${lines[0]?.debit} ${currency}`);
const descriptions = (river: River) => river.ledger.received.map(({ document }) => document.description);
const exceptions = (river: River) =>
  river.store.listExceptions({ platform: 'memory', storeId: STORE_ID, states: ['open'] });

describe('staging', () => {
  test('an order whose policy asks for summaries is staged, and the ledger hears nothing of it', async () => {
    const river = await openSummaryRiver();
    sell(river, { id: '1' });
    expect(await stage(river)).toMatchObject([
      {
        posted: {
          outcome: 'staged',
          destination: 'test:main~summary',
          plans: [{ state: 'staged', total: '11.00', recordId: expect.stringMatching(/^staged:CL-/) }],
        },
      },
    ]);
    expect([river.ledger.records, river.ledger.sends]).toEqual([[], 0]);
    expect(await stage(river)).toMatchObject([{ posted: { outcome: 'unchanged', plans: [] } }]);
  });

  test('shadow and hold stage nothing', async () => {
    const river = await openSummaryRiver();
    sell(river, { id: '1' });
    expect(await stage(river, { mode: 'shadow' })).toMatchObject([{ posted: { outcome: 'would_post' } }]);
    expect(await stage(river, { mode: 'hold' })).toMatchObject([{ posted: { outcome: 'planned' } }]);
    expect(await river.store.openDays(STAGING)).toEqual([]);
  });

  test('an order stays on the way that it took first, whatever its policy says later', async () => {
    const river = await openSummaryRiver();
    const journal = policySchema.parse({});
    sell(river, { id: '1' });
    await stage(river, { policy: journal });
    sell(river, { id: '2' });
    await stage(river);
    sell(river, { id: '1', cents: 1500, updatedAt: '2026-02-12T10:00:00Z' });
    sell(river, { id: '2', cents: 1500, updatedAt: '2026-02-12T10:00:00Z' });
    expect(await stage(river)).toMatchObject([
      { posted: { destination: 'test:main', outcome: 'posted', plans: [{ kind: 'delta' }] } },
      { posted: { destination: 'test:main~summary', outcome: 'staged', plans: [{ kind: 'delta' }] } },
    ]);
    expect(await stage(river, { policy: journal })).toMatchObject([
      { posted: { outcome: 'unchanged' } },
      { posted: { outcome: 'unchanged', destination: 'test:main~summary' } },
    ]);
    await summarize(river);
    expect(river.ledger.balances()).toEqual(river.expected());
  });
});

describe('a summary', () => {
  test('is one journal of a day, the exact sum of its orders', async () => {
    const river = await openSummaryRiver();
    sell(river, { id: '1' }, { id: '2', cents: 2345 }, { id: '3', cents: 7, ...on('11') });
    await stage(river);
    const made = madeOf(await summarize(river));
    expect(made).toMatchObject([
      {
        day: '2026-02-10',
        currency: 'EUR',
        outcome: 'posted',
        orders: 2,
        members: 2,
        late: 0,
        recordId: 'R1',
      },
      { day: '2026-02-11', outcome: 'posted', orders: 1 },
    ]);
    expect(made[0]?.key).toBe('memory:shop.example:2026-02-10-EUR:summary:#1');
    expect(descriptions(river)).toEqual([
      'Daily summary 2026-02-10, 2 orders',
      'Daily summary 2026-02-11, 1 order',
    ]);
    expect(river.ledger.received[0]?.document).toMatchObject({
      type: 'journal',
      kind: 'entry',
      lines: [
        { ledgerAccount: 'clearing:stripe', debit: '36.79' },
        { ledgerAccount: 'sales', credit: '33.45' },
        { ledgerAccount: 'tax:DE-19', credit: '3.34' },
      ],
    });
    expect(river.ledger.balances()).toEqual(river.expected());
  });

  test('is made once: a second run posts nothing', async () => {
    const river = await openSummaryRiver();
    sell(river, { id: '1' });
    await stage(river);
    await summarize(river);
    const { sends } = river.ledger;
    expect(await summarize(river)).toEqual([]);
    expect(river.ledger.sends).toBe(sends);
  });

  test('waits until its day is over in the time zone of the store, unless today is asked for', async () => {
    const river = await openSummaryRiver();
    const now = '2026-03-01T11:00:00Z';
    const today = { placedAt: now, updatedAt: now };
    sell(river, { id: '1', ...today });
    await stage(river);
    expect(await summarize(river)).toEqual([]);
    // In Auckland it is the second of March already.
    expect(await summarize(river, { mode: 'shadow', timeZone: 'Pacific/Auckland' })).toMatchObject([
      { posted: { outcome: 'would_post', day: '2026-03-01' } },
    ]);
    expect(await summarize(river, { includeToday: true })).toMatchObject([
      { posted: { outcome: 'posted', day: '2026-03-01' } },
    ]);
  });

  test('of each currency is its own', async () => {
    const river = await openSummaryRiver();
    sell(river, { id: '1' });
    river.shop.put({ ...smallOrder({ id: '2', cents: 700, paid: true }), currency: 'USD' });
    await stage(river);
    await summarize(river);
    expect(held(river)).toEqual(['2026-02-10 11.00 EUR', '2026-02-10 7.70 USD']);
  });

  test('that amounts to nothing is on record, and the ledger gets none', async () => {
    const river = await openSummaryRiver({ postingTrigger: 'creation' });
    sell(river, { id: '1', paid: false });
    await stage(river);
    sell(river, { id: '1', paid: false, state: 'cancelled', updatedAt: '2026-02-10T11:00:00Z' });
    await stage(river);
    expect(await summarize(river)).toMatchObject([
      { posted: { outcome: 'nothing_to_post', members: 2, orders: 1 } },
    ]);
    expect(river.ledger.records).toEqual([]);
    expect(await summarize(river)).toEqual([]);
    expect(await river.store.openDays(STAGING)).toEqual([]);
  });

  test('goes into the built-in book as into any ledger', async () => {
    const river = await openSummaryRiver();
    const book = createBook({ storage: river.store as SqlTraceStore, bookId: 'main', clock: river.clock });
    sell(river, { id: '1' }, { id: '2', cents: 500 });
    await stage(river, { destination: book });
    expect(madeOf(await summarize(river, { destination: book }))).toMatchObject([
      { recordId: 'B-000001', total: '16.50' },
    ]);
    expect(await book.trialBalance()).toMatchObject([
      { ledgerAccount: 'clearing:stripe', balance: '16.50' },
      { ledgerAccount: 'sales', balance: '-15.00' },
      { ledgerAccount: 'tax:DE-19', balance: '-1.50' },
    ]);
  });

  test('in a ledger with customers names the shop where it holds a receivable', async () => {
    const { FaultyLedger } = await import('../support/faulty-ledger');
    const river = await openSummaryRiver({ postingTrigger: 'creation' }, new FaultyLedger(10, ['invoice']));
    sell(river, { id: '1', paid: false });
    await stage(river);
    await summarize(river);
    expect(river.ledger.received.map(({ document }) => document)).toMatchObject([
      { type: 'journal', customer: { key: 'memory:shop.example' } },
    ]);
  });
});

describe('what comes late', () => {
  const summarized = async () => {
    const river = await openSummaryRiver();
    sell(river, { id: '1' });
    await stage(river);
    await summarize(river);
    return river;
  };

  test('an order of a day that has its summary goes into the next day without one, with its own day on the line', async () => {
    const river = await summarized();
    sell(river, { id: '2', cents: 500 }, { id: '3', cents: 900 });
    await stage(river);
    const before = JSON.stringify(river.ledger.records[0]);
    expect(madeOf(await summarize(river))).toMatchObject([{ day: '2026-02-11', orders: 2, late: 2 }]);
    expect(JSON.stringify(river.ledger.records[0])).toBe(before);
    expect(river.ledger.received.at(-1)?.document.lines[0]).toMatchObject({
      debit: '15.40',
      memo: 'Late, of 2026-02-10',
    });
    expect(river.ledger.balances()).toEqual(river.expected());
  });

  test('amounts of the day itself and late ones stand on lines of their own', async () => {
    const river = await summarized();
    sell(river, { id: '2', cents: 500 }, { id: '3', cents: 900, ...on('11') });
    await stage(river);
    await summarize(river);
    const lines = river.ledger.received.at(-1)?.document.lines;
    expect(
      lines?.map(({ logicalAccount, debit, credit, memo }) => [logicalAccount, debit ?? credit, memo]),
    ).toEqual([
      ['clearing:stripe', '9.90', undefined],
      ['clearing:stripe', '5.50', 'Late, of 2026-02-10'],
      ['sales', '9.00', undefined],
      ['sales', '5.00', 'Late, of 2026-02-10'],
      ['tax:DE-19', '0.90', undefined],
      ['tax:DE-19', '0.50', 'Late, of 2026-02-10'],
    ]);
  });

  test('a change after the summary was posted is a delta of the day on which it happened', async () => {
    const river = await summarized();
    sell(river, { id: '1', cents: 1500, updatedAt: '2026-02-14T10:00:00Z' });
    await stage(river);
    expect(madeOf(await summarize(river))).toMatchObject([
      { day: '2026-02-14', date: '2026-02-14', total: '5.50', late: 0 },
    ]);
    expect(river.ledger.balances()).toEqual(river.expected());
  });

  test('under reverse and repost, reversal and repost stand in the summary of the day of the change', async () => {
    const river = await openSummaryRiver({ corrections: 'reverse-and-repost' });
    sell(river, { id: '1' });
    await stage(river);
    await summarize(river);
    sell(river, { id: '1', cents: 1500, updatedAt: '2026-02-14T10:00:00Z' });
    await stage(river);
    expect(madeOf(await summarize(river))).toMatchObject([{ day: '2026-02-14', orders: 1, members: 2 }]);
    expect(river.ledger.balances()).toEqual(river.expected());
  });

  test('a refund of the next day stands in that day', async () => {
    const river = await summarized();
    sell(river, { id: '1', refundedCents: 400, updatedAt: '2026-02-11T10:00:00Z' });
    await stage(river);
    await summarize(river);
    expect(held(river)).toEqual(['2026-02-10 11.00 EUR', '2026-02-11 4.00 EUR']);
    expect(river.ledger.balances()).toEqual(river.expected());
  });

  test('when no later day is over, it waits', async () => {
    const river = await summarized();
    river.clock.advance(Date.parse('2026-02-11T08:00:00Z') - river.clock.now().getTime());
    sell(river, { id: '2' });
    await stage(river);
    expect(await summarize(river)).toEqual([]);
    expect(await river.store.openDays(STAGING)).toMatchObject([
      { day: '2026-02-10', currency: 'EUR', members: 1 },
    ]);
    river.clock.advance(86_400_000);
    expect(madeOf(await summarize(river))).toMatchObject([{ day: '2026-02-11', late: 1 }]);
  });
});

test('a store whose staged orders find no summary for days is not complete', async () => {
  const river = await openSummaryRiver();
  await river.store.registerPipeline({ pipeline: 'main', platform: 'memory', storeId: STORE_ID });
  sell(river, { id: '1' });
  await stage(river);
  const codes = async () => (await health(river.context()))[0]?.reasons.map(({ code }) => code);
  expect(await codes()).not.toContain('summaries_waiting');
  river.clock.advance(4 * 86_400_000);
  expect(await codes()).toContain('summaries_waiting');
  await summarize(river);
  expect(await codes()).not.toContain('summaries_waiting');
});

describe('modes', () => {
  test('shadow says what would be posted, and writes nothing', async () => {
    const river = await openSummaryRiver();
    sell(river, { id: '1' });
    await stage(river);
    expect(await summarize(river, { mode: 'shadow' })).toMatchObject([
      { posted: { outcome: 'would_post', total: '11.00' } },
    ]);
    expect(await river.store.getSummaries(STAGING)).toEqual([]);
  });

  test('hold writes the summary and sends nothing; live posts what was held', async () => {
    const river = await openSummaryRiver();
    sell(river, { id: '1' });
    await stage(river);
    expect(await summarize(river, { mode: 'hold' })).toMatchObject([{ posted: { outcome: 'planned' } }]);
    expect(river.ledger.sends).toBe(0);
    expect(await summarize(river)).toMatchObject([{ posted: { outcome: 'posted', recordId: 'R1' } }]);
  });
});

describe('closed periods', () => {
  const waiting = async () => {
    const river = await openSummaryRiver();
    sell(river, { id: '1' });
    await stage(river);
    river.ledger.locked = '2026-02-28';
    return river;
  };

  test('hold: one exception for the summary, its orders wait, and it closes itself when the period is open again', async () => {
    const river = await waiting();
    for (const _ of ['once', 'twice'])
      expect(await summarize(river)).toMatchObject([
        { held: { state: 'held', orderId: '2026-02-10-EUR', problems: [{ code: 'period_closed' }] } },
      ]);
    expect(await exceptions(river)).toMatchObject([{ code: 'period_closed', seen: 2, stage: 'post' }]);
    river.ledger.locked = undefined;
    expect(madeOf(await summarize(river))).toMatchObject([{ outcome: 'posted' }]);
    expect(await exceptions(river)).toEqual([]);
  });

  test('retrying its exception makes no order due', async () => {
    const river = await waiting();
    await summarize(river);
    const [found] = await exceptions(river);
    await changeException(river.context(), found?.id ?? 0, { action: 'retry' });
    expect(await river.store.listWork({ platform: 'memory' })).toEqual([]);
  });

  test('next open day: dated there, with its own day in the text', async () => {
    const river = await waiting();
    expect(madeOf(await summarize(river, { closedPeriod: 'next-open-day' }))).toMatchObject([
      { day: '2026-02-10', date: '2026-03-01', outcome: 'posted' },
    ]);
    expect(descriptions(river)).toEqual(['Daily summary 2026-02-10 (period closed), 1 order']);
  });

  test('a period that closes between writing and sending: dated anew under the next number, and posted once', async () => {
    const river = await openSummaryRiver();
    sell(river, { id: '1' });
    await stage(river);
    await summarize(river, { mode: 'hold' });
    river.ledger.locked = '2026-02-28';
    river.ledger.faults.push('period_closed');
    expect(madeOf(await summarize(river, { closedPeriod: 'next-open-day' }))).toMatchObject([
      { date: '2026-03-01', outcome: 'posted', key: expect.stringMatching(/summary:#2$/) },
    ]);
    expect(river.ledger.balances()).toEqual(river.expected());
    expect(await summarize(river, { closedPeriod: 'next-open-day' })).toEqual([]);
    expect(river.ledger.records).toHaveLength(1);
  });
});

describe('faults', () => {
  test.each([
    'answer_lost_after',
    'answer_lost_before',
    'late_record',
    'throttled',
    'transient',
    'credential',
  ] as const)('after %s it is posted once, by a later run', async (fault) => {
    const river = await openSummaryRiver();
    sell(river, { id: '1' }, { id: '2' });
    await stage(river);
    river.ledger.faults.push(fault);
    expect(await summarize(river)).toMatchObject([{ held: { state: 'retrying' } }]);
    for (let run = 0; run < 4; run++) {
      river.clock.advance(120_000);
      await summarize(river);
    }
    expect(river.ledger.twice()).toEqual([]);
    expect(river.ledger.balances()).toEqual(river.expected());
    expect(await exceptions(river)).toEqual([]);
  });

  test('a summary that the ledger refuses is an exception, and is tried again by the next run', async () => {
    const river = await openSummaryRiver();
    sell(river, { id: '1' });
    await stage(river);
    river.ledger.faults.push('validation');
    expect(await summarize(river)).toMatchObject([
      { held: { state: 'held', problems: [{ severity: 'error' }] } },
    ]);
    expect(await exceptions(river)).toHaveLength(1);
    expect(madeOf(await summarize(river))).toMatchObject([{ outcome: 'posted' }]);
    expect(await exceptions(river)).toEqual([]);
  });

  const open = async () => {
    const river = await openSummaryRiver();
    sell(river, { id: '1' }, { id: '2', cents: 2345 }, { id: '3', cents: 1, ...on('11') });
    await stage(river);
    return river;
  };

  const mortal = async (river: River, life: Life) => {
    try {
      await summarize(river, {}, life);
    } catch (error) {
      if (!life.dead) throw error;
    }
  };

  test('wherever the process dies, every member is in one summary and every summary is posted once', async () => {
    const counting = new Life();
    await mortal(await open(), counting);
    expect(counting.names).toContain('store.writeSummary');
    for (let at = 0; at < counting.names.length; at++)
      for (const when of ['before', 'after'] as const) {
        const river = await open();
        await mortal(river, new Life({ at, when }));
        for (let run = 0; run < 3; run++) {
          river.clock.advance(3_700_000);
          await summarize(river);
        }
        const story = `died ${when} ${counting.names[at]} (call ${at})`;
        expect({ story, twice: river.ledger.twice(), balances: river.ledger.balances() }).toEqual({
          story,
          twice: [],
          balances: river.expected(),
        });
        expect(await river.store.openDays(STAGING)).toEqual([]);
      }
  });

  test('staging may die anywhere too', async () => {
    const fresh = async () => {
      const river = await openSummaryRiver();
      sell(river, { id: '1' }, { id: '2', cents: 2345 });
      return river;
    };
    const counting = new Life();
    await stage(await fresh(), { life: counting });
    for (let at = 0; at < counting.names.length; at++)
      for (const when of ['before', 'after'] as const) {
        const river = await fresh();
        await stage(river, { life: new Life({ at, when }) }).catch(() => undefined);
        // A summary may be made before the staging comes to its end.
        await summarize(river);
        river.clock.advance(3_700_000);
        await stage(river);
        await stage(river);
        await summarize(river);
        const story = `died ${when} ${counting.names[at]} (call ${at})`;
        expect({ story, balances: river.ledger.balances() }).toEqual({ story, balances: river.expected() });
      }
  });

  test('two runs at once make each summary once', async () => {
    const river = await open();
    await Promise.all([summarize(river), summarize(river), summarize(river)]);
    river.clock.advance(3_700_000);
    await summarize(river);
    expect(river.ledger.twice()).toEqual([]);
    expect(river.ledger.balances()).toEqual(river.expected());
    expect(await river.store.getSummaries(STAGING)).toHaveLength(2);
  });
});
