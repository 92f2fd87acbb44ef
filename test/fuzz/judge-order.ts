/** One payload on its way through the mapper: it maps, in balance and conserved, or it is held by a typed problem. */
import { createContext, Script } from 'node:vm';
import type { Order } from '../../lib/commerce/order';
import { orderSchema } from '../../lib/commerce/order';
import { hasErrors, type Problem } from '../../lib/commerce/problem';
import { mapItem, type MapResult } from '../../lib/flows/map-orders';
import { certificateOf, certificateTable, hasTrueDigest } from '../../lib/policy/certificate';
import type { Policy } from '../../lib/policy/policy';
import type { Target } from '../../lib/policy/target';
import { STORE_ID } from './corpus';

export type Outcome = 'mapped' | 'nothing to book' | 'held';

/** Something that must not happen: the fault that a mutation found. */
export class Fault extends Error {}

const SLOW_MS = 1000;
/** When it is not slow but hangs. */
const GIVE_UP_MS = 10_000;
const LONGEST_MESSAGE = 2000;

const slot: { work?: () => unknown } = {};
const sandbox = createContext({ run: () => slot.work?.() });
const RUN = new Script('run()');

/** Runs what may hang. @throws Fault when it took more than a second of computing, or never came back. */
export const timed = <T>(work: () => T): T => {
  slot.work = work;
  const before = process.cpuUsage();
  let result: T;
  try {
    result = RUN.runInContext(sandbox, { timeout: GIVE_UP_MS }) as T;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw new Fault(`hangs: no answer within ${GIVE_UP_MS} ms`);
    throw error;
  }
  const { user, system } = process.cpuUsage(before);
  const spent = (user + system) / 1000;
  if (spent > SLOW_MS) throw new Fault(`slow: ${spent.toFixed(0)} ms of computing`);
  return result;
};

const OWN = [Object.prototype, Array.prototype, String.prototype, Number.prototype, Function.prototype].map(
  (prototype) => [prototype, Reflect.ownKeys(prototype).length] as const,
);

/** @throws Fault when a prototype that everything shares has got another property. */
export const demandCleanPrototypes = (): void => {
  for (const [prototype, keys] of OWN)
    if (Reflect.ownKeys(prototype).length !== keys) throw new Fault('a shared prototype was polluted');
  if (({} as { polluted?: unknown }).polluted !== undefined) throw new Fault('Object.prototype was polluted');
};

const scaled = (amount: string): bigint => {
  const parts = /^(\d+)(?:\.(\d{1,6}))?$/.exec(amount);
  if (!parts) throw new Fault(`an entry holds the amount "${amount}"`);
  return BigInt(`${parts[1]}${(parts[2] ?? '').padEnd(6, '0')}`);
};

/** Worked out anew from the strings of the lines, without any code of the library. */
const demandBalance = ({ entries }: Target): void => {
  for (const { key, lines } of entries) {
    let balance = 0n;
    for (const { debit, credit } of lines) balance += scaled(debit ?? '0') - scaled(credit ?? '0');
    if (balance !== 0n) throw new Fault(`entry ${key} is out of balance by ${balance} millionths`);
  }
};

const UNFIT = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/u;

/** What keys and references are made of: a store that writes it and reads it back must find the same text. */
const demandPlainNames = ({ source }: Order, { entries }: Target): void => {
  const names = [
    source.orderId,
    source.number,
    ...entries.flatMap(({ key, lines }) => [key, ...lines.map((line) => line.account)]),
  ];
  for (const name of names)
    if (name.length > 600 || UNFIT.test(name))
      throw new Fault(`a name that no store keeps: ${JSON.stringify(name.slice(0, 200))}`);
};

const demandTyped = (problems: readonly Problem[]): void => {
  for (const { code, message, severity } of problems) {
    if (!/^[a-z][a-z0-9_]+$/.test(code)) throw new Fault(`a problem without a code: ${code}`);
    if (message === '' || message.length > LONGEST_MESSAGE)
      throw new Fault(`${code} says ${message.length} characters`);
    if (!['error', 'warning', 'info'].includes(severity)) throw new Fault(`${code} has no severity`);
  }
};

const demandCertificate = (order: Order, target: Target, policy: Policy): void => {
  const certificate = certificateOf(order, target, policy);
  if (certificate.verdict === 'broken') throw new Fault(`not conserved\n${certificateTable(certificate)}`);
  if (target.entries.length > 0 && certificate.verdict !== 'conserved')
    throw new Fault(`entries of an order whose certificate says ${certificate.verdict}`);
  if (!hasTrueDigest(certificate)) throw new Fault('the certificate has not its own digest');
};

const judged = (result: MapResult, policy: Policy): Outcome => {
  if ('held' in result) {
    const { problems } = result.held;
    demandTyped(problems);
    if (problems.length === 0) throw new Fault('held without a reason');
    return 'held';
  }
  const { order, target } = result.mapped;
  demandTyped(target.problems);
  if (hasErrors(target.problems) || target.held) throw new Fault('passed on in spite of its errors');
  const reread = orderSchema.safeParse(order);
  if (!reread.success)
    throw new Fault(`not a canonical order: ${JSON.stringify(reread.error.issues.slice(0, 3))}`);
  demandBalance(target);
  demandPlainNames(order, target);
  demandCertificate(order, target, policy);
  return target.entries.length === 0 ? 'nothing to book' : 'mapped';
};

export const judgePayload = (payload: unknown, platform: string, policy: Policy): Outcome => {
  const options = { platform: platform === 'canonical' ? 'auto' : platform, storeId: STORE_ID, policy };
  const result = timed(() => mapItem(payload, options));
  const outcome = timed(() => judged(result, policy));
  demandCleanPrototypes();
  return outcome;
};
