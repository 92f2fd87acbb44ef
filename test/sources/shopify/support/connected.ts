/** A simulated shop and a client that is connected to it, on one clock that only sleeping moves. */
import type { HttpSend, Log } from '../../../../lib/host';
import { type CartClient, type FetchedOrder, SourceError } from '../../../../lib/sources/cart-source';
import { shopify as source } from '../../../../lib/sources/shopify';
import { startShopify, type Shopify, type ShopifyOptions } from '../../../simulators/shopify';
import { download, signedHttp } from '../../../simulators/shopify/http';
import { TestClock } from '../../../support/test-clock';

type Fields = Readonly<Record<string, string | number | boolean>>;

/** Counts what it slept. */
export class WatchedClock extends TestClock {
  readonly waits: number[] = [];

  override async sleep(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
    await super.sleep(milliseconds);
  }
}

export interface Connected {
  readonly shopify: Shopify;
  readonly client: CartClient;
  readonly clock: WatchedClock;
  readonly warnings: { readonly message: string; readonly fields: Fields }[];
  /** Names of the operations that were asked for, in their order. */
  operations(): readonly string[];
  /** Another client of the same shop, which knows nothing yet. */
  reconnect(http?: HttpSend): CartClient;
}

// The schema alone takes a second to read, and more where the machine is busy.
jest.setTimeout(30_000);

let open: Shopify[] = [];

/** Closed after each test, which fails when a query was sent that the published schema does not allow. */
export const connected = async (options: ShopifyOptions = {}): Promise<Connected> => {
  const clock = new WatchedClock();
  const shopify = await startShopify({ clock, ...options });
  open.push(shopify);
  const warnings: Connected['warnings'] = [];
  const log: Log = {
    info: () => {},
    warn: (message, fields = {}) => void warnings.push({ message, fields }),
    error: () => {},
  };
  const signed = signedHttp(() => shopify.accessToken);
  const reconnect = (http: HttpSend = signed): CartClient =>
    source.connect({ baseUrl: shopify.url }, { http, download, clock, log });
  return {
    shopify,
    client: reconnect(),
    clock,
    warnings,
    operations: () => shopify.requests.map(({ operation }) => operation),
    reconnect,
  };
};

afterEach(async () => {
  const shops = open;
  open = [];
  for (const shop of shops) await shop.close();
  expect(shops.flatMap(({ requests }) => requests).filter(({ codes }) => codes.includes('INVALID'))).toEqual(
    [],
  );
});

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

type Order = Readonly<Record<string, unknown>>;

/** The order of a fetch that found it. */
export const foundOrder = (fetched: FetchedOrder | undefined): Order => {
  if (fetched?.state !== 'found') throw new Error(`expected an order, got ${JSON.stringify(fetched)}`);
  return (fetched.payload as { order: Order }).order;
};

export const cup = (quantity = 1) => ({ title: 'Cup', price: '10.00', quantity });
