/** Asking a shop over HTTP, for tests. */

export type Row = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined where the answer is not JSON. */
  readonly json: unknown;
}

export const API = '/wp-json/wc/v3';
export const KEYS = { consumerKey: 'ck_test', consumerSecret: 'cs_test' };

export const basic = (key: string, secret: string): string =>
  `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Signed with the test's keys unless told otherwise; an empty authorization sends none. */
export const askShop = async (
  url: string,
  authorization: string = basic(KEYS.consumerKey, KEYS.consumerSecret),
): Promise<Answer> => {
  const headers: Record<string, string> = authorization === '' ? {} : { authorization };
  const answer = await fetch(url, { headers });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, json: parsed(text) };
};
