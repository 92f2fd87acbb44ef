/**
 * The bundled templates from a cart to a ledger, each in a real n8n and set up as its own note says, against simulated
 * vendors that fail on demand. What is expected comes from the carts' own orders; what is there, from the ledgers.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTraceFile, type TraceFile } from './demo/trace-file';
import { nodesOfType } from './demo/templates';
import { PASSWORD } from '../simulators/odoo/start-odoo';
import { runWell } from './demo/reports';
import { BY_HAND, linearWorkflow } from './harness/linear-workflow';
import { N8nApi } from './harness/n8n-api';
import { outputOf } from './harness/n8n-execution';
import type { CredentialRef } from './harness/workflow-json';
import { N8nProcess } from './harness/n8n-process';
import { type Api2CartStage, destinationOf, startApi2CartStage } from './routes/api2cart-to-odoo';
import { type Played, play } from './routes/play';
import { expectRefusal, loginAlerts } from './routes/refused-login';
import { readTemplateFile } from './routes/set-up';
import { type ShopifyStage, startShopifyStage } from './routes/shopify-to-quickbooks';
import type { Stage } from './routes/stage';
import { connectSecondLedger } from './routes/second-ledger';
import { filesWith } from './routes/secrets';
import { heldOf, leftOutOf } from './routes/story';
import { shown } from './routes/sums';
import { startWooCommerceStage, type WooCommerceStage } from './routes/woocommerce-to-xero';

const PLAY_MS = 300_000;
const SHOP = 'cart-ledger-e2e';

let shopify: ShopifyStage;
let woocommerce: WooCommerceStage;
let api2cart: Api2CartStage;
let n8n: N8nProcess;
let api: N8nApi;
let disk: TraceFile;
const played = new Map<string, Played | Error>();

beforeAll(async () => {
  shopify = await startShopifyStage();
  woocommerce = await startWooCommerceStage();
  api2cart = await startApi2CartStage();
  const stages: readonly Stage[] = [shopify, woocommerce, api2cart];
  const hosts: Record<string, string> = { [`https://${SHOP}.myshopify.com`]: shopify.shopify.url };
  for (const stage of stages) Object.assign(hosts, stage.hosts);
  n8n = await N8nProcess.start({
    env: {
      CART_LEDGER_HOSTS: JSON.stringify(hosts),
      CREDENTIALS_OVERWRITE_DATA: JSON.stringify({
        xeroOAuth2Api: { accessTokenUrl: woocommerce.tokens.url },
      }),
    },
  });
  api = await N8nApi.connect(n8n.url);
  disk = openTraceFile(n8n.userFolder);
  await Promise.all(
    stages.map(async (stage) => {
      const outcome = await play(api, stage).catch((error: unknown) => error as Error);
      played.set(stage.template, outcome);
    }),
  );
}, PLAY_MS);

afterAll(async () => {
  disk?.close();
  await n8n?.dispose();
  for (const stage of [shopify, woocommerce, api2cart]) await stage?.close();
});

const routes: readonly (readonly [string, () => Stage])[] = [
  ['shopify-to-quickbooks.json', () => shopify],
  ['woocommerce-to-xero.json', () => woocommerce],
  ['api2cart-to-odoo.json', () => api2cart],
];

const playedOf = (template: string): Played => {
  const outcome = played.get(template);
  if (outcome === undefined || outcome instanceof Error) throw outcome ?? new Error('not played');
  return outcome;
};

/** Keys that the trace holds for posted, of the ledger whose id begins so. */
const postedIn = (destination: string): readonly unknown[] =>
  disk
    .rows(`select plan_key, destination from plans where state = 'posted'`)
    .flatMap(({ plan_key: key, destination: id }) => (String(id).startsWith(destination) ? [key] : []))
    .sort();

