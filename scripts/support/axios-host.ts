import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import type { Clock, Download, HttpSend, Log } from '../../lib/host';

/** The outside world without n8n: HTTP over axios with Basic auth, the system clock, and a log on stderr. */
export const axiosSend = (auth: { readonly username: string; readonly password: string }): HttpSend => {
  const agents = {
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
  };
  return async ({ method, url, query, headers, body, timeoutMs }) => {
    const answer = await axios.request<string>({
      method,
      url,
      params: query,
      headers,
      data: body,
      auth,
      timeout: timeoutMs ?? 60_000,
      responseType: 'text',
      transformResponse: (text: string) => text,
      validateStatus: () => true,
      ...agents,
    });
    const received = Object.entries(answer.headers).map(
      ([name, value]) => [name.toLowerCase(), String(value)] as const,
    );
    return { status: answer.status, headers: Object.fromEntries(received), body: answer.data };
  };
};

/** Text of a file behind a link that carries its own permission, as it arrives. */
export const download: Download = async function* (url) {
  const answer = await axios.get<NodeJS.ReadableStream>(url, { responseType: 'stream' });
  answer.data.setEncoding('utf8');
  for await (const piece of answer.data) yield String(piece);
};

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (milliseconds) => {
    await sleep(milliseconds);
  },
};

export const stderrLog: Log = {
  info: () => {},
  warn: (message, fields) => process.stderr.write(`${message} ${JSON.stringify(fields ?? {})}\n`),
  error: (message, fields) => process.stderr.write(`${message} ${JSON.stringify(fields ?? {})}\n`),
};
