/** HttpSend over the network, signed with the keys of the simulated store. */
import type { HttpSend } from '../../../lib/host';
import type { SourceContext } from '../../../lib/sources/cart-source';
import { noDownload } from '../../support/no-download';
import { TestClock } from '../../support/test-clock';
import { API_KEY, STORE_KEY } from './server';

export interface Keys {
  readonly apiKey: string;
  readonly storeKey: string;
}

export const KEYS: Keys = { apiKey: API_KEY, storeKey: STORE_KEY };

export const sendWith =
  ({ apiKey, storeKey }: Keys): HttpSend =>
  async ({ method, url, query, headers, body }) => {
    const address = query === undefined ? url : `${url}?${new URLSearchParams(query).toString()}`;
    const signed = { ...headers, 'x-api-key': apiKey, 'x-store-key': storeKey };
    const answer = await fetch(address, { method, headers: signed, ...(body === undefined ? {} : { body }) });
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers.entries()),
      body: await answer.text(),
    };
  };

export interface Connected extends SourceContext {
  readonly waits: number[];
  readonly warnings: string[];
}

export const contextOf = (keys: Keys = KEYS, clock = new TestClock()): Connected => {
  const waits: number[] = [];
  const warnings: string[] = [];
  return {
    waits,
    warnings,
    http: sendWith(keys),
    download: noDownload,
    clock: {
      now: () => clock.now(),
      sleep: (milliseconds) => {
        waits.push(milliseconds);
        return clock.sleep(milliseconds);
      },
    },
    log: { info: () => {}, warn: (message) => warnings.push(message), error: () => {} },
  };
};
