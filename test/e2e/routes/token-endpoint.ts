/** Where n8n renews a vendor's access token; a person may take the app's access back at any time. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TokenEndpoint {
  readonly url: string;
  /** Renewals that were given. */
  readonly renewed: number;
  /** From here on every renewal is refused, as after a disconnect in the vendor's app. */
  revoke(): void;
  stop(): Promise<void>;
}

export const startTokenEndpoint = async (accessToken: string): Promise<TokenEndpoint> => {
  let [renewed, revoked] = [0, false];
  const server: Server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      if (revoked) {
        response.statusCode = 400;
        response.end(JSON.stringify({ error: 'invalid_grant' }));
        return;
      }
      renewed += 1;
      response.end(
        JSON.stringify({
          access_token: accessToken,
          refresh_token: `refresh-${renewed}`,
          token_type: 'bearer',
          expires_in: 1800,
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/connect/token`,
    get renewed() {
      return renewed;
    },
    revoke: () => {
      revoked = true;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
