/** A dimension rule of a policy, all the way: mapped, posted, read back from every ledger that has dimensions, reconciled. */
import { DESTINATIONS } from '../../lib/destinations';
import { replayBreaks } from '../../lib/flows/reconcile';
import { reconcileLedger } from '../../lib/flows/reconcile-ledger';
import { accountMapping } from '../../lib/posting/account-mapping';
import { referenceOf } from '../../lib/posting/settle-plan';
import type { Break } from '../../lib/reconcile/break';
import { DIMENSION_LEDGERS, type DimensionLedger } from '../support/dimension-ledgers';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';
import { openSummaryRiver, stage, summarize } from '../support/summary-river';

jest.setTimeout(60_000);

const FEBRUARY = { from: '2026-02-01', to: '2026-02-28' };
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const dispose of opened.splice(0)) await dispose();
});

type Output = 'journal' | 'invoice' | 'summary';

interface Trading extends DimensionLedger {
  readonly river: River;
  readonly kind: string;
}

/** Order 1 for a shop of bricks, order 2 online; both have the policy's rules, the first that fits wins. */
const open = async (kind: string, output: Output): Promise<Trading> => {
  const ledger = await (DIMENSION_LEDGERS[kind] as (typeof DIMENSION_LEDGERS)[string])();
  const { dimension, online, shop } = ledger;
  const policy = {
    output,
    postingTrigger: 'creation' as const,
    dimensionRules: [
      { name: 'Bricks', for: ['goods' as const], when: { tag: 'bricks' }, dimensions: { [dimension]: shop } },
      { name: 'Online', for: ['goods' as const], dimensions: { [dimension]: online } },
    ],
  };
  const river = output === 'summary' ? await openSummaryRiver(policy) : await River.open(policy);
  opened.push(ledger.dispose, () => river.store.close());
  put(river, '1', { tags: ['bricks'] });
  put(river, '2');
  return { ...ledger, river, kind };
};

const put = (
  river: River,
  id: string,
  { tags = [], updatedAt }: { readonly tags?: string[]; readonly updatedAt?: string } = {},
): void =>
  river.shop.put({
    ...smallOrder({
      id,
      cents: Number(id) * 1000,
      paid: false,
      ...(updatedAt === undefined ? {} : { updatedAt }),
    }),
    tags,
  });

const mappingOf = ({ accounts, kind, river }: Trading) =>
  accountMapping(
    [
      // Xero takes no receivable in a journal.
      {
        logical: 'receivable',
        ledgerAccount:
          kind === 'xero' && river.policy.output !== 'invoice' ? accounts.tax : accounts.receivable,
      },
      { logical: 'sales', ledgerAccount: accounts.sales },
      { logical: 'tax:*', ledgerAccount: accounts.tax },
    ],
    () => false,
  );

const post = async (trading: Trading) => {
  const { river, destination } = trading;
  const results = await stage(river, { destination, mapping: mappingOf(trading) });
  for (const result of results)
    if ('held' in result) throw new Error(result.held.problems.map(({ message }) => message).join('\n'));
  if (river.policy.output === 'summary') await summarize(river, { destination });
  return results;
};

const compare = (trading: Trading) =>
  reconcileLedger(trading.river.context(), {
    route: trading.river.route(),
    destination: trading.destination,
    mapping: mappingOf(trading),
    policy: trading.river.policy,
    ...FEBRUARY,
  });

/** What the ledger itself shows on the account of sales: value, and amount in its own words. */
const shown = async ({ river, destination, accounts, dimension }: Trading) => {
  const plans = await river.store.getPlans({ destination: destination.id, states: ['posted'] });
  const records = await destination.find(plans.map(referenceOf));
  return records
    .flatMap((record) => record?.lines ?? [])
    .filter(({ ledgerAccount }) => ledgerAccount === accounts.sales)
    .map(({ dimensions = [], debit, credit }) => {
      const value = dimensions.find(({ name }) => name === dimension)?.value ?? 'none';
      return `${value} ${credit ?? `-${debit}`}`;
    })
    .sort();
};

const brief = (breaks: readonly Break[]) =>
  breaks.map(({ type, orderId, action }) => `${type} ${orderId} ${action}`).sort();

const cases = Object.keys(DIMENSION_LEDGERS).flatMap((kind) => {
  const ability = DESTINATIONS.find((one) => one.kind === kind);
  if (!ability) throw new Error(`no ledger ${kind}`);
  const outputs: readonly Output[] =
    kind === 'book' ? ['journal', 'summary'] : ['journal', 'invoice', 'summary'];
  return outputs.map((output) => ({ kind, output }));
});

