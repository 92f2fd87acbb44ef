import { UserError } from 'n8n-workflow';
import {
  type CartSource,
  type Connection,
  findSource,
  type HttpSend,
  pacedSend,
  type Route,
  SOURCES,
} from '../../lib';
import { chosenCredential } from './logins';
import { openStore } from './open-store';
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
    http: await paced(context, httpSendOf(context, credentialOf(source, login)), source, connection),
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

/** By the limit of the cart, where it has one, together with all who ask the same shop. */
async function paced(
  context: HttpContext,
  send: HttpSend,
  source: CartSource,
  connection: Connection,
): Promise<HttpSend> {
  const { platform, rateLimit } = source;
  if (rateLimit === undefined) return send;
  const { budgets } = await openStore(context);
  const key = `${platform}:${source.storeIdOf(connection)}`;
  const pace = {
    budgets,
    key,
    limit: rateLimit,
    lane: 'live',
    clock: systemClock,
    log: logOf(context),
  } as const;
  return pacedSend(send, pace);
}

const credentialOf = (source: CartSource, login: string): CartSource['credentials'][number] =>
  chosenCredential(source.credentials, login) ?? source.credentials[0];
