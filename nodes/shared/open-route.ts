import { UserError } from 'n8n-workflow';
import { type CartSource, type Connection, findSource, type Route, SOURCES } from '../../lib';
import { type HttpContext, httpSendOf, logOf, systemClock } from './n8n-host';

export function sourceOf(platform: string): CartSource {
  const source = findSource(platform);
  if (source) return source;
  throw new UserError(`There is no cart "${platform}"`, {
    description: `Known: ${SOURCES.map((known) => known.platform).join(', ')}.`,
  });
}

/** Connects the shop of the node's credential to a pipeline. Missing credentials are named by n8n itself. */
export async function openRoute(context: HttpContext, platform: string, pipeline: string): Promise<Route> {
  const source = sourceOf(platform);
  const client = source.connect(await connectionOf(context, source), {
    http: httpSendOf(context, source.credential),
    clock: systemClock,
    log: logOf(context),
  });
  return { source, client, pipeline };
}

/** Which shop it is; the keys stay with n8n. */
export async function connectionOf(
  context: Pick<HttpContext, 'getCredentials'>,
  source: CartSource,
): Promise<Connection> {
  const { url, allowHttp } = await context.getCredentials(source.credential);
  return { baseUrl: String(url), allowHttp: allowHttp === true };
}
