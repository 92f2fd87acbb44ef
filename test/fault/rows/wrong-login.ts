/** A login that is wrong: one exception for the ledger, and no order pays for it. */
import { inBatchesOf, instead, type LedgerRun } from '../ledger-run';
import type { Row } from '../ledger-suite';
import { all, holdsEach, HOUR_MS, placeThree } from '../three-orders';

export const wrongLogin = (row: Row): void => {
  const oneAlert = async (run: LedgerRun): Promise<void> => {
    expect(await run.exceptions()).toMatchObject([
      { code: 'ledger_credential', objectId: run.ledger.destination.id },
    ]);
    expect(await run.ledger.documentsHeld()).toBe(0);
  };
  const postsAfterMending = async (run: LedgerRun): Promise<void> => {
    run.ledger.mendLogin();
    run.ledger.clock.advance(HOUR_MS);
    expect(await run.run()).toMatchObject({ orders: all('posted'), tries: [1, 1, 1] });
    await holdsEach(run, 3);
    expect(await run.codes()).toEqual([]);
  };

  row(
    'a login that is wrong before a run is tried once a run, told once, and costs no order a try',
    ['wrong_login'],
    async (run) => {
      await placeThree(run);
      run.ledger.wrongLogin();
      for (let runs = 1; runs <= 3; runs++) {
        expect(await run.run()).toMatchObject({ tries: [1, 1, 1] });
        expect(run.ledger.requests).toHaveLength(runs);
        expect(await run.due()).toBe(3);
        run.ledger.clock.advance(HOUR_MS);
      }
      await oneAlert(run);
      await postsAfterMending(run);
    },
  );

  row('a login that becomes wrong in the middle of a run stops that run', ['wrong_login'], async (run) => {
    await placeThree(run);
    const expiring = instead(run.ledger.destination, {
      lockDate: async () => {
        const day = await run.ledger.destination.lockDate();
        run.ledger.wrongLogin();
        return day;
      },
    });
    const outcome = await run.run(inBatchesOf(expiring, 1));
    expect(outcome).toMatchObject({ orders: all('retrying'), tries: [1, 1, 1] });
    const refused = run.ledger.requests.findIndex(({ status }) => status === 401);
    expect(refused).toBe(run.ledger.requests.length - 1);
    await oneAlert(run);
    await postsAfterMending(run);
  });
};
