/** What the ledger refuses, and what it holds otherwise than it was told: a person is told, and no other order suffers. */
import { inBatchesOf, instead } from '../ledger-run';
import type { Row } from '../ledger-suite';
import { shopOrder } from '../shop-orders';
import { all, holdsEach, placeThree, THREE } from '../three-orders';

export const refusals = (row: Row): void => {
  row('a closed period holds each order, and says which', [], async (run) => {
    await placeThree(run);
    await run.ledger.closePeriod('2026-02-28');
    expect((await run.run()).orders).toEqual(all('held'));
    const exceptions = await run.exceptions();
    expect(exceptions.map(({ code, objectId }) => [code, objectId])).toEqual(
      THREE.map((id) => ['period_closed', id]),
    );
    for (const { objectId, message } of exceptions) expect(message).toContain(`Order N${objectId}`);
    expect(run.writes()).toBe(0);
    expect(await run.ledger.documentsHeld()).toBe(0);
  });

  row(
    'a closed period moves each document to the next open day, and the day it belongs to stays in its words',
    [],
    async (run) => {
      await placeThree(run);
      await run.ledger.closePeriod('2026-02-28');
      expect((await run.run()).orders).toEqual(all('posted'));
      const documents = await run.documents();
      const records = await run.ledger.destination.find(documents);
      expect(records.map((record) => record?.date)).toEqual(documents.map(() => '2026-03-01'));
      for (const { description } of documents) expect(description).toMatch(/\(2026-02-10, period closed\)$/);
      await holdsEach(run, 3);
    },
    { closedPeriod: 'next-open-day' },
  );

  row(
    'a period that is closed after we looked is refused by the ledger, and goes through on the next open day',
    [],
    async (run) => {
      await placeThree(run);
      const unaware = instead(run.ledger.destination, { lockDate: () => Promise.resolve(undefined) });
      await run.ledger.closePeriod('2026-02-28');
      expect((await run.run(unaware)).orders).toEqual(all('held'));
      expect(await run.codes()).toEqual(THREE.map(() => 'period_closed'));
      expect(await run.ledger.documentsHeld()).toBe(0);
      await run.replay(...THREE);
      expect((await run.run()).orders).toEqual(all('posted'));
      expect(await run.codes()).toEqual([]);
      await holdsEach(run, 3);
    },
    { closedPeriod: 'next-open-day' },
  );

  row(
    'one that is refused is told in the words of the ledger, and harms no other',
    ['validation'],
    async (run) => {
      const ids = ['1', '2', '3', '4', '5'];
      for (const id of ids)
        await run.place(shopOrder({ id, goods: 10, ...(id === '2' ? { delivery: 5 } : {}) }));
      await run.ledger.fault('validation');
      const { orders } = await run.run();
      expect(orders).toEqual({ ...Object.fromEntries(ids.map((id) => [id, 'posted'])), '2': 'held' });
      const exceptions = await run.exceptions();
      expect(exceptions).toMatchObject([{ code: 'validation', objectId: '2' }]);
      expect(exceptions[0]?.message).toContain('Order N2');
      expect(exceptions[0]?.message).toMatch(run.ledger.refusal);
      expect(await run.ledger.documentsHeld()).toBe(4);
    },
  );

  row(
    'a record that comes back with another cent is held, and not posted again',
    ['altered_cent'],
    async (run) => {
      await placeThree(run);
      await run.ledger.fault('altered_cent');
      const { orders } = await run.run(inBatchesOf(run.ledger.destination, 1));
      expect(orders).toEqual({ ...all('posted'), '1': 'held' });
      const told = [{ code: 'ledger_record_differs', objectId: '1' }];
      expect(await run.exceptions()).toMatchObject(told);
      expect((await run.exceptions())[0]?.message).toMatch(
        /Order N1.* is -?\d+\.\d\d instead of -?\d+\.\d\d EUR/,
      );
      const sent = run.writes();
      await run.replay('1');
      expect((await run.run()).orders).toEqual({ '1': 'held' });
      expect(await run.exceptions()).toMatchObject(told);
      expect(run.writes()).toBe(sent);
      expect(await run.ledger.documentsHeld()).toBe(3);
      expect(await run.ledger.keysTwice()).toEqual([]);
    },
  );
};
