/** A shop trades while the processes of n8n are killed and started again, at random moments of work that is under way. */
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom, type Random } from '../../shop/random';
import type { Shop } from '../../shop/shop-server';
import type { Step } from '../../shop/trade';
import { poll } from '../harness/poll';
import { manyOrders } from './many-orders';

export interface Victim {
  readonly name: string;
  /** Workflows run in it, so that work is under way in it now and then. */
  readonly executes: boolean;
  kill(): Promise<void>;
  restart(): Promise<void>;
}

export interface KillRun {
  readonly shop: Shop;
  readonly victims: readonly Victim[];
  readonly orders: number;
  readonly kills: number;
  readonly seed: number;
  /** Orders that somebody works on now. */
  readonly claimed: () => Promise<number>;
  /** What else goes wrong, once, half-way. */
  readonly halfWay?: () => Promise<void>;
}

export interface Killed {
  readonly names: readonly string[];
  /** Orders that nobody worked on any more, and that were claimed. */
  readonly abandoned: number;
}

/** Few enough that no shop switches a webhook off for the deliveries that nobody took. */
const A_FEW = 2;
const MOST_WAIT_MS = 600;
const UNDER_WAY_MS = 120_000;

/** Ends when all orders are placed, all victims killed as often as wanted, and all of them run again. */
export const killRun = async (run: KillRun): Promise<readonly Killed[]> => {
  const random = seededRandom(run.seed);
  const rounds = planRounds(random, run);
  const trade = tradeOf(run, rounds.length);
  const killed: Killed[] = [];
  for (const [round, victims] of rounds.entries()) {
    const delivered = trade.more();
    const more = await amidWork(run, trade, random.int(0, MOST_WAIT_MS));
    await Promise.all(victims.map((victim) => victim.kill()));
    killed.push({ names: victims.map(({ name }) => name), abandoned: await run.claimed() });
    await Promise.all([delivered, more.delivered]);
    await trade.aFew();
    await Promise.all(victims.map((victim) => victim.restart()));
    if (round === Math.floor((rounds.length - 1) / 2)) await interrupt(run, trade);
  }
  await trade.rest();
  return killed;
};

const interrupt = async (run: KillRun, trade: Trading): Promise<void> => {
  if (run.halfWay === undefined) return;
  const delivered = trade.more();
  await underWay(run);
  await run.halfWay();
  await delivered;
};

/** Work that was done too soon is followed by some more: a kill that strikes nothing shows nothing. */
const amidWork = async (
  run: KillRun,
  trade: Trading,
  waitMs: number,
): Promise<{ readonly delivered?: Promise<unknown> }> => {
  await underWay(run);
  await sleep(waitMs);
  if ((await run.claimed()) > 0) return {};
  const delivered = trade.aFew();
  await underWay(run);
  return { delivered };
};

const underWay = (run: KillRun): Promise<true> =>
  poll('an order is being worked on', UNDER_WAY_MS, async () => (await run.claimed()) > 0 || undefined);

/** Whoever works dies first, all at once; then one, two or three at a time, whoever it hits. */
const planRounds = (random: Random, { victims, kills }: KillRun): readonly (readonly Victim[])[] => {
  const rounds = [victims.filter(({ executes }) => executes).slice(0, kills)];
  for (let left = kills - (rounds[0] as Victim[]).length; left > 0;) {
    const round = random.shuffle(victims).slice(0, Math.min(left, random.int(1, 3)));
    rounds.push(round);
    left -= round.length;
  }
  return rounds;
};

interface Trading {
  more(): Promise<unknown>;
  /** While nobody takes them, for one. */
  aFew(): Promise<unknown>;
  rest(): Promise<unknown>;
}

const tradeOf = ({ shop, orders, seed }: KillRun, rounds: number): Trading => {
  const bouts = [...manyOrders(seed, orders)];
  // One part for each round, one for what happens half-way, one for the end.
  const part = Math.max(1, Math.floor((orders - 2 * rounds * A_FEW) / (rounds + 2)));
  const place = (count: number): Promise<unknown> => {
    for (const step of bouts.splice(0, count).flat()) shop.step(step satisfies Step);
    return shop.flushWebhooks();
  };
  return {
    more: () => place(part),
    aFew: () => place(A_FEW),
    rest: () => place(bouts.length),
  };
};

/** A whole number from the environment, for the long version of a test. */
export const wanted = (variable: string, otherwise: number): number => {
  const text = process.env[variable];
  if (text === undefined || text === '') return otherwise;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`${variable} must be a whole number and is "${text}"`);
  return Number(text);
};
