/**
 * The bundled template Medusa → Tryton in a real n8n, between a real Medusa and a real Tryton: orders are placed, captured,
 * partly refunded and returned through Medusa's API, and the books are read from Tryton's own tables.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { say } from '../../scripts/support/run-command';
import { micro } from '../shop/shop-money';
import { startTryton, type Tryton } from '../simulators/tryton';
import type { TrialBalanceRow as BookRow } from './demo/book-view';
import { type BookReports, reportsWorkflow, runReports, runWell } from './demo/reports';
import { N8nApi } from './harness/n8n-api';
import { N8nProcess } from './harness/n8n-process';
import { outputOf } from './harness/n8n-execution';
import { poll } from './harness/poll';
import type { WorkflowJson } from './harness/workflow-json';
import { type RunningMedusa, startMedusa, type Story, tellStories } from './medusa';

const SECRET = 'the secret of the subscriber';
const START_MS = 600_000;
const TEMPLATE = resolve(__dirname, '../../workflows/medusa-to-tryton.json');

/** Logical accounts → accounts of the test company in Tryton, by name. */
const ACCOUNTS: Readonly<Record<string, string>> = {
  receivable: 'Main Receivable',
  'clearing:*': 'Stripe Clearing',
  sales: 'Main Revenue',
  'sales-returns': 'Main Revenue',
  shipping: 'Shipping Revenue',
  discounts: 'Discounts',
  'tax:*': 'Main Tax',
  rounding: 'Rounding',
  'gift-card-liability': 'Gift Cards',
  'store-credit': 'Gift Cards',
  'unallocated-refunds': 'Main Expense',
  'restocking-fees': 'Main Revenue',
  surcharges: 'Shipping Revenue',
};
/** The German rates of the catalogue → taxes of the test company. The French ones stay lines on the tax account. */
const TAXES = { 'DE19*': 'VAT 19 %', 'DE7*': 'VAT 7 %' };

const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-medusa-tryton-'));
let n8n: N8nProcess;
let api: N8nApi;
let shop: RunningMedusa;
let ledger: Tryton;
let relay: Relay;
let stories: readonly Story[];
let workflows: { readonly tryton: string; readonly book: string; readonly reports: string };

/** Medusa is told where to deliver before n8n has an address to give. */
interface Relay {
  readonly url: string;
  readonly statuses: number[];
  target: string | undefined;
  stop(): Promise<void>;
}

