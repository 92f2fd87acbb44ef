/** Sends deliveries the way shops do: a connection each, several at once; and says how long each acknowledgement took. */
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery } from './deliveries';

export interface Acknowledgement {
  /** 0: no answer. */
  readonly status: number;
  readonly milliseconds: number;
}

export interface Sent {
  readonly acknowledgements: readonly Acknowledgement[];
  readonly seconds: number;
}

const TIMEOUT_MS = 60_000;

export const send = (url: string, { headers, body }: Delivery): Promise<Acknowledgement> =>
  new Promise((resolve) => {
    const start = process.hrtime.bigint();
    const end = (status: number): void =>
      resolve({ status, milliseconds: Number(process.hrtime.bigint() - start) / 1e6 });
    const content = Buffer.from(body, 'utf8');
    const sent = request(
      url,
      {
        method: 'POST',
        agent: false,
        timeout: TIMEOUT_MS,
        headers: { ...headers, connection: 'close', 'content-length': String(content.length) },
      },
      (answer) => {
        answer.resume();
        answer.on('end', () => end(answer.statusCode ?? 0));
      },
    );
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => end(0));
    sent.end(content);
  });

/** Each of `atOnce` senders sends the next delivery as soon as its last one was answered. */
export const sendAll = async (
  url: string,
  deliveries: readonly Delivery[],
  atOnce: number,
): Promise<Sent> => {
  const queue = deliveries.values();
  return timed(async (acknowledgements) => {
    const sender = async (): Promise<void> => {
      for (const delivery of queue) acknowledgements.push(await send(url, delivery));
    };
    await Promise.all(Array.from({ length: atOnce }, sender));
  });
};

/** Enough that a stall of n8n does not slow the sending, few enough that none of them times out after it. */
const MOST_UNANSWERED = 64;

/** A delivery every so often, answered or not, as long as not too many are unanswered. */
export const sendPaced = async (
  url: string,
  deliveries: readonly Delivery[],
  perSecond: number,
): Promise<Sent> =>
  timed(async (acknowledgements) => {
    const start = performance.now();
    const unanswered = new Set<Promise<void>>();
    for (const [index, delivery] of deliveries.entries()) {
      await sleep(Math.max(0, start + (index * 1000) / perSecond - performance.now()));
      while (unanswered.size >= MOST_UNANSWERED) await Promise.race(unanswered);
      const answered = send(url, delivery).then((acknowledgement) => {
        acknowledgements.push(acknowledgement);
        unanswered.delete(answered);
      });
      unanswered.add(answered);
    }
    await Promise.all(unanswered);
  });

const timed = async (work: (acknowledgements: Acknowledgement[]) => Promise<void>): Promise<Sent> => {
  const acknowledgements: Acknowledgement[] = [];
  const start = performance.now();
  await work(acknowledgements);
  return { acknowledgements, seconds: (performance.now() - start) / 1000 };
};

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Nearest rank, in milliseconds. */
export const percentile = (acknowledgements: readonly Acknowledgement[], share: number): number => {
  const sorted = acknowledgements.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
};
