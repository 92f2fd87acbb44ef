/** WooCommerce for the contract of carts, over the demo shop. */
import { createHmac } from 'node:crypto';
import type { HttpSend } from '../../../lib/host';
import { woocommerce } from '../../../lib/sources/woocommerce';
import type { ContractShop, SourceSample } from '../../contract/source.contract';
import { steppedClock } from '../../shop/shop-clock';
import { startShop } from '../../shop/shop-server';
import { noDownload } from '../../support/no-download';
import { silentLog, TestClock } from '../../support/test-clock';

const KEY = { consumerKey: 'ck_test', consumerSecret: 'cs_test' };

const signed: HttpSend = async ({ method, url, query = {}, headers, body }) => {
  const authorization = `Basic ${Buffer.from(`${KEY.consumerKey}:${KEY.consumerSecret}`).toString('base64')}`;
  const response = await fetch(`${url}?${new URLSearchParams(query).toString()}`, {
    method,
    headers: { ...headers, authorization },
    ...(body === undefined ? {} : { body }),
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
};

const openShop = async (): Promise<ContractShop> => {
  const shop = await startShop({ ...KEY, seed: 3, clock: steppedClock(new Date('2026-10-20T08:00:00Z')) });
  shop.trade();
  const client = woocommerce.connect(
    { baseUrl: shop.url },
    { http: signed, download: noDownload, clock: new TestClock(), log: silentLog },
  );
  const ids: string[] = [];
  for await (const page of client.list({ by: 'created' })) ids.push(...page.map(({ id }) => id));
  return {
    client,
    ids: [...new Set(ids)],
    touch: async (id) => shop.state.touch(Number(id)),
    remove: async (id) => shop.state.remove(Number(id)),
    close: () => shop.stop(),
  };
};

export const sample: SourceSample = {
  delivery: (objectId, secret) => {
    const rawBody = Buffer.from(JSON.stringify({ id: Number(objectId) }));
    const headers = {
      'x-wc-webhook-topic': 'order.updated',
      'x-wc-webhook-delivery-id': 'f2b76d57b047028e7e21da7f0c4d2584',
      'x-wc-webhook-signature': createHmac('sha256', secret).update(rawBody).digest('base64'),
    };
    return { headers, rawBody };
  },
  openShop,
};
