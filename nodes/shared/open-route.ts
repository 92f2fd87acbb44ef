import { UserError } from 'n8n-workflow';
import { type CartSource, type Connection, findSource, type Route, SOURCES } from '../../lib';
import { chosenCredential } from './logins';
import { downloadOf, type HttpContext, httpSendOf, logOf, systemClock } from './n8n-host';

export function sourceOf(platform: string): CartSource {
  const source = findSource(platform);
  if (source) return source;
  throw new UserError(`There is no cart "${platform}"`, {
    description: `Known: ${SOURCES.map((known) => known.platform).join(', ')}.`,
  });
}

export interface ShopOptions {
  readonly platform: string;
  /** Credential type, where the cart has several; empty for the first. */
  readonly login: string;
  readonly pipeline: string;
}

/** Connects the shop of the node's credential to a pipeline. Missing credentials are named by n8n itself. */
export async function openRoute(context: HttpContext, options: ShopOptions): Promise<Route> {
  const { platform, login, pipeline } = options;
  const source = sourceOf(platform);
  const connection = await connectionOf(context, source, login);
  const client = source.connect(connection, {
    http: httpSendOf(context, credentialOf(source, login)),
    download: downloadOf(context),
    clock: systemClock,
    log: logOf(context),
  });
  const { environment } = connection;
  return { source, client, pipeline, ...(environment === undefined ? {} : { environment }) };
}

/** Which shop it is; the keys stay with n8n. */
export async function connectionOf(
  context: Pick<HttpContext, 'getCredentials'>,
  source: CartSource,
  login: string,
): Promise<Connection> {
  return source.connectionOf(await context.getCredentials(credentialOf(source, login).name));
}

/** For carts that sign deliveries with a secret of the login. */
export async function webhookSecretOf(
  context: Pick<HttpContext, 'getCredentials'>,
  source: CartSource,
  login: string,
): Promise<string | undefined> {
  if (!source.webhookSecretOf) return undefined;
  return source.webhookSecretOf(await context.getCredentials(credentialOf(source, login).name));
}

const credentialOf = (source: CartSource, login: string): CartSource['credentials'][number] =>
  chosenCredential(source.credentials, login) ?? source.credentials[0];
