/** How what is posted is corrected: by a difference, by reversing and posting anew, by documents, and when periods close. */
import type { DocumentType } from '../../lib/accounting/document';
import type { PolicyInput } from '../../lib/policy/policy';
import { closeTo, DOCUMENTS } from '../support/closing';
import { Life } from '../support/crash';
import { approve, drain, ledgerOf, under } from '../support/remap-river';
import { River } from '../support/river';
import { type SmallOrder, smallOrder } from '../support/small-order';

const put = (river: River, small: Partial<SmallOrder>): void =>
  river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true, ...small }));

const opened = async (policy: Parameters<typeof River.open>[0], documents: readonly DocumentType[] = []) => {
  const river = await River.open(policy, ledgerOf(documents));
  put(river, {});
  await river.settle();
  return river;
};

const edit = async (river: River, small: Partial<SmallOrder>): Promise<void> => {
  put(river, { updatedAt: '2026-02-12T10:00:00Z', ...small });
  await river.settle();
};

const sent = (river: River) =>
  river.ledger.received.map(({ document }) => [document.type, document.kind, document.date]);

const plansOf = (river: River) => river.store.getPlans({ orderId: '1' });

describe('reverse and repost', () => {
  const policy = { corrections: 'reverse-and-repost' } as const;

  test('takes back what is posted and posts the whole entry anew, both pointing at the first', async () => {
    const river = await opened(policy);
    await edit(river, { cents: 1500 });
    expect(await plansOf(river)).toMatchObject([
      { kind: 'entry', total: '11.00', date: '2026-02-10' },
      { kind: 'reversal', total: '11.00', date: '2026-02-12', corrects: expect.stringMatching(/#1$/) },
      { kind: 'entry', total: '16.50', date: '2026-02-12', corrects: expect.stringMatching(/#1$/) },
    ]);
    expect((await plansOf(river)).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(river.ledger.balances()).toEqual(river.expected());
  });

  test('the next correction takes back what stands, not what was taken back', async () => {
    const river = await opened(policy);
    await edit(river, { cents: 1500 });
    await edit(river, { cents: 700, updatedAt: '2026-02-14T10:00:00Z' });
    const plans = await plansOf(river);
    expect(plans.slice(3)).toMatchObject([
      { kind: 'reversal', total: '16.50', corrects: plans[2]?.key },
      { kind: 'entry', total: '7.70', corrects: plans[2]?.key },
    ]);
    expect(river.ledger.balances()).toEqual(river.expected());
  });

  test('a reversal stands alone when the entry is gone, and a replay posts nothing', async () => {
    const river = await opened({ ...policy, postingTrigger: 'creation' });
    await edit(river, { paid: false, state: 'cancelled' });
    const plans = await plansOf(river);
    expect(plans.filter(({ kind }) => kind === 'reversal').length).toBe(plans.length / 2);
    expect(river.ledger.balances()).toEqual({});
    const { sends } = river.ledger;
    await river.settle();
    expect(river.ledger.sends).toBe(sends);
  });

  test('corrections on the original date stand on it, both of them', async () => {
    const river = await opened({ ...policy, correctionDate: 'original' });
    await edit(river, { cents: 1500 });
    expect(sent(river).map(([, , date]) => date)).toEqual(['2026-02-10', '2026-02-10', '2026-02-10']);
  });

  test('wherever the process dies, the ledger ends at the target and nothing is posted twice', async () => {
    let died = 0;
    for (let at = 0; at < 24; at++)
      for (const when of ['before', 'after'] as const) {
        const river = await opened(policy);
        put(river, { cents: 1500, updatedAt: '2026-02-12T10:00:00Z' });
        await river.sweep();
        const life = new Life({ at, when });
        await river.runMortal(life);
        if (life.dead) died++;
        // Meanwhile the order changes once more, so that half a correction is corrected itself.
        if (at % 2 === 0) put(river, { cents: 900, updatedAt: '2026-02-13T10:00:00Z' });
        await river.settle();
        expect({ at, when, balances: river.ledger.balances() }).toEqual({
          at,
          when,
          balances: river.expected(),
        });
        expect(river.ledger.twice()).toEqual([]);
        await river.store.close();
      }
    expect(died).toBeGreaterThan(10);
  });

  test.each(['answer_lost_after', 'answer_lost_before', 'late_record', 'throttled', 'transient'] as const)(
    'a fault between the two (%s) ends at the target',
    async (fault) => {
      const river = await opened(policy);
      put(river, { cents: 1500, updatedAt: '2026-02-12T10:00:00Z' });
      for (const faults of [[fault], [undefined, fault]]) river.ledger.faults.push(...faults);
      await river.settle();
      expect(river.ledger.balances()).toEqual(river.expected());
      expect(river.ledger.twice()).toEqual([]);
    },
  );
});

describe('documents', () => {
  test('a delta that is a document of its own stays one', async () => {
    const river = await opened({ output: 'invoice' }, DOCUMENTS);
    await edit(river, { cents: 800 });
    expect(sent(river).map(([type]) => type)).toEqual([
      'invoice',
      'payment',
      'credit_note',
      'refund_payment',
    ]);
  });

  test('an invoice whose difference is no document is credited whole, and invoiced anew', async () => {
    const river = await opened({ output: 'invoice' }, DOCUMENTS);
    const rules: PolicyInput = { output: 'invoice', accountRules: [{ account: 'sales:things' }] };
    const next = under(river, rules);
    await approve(next);
    await drain(next);
    expect(sent(river).map(([type, kind]) => [type, kind])).toEqual([
      ['invoice', 'entry'],
      ['payment', 'entry'],
      ['credit_note', 'reversal'],
      ['invoice', 'entry'],
    ]);
    // The payment stays on the invoice that it paid; the credit note and the new invoice are both open, for the same amount.
    expect(river.ledger.received.map(({ appliesTo }) => appliesTo)).toEqual([
      undefined,
      'R1',
      undefined,
      undefined,
    ]);
    expect(river.ledger.balances()).toEqual(next.expected());
  });

  test('a payment that comes after goes to the new invoice', async () => {
    const river = await River.open(
      { output: 'invoice', postingTrigger: 'creation', corrections: 'reverse-and-repost' },
      ledgerOf(DOCUMENTS),
    );
    put(river, { paid: false });
    await river.settle();
    await edit(river, { cents: 1500, paid: false });
    await edit(river, { cents: 1500, paid: true, updatedAt: '2026-02-13T10:00:00Z' });
    expect(river.ledger.received.map(({ document, appliesTo }) => [document.type, appliesTo])).toEqual([
      ['invoice', undefined],
      ['credit_note', undefined],
      ['invoice', undefined],
      ['payment', 'R3'],
    ]);
  });

  test('a ledger that has no credit notes gets journals', async () => {
    const river = await opened({ output: 'invoice', corrections: 'reverse-and-repost' }, [
      'invoice',
      'payment',
    ]);
    await edit(river, { cents: 1500 });
    expect(river.ledger.balances()).toEqual(river.expected());
    expect(sent(river).some(([type, kind]) => type === 'journal' && kind === 'reversal')).toBe(true);
  });
});

describe('closed periods', () => {
  const open = { closedPeriod: 'next-open-day' } as const;

  test('a correction is held, and says until when the ledger is closed', async () => {
    const river = await opened({});
    river.ledger.locked = '2026-02-28';
    await edit(river, { cents: 1500 });
    const [exception] = await river.store.listExceptions({ objectId: '1' });
    expect(exception).toMatchObject({
      code: 'period_closed',
      message: expect.stringContaining('2026-02-28'),
    });
    expect(river.ledger.records).toHaveLength(1);
  });

  test.each(['delta', 'reverse-and-repost'] as const)(
    'a correction (%s) moves to the next open day, with its own date in words',
    async (corrections) => {
      const river = await opened({ ...open, corrections });
      river.ledger.locked = '2026-02-28';
      await edit(river, { cents: 1500 });
      const moved = river.ledger.received.slice(1).map(({ document }) => document);
      expect(moved.length).toBe(corrections === 'delta' ? 1 : 2);
      for (const { date, description } of moved)
        expect([date, description]).toEqual([
          '2026-03-01',
          expect.stringContaining('(2026-02-12, period closed)'),
        ]);
      expect(river.ledger.balances()).toEqual(river.expected());
    },
  );

  test('moves as often as the ledger closes another day', async () => {
    const river = await opened(open);
    for (const [index, day] of ['2026-02-12', '2026-02-13', '2026-02-28', '2027-01-31'].entries()) {
      river.ledger.locked = day;
      await edit(river, { cents: 1500 + index, updatedAt: `2026-02-12T10:0${index}:00Z` });
    }
    expect(sent(river).map(([, , date]) => date)).toEqual([
      '2026-02-10',
      '2026-02-13',
      '2026-02-14',
      '2026-03-01',
      '2027-02-01',
    ]);
    expect(river.ledger.balances()).toEqual(river.expected());
  });

  test('a period that closes after planning is planned anew in the same run, and no person is asked', async () => {
    const river = await River.open(open, ledgerOf());
    closeTo(river, '2026-02-28');
    put(river, {});
    await river.deliver('1', 'd1');
    expect(await river.run()).toMatchObject([
      { posted: { outcome: 'posted', plans: [{ key: expect.stringMatching(/#2$/), date: '2026-03-01' }] } },
    ]);
    expect(await plansOf(river)).toMatchObject([{ state: 'rejected' }, { state: 'posted' }]);
    expect(await river.store.listExceptions({ states: ['open'] })).toEqual([]);
    expect(river.ledger.balances()).toEqual(river.expected());
  });

  test('so are both steps of a correction, and an invoice with its payment', async () => {
    const river = await opened({ ...open, corrections: 'reverse-and-repost', output: 'invoice' }, DOCUMENTS);
    const { length } = river.ledger.records;
    put(river, { cents: 1500, updatedAt: '2026-02-12T10:00:00Z' });
    await river.sweep();
    closeTo(river, '2026-02-28');
    const [result] = await river.run();
    expect(result).toMatchObject({ posted: { outcome: 'posted' } });
    expect(river.ledger.records.slice(length).map(({ date }) => date)).toEqual(
      river.ledger.records.slice(length).map(() => '2026-03-01'),
    );
    expect(river.ledger.balances()).toEqual(river.expected());
  });

  test('it stays refused where the policy holds, and goes through when the period is open again', async () => {
    const river = await River.open({}, ledgerOf());
    closeTo(river, '2026-02-28');
    put(river, {});
    await river.deliver('1', 'd1');
    expect(await river.run()).toMatchObject([
      { held: { state: 'held', problems: [{ code: 'period_closed' }] } },
    ]);
    river.ledger.locked = undefined;
    const work = { platform: 'memory', storeId: 'shop.example', stream: 'orders', objectId: '1' };
    await river.store.replayWork([work], { at: river.clock.now().toISOString(), actor: 'test' });
    await river.run();
    expect(await plansOf(river)).toMatchObject([{ key: expect.stringMatching(/#1$/), state: 'posted' }]);
    expect(river.ledger.balances()).toEqual(river.expected());
  });

  test('a plan that a dead process left behind is moved too', async () => {
    const river = await River.open(open, ledgerOf());
    put(river, {});
    await river.deliver('1', 'd1');
    river.ledger.faults.push('transient');
    await river.run();
    expect(await plansOf(river)).toMatchObject([{ state: 'planned', date: '2026-02-10' }]);
    river.ledger.locked = '2026-02-28';
    await river.settle();
    expect(await plansOf(river)).toMatchObject([
      { state: 'rejected' },
      { state: 'posted', date: '2026-03-01' },
    ]);
    expect(river.ledger.balances()).toEqual(river.expected());
  });
});
