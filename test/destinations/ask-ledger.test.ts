import { askLedger, causeOf, DEFAULT_ASK, retryAfterMs } from '../../lib/destinations/ask-ledger';
import type { HttpResponse } from '../../lib/host';
import { silentLog, TestClock } from '../support/test-clock';

const REQUEST = { method: 'GET', url: 'https://ledger.example/x' } as const;

/** Answers one after the other; a text is no answer, with that code. */
const scripted = (answers: readonly (number | string | Partial<HttpResponse>)[]) => {
  const clock = new TestClock();
  const start = clock.now().getTime();
  let sends = 0;
  const http = async (): Promise<HttpResponse> => {
    const answer = answers[sends++];
    if (typeof answer === 'string') throw Object.assign(new Error('secret url'), { code: answer });
    const given = typeof answer === 'number' ? { status: answer } : (answer ?? {});
    return { status: 200, headers: {}, body: '', ...given };
  };
  return {
    ask: () => askLedger({ http, clock, log: silentLog }, REQUEST),
    sends: () => sends,
    waited: () => clock.now().getTime() - start,
  };
};

describe('a question', () => {
  it('that is answered is asked once, whatever the answer', async () => {
    for (const status of [200, 301, 400, 401, 404, 501]) {
      const script = scripted([status]);
      expect((await script.ask()).status).toBe(status);
      expect([script.sends(), script.waited()]).toEqual([1, 0]);
    }
  });

  it('is asked again after a stumble, each time later', async () => {
    const script = scripted([503, 'ECONNRESET', 200]);
    expect((await script.ask()).status).toBe(200);
    expect([script.sends(), script.waited()]).toEqual([3, 3000]);
  });

  it('waits as it is told, and without a word as long as the ledger is known to want', async () => {
    const told = scripted([{ status: 429, headers: { 'retry-after': '7' } }, 200]);
    await told.ask();
    expect(told.waited()).toBe(7000);
    const untold = scripted([429, 200]);
    await untold.ask();
    expect(untold.waited()).toBe(DEFAULT_ASK.throttledWaitMs);
  });

  it('is given back when the wait would be too long, and when the ledger stumbles on', async () => {
    const long = scripted([{ status: 429, headers: { 'retry-after': '3600' } }]);
    expect((await long.ask()).status).toBe(429);
    expect(long.sends()).toBe(1);
    const bad = scripted([500, 500, 500, 500]);
    expect((await bad.ask()).status).toBe(500);
    expect(bad.sends()).toBe(4);
  });

  it('that nobody answers ends in a sentence without the request', async () => {
    const script = scripted(['ETIMEDOUT', 'ETIMEDOUT', 'ETIMEDOUT', 'ETIMEDOUT']);
    await expect(script.ask()).rejects.toMatchObject({
      errorClass: 'transient',
      message: expect.stringMatching(/^ledger\.example gave no answer \(ETIMEDOUT\)/),
    });
  });
});

describe('a wait that is asked for', () => {
  const now = new Date('2026-03-01T12:00:00Z');

  it.each([
    ['120', 120_000],
    [' 1.5 ', 1500],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    ['-1', undefined],
    [undefined, undefined],
  ])('%s', (header, milliseconds) => {
    expect(retryAfterMs(header, now)).toBe(milliseconds);
  });

  it('and the name of a failure, never its text', () => {
    expect(causeOf(Object.assign(new Error('https://user:pass@x'), { code: 'ECONNREFUSED' }))).toBe(
      ' (ECONNREFUSED)',
    );
    for (const error of [new Error('secret'), { code: 'not a name' }, null, 'x'])
      expect(causeOf(error)).toBe('');
  });
});
