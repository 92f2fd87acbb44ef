import { storeContract } from '../contract/store.contract';
import { newSchema, openStoreIn } from '../support/postgres-store';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server';

jest.setTimeout(60_000);

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgresServer();
});
afterAll(() => server.dispose());

storeContract('PostgreSQL', () => openStoreIn(server, { schema: newSchema() }));