describe.each(routes)('%s', (template, stageOf) => {
  it('misses nothing but its credentials when it is imported, in the nodes that its note names', () => {
    const { parameters, unknownTypes, credentials } = playedOf(template).route.issues;
    expect({ parameters, unknownTypes }).toEqual({ parameters: {}, unknownTypes: [] });
    const note = nodesOfType(readTemplateFile(template), 'stickyNote')
      .map((node) => String(node.parameters.content))
      .find((content) => content.includes('**Set-up**'));
    const steps = note?.split('\n').filter((line) => /^[12]\. Choose /.test(line)) ?? [];
    const named = new Set(
      steps.flatMap((line) => [...line.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name]) => name)),
    );
    expect(Object.keys(credentials).sort()).toEqual([...named].sort());
  });

  it('misses nothing once it is set up as its note says', () => {
    const nothing = { parameters: {}, credentials: {}, unknownTypes: [] };
    expect(playedOf(template).route.issuesLeft).toEqual(nothing);
  });

  it('had webhooks lost and repeated, and a ledger that lost answers and asked it to wait', () => {
    const { lost, repeated, acknowledged } = stageOf().deliveries();
    expect([lost > 3, repeated > 0, acknowledged > 5]).toEqual([true, true, true]);
    const { route, broughtByWebhooks, before } = playedOf(template);
    expect(broughtByWebhooks).toBeGreaterThan(5);
    expect(before.keys.length).toBeGreaterThan(broughtByWebhooks);
    const outcomes = disk.rows(
      `select distinct a.outcome from attempts a join plans p on p.plan_key = a.plan_key
       where p.store_id = '${route.storeId}'`,
    );
    const seen = outcomes.map(({ outcome }) => outcome);
    expect(seen).toEqual(expect.arrayContaining(['unconfirmed', 'adopted', 'posted']));
    // Xero remembers what it was sent, so that its client waits and sends again within the run.
    expect(seen.includes('planned') || n8n.log().includes('Xero is asked again')).toBe(true);
  });

  it('posted one record for each plan, and each key once', () => {
    const { before } = playedOf(template);
    expect(before.keys).toEqual(postedIn(stageOf().destination));
    expect(new Set(before.keys).size).toBe(before.keys.length);
    expect(before.keys.length).toBeGreaterThan(20);
  });

  it('left the ledger with what the orders of the shop come to, account by account', () => {
    const { traded, before } = playedOf(template);
    const stage = stageOf();
    expect(shown(before.balances)).toEqual(shown(stage.expected(leftOutOf(stage.stories, traded))));
  });

  it('has an exception with its reason for each order that cannot be posted, and no other', () => {
    const { exceptions, traded } = playedOf(template);
    const found = Object.fromEntries(exceptions.map(({ objectId, code }) => [objectId, code]));
    expect(found).toEqual(heldOf(stageOf().stories, traded));
    expect(exceptions).toHaveLength(Object.keys(found).length);
    for (const { code, message } of exceptions) expect([code, message]).toEqual([code, REASONS[code]]);
  });

  it('is proved by its own reconciliation: what is held, and no other break', () => {
    const { proof, traded } = playedOf(template);
    const held = heldOf(stageOf().stories, traded);
    const { summary, breaks } = proof;
    expect(summary).toMatchObject({ surprises: 0, breaks: { held: Object.keys(held).length } });
    expect(breaks.map(({ orderId }) => orderId).sort()).toEqual(Object.keys(held).sort());
    expect(summary.records).toMatchObject({ foreign: 0 });
  });

  it('posted nothing in a second sweep and run', () => {
    const { before, after } = playedOf(template);
    expect(after.keys).toEqual(before.keys);
    expect(shown(after.balances)).toEqual(shown(before.balances));
    expect(after.writes).toBe(before.writes);
  });

  it('sent only requests that the vendors publish, and let no execution fail', async () => {
    const stage = stageOf();
    expect([stage.wrongRequests(), stage.books.invalid()]).toEqual([[], []]);
    expect(await playedOf(template).route.executions(['error', 'crashed', 'canceled'])).toBe(0);
  });
});

/** What each kind of exception tells a person. */
const REASONS: Readonly<Record<string, unknown>> = {
  account_not_mapped: expect.stringMatching(
    /"clearing:klarna" has no ledger account in .*Add it to the account mapping/,
  ),
  source_totals_mismatch: expect.stringMatching(/97\.77 EUR.*92\.77 EUR|71\.82.*99\.00 EUR/),
  validation: expect.stringMatching(/map a bank account in USD|no exchange rate for CHF/),
};

describe('a ledger that refuses the login', () => {
  it('gets nothing more while the password is wrong; one alert is raised, no try is burnt, and once mended all goes on', async () => {
    const { route } = playedOf(api2cart.template);
    const { type, data } = api2cart.ledger;
    const login = route.credentials[type] as CredentialRef;
    await api.updateCredential(login, type, { ...data, password: 'mistyped' });
    const before = await expectRefusal(api2cart, route, disk).finally(() =>
      api.updateCredential(login, type, { ...data }),
    );
    await route.settle();
    // An invoice and its payment each.
    expect(api2cart.books.keys()).toHaveLength(before + 4);
    expect(await loginAlerts(route)).toEqual([]);
  });

  it('is told from one that does not answer when the app was disconnected: the token cannot be renewed', async () => {
    const { route } = playedOf(woocommerce.template);
    const { type, data } = woocommerce.ledger;
    woocommerce.tokens.revoke();
    await route.useLogin(type, await api.createCredential(type, { ...data }, 'Disconnected'));
    const before = await expectRefusal(woocommerce, route, disk).finally(() =>
      route.useLogin(type, route.credentials[type] as CredentialRef),
    );
    await route.settle();
    expect(woocommerce.books.keys()).toHaveLength(before + 2);
    expect(await loginAlerts(route)).toEqual([]);
  });
});

