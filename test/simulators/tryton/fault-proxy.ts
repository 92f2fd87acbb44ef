/** Stands in front of a Tryton and spoils what passes, as networks and proxies do; Tryton itself never fails on demand. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fault =
  /** Tryton carries it out; the answer never arrives. */
  | { readonly kind: 'lose_answer' }
  /** Tryton never hears of it. */
  | { readonly kind: 'lose_request' }
  /** Somebody else answers, such as a gateway; Tryton never hears of it. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: string };

export interface FaultProxy {
  readonly url: string;
  /** Methods of all calls that came in, in order. */
  readonly methods: readonly string[];
  /** Spoils the next calls of a method, one each. */
  spoil(method: string, ...faults: readonly Fault[]): void;
  /** What is done before a call of the method is passed on, once. */
  before(method: string, act: () => Promise<void>): void;
  close(): Promise<void>;
}

const bodyOf = async (stream: AsyncIterable<Buffer>): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
};

export const startFaultProxy = async (target: string): Promise<FaultProxy> => {
  const faults = new Map<string, Fault[]>();
  const acts = new Map<string, () => Promise<void>>();
  const methods: string[] = [];

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const { method } = JSON.parse(body.toString('utf8')) as { readonly method: string };
    methods.push(method);
    const act = acts.get(method);
    acts.delete(method);
    await act?.();
    const fault = faults.get(method)?.shift();
    if (fault?.kind === 'lose_request') return void request.socket.destroy();
    if (fault?.kind === 'answer') return void response.writeHead(fault.status).end(fault.body);
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const answer = await fetch(target + (request.url ?? ''), {
      method: 'POST',
      headers: { authorization, 'content-type': type },
      body: new Uint8Array(body),
    });
    const text = await answer.text();
    if (fault?.kind === 'lose_answer') return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(text);
  };

  const server: Server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    methods,
    spoil: (method, ...more) => void faults.set(method, [...(faults.get(method) ?? []), ...more]),
    before: (method, act) => void acts.set(method, act),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
