/** What the contract of sources needs to know of Shopify: a signed delivery, and a shop to connect to. */
import { createHmac } from 'node:crypto';
import { shopify as source } from '../../../lib/sources/shopify';
import type { ContractShop, SourceSample } from '../../contract/source.contract';
import { startShopify } from '../../simulators/shopify';
import { download, signedHttp } from '../../simulators/shopify/http';
import { silentLog, TestClock } from '../../support/test-clock';

const ORDERS = 14;

const openShop = async (): Promise<ContractShop> => {
  const clock = new TestClock();
  const shopify = await startShopify({ clock });
  const ids = Array.from({ length: ORDERS }, () => {
    clock.advance(60_000);
    return shopify.shop.addOrder({ lines: [{ title: 'Cup', price: '10.00', quantity: 2 }] });
  });
  const http = signedHttp(() => shopify.accessToken);
  return {
    client: source.connect({ baseUrl: shopify.url }, { http, download, clock, log: silentLog }),
    ids,
    touch: async (id) => {
      clock.advance(60_000);
      shopify.shop.touch(id);
    },
    remove: async (id) => shopify.shop.deleteOrder(id),
    close: () => shopify.close(),
  };
};

export const sample: SourceSample = {
  delivery: (objectId, secret) => {
    const rawBody = Buffer.from(
      `{"id":${objectId},"admin_graphql_api_id":"gid://shopify/Order/${objectId}"}`,
    );
    const headers = {
      'x-shopify-topic': 'orders/updated',
      'x-shopify-event-id': '98880550-7158-44d4-b7cd-2c97c8a091b5',
      'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
      'x-shopify-hmac-sha256': createHmac('sha256', secret).update(rawBody).digest('base64'),
    };
    return { headers, rawBody, query: {} };
  },
  openShop,
};
