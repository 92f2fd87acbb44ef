/** Answers that do not come: nothing is sent twice, and nothing before the ledger allows it. */
import { LedgerError } from '../../../lib/destinations/ledger-destination';
import { inBatchesOf, instead } from '../ledger-run';
import { RETRY_AFTER_SECONDS, type Row } from '../ledger-suite';
import { all, holdsEach, HOUR_MS, placeThree } from '../three-orders';

export const lostAnswers = (row: Row): void => {
  row(
    'an answer that is lost after the commit: the next run finds the records and adopts them',
    ['answer_lost_after'],
    async (run) => {
      await placeThree(run);
      await run.ledger.fault('answer_lost_after');
      expect((await run.run()).orders).toEqual(all('retrying'));
      expect(await run.ledger.documentsHeld()).toBe(3);
      const sent = run.writes();
      run.ledger.clock.advance(60_000);
      expect((await run.run()).orders).toEqual(all('posted'));
      expect(run.writes()).toBe(sent);
      expect(await run.attempts('1')).toEqual(['send unconfirmed', 'find adopted']);
      await holdsEach(run, 3);
    },
  );

  row(
    'an answer that is lost before the commit: each document is sent again once',
    ['answer_lost_before'],
    async (run) => {
      await placeThree(run);
      await run.ledger.fault('answer_lost_before');
      expect((await run.run()).orders).toEqual(all('retrying'));
      expect(await run.ledger.documentsHeld()).toBe(0);
      await run.settle();
      await holdsEach(run, 3);
      expect(await run.codes()).toEqual([]);
    },
  );

  row('a server error on a write leaves each document once in the end', ['server_error'], async (run) => {
    await placeThree(run);
    await run.ledger.fault('server_error');
    expect((await run.run()).orders).toEqual(all('retrying'));
    await run.settle();
    await holdsEach(run, 3);
    expect(await run.codes()).toEqual([]);
  });

  row(
    'lookups that the ledger does not allow for hours are no lost answers',
    ['answer_lost_after'],
    async (run) => {
      await placeThree(run);
      await run.ledger.fault('answer_lost_after');
      await run.run();
      const busy = instead(run.ledger.destination, {
        find: () => Promise.reject(new LedgerError('throttled', 'come back later', HOUR_MS)),
      });
      run.ledger.clock.advance(HOUR_MS);
      for (let hours = 1; hours <= 12; hours++) {
        expect(await run.run(busy)).toMatchObject({ orders: all('retrying'), tries: [2, 2, 2] });
        run.ledger.clock.advance(HOUR_MS - 1);
        expect((await run.run(busy)).orders).toEqual({});
        run.ledger.clock.advance(1);
      }
      expect((await run.run()).orders).toEqual(all('posted'));
      await holdsEach(run, 3);
    },
  );

  row('a ledger that asks to wait before it tells anything is left alone so long', [], async (run) => {
    await placeThree(run);
    const busy = instead(run.ledger.destination, {
      lockDate: () => Promise.reject(new LedgerError('throttled', 'come back later', HOUR_MS)),
    });
    expect(await run.run(busy)).toMatchObject({ broken: expect.stringContaining('come back later') });
    run.ledger.clock.advance(HOUR_MS - 1);
    expect((await run.run()).tries).toEqual([]);
    run.ledger.clock.advance(1);
    expect(await run.run()).toMatchObject({ orders: all('posted'), tries: [1, 1, 1] });
    await holdsEach(run, 3);
  });

  row('429: nothing more is sent before the ledger allows it', ['throttled'], async (run) => {
    await placeThree(run);
    await run.ledger.fault('throttled');
    const began = run.ledger.clock.now().getTime();
    expect((await run.run(inBatchesOf(run.ledger.destination, 2))).orders).toEqual(all('retrying'));
    const sent = run.ledger.requests.length;
    expect(run.ledger.requests.at(-1)).toMatchObject({ writes: true, status: 429, at: began });
    run.ledger.clock.advance(RETRY_AFTER_SECONDS * 1000 - 1);
    expect((await run.run()).orders).toEqual({});
    expect(run.ledger.requests).toHaveLength(sent);
    run.ledger.clock.advance(1);
    expect(await run.run()).toMatchObject({ orders: all('posted'), tries: [1, 1, 1] });
    await holdsEach(run, 3);
  });
};
