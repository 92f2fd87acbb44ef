/** Stands between a cart's webhooks and n8n, and treats them as networks do: some lost, some twice, none in order. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seededRandom } from '../../shop/random';

interface Delivery {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface RelayCounts {
  received: number;
  lost: number;
  repeated: number;
  acknowledged: number;
}

export interface LossyRelay {
  readonly counts: Readonly<RelayCounts>;
  /** Address that leads to another. */
  via(url: string): string;
  /** Sends on what has come in. */
  release(policy: { readonly lose: number; readonly repeat: number }): Promise<void>;
  stop(): Promise<void>;
}

export const startLossyRelay = async (seed: number): Promise<LossyRelay> => {
  const random = seededRandom(seed);
  const counts: RelayCounts = { received: 0, lost: 0, repeated: 0, acknowledged: 0 };
  let waiting: Delivery[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = decodeURIComponent(request.url?.slice(1) ?? '');
      waiting.push({ url, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      counts.received += 1;
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    counts,
    via: (url) => `http://127.0.0.1:${port}/${encodeURIComponent(url)}`,
    release: async ({ lose, repeat }) => {
      const kept = waiting.filter(() => !random.chance(lose));
      counts.lost += waiting.length - kept.length;
      waiting = [];
      const twice = kept.filter(() => random.chance(repeat));
      counts.repeated += twice.length;
      for (const delivery of random.shuffle([...kept, ...twice]))
        counts.acknowledged += (await forward(delivery)) ? 1 : 0;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

const forward = async ({ url, headers, body }: Delivery): Promise<boolean> => {
  const own = Object.entries(headers).filter(([name]) => name.startsWith('x-') || name === 'content-type');
  const sent = Object.fromEntries(own.map(([name, value]) => [name, String(value)]));
  const answer = await fetch(url, { method: 'POST', headers: sent, body }).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.ok === true;
};
