/** The package as n8n sees it: what it lists, what its menus offer, and what becomes of good and of bad input. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DemoShop, openDemoShop, shopKey } from './demo/demo-shop';
import { CREDENTIAL_TYPE } from './demo/pipeline';
import { runWell } from './demo/reports';
import { N8nApi } from './harness/n8n-api';
import { type Execution, failureOf, type NodeItem, outputOf } from './harness/n8n-execution';
import { N8nProcess } from './harness/n8n-process';
import { BY_HAND, codeNode, linearWorkflow, type NodeSpec } from './harness/linear-workflow';
import type { CredentialsByType } from './harness/workflow-json';
import { DESTINATIONS } from '../../lib/destinations';
import { SOURCES } from '../../lib/sources';
import { STORE_CREDENTIAL } from '../../nodes/shared/store-properties';

const PACKAGE = 'n8n-nodes-cart-ledger.';

let n8n: N8nProcess;
let api: N8nApi;
let demo: DemoShop;
let credentials: CredentialsByType;

const shopLogin = () => ({ url: demo.shop.url, ...shopKey, environment: 'sandbox', allowHttp: false });

beforeAll(async () => {
  demo = await openDemoShop(2);
  demo.shop.trade();
  n8n = await N8nProcess.start();
  api = await N8nApi.connect(n8n.url);
  credentials = {
    [CREDENTIAL_TYPE]: await api.createCredential(CREDENTIAL_TYPE, shopLogin()),
    wooCommerceApi: await api.createCredential('wooCommerceApi', { url: demo.shop.url, ...shopKey }),
  };
});

afterAll(async () => {
  await n8n?.dispose();
  await demo?.shop.stop();
});

const ours = (
  name: string,
  type: string,
  parameters: Record<string, unknown> = {},
  more: object = {},
): NodeSpec => ({
  name,
  type: PACKAGE + type,
  parameters,
  ...more,
});

const start = async (nodes: readonly NodeSpec[]): Promise<Execution> =>
  api.runWorkflow(await api.importWorkflow(linearWorkflow('Test', nodes), credentials), BY_HAND);

const run = async (nodes: readonly NodeSpec[]): Promise<Execution> =>
  runWell(api, await api.importWorkflow(linearWorkflow('Test', nodes), credentials), BY_HAND);

describe('the package in n8n', () => {
  it('lists six nodes, a tool of each but the trigger, and the credentials of carts, ledgers and the store', async () => {
    const types = (await api.listNodeTypes()).filter(({ name }) => name.startsWith(PACKAGE));
    const nodes = [
      'cartTrigger',
      'orderFetcher',
      'financeMapper',
      'accountingPoster',
      'reconciler',
      'financeTrace',
    ];
    const tools = nodes.slice(1).map((name) => `${name}Tool`);
    expect(types.map(({ name }) => name.slice(PACKAGE.length)).sort()).toEqual([...nodes, ...tools].sort());
    for (const { iconUrl, codex } of types) {
      expect(iconUrl).toMatchObject({
        light: expect.stringMatching(/\.svg$/),
        dark: expect.stringMatching(/\.dark\.svg$/),
      });
      expect(codex?.categories?.length).toBeGreaterThan(0);
    }
    const known = (await api.listCredentialTypes()).map(({ name }) => name);
    const own = [...SOURCES, ...DESTINATIONS]
      .flatMap(({ credentials: logins }) => logins.map(({ name }) => name))
      .concat(STORE_CREDENTIAL)
      .filter((name) => name.startsWith('cartLedger'));
    expect(known.filter((name) => name.startsWith('cartLedger')).sort()).toEqual([...new Set(own)].sort());
  });

  it('serves the icons that it names', async () => {
    const [type] = (await api.listNodeTypes()).filter(({ name }) => name === `${PACKAGE}orderFetcher`);
    for (const path of Object.values(type?.iconUrl as Record<string, string>)) {
      const response = await fetch(`${n8n.url}/${path}`);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        expect.stringContaining('svg'),
      ]);
    }
  });

  const test = (login: object) =>
    api.testCredential(credentials[CREDENTIAL_TYPE] ?? { id: '', name: '' }, CREDENTIAL_TYPE, {
      ...shopLogin(),
      ...login,
    });

  it('tests a login: right key, wrong key, no shop, no encryption', async () => {
    expect(await test({})).toMatchObject({ status: 'OK' });
    const wrongKey = await test({ consumerSecret: 'cs_wrong' });
    expect(wrongKey).toMatchObject({
      status: 'Error',
      message: expect.stringContaining('does not accept this consumer key'),
    });
    const noApi = await test({ url: `${demo.shop.url}/nothing` });
    expect(noApi).toMatchObject({
      status: 'Error',
      message: expect.stringContaining('no WooCommerce REST API'),
    });
    const noShop = await test({ url: n8n.url });
    expect(noShop).toMatchObject({ status: 'Error', message: expect.stringContaining('not with orders') });
    const open = await test({ url: 'http://shop.example.com' });
    expect(open).toMatchObject({ status: 'Error', message: expect.stringContaining('https://') });
  });

  it('offers the chart of the book, and the logical accounts, in the account mapping of the Accounting Poster', async () => {
    const poster = {
      type: `${PACKAGE}accountingPoster`,
      typeVersion: 1,
      parameters: { destination: 'book', book: 'main' },
    };
    const rule = 'parameters.accountMapping.rules[0]';
    const accounts = await api.searchList(poster, 'searchLedgerAccounts', `${rule}.ledgerAccount`);
    expect(accounts.map(({ value }) => value)).toEqual(
      expect.arrayContaining(['sales', 'receivable', 'shipping']),
    );
    const found = await api.searchList(poster, 'searchLedgerAccounts', `${rule}.ledgerAccount`, 'RETURNS');
    expect(found).toEqual([{ name: 'sales-returns (income)', value: 'sales-returns' }]);
    const logical = await api.searchList(poster, 'searchLogicalAccounts', `${rule}.logical`, 'tax');
    expect(logical.map(({ value }) => value)).toContain('tax:*');
  });
});

describe('the Order Fetcher', () => {
  const fetcher = (parameters: Record<string, unknown>, more: object = {}) =>
    ours('Order Fetcher', 'orderFetcher', { platform: 'woocommerce', ...parameters }, more);

  it('counts, and gets one, some or all orders of the shop', async () => {
    const counted = outputOf(await run([fetcher({ operation: 'count' })]), 'Order Fetcher');
    const inShop = [...demo.shop.state.orders.values()].filter(({ status }) => status !== 'trash').length;
    expect(counted).toMatchObject([{ count: inShop }]);

    const [paid] = [...demo.shop.state.orders.values()].filter(({ status }) => status === 'completed');
    const one = await run([fetcher({ operation: 'get', orderId: String(paid?.id) })]);
    expect(outputOf(one, 'Order Fetcher')).toMatchObject([
      { order: { source: { orderId: String(paid?.id) } } },
    ]);

    const some = await run([fetcher({ operation: 'getMany', limit: 7 })]);
    expect(outputOf(some, 'Order Fetcher', 0).length + outputOf(some, 'Order Fetcher', 1).length).toBe(7);
  });

  it('puts an order that does not exist out by its Exceptions output', async () => {
    const execution = await run([fetcher({ operation: 'get', orderId: '999999' })]);
    expect(outputOf(execution, 'Order Fetcher', 0)).toEqual([]);
    expect(outputOf(execution, 'Order Fetcher', 1)).toMatchObject([
      { orderId: '999999', stage: 'fetch', problems: [{ code: 'order_gone' }] },
    ]);
  });

  it('says what to do when the key is wrong, and never what the key is', async () => {
    const wrong = { ...shopLogin(), consumerSecret: 'cs_a_secret_that_is_wrong' };
    const own = { [CREDENTIAL_TYPE]: await api.createCredential(CREDENTIAL_TYPE, wrong) };
    const id = await api.importWorkflow(linearWorkflow('Wrong key', [fetcher({ operation: 'count' })]), own);
    const execution = await api.runWorkflow(id, BY_HAND);
    expect(execution.status).toBe('error');
    expect(failureOf(execution)).toMatch(/does not accept the key.*enter the key and secret again/s);
    expect(JSON.stringify(execution)).not.toContain('cs_a_secret_that_is_wrong');
  });

  it('gives the error of an item to its error output when the user asks for that, and goes on', async () => {
    const execution = await run([
      codeNode('Orders', ['{"id":""}', `{"id":"${[...demo.shop.state.orders.keys()][0]}"}`]),
      fetcher({ operation: 'get', orderId: '={{ $json.id }}' }, { onError: 'continueErrorOutput' }),
    ]);
    expect(outputOf(execution, 'Order Fetcher', 0)).toHaveLength(1);
    expect(outputOf(execution, 'Order Fetcher', 2)).toMatchObject([
      { error: expect.stringContaining('orderId') },
    ]);
  });
});

describe('the Finance Mapper', () => {
  const mapper = (parameters: Record<string, unknown> = {}, more: object = {}) =>
    ours(
      'Finance Mapper',
      'financeMapper',
      { platform: 'woocommerce', storeId: 'shop.example.com', ...parameters },
      more,
    );

  /** As the shop's own API writes an order. */
  const rawOrder = async (id: number): Promise<string> => {
    const login = Buffer.from(`${shopKey.consumerKey}:${shopKey.consumerSecret}`).toString('base64');
    const response = await fetch(`${demo.shop.url}/wp-json/wc/v3/orders/${id}`, {
      headers: { authorization: `Basic ${login}` },
    });
    return response.text();
  };

  const soldOrder = (): number => demo.shop.story.orderIdOf('two rates, prices without tax');

  const spoilt: Readonly<Record<string, (json: string) => string>> = {
    'total null': (json) => json.replace(/"total":"[^"]*"/, '"total":null'),
    'total empty': (json) => json.replace(/"total":"[^"]*"/, '"total":""'),
    'total with a comma': (json) => json.replace(/"total":"[^"]*"/, '"total":"12,50"'),
    'total in powers of ten': (json) => json.replace(/"total":"[^"]*"/, '"total":"1e3"'),
    'total not a number': (json) => json.replace(/"total":"[^"]*"/, '"total":"NaN"'),
    'currency that does not exist': (json) => json.replace(/"currency":"[^"]*"/, '"currency":"ZZZ"'),
    'no order at all': () => '{"hello":"world"}',
  };

  it('holds each bad order with a reason, and harms no other of the batch', async () => {
    const good = await rawOrder(soldOrder());
    const hostile = good.replace('{', '{"__proto__":{"total":"9999.99"},');
    const bad = Object.values(spoilt).map((spoil) => spoil(good));
    const execution = await run([codeNode('Orders', [good, ...bad, hostile]), mapper()]);

    const documents = itemsOf(execution, 'Finance Mapper', 0);
    expect(documents.map(pairedWith)).toEqual([0, bad.length + 1]);
    const [first, last] = documents.map(({ json }) => json.target);
    expect(last).toEqual(first);

    const exceptions = itemsOf(execution, 'Finance Mapper', 1);
    expect(exceptions.map(pairedWith)).toEqual(bad.map((_, index) => index + 1));
    for (const { json } of exceptions) {
      const [problem] = json.problems as readonly { severity: string; code: string; message: string }[];
      expect(problem).toMatchObject({ severity: 'error', code: expect.stringMatching(/^[a-z_]+$/) });
      expect(problem?.message.length).toBeGreaterThan(20);
    }
  });

  it('reads what the WooCommerce node of n8n itself puts out', async () => {
    const woo: NodeSpec = {
      name: 'WooCommerce',
      type: 'n8n-nodes-base.wooCommerce',
      parameters: { resource: 'order', operation: 'getAll', returnAll: false, limit: 20, options: {} },
    };
    const execution = await run([woo, mapper({ platform: 'auto' })]);
    const raw = outputOf(execution, 'WooCommerce');
    const mapped = outputOf(execution, 'Finance Mapper', 0);
    const held = outputOf(execution, 'Finance Mapper', 1);
    expect(raw).toHaveLength(20);
    expect(mapped.length + held.length).toBe(20);
    expect(mapped.length).toBeGreaterThan(10);
    // Without its refund objects an order with refunds cannot be mapped, and says so.
    const withRefunds = new Set(
      raw.filter(({ refunds }) => (refunds as unknown[]).length > 0).map(({ id }) => String(id)),
    );
    for (const { target } of mapped as { target: { source: { orderId: string } } }[]) {
      expect(withRefunds.has(target.source.orderId)).toBe(false);
    }
  });

  it('explains every line in its preview', async () => {
    const execution = await run([
      codeNode('Orders', [await rawOrder(soldOrder())]),
      mapper({ options: { preview: true } }),
    ]);
    const [document] = outputOf(execution, 'Finance Mapper') as { preview: Record<string, string>[] }[];
    expect(document?.preview.length).toBeGreaterThan(4);
    for (const row of document?.preview ?? []) {
      expect(row).toMatchObject({
        account: expect.any(String),
        rule: expect.stringMatching(/\w/),
        readFrom: expect.stringContaining('/'),
      });
    }
  });

  it('stops the run with the order named when it is not told which shop the order is of, or goes on if it may', async () => {
    const nodes = async (more: object) => [
      codeNode('Orders', [await rawOrder(soldOrder())]),
      mapper({ storeId: '' }, more),
    ];
    const stopped = await start(await nodes({}));
    expect(stopped.status).toBe('error');
    expect(failureOf(stopped)).toMatch(/which shop/);
    const went = await start(await nodes({ onError: 'continueRegularOutput' }));
    expect(went.status).toBe('success');
    expect(outputOf(went, 'Finance Mapper')).toMatchObject([
      { error: expect.stringContaining('which shop') },
    ]);
  });
});

