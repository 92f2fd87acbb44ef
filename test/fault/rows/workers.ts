/** More than one run, one after the other or at once: each document once. */
import { inBatchesOf, instead } from '../ledger-run';
import type { Row } from '../ledger-suite';
import { all, holdsEach, placeThree, THREE } from '../three-orders';

const LEASE_MS = 600_000;

export const workers = (row: Row): void => {
  row('two workers at once post each document once', [], async (run) => {
    await placeThree(run);
    const targets = await run.takeUp();
    const byHand = targets.map(({ target, order }) => ({ target, order }));
    await Promise.all([run.post(targets), run.post(byHand, run.ledger.another())]);
    await run.settle();
    await holdsEach(run, 3);
    expect(await run.codes()).toEqual([]);
  });

  row('a worker that slept longer than its lease sends nothing that another took over', [], async (run) => {
    await placeThree(run);
    const { destination, clock } = run.ledger;
    let slept = false;
    const sleepy = instead(inBatchesOf(destination, 1), {
      send: async (documents, context) => {
        const outcomes = await destination.send(documents, context);
        if (slept) return outcomes;
        slept = true;
        clock.advance(LEASE_MS);
        await run.settle();
        return outcomes;
      },
    });
    await run.run(sleepy);
    await run.settle();
    await holdsEach(run, 3);
    expect(await run.codes()).toEqual([]);
  });

  row('the same again posts nothing', [], async (run) => {
    await placeThree(run);
    await run.run();
    const sent = run.writes();
    for (const id of THREE) await run.say(id);
    expect((await run.run()).orders).toEqual(all('unchanged'));
    await run.replay(...THREE);
    expect((await run.run()).orders).toEqual(all('unchanged'));
    expect(run.writes()).toBe(sent);
    await holdsEach(run, 3);
  });
};