const startRelay = async (): Promise<Relay> => {
  const state = { target: undefined as string | undefined, statuses: [] as number[] };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signature = String(request.headers['x-cart-ledger-signature']);
      const headers = { 'content-type': 'application/json', 'x-cart-ledger-signature': signature };
      const body = Buffer.concat(chunks);
      const passed = state.target
        ? fetch(state.target, { method: 'POST', headers, body }).then(({ status }) => status)
        : Promise.resolve(503);
      void passed
        .catch(() => 502)
        .then((status) => {
          state.statuses.push(status);
          response.writeHead(status).end();
        });
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    statuses: state.statuses,
    get target() {
      return state.target;
    },
    set target(url) {
      state.target = url;
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
};

const template = (): WorkflowJson => JSON.parse(readFileSync(TEMPLATE, 'utf8')) as WorkflowJson;

const located = (value: string) => ({ __rl: true, mode: 'id', value });
const byName = (value: string) => ({ __rl: true, mode: 'name', value });

/** What the set-up checklist asks for; schedules sleep, because the test starts the runs. */
const setUp = (workflow: WorkflowJson): WorkflowJson => {
  const rules = Object.entries(ACCOUNTS).map(([logical, name]) => ({
    logical: byName(logical),
    ledgerAccount: located(String(ledger.accounts.get(name))),
  }));
  const taxRules = Object.entries(TAXES).map(([logical, name]) => ({
    logical,
    ledgerTaxCode: located(String(ledger.taxes.get(name))),
  }));
  const choices = (type: string, operation: unknown): Record<string, unknown> => {
    if (type.endsWith('.scheduleTrigger'))
      return { rule: { interval: [{ field: 'months', monthsInterval: 12 }] } };
    if (type.endsWith('.orderFetcher') && operation === 'sweepChanges')
      return { startFrom: '2026-01-01T00:00:00Z' };
    if (type.endsWith('.accountingPoster'))
      return {
        mode: 'live',
        company: located(String(ledger.company)),
        accountMapping: { rules },
        taxMapping: { rules: taxRules },
      };
    if (type.endsWith('.reconciler') && operation === 'reconcilePeriod')
      return { company: located(String(ledger.company)), accountMapping: { rules } };
    return {};
  };
  const nodes = workflow.nodes.map((node) => ({
    ...node,
    parameters: { ...node.parameters, ...choices(node.type, node.parameters.operation) },
  }));
  return { ...workflow, nodes };
};

/** The same route into the built-in book, on a pipeline of its own, without the trigger. */
const intoBook = (workflow: WorkflowJson): WorkflowJson => ({
  ...workflow,
  name: 'Medusa to the book',
  nodes: workflow.nodes
    .filter(({ type }) => !/\.(cartTrigger|reconciler|stickyNote)$/.test(type))
    .map((node) => {
      const parameters: Record<string, unknown> = { ...node.parameters };
      if ('pipeline' in parameters) parameters.pipeline = 'book';
      if (node.type.endsWith('.accountingPoster')) {
        Object.assign(parameters, { destination: 'book', book: 'main', accountMapping: {} });
        for (const name of ['company', 'taxMapping']) delete parameters[name];
      }
      return { ...node, parameters };
    }),
  connections: Object.fromEntries(
    Object.entries(workflow.connections).filter(
      ([from]) => !/Order Changed|Every Morning|Reconcile|Replay/.test(from),
    ),
  ),
});

const addressOf = async (workflowId: string): Promise<string> => {
  const { nodes } = await api.getWorkflow(workflowId);
  const trigger = nodes.find(({ type }) => type.endsWith('.cartTrigger'));
  if (!trigger) throw new Error('the template has no trigger');
  const path =
    trigger.webhookId === undefined
      ? `${workflowId}/${encodeURIComponent(trigger.name.toLowerCase())}`
      : trigger.webhookId;
  return `${n8n.url}/webhook/${path}/cart-ledger`;
};

beforeAll(async () => {
  relay = await startRelay();
  [ledger, shop] = await Promise.all([
    startTryton(),
    startMedusa({ folder, log: say, webhook: { url: relay.url, secret: SECRET } }),
  ]);
  n8n = await N8nProcess.start();
  api = await N8nApi.connect(n8n.url);
  const credentials = {
    cartLedgerMedusaApi: await api.createCredential('cartLedgerMedusaApi', {
      url: shop.url,
      secretKey: shop.secretKey,
      webhookSecret: SECRET,
      environment: 'sandbox',
      allowHttp: false,
    }),
    cartLedgerTrytonApi: await api.createCredential('cartLedgerTrytonApi', {
      url: ledger.url,
      database: ledger.database,
      user: ledger.user,
      password: ledger.password,
      environment: 'sandbox',
      allowHttp: false,
    }),
  };
  const fitted = setUp(template());
  const tryton = await api.importWorkflow(fitted, credentials);
  const book = await api.importWorkflow(intoBook(fitted), credentials);
  const reports = await api.importWorkflow(
    reportsWorkflow('Reports', new URL(shop.url).host, 'main'),
    credentials,
  );
  await api.publish(tryton);
  workflows = { tryton, book, reports };
  relay.target = await addressOf(tryton);
  stories = await tellStories(shop.trade, shop.api);
}, START_MS);

afterAll(async () => {
  await n8n?.dispose();
  await shop?.stop();
  await ledger?.stop();
  await relay?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** Sweeps and works off the queue until nothing is due any more. */
const sweep = async (workflow: string): Promise<number> => {
  let posted = 0;
  for (let round = 0; round < 8; round++) {
    const execution = await runWell(api, workflow, 'Every 5 Minutes');
    posted += outputOf(execution, 'Accounting Poster', 0).filter(
      ({ outcome }) => outcome === 'posted',
    ).length;
    if (outputOf(execution, 'Process Queue', 0).length + outputOf(execution, 'Process Queue', 1).length === 0)
      break;
  }
  return posted;
};

const quiet = async (): Promise<void> => {
  await poll('no execution runs', 120_000, async () => {
    const running = await api.listExecutions(workflows.tryton, ['new', 'running', 'waiting']);
    return running.length === 0 ? true : undefined;
  });
};

/** Net of Tryton's accounts that have one, debit positive, in millionths. */
const trytonNets = async (): Promise<Readonly<Record<string, bigint>>> =>
  Object.fromEntries(
    (await ledger.trialBalance())
      .map(({ name, debit, credit }) => [name, micro(debit) - micro(credit)] as const)
      .filter(([, net]) => net !== 0n),
  );

const accountFor = (logical: string): string =>
  ACCOUNTS[logical] ?? ACCOUNTS[`${logical.split(':')[0]}:*`] ?? logical;

/** The book's euros on the accounts that Tryton has for them. */
const bookNets = (rows: readonly BookRow[]): Readonly<Record<string, bigint>> => {
  const nets: Record<string, bigint> = {};
  for (const { ledgerAccount, currency, balance } of rows) {
    if (currency !== 'EUR') continue;
    const name = accountFor(ledgerAccount);
    nets[name] = (nets[name] ?? 0n) + micro(balance);
  }
  return Object.fromEntries(Object.entries(nets).filter(([, net]) => net !== 0n));
};

let reports: BookReports;

describe('a Medusa whose orders were placed, captured, partly refunded and returned', () => {
  it('told of its orders by its subscriber, signed', async () => {
    await poll('deliveries were accepted', 60_000, async () =>
      relay.statuses.includes(200) ? true : undefined,
    );
    expect(relay.statuses.filter((status) => status !== 200)).toEqual([]);
  });

  it(
    'is in Tryton to the cent: its trial balance is that of our book, euro for euro',
    async () => {
      await quiet();
      await sweep(workflows.tryton);
      await sweep(workflows.book);
      reports = await runReports(api, workflows.reports);
      const tryton = await trytonNets();
      expect(Object.keys(tryton).length).toBeGreaterThan(5);
      expect(tryton).toEqual(bookNets(reports.trialBalance));
    },
    START_MS,
  );

  it('has as much money at the gateway as Medusa took and gave back, each payment rounded to the cent', async () => {
    let expected = 0n;
    for (const { orderId } of stories) {
      const { order } = await shop.api.get<{ readonly order: Paid }>(
        `/admin/orders/${orderId}?fields=currency_code,*payment_collections.payments.captures,*payment_collections.payments.refunds`,
      );
      if (order.currency_code !== 'eur') continue;
      for (const { payments } of order.payment_collections)
        for (const { captures, refunds } of payments) {
          for (const { amount } of captures) expected += cents(amount);
          for (const { amount } of refunds) expected -= cents(amount);
        }
    }
    expect((await trytonNets())['Stripe Clearing']).toBe(expected * 10_000n);
  });

  it('is held only where Tryton keeps its books in another currency, in words', () => {
    const { exceptions } = reports;
    const foreign = exceptions.filter(({ message }) => /USD|JPY|KWD/.test(message));
    expect(exceptions.map(({ message }) => message)).toEqual(foreign.map(({ message }) => message));
    expect(foreign.length).toBeGreaterThan(0);
  });

  it(
    'posts nothing in a second run',
    async () => {
      const before = await ledger.trialBalance();
      expect(await sweep(workflows.tryton)).toBe(0);
      expect(await ledger.trialBalance()).toEqual(before);
    },
    START_MS,
  );

  it(
    'is reconciled by the template’s own morning run, with no surprise beside the orders that are held',
    async () => {
      const { nodes } = await api.getWorkflow(workflows.tryton);
      await api.updateWorkflow(workflows.tryton, {
        nodes: nodes.map((node) =>
          node.name === 'Reconcile Yesterday'
            ? { ...node, parameters: { ...node.parameters, from: '2026-01-01', to: TODAY() } }
            : node,
        ),
      });
      const execution = await runWell(api, workflows.tryton, 'Every Morning');
      const [summary] = outputOf(execution, 'Reconcile Yesterday', 0);
      const breaks = outputOf(execution, 'Reconcile Yesterday', 1);
      expect(breaks.filter(({ surprise }) => surprise === true).map(({ message }) => message)).toEqual([]);
      expect(summary).toMatchObject({ surprises: 0 });
    },
    START_MS,
  );
});

interface Money {
  readonly amount: number;
}

interface Paid {
  readonly currency_code: string;
  readonly payment_collections: readonly {
    readonly payments: readonly { readonly captures: readonly Money[]; readonly refunds: readonly Money[] }[];
  }[];
}

const TODAY = (): string => new Date().toISOString().slice(0, 10);
/** Half up, as a person rounds. */
const cents = (amount: number): bigint => BigInt(Math.round(amount * 100 + 1e-7));
