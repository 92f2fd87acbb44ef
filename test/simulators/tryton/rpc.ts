/** Tryton's JSON-RPC as an administrator of a test speaks it: refused calls throw. */

export interface Admin {
  readonly url: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

export type Call = <T = unknown>(method: string, ...params: readonly unknown[]) => Promise<T>;

export const decimal = (text: string) => ({ __class__: 'Decimal', decimal: text }) as const;

/** YYYY-MM-DD as Tryton writes it. */
export const day = (text: string) => {
  const [year, month, date] = text.split('-').map(Number);
  return { __class__: 'date', year, month, day: date } as const;
};

export const adminCall = (
  { url, database, user, password }: Admin,
  context: Readonly<Record<string, unknown>>,
): Call => {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return async <T>(method: string, ...params: readonly unknown[]) => {
    const answer = await fetch(`${url}/${database}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ id: 1, method, params: [...params, context] }),
    });
    const text = await answer.text();
    const json = (answer.ok ? JSON.parse(text) : {}) as { readonly result?: T; readonly error?: unknown };
    if (!answer.ok || !('result' in json))
      throw new Error(`${method}: ${answer.status} ${text.slice(0, 600)}`);
    return json.result as T;
  };
};
