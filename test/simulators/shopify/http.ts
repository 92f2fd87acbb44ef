/** What n8n gives the library, made of `fetch`: requests that are signed with a token, and downloads that are not. */
import type { Download, HttpSend } from '../../../lib/host';

const codeOf = (error: unknown): string => {
  const { cause, name } = Object(error) as { cause?: { code?: unknown }; name?: unknown };
  if (typeof cause?.code === 'string') return cause.code;
  return name === 'TimeoutError' ? 'ETIMEDOUT' : 'ECONNRESET';
};

/** `token`: asked for before each request, so that a test can renew it. */
export const signedHttp =
  (token: () => string): HttpSend =>
  async ({ method, url, query = {}, headers, body, timeoutMs }) => {
    const search = new URLSearchParams(query).toString();
    const response = await fetch(search === '' ? url : `${url}?${search}`, {
      method,
      headers: { ...headers, 'x-shopify-access-token': token() },
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
      ...(timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) }),
    }).catch((error: unknown) => {
      throw Object.assign(new Error('no answer'), { code: codeOf(error) });
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  };

export const download: Download = async function* (url) {
  const response = await fetch(url);
  if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
  const decoder = new TextDecoder();
  for await (const chunk of response.body) yield decoder.decode(chunk as Uint8Array, { stream: true });
};
