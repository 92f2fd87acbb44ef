/**
 * A workflow that somebody imports may hold anything in its nodes' parameters. It cannot make them send a login to another
 * host: where a request goes is said by the credential, which no workflow carries, and by who runs n8n.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodeType, INodePropertyOptions } from 'n8n-workflow';
import { AccountingPoster } from '../../nodes/AccountingPoster/AccountingPoster.node';
import { CartTrigger } from '../../nodes/CartTrigger/CartTrigger.node';
import { FinanceMapper } from '../../nodes/FinanceMapper/FinanceMapper.node';
import { FinanceTrace } from '../../nodes/FinanceTrace/FinanceTrace.node';
import { OrderFetcher } from '../../nodes/OrderFetcher/OrderFetcher.node';
import { Reconciler } from '../../nodes/Reconciler/Reconciler.node';
import { openRoute } from '../../nodes/shared/open-route';
import { replaceHost } from '../../nodes/shared/replaced-hosts';
import type { HttpContext } from '../../nodes/shared/n8n-host';

const NODES: readonly INodeType[] = [
  new AccountingPoster(),
  new CartTrigger(),
  new FinanceMapper(),
  new FinanceTrace(),
  new OrderFetcher(),
  new Reconciler(),
];

/** Parameters, also those inside collections. */
const allProperties = (properties: readonly INodeProperties[]): readonly INodeProperties[] =>
  properties.flatMap((property) => [
    property,
    ...(property.options ?? []).flatMap((option) => {
      if ('values' in option) return allProperties(option.values);
      return 'type' in option ? allProperties([option as INodeProperties]) : [];
    }),
  ]);

/** Named like addresses, and none: the first picks among webhooks that the shop has already. */
const HARMLESS = new Set(['deliveryUrl', 'asFile']);

test.each(NODES.map((node) => [node.description.displayName, node] as const))(
  '%s has no parameter that says where a request goes, or which file is opened',
  (_name, { description }) => {
    const wrong = allProperties(description.properties)
      .filter(({ name, type }) => type !== 'notice' && !HARMLESS.has(name))
      .filter(({ name }) => /url|host|domain|endpoint|server|proxy|path|file|folder|directory/i.test(name));
    expect(wrong.map(({ name }) => name)).toEqual([]);
  },
);

test.each(NODES.map((node) => [node.description.displayName, node] as const))(
  '%s takes no declarative routing, by which a parameter could become an address',
  (_name, { description }) => {
    expect(description.requestDefaults).toBeUndefined();
    const routed = allProperties(description.properties).filter(
      (property) =>
        property.routing ??
        (property.options as INodePropertyOptions[] | undefined)?.some(({ routing }) => routing),
    );
    expect(routed).toEqual([]);
  },
);

const HOSTILE = [
  'https://evil.example',
  '//evil.example',
  '@evil.example',
  '../../evil',
  'evil.example#',
  '__proto__',
  'constructor',
];

test.each(HOSTILE)('a parameter that says %p changes no address', async (text) => {
  const sent: string[] = [];
  const context = {
    logger: { info() {}, warn() {}, error() {} },
    getCredentials: async () => ({ url: 'https://shop.example', consumerKey: 'ck', consumerSecret: 'cs' }),
    helpers: {
      httpRequestWithAuthentication: async (_name: string, { url }: { url: string }) => {
        sent.push(url);
        return { statusCode: 200, headers: {}, body: '[]' };
      },
    },
  } as unknown as HttpContext;
  const route = await openRoute(context, { platform: 'woocommerce', login: text, pipeline: text });
  await route.client.fetch([text]).catch(() => []);
  await route.client.check();
  expect(sent.length).toBeGreaterThan(0);
  expect(sent.filter((url) => new URL(url).host !== 'shop.example')).toEqual([]);
});

test('another host answers for a vendor only when who runs n8n says so, and never in clear text', () => {
  expect(replaceHost('https://api.xero.com/x', {})).toBe('https://api.xero.com/x');
  expect(() =>
    replaceHost('https://api.xero.com/x', {
      CART_LEDGER_HOSTS: '{"https://api.xero.com":"http://evil.example"}',
    }),
  ).toThrow();
});

test('no template that we ship holds a credential, code, a command, or an address to send to', () => {
  const folder = join(__dirname, '../../workflows');
  for (const file of readdirSync(folder)) {
    const { nodes } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      nodes: readonly { type: string; credentials?: unknown; parameters: unknown }[];
    };
    expect(nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
    expect(
      nodes
        .filter(({ type }) =>
          /code|function|executeCommand|httpRequest|ssh|readWriteFile|executeWorkflow$/i.test(type),
        )
        .map(({ type }) => `${file} ${type}`),
    ).toEqual([]);
    const addresses =
      JSON.stringify(nodes.filter(({ type }) => !type.endsWith('stickyNote'))).match(
        /https?:\/\/[^"\\ )]*/g,
      ) ?? [];
    expect(addresses).toEqual([]);
  }
});
