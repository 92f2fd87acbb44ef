import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/**
 * Below those that systems give to outgoing connections (Linux from 32768, macOS and Windows from 49152): a program that
 * needs ten seconds to listen would find one of those taken by somebody's connection to a database.
 */
const FIRST = 15_000;
const END = 32_000;
const MOST_TRIES = 200;

/** Ports on loopback that nobody uses now. All are held until all are known, so that no two are the same. */
export async function freePorts(count: number): Promise<number[]> {
  const held: { readonly port: number; readonly server: Server }[] = [];
  for (let tries = 0; held.length < count; tries++) {
    if (tries === MOST_TRIES) throw new Error(`found no ${count} free ports from ${FIRST} to ${END}`);
    const port = randomInt(FIRST, END);
    const server = given.has(port) ? undefined : await listen(port);
    if (server !== undefined) held.push({ port, server });
  }
  await Promise.all(held.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  const ports = held.map(({ port }) => port);
  for (const port of ports) given.add(port);
  return ports;
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error('the system gave no port');
  return port;
}

/** Whoever got one may not listen yet. */
const given = new Set<number>();

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
