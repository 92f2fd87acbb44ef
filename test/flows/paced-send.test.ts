/** Requests wait for their turn; what the vendor says of itself is obeyed by everybody. */
import type { HttpRequest, HttpResponse } from '../../lib/host';
import { type Pace, pacedSend } from '../../lib/flows/paced-send';
import type { RateBudgets } from '../../lib/store/rate-budgets';
import { silentLog, TestClock } from '../support/test-clock';

const REQUEST: HttpRequest = { method: 'GET', url: 'https://ledger.example/x' };
const LIMIT = { requests: 1, seconds: 60 };

const setUp = (waits: readonly number[], answer: Partial<HttpResponse> = {}) => {
  const clock = new TestClock();
  const began = clock.now().getTime();
  const pauses: (readonly [string, number])[] = [];
  const left = [...waits];
  const budgets: RateBudgets = {
    take: async () => left.shift() ?? 0,
    pause: async (key, _, milliseconds) => void pauses.push([key, milliseconds]),
  };
  const sent: HttpRequest[] = [];
  const pace: Pace = { budgets, key: 'k', limit: LIMIT, lane: 'live', clock, log: silentLog };
  const send = pacedSend(async (request) => {
    sent.push(request);
    return { status: 200, headers: {}, body: '', ...answer };
  }, pace);
  return { send, sent, pauses, waited: () => clock.now().getTime() - began };
};

test('a request that has room goes at once', async () => {
  const { send, sent, waited } = setUp([]);
  expect((await send(REQUEST)).status).toBe(200);
  expect([sent.length, waited()]).toEqual([1, 0]);
});

test('one that has none waits for it, also twice', async () => {
  const { send, sent, waited } = setUp([2000, 500]);
  await send(REQUEST);
  expect([sent.length, waited()]).toEqual([1, 2500]);
});

test('nobody waits longer than a minute: the answer is "too many requests", and nothing was sent', async () => {
  const { send, sent, waited } = setUp([40_000, 40_000]);
  expect(await send(REQUEST)).toEqual({ status: 429, headers: { 'retry-after': '40' }, body: '' });
  expect([sent.length, waited()]).toEqual([0, 40_000]);
});

test.each([
  ['its Retry-After', { status: 429, headers: { 'retry-after': '7' } }, 7_000],
  ['half a minute when it does not say how long', { status: 429, headers: {} }, 30_000],
  [
    'half a minute when Xero has none left',
    { status: 200, headers: { 'x-minlimit-remaining': '0' } },
    30_000,
  ],
])('what the vendor says holds for all: %s', async (_, answer, milliseconds) => {
  const { send, pauses } = setUp([], answer);
  expect((await send(REQUEST)).status).toBe(answer.status);
  expect(pauses).toEqual([['k', milliseconds]]);
});

test('an answer that says nothing pauses nobody', async () => {
  const { send, pauses } = setUp([], { headers: { 'x-minlimit-remaining': '12', 'retry-after': '9' } });
  await send(REQUEST);
  expect(pauses).toEqual([]);
});
