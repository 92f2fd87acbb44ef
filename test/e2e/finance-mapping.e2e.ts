/**
 * Mapping as finance wants it, inside a real n8n: daily summaries by the bundled workflow, dimension rules typed into the
 * form, and a ready-made policy with its certificate.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHledger } from '../../lib/accounting/export/hledger';
import type { JournalEntry } from '../../lib/accounting/journal-entry';
import { type Certificate, hasTrueDigest } from '../../lib/policy/certificate';
import { PRODUCTS } from '../shop/shop-catalog';
import { ACCOUNTS, DIMENSIONS } from '../simulators/quickbooks/seed';
import { type SimulatedQuickBooks, startQuickBooks } from '../simulators/quickbooks/start-quickbooks';
import { parseCsv } from './demo/csv';
import { type DemoShop, openDemoShop, shopKey } from './demo/demo-shop';
import { CREDENTIAL_TYPE } from './demo/pipeline';
import { runWell } from './demo/reports';
import { bookEntries, openTraceFile } from './demo/trace-file';
import { N8nApi } from './harness/n8n-api';
import { outputOf } from './harness/n8n-execution';
import { BY_HAND, codeNode, linearWorkflow, type NodeSpec } from './harness/linear-workflow';
import type { CredentialsByType } from './harness/workflow-json';
import { N8nProcess } from './harness/n8n-process';
import { changeClass, dimensionsOn } from './mapping/quickbooks-lines';
import { type SummaryItem, SummaryPipeline } from './mapping/summary-pipeline';
import { typedRules } from './mapping/typed-rules';

let n8n: N8nProcess;
let api: N8nApi;
let quickbooks: SimulatedQuickBooks;
const shops: DemoShop[] = [];

beforeAll(async () => {
  quickbooks = await startQuickBooks({ country: 'DE', currency: 'EUR' });
  const hosts = { 'https://sandbox-quickbooks.api.intuit.com': quickbooks.url };
  n8n = await N8nProcess.start({ env: { CART_LEDGER_HOSTS: JSON.stringify(hosts) } });
  api = await N8nApi.connect(n8n.url);
});

afterAll(async () => {
  await n8n?.dispose();
  await quickbooks?.close();
  await Promise.all(shops.map(({ shop }) => shop.stop()));
});

const openShop = async (seed: number): Promise<DemoShop> => {
  const demo = await openDemoShop(seed);
  shops.push(demo);
  return demo;
};

const ours = (name: string, type: string, parameters: Record<string, unknown> = {}): NodeSpec => ({
  name,
  type: `n8n-nodes-cart-ledger.${type}`,
  parameters,
});

const run = async (nodes: readonly NodeSpec[], credentials: CredentialsByType = {}) =>
  runWell(api, await api.importWorkflow(linearWorkflow('Test', nodes), credentials), BY_HAND);

const SECONDS_A_DAY = 86_400;

describe('daily summaries', () => {
  let demo: DemoShop;
  let pipeline: SummaryPipeline;
  let posted: readonly SummaryItem[];
  let lateOrder: string;

  /** At noon of the next day something is sold, so that what follows in the afternoon is of a day with a summary. */
  const sellAtNoon = (): string => {
    const { shop } = demo;
    const now = Math.floor(shop.clock.now().getTime() / 1000);
    shop.clock.advance(SECONDS_A_DAY - (now % SECONDS_A_DAY) + SECONDS_A_DAY / 2);
    const { id } = shop.state.place({ lines: [{ product: PRODUCTS.lamp, quantity: 2 }] });
    shop.state.pay(id);
    return String(id);
  };

  beforeAll(async () => {
    demo = await openShop(1);
    demo.shop.trade(40);
    lateOrder = sellAtNoon();
    pipeline = await SummaryPipeline.install(api, demo, 'summaries');
    await pipeline.takeIn();
  });

  it('stage the orders of some days of trade, of which the book has nothing yet', async () => {
    const disk = openTraceFile(n8n.userFolder);
    expect(disk.count(bookEntries('summaries'))).toBe(0);
    expect(disk.count('select count(*) from summary_members')).toBeGreaterThan(10);
    disk.close();
  });

  it('are one journal a day and currency, and together the book that the shop works out by itself', async () => {
    posted = await pipeline.night();
    expect(posted.length).toBeGreaterThan(3);
    expect(new Set(posted.map(({ day, currency }) => `${day} ${currency}`)).size).toBe(posted.length);
    expect(posted.filter(({ date, day, outcome }) => outcome !== 'posted' || date !== day)).toEqual([]);
    const { view, exceptions } = await pipeline.main.reports();
    expect(exceptions.map(({ objectId }) => objectId).sort()).toEqual(demo.shop.lyingOrders().sort());
    expect(view.keys).toEqual(posted.map(({ key }) => key));
    expect(view.trialBalance).toEqual(demo.shop.expectedBook().trialBalance);
  });

  it('post nothing a second time', async () => {
    await pipeline.takeIn();
    expect(await pipeline.night()).toEqual([]);
  });

  it('take a late refund into the next open day, on lines that name its own', async () => {
    const { shop } = demo;
    shop.clock.advance(3_600);
    const refundDay = shop.clock.now().toISOString().slice(0, 10);
    shop.state.refund(Number(lateOrder), { lines: [{ line: 0, quantity: 1 }] });
    await pipeline.takeIn();
    const late = await pipeline.night();
    expect(late).toMatchObject([{ outcome: 'posted', orders: 1, members: 1, late: 1 }]);
    expect(String(late[0]?.day) > refundDay).toBe(true);
    const { view } = await pipeline.main.reports();
    expect(view.keys).toEqual([...posted, ...late].map(({ key }) => key));
    expect(view.trialBalance).toEqual(shop.expectedBook().trialBalance);
    posted = [...posted, ...late];
  });

  it('are traced from an order to the records of the book, and from a record to its orders', async () => {
    const plans = await pipeline.trace('byOrder', lateOrder);
    const records = plans.map(({ summary }) => summary?.recordId);
    expect(plans.map(({ summary }) => summary?.state)).toEqual(plans.map(() => 'posted'));
    expect(records).toContain(posted.at(-1)?.recordId);
    expect(new Set(records).size).toBe(2);
    for (const recordId of new Set(records)) {
      const [plan] = await pipeline.trace('byLedgerRecord', String(recordId));
      expect(plan?.members?.listed.map(({ orderId }) => orderId)).toContain(lateOrder);
    }
  });

  it('are reconciled: shop, trace and book agree, and only what the shop lied about is held', async () => {
    const { summary, breaks } = await pipeline.main.reconcile();
    expect(summary).toMatchObject({ surprises: 0 });
    expect(breaks.map(({ type, orderId }) => [type, orderId]).sort()).toEqual(
      demo.shop
        .lyingOrders()
        .map((id) => ['held', id])
        .sort(),
    );
    expect(await pipeline.night()).toEqual([]);
  });
});