describe('an order that was posted', () => {
  const route = (book: string, mode: string): readonly NodeSpec[] => [
    ours('Order Fetcher', 'orderFetcher', {
      operation: 'get',
      platform: 'woocommerce',
      orderId: String(demo.shop.story.orderIdOf('negative fee')),
    }),
    ours('Finance Mapper', 'financeMapper'),
    ours('Accounting Poster', 'accountingPoster', { operation: 'post', destination: 'book', book, mode }),
  ];
  const trace = (operation: string, parameters: Record<string, unknown>) =>
    run([ours('Finance Trace', 'financeTrace', { resource: 'trace', operation, ...parameters })]);

  it('is traced from the order to the records of the ledger, and from a record back to the order', async () => {
    const orderId = String(demo.shop.story.orderIdOf('negative fee'));
    const posted = outputOf(
      await run(route('traced', 'live')),
      'Accounting Poster',
    ) as unknown as PostedReport[];
    expect(posted).toMatchObject([{ orderId, outcome: 'posted' }]);
    const [plan] = posted[0]?.plans ?? [];
    expect(plan).toMatchObject({ state: 'posted', recordId: expect.any(String) });

    const forth = outputOf(await trace('byOrder', { orderId }), 'Finance Trace') as unknown as TraceReport[];
    expect(forth).toHaveLength(1);
    expect(forth[0]?.plans.map(({ recordId }) => recordId)).toContain(plan?.recordId);
    for (const line of forth[0]?.plans.flatMap(({ lines }) => lines) ?? []) {
      expect(line.explanation.pointers.length).toBeGreaterThan(0);
    }

    const record = { recordId: plan?.recordId, destination: 'book:traced' };
    const back = outputOf(await trace('byLedgerRecord', record), 'Finance Trace') as unknown as TraceReport[];
    expect(back.map((found) => found.orderId)).toEqual([orderId]);
    const byKey = outputOf(
      await trace('byKey', { key: plan?.key }),
      'Finance Trace',
    ) as unknown as TraceReport[];
    expect(byKey.map((found) => found.orderId)).toEqual([orderId]);
  });

  it('is only named in shadow mode, waits in hold mode until somebody approves, and is posted once', async () => {
    const [shadow] = outputOf(await run(route('careful', 'shadow')), 'Accounting Poster');
    expect(shadow).toMatchObject({ outcome: 'would_post' });
    const [held] = outputOf(await run(route('careful', 'hold')), 'Accounting Poster');
    expect(held).toMatchObject({ outcome: 'planned' });
    expect(await entriesOf('careful')).toBe(0);

    const approve = () =>
      run([
        ours('Accounting Poster', 'accountingPoster', {
          operation: 'approveHeldPlans',
          destination: 'book',
          book: 'careful',
          platform: 'woocommerce',
          storeId: new URL(demo.shop.url).host,
        }),
      ]);
    const approved = outputOf(await approve(), 'Accounting Poster');
    expect(approved.length).toBeGreaterThan(0);
    expect(await entriesOf('careful')).toBe(approved.length);
    await approve();
    await run(route('careful', 'live'));
    expect(await entriesOf('careful')).toBe(approved.length);
  });

  it('is refused by a closed period, with an exception that says so', async () => {
    const lock = { resource: 'book', operation: 'lockPeriod', book: 'closed', lockDate: '2099-12-31' };
    await run([ours('Finance Trace', 'financeTrace', lock)]);
    const execution = await run(route('closed', 'live'));
    expect(outputOf(execution, 'Accounting Poster', 0)).toEqual([]);
    expect(outputOf(execution, 'Accounting Poster', 1)).toMatchObject([
      { stage: 'post', problems: [{ code: expect.stringContaining('closed') }] },
    ]);
    expect(await entriesOf('closed')).toBe(0);
  });
});

