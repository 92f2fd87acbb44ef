/** Stands between a client and a server on loopback, and cuts connections at a word of the client. */
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

export interface CutProxy {
  readonly port: number;
  /**
   * The next time a client says the word, its connection ends: `unheard`, the server is not told; `unanswered`, it is, and
   * its answer is lost.
   */
  cutAt(word: string, how: 'unheard' | 'unanswered'): void;
  cuts(): number;
  close(): Promise<void>;
}

export const startCutProxy = async (serverPort: number): Promise<CutProxy> => {
  const sockets = new Set<Socket>();
  let plan: { word: string; how: 'unheard' | 'unanswered' } | undefined;
  let cuts = 0;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const proxy = createServer((client) => {
    const server = keep(connect(serverPort, '127.0.0.1'));
    keep(client);
    let deaf = false;
    client.on('data', (data) => {
      if (!plan || !data.toString('latin1').includes(plan.word)) return void server.write(data);
      const { how } = plan;
      plan = undefined;
      cuts += 1;
      if (how === 'unheard') {
        client.destroy();
        server.destroy();
        return;
      }
      deaf = true;
      server.write(data);
    });
    server.on('data', (data) => {
      if (!deaf) return void client.write(data);
      client.destroy();
      server.destroy();
    });
    server.on('close', () => client.destroy());
    client.on('close', () => server.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    port: (proxy.address() as AddressInfo).port,
    cutAt: (word, how) => {
      plan = { word, how };
    },
    cuts: () => cuts,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
};
