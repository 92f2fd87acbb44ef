/** Plans that wait for daily summaries, and the summaries that take them. */
import type { NewPlan, NewSummary, StagedMember, TraceStore } from '../../lib/store/trace-store';
import { at, DESTINATION, order, planOf, STORE } from './store-samples';

const STAGING = `${DESTINATION}~summary`;
const REF = { ...STORE, destination: STAGING };

export const summaryContract = (open: () => TraceStore): void => {
  describe('daily summaries', () => {
    const staged = (orderId: string, day = '2026-03-01', currency = 'EUR'): StagedMember => ({
      ...REF,
      key: planOf(orderId).key,
      orderId,
      orderNumber: `N${orderId}`,
      day,
      currency,
    });
    const put = async (...members: readonly StagedMember[]) => {
      await open().planOrders(
        STAGING,
        members.map(({ orderId }) => order(orderId)),
        at(1),
        () =>
          members.map(({ orderId, day }): NewPlan => ({
            ...planOf(orderId),
            destination: STAGING,
            date: day,
          })),
      );
      await open().stageMembers(members, at(2));
    };
    const summary = (members: number, day = '2026-03-01'): NewSummary => ({
      ...REF,
      key: `summary-${day}`,
      day,
      currency: 'EUR',
      members,
      orders: members,
    });
    const summaryPlan = (day = '2026-03-01'): NewPlan => ({
      ...planOf(`${day}-EUR`, 1, 'summary'),
      entryKey: `summary-${day}`,
    });
    const keysOf = (...ids: readonly string[]) => ids.map((id) => planOf(id).key);

    it('wait by day and currency, each key once', async () => {
      await put(staged('1'), staged('2'), staged('3', '2026-03-02'), staged('4', '2026-03-01', 'USD'));
      await open().stageMembers([staged('1', '2026-03-09')], at(3));
      expect(await open().openDays(REF)).toEqual([
        { day: '2026-03-01', currency: 'EUR', members: 2, oldestAt: at(2) },
        { day: '2026-03-01', currency: 'USD', members: 1, oldestAt: at(2) },
        { day: '2026-03-02', currency: 'EUR', members: 1, oldestAt: at(2) },
      ]);
      expect(await open().openDays(STORE)).toHaveLength(3);
      expect(await open().openDays({ ...REF, storeId: 'other.example' })).toEqual([]);
      expect(await open().openDays({ ...REF, destination: DESTINATION })).toEqual([]);
    });

    it('give their plans with what they say', async () => {
      await put(staged('2'), staged('1'), staged('3', '2026-03-02'));
      const plans = await open().openMembers(REF, 'EUR', ['2026-03-01']);
      expect(plans.map(({ key, document }) => [key, document])).toEqual([
        [planOf('1').key, planOf('1').document],
        [planOf('2').key, planOf('2').document],
      ]);
      expect(await open().openMembers(REF, 'EUR', ['2026-03-01', '2026-03-02'])).toHaveLength(3);
      expect(await open().openMembers(REF, 'USD', ['2026-03-01'])).toEqual([]);
    });

    it('are written with their plan and their members at once', async () => {
      await put(staged('1'), staged('2'));
      expect(await open().writeSummary(summary(2), keysOf('1', '2'), summaryPlan(), at(5))).toBe(true);
      expect(await open().openDays(REF)).toEqual([]);
      expect(await open().getSummaries(REF)).toEqual([{ ...summary(2), createdAt: at(5) }]);
      expect(await open().getPlans({ destination: DESTINATION })).toMatchObject([
        { entryKey: 'summary-2026-03-01', state: 'planned' },
      ]);
      expect(await open().getMembers(STAGING, [...keysOf('2', '1'), 'unknown'])).toEqual(
        expect.arrayContaining([
          { ...staged('1'), summaryKey: 'summary-2026-03-01' },
          { ...staged('2'), summaryKey: 'summary-2026-03-01' },
        ]),
      );
    });

    it('may be without a plan', async () => {
      await put(staged('1'));
      expect(await open().writeSummary(summary(1), keysOf('1'), undefined, at(5))).toBe(true);
      expect(await open().getPlans({ destination: DESTINATION })).toEqual([]);
    });

    it('take no member that another one has, and then leave nothing behind', async () => {
      await put(staged('1'), staged('2'), staged('3', '2026-03-02'));
      await open().writeSummary(summary(1), keysOf('1'), summaryPlan(), at(5));
      const second = summary(2, '2026-03-02');
      expect(await open().writeSummary(second, keysOf('1', '3'), summaryPlan('2026-03-02'), at(6))).toBe(
        false,
      );
      expect(await open().getSummaries(REF)).toHaveLength(1);
      expect(await open().getPlans({ destination: DESTINATION })).toHaveLength(1);
      expect(await open().openDays(REF)).toMatchObject([{ day: '2026-03-01' }, { day: '2026-03-02' }]);
    });

    it('are one for a day and currency', async () => {
      await put(staged('1'), staged('2'));
      await open().writeSummary(summary(1), keysOf('1'), summaryPlan(), at(5));
      const again = { ...summary(1), key: 'another' };
      expect(await open().writeSummary(again, keysOf('2'), undefined, at(6))).toBe(false);
      expect(await open().openDays(REF)).toMatchObject([{ members: 1 }]);
    });

    it('of two at once, one gets the day', async () => {
      await put(staged('1'));
      const write = () => open().writeSummary(summary(1), keysOf('1'), summaryPlan(), at(5));
      expect((await Promise.all([write(), write()])).sort()).toEqual([false, true]);
    });

    it('list their members in pages, and are found by day', async () => {
      await put(staged('1'), staged('2'), staged('3'));
      await open().writeSummary(summary(3), keysOf('1', '2', '3'), summaryPlan(), at(5));
      const first = await open().listMembers(STAGING, 'summary-2026-03-01', { limit: 2 });
      const rest = await open().listMembers(STAGING, 'summary-2026-03-01', { limit: 2, after: first[1] });
      expect([first, rest].map((page) => page.map(({ orderId }) => orderId))).toEqual([['1', '2'], ['3']]);
      expect(await open().getSummaries({ fromDay: '2026-03-02' })).toEqual([]);
      expect(await open().getSummaries({ toDay: '2026-03-01', key: 'summary-2026-03-01' })).toHaveLength(1);
    });

    it('know which orders have plans at a destination, many or none', async () => {
      await put(staged('1'), staged('2'));
      expect([...(await open().ordersWithPlans(REF, ['2', '3', '1']))].sort()).toEqual(['1', '2']);
      expect(await open().ordersWithPlans({ ...REF, destination: DESTINATION }, ['1'])).toEqual([]);
      expect(await open().ordersWithPlans(REF, [])).toEqual([]);
    });

    it('leave plans to be found by many keys, or by none', async () => {
      await put(staged('1'), staged('2'));
      const found = await open().getPlans({ destination: STAGING, keys: [...keysOf('2', '1'), 'unknown'] });
      expect(found.map(({ orderId }) => orderId)).toEqual(['1', '2']);
      expect(await open().getPlans({ keys: [] })).toEqual([]);
    });

    it('take a day of thousands of plans', async () => {
      const ids = Array.from({ length: 1201 }, (_, index) => String(index).padStart(4, '0'));
      await put(...ids.map((id) => staged(id)));
      expect(await open().writeSummary(summary(ids.length), keysOf(...ids), summaryPlan(), at(5))).toBe(true);
      expect(await open().openDays(REF)).toEqual([]);
    });
  });
};
