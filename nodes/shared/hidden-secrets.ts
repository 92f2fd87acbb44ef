import type { CredentialType } from '../../lib';
import type { HttpContext } from './n8n-host';

type Fields = Pick<HttpContext, 'getCredentials'>;

/** Names under which credentials, ours and n8n's own, keep what nobody may see. */
const SECRET_NAME = /secret|password|token|key$/i;
/**
 * Shorter ones are words that stand in answers by chance. What succeeded is data, and is changed only for a text that is
 * nobody's but the credential's.
 */
const SHORTEST = 8;
const SHORTEST_IN_DATA = 16;

const HIDDEN = '(hidden)';

/**
 * Takes the secrets of the login out of an answer: some servers repeat a key that they refuse, and their words end up in
 * exceptions and logs.
 */
export const secretHider = (context: Fields, credential: CredentialType) => {
  let known: readonly string[] | undefined;
  return async (body: string, failed: boolean): Promise<string> => {
    // A token may have been renewed meanwhile; what succeeded was asked with one that is known.
    if (known === undefined || failed) known = await secretsOf(context, credential);
    const shortest = failed ? SHORTEST : SHORTEST_IN_DATA;
    return known.reduce(
      (text, secret) => (secret.length < shortest ? text : text.split(secret).join(HIDDEN)),
      body,
    );
  };
};

const secretsOf = async (context: Fields, { name }: CredentialType): Promise<readonly string[]> => {
  try {
    return [...secretTexts(await context.getCredentials(name))].sort((a, b) => b.length - a.length);
  } catch {
    // Without a login there was nothing to send, and so nothing to repeat.
    return [];
  }
};

/** Also those one level down, where n8n keeps the tokens of an OAuth login. */
function* secretTexts(fields: object, deeper = true): Generator<string> {
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') {
      if (SECRET_NAME.test(name) && value.length >= SHORTEST) yield value;
    } else if (deeper && typeof value === 'object' && value !== null) yield* secretTexts(value, false);
  }
}
