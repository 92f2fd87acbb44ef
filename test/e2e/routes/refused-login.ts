/** What must hold while a ledger refuses the login of a route. */
import { expect } from '@jest/globals';
import type { TraceFile } from '../demo/trace-file';
import type { Exception, Route } from './route';
import type { Stage } from './stage';

export const loginAlerts = async (route: Route): Promise<readonly Exception[]> =>
  (await route.exceptions()).filter(({ code }) => code === 'ledger_credential');

/**
 * An order, then another, each tried by a sweep and a run: the ledger gets neither, one alert says so, and no try is
 * counted. Gives how many records the ledger holds.
 */
export const expectRefusal = async (stage: Stage, route: Route, disk: TraceFile): Promise<number> => {
  const before = stage.books.keys().length;
  const placed: string[] = [];
  for (let order = 0; order < 2; order++) {
    placed.push(stage.placePlain());
    await route.trySweep();
  }
  expect(stage.books.keys()).toHaveLength(before);
  expect(await loginAlerts(route)).toMatchObject([
    { message: expect.stringMatching(/refused the login.*Mend the credential; the orders stay due/s) },
  ]);
  const ids = placed.map((id) => `'${id}'`).join(',');
  const work = disk.rows(
    `select state, attempts from work where store_id = '${route.storeId}' and object_id in (${ids})`,
  );
  expect(work).toEqual(placed.map(() => ({ state: 'due', attempts: 0 })));
  return before;
};