interface PostedReport {
  readonly orderId: string;
  readonly outcome: string;
  readonly plans: readonly { readonly key: string; readonly state: string; readonly recordId?: string }[];
}

interface TraceReport {
  readonly orderId: string;
  readonly plans: readonly {
    readonly recordId?: string;
    readonly lines: readonly { readonly explanation: { readonly pointers: readonly string[] } }[];
  }[];
}

const itemsOf = (execution: Execution, node: string, output: number): readonly NodeItem[] =>
  (execution.data.resultData.runData[node] ?? []).flatMap((nodeRun) => nodeRun.data?.main?.[output] ?? []);

/** Index of the input item. */
const pairedWith = ({ pairedItem }: NodeItem): number | undefined => {
  const paired = (Array.isArray(pairedItem) ? pairedItem[0] : pairedItem) as
    { item?: number } | number | undefined;
  return typeof paired === 'number' ? paired : paired?.item;
};

const entriesOf = async (book: string): Promise<number> => {
  const exported = { resource: 'book', operation: 'export', book, format: 'hledger', asFile: false };
  const [file] = outputOf(await run([ours('Finance Trace', 'financeTrace', exported)]), 'Finance Trace');
  return String(file?.text).match(/^\d{4}-\d{2}-\d{2} /gm)?.length ?? 0;
};
