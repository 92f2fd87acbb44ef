/** What a full or broken disk says to whoever runs the shop's books. */
import type { OpenedStore } from '../../lib/store/sql-trace-store';
import { explainDisk, explainedStore } from '../../lib/store/sqlite-fault';
import { StoreError } from '../../lib/store/store-error';

const FILE = 'trace.sqlite';
const sqliteError = (errcode: number, message: string): Error =>
  Object.assign(new Error(message), { errcode });

it.each([
  ['a full disk', 13, `The disk of the trace store ${FILE} is full.`],
  ['a failed write', 778, `The trace store ${FILE} cannot be read or written: disk I/O error.`],
])('says of %s what happened, what was written, and what to do', (_, errcode, sentence) => {
  const cause = sqliteError(errcode, 'disk I/O error');
  const explained = explainDisk(cause, FILE);
  expect(explained).toBeInstanceOf(StoreError);
  expect(explained).toMatchObject({
    code: 'disk',
    cause,
    message: `${sentence} Nothing of this step was written. Free space on its disk, or mend it; the next run goes on from here.`,
  });
});

it.each([
  ['another code of SQLite', sqliteError(19, 'constraint failed')],
  ['an error without a code', new Error('something else')],
  ['what is no error at all', 'text'],
])('gives %s back as it is', (_, error) => {
  expect(explainDisk(error, FILE)).toBe(error);
});

it('explains what fails in a method, and in the middle of a list that is read page by page', async () => {
  const full = sqliteError(13, 'database or disk is full');
  let closed = false;
  const store = explainedStore(
    {
      markDue: () => Promise.reject(full),
      async *eachPlan() {
        yield 'first';
        throw full;
      },
      close: async () => {
        closed = true;
      },
    } as unknown as OpenedStore,
    FILE,
  );
  await expect(store.markDue({} as never, 's', [], 'now')).rejects.toMatchObject({ code: 'disk' });
  const read: unknown[] = [];
  await expect(
    (async () => {
      for await (const page of store.eachPlan({} as never, 1)) read.push(page);
    })(),
  ).rejects.toMatchObject({ code: 'disk' });
  expect(read).toEqual(['first']);
  await store.close();
  expect(closed).toBe(true);
});