test.each(cases)('$kind as $output: a rule reaches it, comes back, and reconciles', async (one) => {
  const trading = await open(one.kind, one.output);
  await post(trading);
  const { online, shop } = trading;
  expect(await shown(trading)).toEqual([`${online} 20.00`, `${shop} 10.00`].sort());
  const { breaks, summary } = await compare(trading);
  expect(breaks).toEqual([]);
  expect(summary.closeReadiness).toEqual({ ready: true, orders: 2, agreed: 2 });
});

test.each(cases)('$kind as $output: a value that a hand changed is named, with both amounts', async (one) => {
  const trading = await open(one.kind, one.output);
  const { river, online, shop, dimension, retag } = trading;
  await post(trading);
  retag(online, shop);
  const { breaks, summary } = await compare(trading);
  expect(breaks).toHaveLength(1);
  const [found] = breaks as [Break];
  expect(found).toMatchObject({ type: 'dimension_differs', action: 'review', surprise: true, amounts: [] });
  const about = { component: 'sales', dimension, currency: 'EUR', side: 'credit' };
  // A summary holds both orders, and so what both are reported by.
  const before = one.output === 'summary' ? '10.00' : '0.00';
  const now = one.output === 'summary' ? '30.00' : '20.00';
  expect(found.dimensions).toHaveLength(2);
  expect(found.dimensions).toContainEqual({ ...about, value: online, trace: '20.00', ledger: '0.00' });
  expect(found.dimensions).toContainEqual({ ...about, value: shop, trace: before, ledger: now });
  expect(found.message).toContain(`sales: ${dimension} "${online}" is 0.00 instead of 20.00 EUR`);
  expect(found.message).toContain(`${dimension} "${shop}" is ${now} instead of ${before} EUR`);
  expect(summary.breaks).toEqual({ dimension_differs: 1 });
  expect(summary.closeReadiness).toMatchObject({ ready: false });

  await replayBreaks(river.context(), 'main', breaks);
  const open_ = await river.store.listExceptions({ states: ['open'] });
  expect(open_).toMatchObject([{ stage: 'reconcile', code: 'dimension_differs' }]);
});

test.each(cases)('$kind as $output: a value that a hand took away is a break', async (one) => {
  const trading = await open(one.kind, one.output);
  const { online, retag } = trading;
  await post(trading);
  retag(online);
  const { breaks } = await compare(trading);
  expect(breaks.map(({ type }) => type)).toEqual(['dimension_differs']);
  expect(breaks[0]?.message).toContain(`"${online}" is 0.00 instead of 20.00 EUR`);
});

test.each(cases)(
  '$kind as $output: what the rules say of an order later is told, then moved',
  async (one) => {
    const trading = await open(one.kind, one.output);
    const { river, online, shop } = trading;
    await post(trading);
    put(river, '2', { tags: ['bricks'], updatedAt: '2026-02-12T10:00:00Z' });
    const before = await compare(trading);
    expect(brief(before.breaks)).toEqual(['source_changed 2 replay']);
    expect(before.breaks[0]?.message).toContain(`"${shop}" is 0.00 instead of 20.00 EUR`);
    expect(before.breaks[0]?.dimensions).toMatchObject([
      { component: 'sales', value: shop, source: '20.00', trace: '0.00' },
      { component: 'sales', value: online, source: '0.00', trace: '20.00' },
    ]);
    await post(trading);
    expect((await compare(trading)).breaks).toEqual([]);
    const sums = new Map<string, number>();
    for (const line of await shown(trading)) {
      const [value = '', amount = ''] = line.split(' ');
      sums.set(value, (sums.get(value) ?? 0) + Number(amount));
    }
    expect([sums.get(online), sums.get(shop)]).toEqual([0, 30]);
  },
);

test('an exception of a dimension is resolved once the ledger has it back', async () => {
  const trading = await open('http', 'journal');
  const { river, online, shop, retag } = trading;
  await post(trading);
  retag(online, 'Elsewhere');
  await replayBreaks(river.context(), 'main', (await compare(trading)).breaks);
  retag('Elsewhere', online);
  expect((await compare(trading)).breaks).toEqual([]);
  expect(await river.store.listExceptions({ states: ['open', 'held'] })).toEqual([]);
  expect(shop).not.toBe(online);
});