describe('a ledger that does not keep what it was sent, or takes nothing of that day', () => {
  it('has the order held when a cent differs, with both amounts, and is not sent it again', async () => {
    const { route } = playedOf(woocommerce.template);
    const before = woocommerce.books.keys().length;
    woocommerce.xero.fail({ on: 'PUT BankTransactions', what: 'altered' });
    const orderId = woocommerce.placePlain();
    await route.sweep();
    await route.settle();
    await route.processQueue();
    const [exception] = (await route.exceptions()).filter(({ objectId }) => objectId === orderId);
    expect(exception).toMatchObject({ stage: 'post', code: 'ledger_record_differs' });
    expect(exception?.message).toMatch(/57\.12.*57\.13|57\.13.*57\.12/s);
    expect(woocommerce.books.keys()).toHaveLength(before + 1);
  });

  it('has the order held while the period is closed, and posted once it is open again', async () => {
    const { route } = playedOf(shopify.template);
    const { settings } = shopify.quickbooks.company;
    const before = shopify.books.keys().length;
    settings.closeDate = shopify.setUp.reconcile.to;
    const orderId = shopify.placePlain();
    await route.sweep();
    await route.settle();
    const [exception] = (await route.exceptions()).filter(({ objectId }) => objectId === orderId);
    expect(exception).toMatchObject({ stage: 'post', code: 'period_closed' });
    expect(shopify.books.keys()).toHaveLength(before);

    settings.closeDate = undefined;
    await route.retry(exception?.id ?? 0);
    await route.settle();
    expect(shopify.books.keys()).toHaveLength(before + 1);
    expect((await route.exceptions()).filter(({ objectId }) => objectId === orderId)).toEqual([]);
  });
});

describe('a second ledger of one shop, set up in the mode that the template comes with', () => {
  it('is sent nothing until somebody approves, and then comes to the same, by another login', async () => {
    const second = await connectSecondLedger(api, api2cart);
    try {
      const { route, books } = second;
      await route.sweep();
      await route.settle();
      expect(books.writes()).toBe(0);
      const approved = await route.approve({
        destination: 'odoo',
        ledgerLogin: 'odooApiKeyApi',
        company: { __rl: true, mode: 'list', value: String(second.odoo.ids.company) },
        platform: 'api2cart',
      });
      const posted = () => postedIn(destinationOf(second.odoo));
      expect(approved.length).toBeGreaterThan(20);
      expect([...books.keys()].sort()).toEqual(posted());
      expect(shown(books.balances())).toEqual(shown(api2cart.books.balances()));
      const writes = books.writes();
      await route.change({ mode: 'live' });
      await route.sweep();
      await route.settle();
      expect([books.writes(), [...books.keys()].sort()]).toEqual([writes, posted()]);
    } finally {
      await second.odoo.stop();
    }
  });
});

describe('secrets', () => {
  it('reach the vendor and nothing that n8n keeps: not its run data, not its log, not our trace', () => {
    expect(api2cart.odoo.bodies.some((body) => body.includes(JSON.stringify(PASSWORD)))).toBe(true);
    const secrets = [shopify, woocommerce, api2cart].flatMap(({ secrets: own }) => own);
    expect(secrets.length).toBeGreaterThan(6);
    // That it would be found: what is no secret stands in the run data.
    expect(filesWith(n8n.userFolder, shopify.storeId)).not.toEqual([]);
    for (const secret of secrets) expect([secret, filesWith(n8n.userFolder, secret)]).toEqual([secret, []]);
  });
});

describe('a Shopify shop by its own domain', () => {
  it('is read by the token of the admin, through the host that stands for it', async () => {
    const type = 'shopifyAccessTokenApi';
    const data = { shopSubdomain: SHOP, accessToken: shopify.shopify.accessToken, appSecretKey: 'x' };
    const credentials = { [type]: await api.createCredential(type, data) };
    const parameters = { operation: 'count', platform: 'shopify', login: type };
    const node = { name: 'Count', type: 'n8n-nodes-cart-ledger.orderFetcher', parameters };
    const id = await api.importWorkflow(linearWorkflow('Count', [node]), credentials);
    const [counted] = outputOf(await runWell(api, id, BY_HAND), 'Count');
    expect(counted).toMatchObject({ count: shopify.shopify.shop.ids().length });
  });
});
