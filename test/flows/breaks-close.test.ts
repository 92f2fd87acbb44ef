import { listExceptions } from '../../lib/flows/exceptions';
import { reconcile, replayBreaks } from '../../lib/flows/reconcile';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';

const FEBRUARY = { from: '2026-02-01', to: '2026-02-28' };
const MARCH = { from: '2026-03-01', to: '2026-03-31' };

const traded = async (): Promise<River> => {
  const river = await River.open();
  river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true }));
  await river.sweep();
  await river.run();
  return river;
};

/** A reconciliation of a period, with its breaks in front of people. */
const check = async (river: River, period: { readonly from: string; readonly to: string }): Promise<void> => {
  const request = { route: river.route(), destination: river.ledger, policy: river.policy, ...period };
  const { breaks } = await reconcile(river.context(), request);
  await replayBreaks(river.context(), 'main', breaks);
};

const codes = async (river: River) => (await listExceptions(river.context(), {})).map(({ code }) => code);

test.each([
  ['unknown_in_ledger', ':77:'],
  ['duplicate_in_ledger', ':1:'],
])(
  'a break of a record (%s) ends when a reconciliation of its day no longer finds it',
  async (code, order) => {
    const river = await traded();
    const [first] = river.ledger.records;
    const stray = { ...first!, recordId: 'X', key: first!.key.replace(':1:', order) };
    river.ledger.records.unshift(stray);
    await check(river, FEBRUARY);
    expect(await codes(river)).toEqual([code]);
    await check(river, FEBRUARY);
    expect(await codes(river)).toEqual([code]);
    river.ledger.records.shift();
    // Another period says nothing of it.
    await check(river, MARCH);
    expect(await codes(river)).toEqual([code]);
    await check(river, FEBRUARY);
    expect(await codes(river)).toEqual([]);
    const [closed] = await listExceptions(river.context(), { states: ['resolved'] });
    expect(closed).toMatchObject({
      code,
      day: first!.date,
      note: expect.stringContaining('agreement') as string,
    });
  },
);
