import { UserError } from 'n8n-workflow';

/**
 * Vendors whose address no credential holds (api.xero.com, quickbooks.api.intuit.com, *.myshopify.com) can be answered by
 * another host: a gateway of the company, or a simulator in a test. Only who runs n8n can say so, by the environment variable
 * CART_LEDGER_HOSTS: JSON from origin to origin, such as {"https://api.xero.com":"https://gateway.example/xero"}.
 */
export function replaceHost(url: string, environment: NodeJS.ProcessEnv = process.env): string {
  const { origin, href } = new URL(url);
  const replacement = replacements(environment)[origin];
  return replacement === undefined ? url : replacement.replace(/\/$/, '') + href.slice(origin.length);
}

function replacements({ CART_LEDGER_HOSTS: text }: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  if (!text) return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && Object.values(parsed).every(isOrigin))
      return parsed as Readonly<Record<string, string>>;
  } catch {
    // Named below: a variable that nobody can read must not send requests to the wrong place.
  }
  throw new UserError('The environment variable CART_LEDGER_HOSTS cannot be read', {
    description:
      'It is JSON from origin to origin, such as {"https://api.xero.com":"https://gateway.example"}.',
  });
}

/** In clear text only to this machine: a bearer token travels with every request. */
const isOrigin = (value: unknown): boolean =>
  typeof value === 'string' && /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$))/.test(value);
