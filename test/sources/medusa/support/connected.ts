/** A simulated shop, connected as the nodes connect one. */
import type { HttpSend } from '../../../../lib/host';
import {
  type CartClient,
  type ChangedObject,
  type ListQuery,
  SourceError,
} from '../../../../lib/sources/cart-source';
import { medusa } from '../../../../lib/sources/medusa';
import {
  type MedusaSimulator,
  startMedusaSimulator,
} from '../../../simulators/medusa/start-medusa-simulator';
import { noDownload } from '../../../support/no-download';
import { silentLog, TestClock } from '../../../support/test-clock';

const sendWith =
  (secretKey: string): HttpSend =>
  async ({ method, url, query = {}, headers, body }) => {
    const authorization = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`;
    const response = await fetch(`${url}?${new URLSearchParams(query).toString()}`, {
      method,
      headers: { ...headers, authorization },
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  };

export const connectTo = (shop: MedusaSimulator, secretKey = shop.secretKey): CartClient =>
  medusa.connect(
    { baseUrl: shop.url },
    { http: sendWith(secretKey), download: noDownload, clock: new TestClock(), log: silentLog },
  );

/** A fresh shop for each test, stopped after it. */
export const freshShops = (): (() => Promise<MedusaSimulator>) => {
  const shops: MedusaSimulator[] = [];
  afterEach(async () => {
    await Promise.all(shops.splice(0).map((shop) => shop.stop()));
  });
  return async () => {
    const shop = await startMedusaSimulator();
    shops.push(shop);
    return shop;
  };
};

export const listed = async (client: CartClient, query: ListQuery): Promise<ChangedObject[]> => {
  const all: ChangedObject[] = [];
  for await (const page of client.list(query)) all.push(...page);
  return all;
};

/** The SourceError that a call must end in. */
export const sourceError = async (call: () => Promise<unknown>): Promise<SourceError> => {
  try {
    await call();
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error('the call succeeded');
};