describe('dimension rules typed into the Finance Mapper', () => {
  const ONLINE = 'Online:Germany';
  const policy = {
    policySource: 'fields',
    ...typedRules([
      {
        name: 'In print',
        for: ['goods'],
        when: { sku: 'BOOK*, COURSE' },
        dimensions: { class: 'Shop', department: 'Munich' },
      },
      { name: 'At home', when: { country: 'DE' }, dimensions: { class: ONLINE, department: 'Berlin' } },
      { name: 'Abroad', for: ['goods'], dimensions: { class: 'Online' } },
    ]),
  };
  const intoBook = { destination: 'book', book: 'dimensions' };
  const intoQuickBooks = {
    destination: 'quickbooks',
    accountMapping: {
      rules: Object.entries({
        'clearing:*': ACCOUNTS.clearing,
        sales: ACCOUNTS.sales,
        shipping: ACCOUNTS.shipping,
        'tax:*': ACCOUNTS.tax,
      }).map(([logical, id]) => ({
        logical: { __rl: true, mode: 'name', value: logical },
        ledgerAccount: { __rl: true, mode: 'list', value: id },
      })),
    },
  };
  let demo: DemoShop;
  let credentials: CredentialsByType;

  const post = async (ledger: Record<string, unknown>) => {
    const nodes = [
      ours('Orders', 'orderFetcher', { operation: 'getMany', platform: 'woocommerce', returnAll: true }),
      ours('Map', 'financeMapper', policy),
      ours('Post', 'accountingPoster', { operation: 'post', mode: 'live', ...ledger }),
    ];
    return outputOf(await run(nodes, credentials), 'Post');
  };
  const reconcile = async (ledger: Record<string, unknown>) => {
    const node = ours('Prove', 'reconciler', {
      operation: 'reconcilePeriod',
      platform: 'woocommerce',
      pipeline: 'main',
      ...demo.days,
      ...ledger,
      ...policy,
    });
    const execution = await run([node], credentials);
    return { summary: outputOf(execution, 'Prove', 0)[0], breaks: outputOf(execution, 'Prove', 1) };
  };

  beforeAll(async () => {
    demo = await openShop(3);
    const { state, url } = demo.shop;
    const orders = [
      { lines: [{ product: PRODUCTS.shirt, quantity: 2 }], shipping: [{ cost: '4.90' }] },
      { lines: [{ product: PRODUCTS.book, quantity: 1 }] },
      { lines: [{ product: PRODUCTS.mug, quantity: 1 }], place: 'CH' as const },
    ];
    for (const order of orders) state.pay(state.place({ currency: 'EUR', ...order }).id);
    const login = { url, ...shopKey, environment: 'sandbox', allowHttp: false };
    credentials = {
      [CREDENTIAL_TYPE]: await api.createCredential(CREDENTIAL_TYPE, login),
      quickBooksOAuth2Api: await api.createCredential('quickBooksOAuth2Api', {
        environment: 'sandbox',
        clientId: 'client',
        clientSecret: 'secret',
        oauthTokenData: {
          access_token: quickbooks.token,
          refresh_token: 'refresh',
          callbackQueryString: { realmId: quickbooks.realm },
        },
      }),
    };
  });

  it('reach the built-in book, and its reports', async () => {
    expect(await post(intoBook)).toMatchObject([1, 2, 3].map(() => ({ outcome: 'posted' })));
    const report = ours('Export', 'financeTrace', {
      resource: 'book',
      operation: 'export',
      book: 'dimensions',
      format: 'csv',
      asFile: false,
    });
    const [file] = outputOf(await run([report]), 'Export');
    const lines = parseCsv(String(file?.text)).filter(({ account }) =>
      /^(sales|shipping)$/.test(account ?? ''),
    );
    expect(lines.map(({ account, credit, dimensions }) => [account, credit, dimensions]).sort()).toEqual([
      ['sales', '12.34', 'class=Shop; department=Munich'],
      ['sales', '39.98', `class=${ONLINE}; department=Berlin`],
      ['sales', '9.99', 'class=Online'],
      ['shipping', '4.90', `class=${ONLINE}; department=Berlin`],
    ]);
    expect((await reconcile(intoBook)).breaks).toEqual([]);
  });

  it('reach QuickBooks by the ids of its classes and departments, and come back', async () => {
    expect(await post(intoQuickBooks)).toMatchObject([1, 2, 3].map(() => ({ outcome: 'posted' })));
    const { germany, shop, online, berlin, munich } = DIMENSIONS;
    expect(dimensionsOn(quickbooks, ACCOUNTS.sales, ACCOUNTS.shipping)).toEqual([
      [ACCOUNTS.sales, '12.34', shop, munich],
      [ACCOUNTS.sales, '39.98', germany, berlin],
      [ACCOUNTS.sales, '9.99', online, undefined],
      [ACCOUNTS.shipping, '4.9', germany, berlin],
    ]);
    const { breaks, summary } = await reconcile(intoQuickBooks);
    expect(breaks).toEqual([]);
    expect(summary).toMatchObject({ closeReadiness: { ready: true, orders: 3, agreed: 3 } });
    expect((await post(intoQuickBooks)).map(({ outcome }) => outcome)).toEqual(Array(3).fill('unchanged'));
  });

  it('are missed by the Reconciler when somebody in QuickBooks changes one', async () => {
    changeClass(quickbooks, DIMENSIONS.shop, DIMENSIONS.online);
    const { breaks } = await reconcile(intoQuickBooks);
    expect(breaks).toMatchObject([
      {
        type: 'dimension_differs',
        action: 'review',
        dimensions: [
          { component: 'sales', dimension: 'class', value: 'Shop', trace: '12.34', ledger: '0.00' },
          { component: 'sales', dimension: 'class', value: 'Online', trace: '0.00', ledger: '12.34' },
        ],
      },
    ]);
  });
});

describe('a ready-made policy chosen in the Finance Mapper', () => {
  const golden = join(__dirname, '..', 'golden', 'policies', 'uk-vat');

  it.each(['table', 'machine-readable'])(
    'gives the journal of its golden case, and its proof as %s',
    async (certificate) => {
      const order = readFileSync(join(golden, 'order.json'), 'utf8');
      const chosen = { policySource: 'preset', policyPreset: 'uk-vat', options: { certificate } };
      const nodes = [codeNode('Orders', [order]), ours('Map', 'financeMapper', chosen)];
      const [item] = outputOf(await run(nodes), 'Map');
      const { entries } = item?.target as { readonly entries: readonly JournalEntry[] };
      expect(toHledger(entries)).toBe(readFileSync(join(golden, 'entries.journal'), 'utf8'));
      if (certificate === 'table')
        expect(item?.certificate).toMatch(/^Conservation certificate\n[^]*Verdict: conserved\./);
      else expect(hasTrueDigest(item?.certificate as Certificate)).toBe(true);
    },
  );
});
