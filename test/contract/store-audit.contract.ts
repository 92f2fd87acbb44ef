import type { TraceStore } from '../../lib/store/trace-store';
import { actor, exceptionOf, STREAM } from './store-samples';

/** The audit log as a chain. How a broken one shows is tested where the database can be tampered with. */
export const auditContract = (store: () => TraceStore): void => {
  const act = (objectId: string, minute: number) =>
    store().raiseExceptions(
      [exceptionOf({ pipeline: 'main', stream: STREAM, objectId }, 'x')],
      actor(minute),
    );

  describe('the audit log', () => {
    it('is whole when it is empty', async () => {
      expect(await store().verifyAudit()).toEqual({ rows: 0 });
      expect(await store().listAudit({ limit: 10 })).toEqual([]);
    });

    it('numbers its rows, carries each hash on to the next, and is read on from any row', async () => {
      for (let index = 0; index < 5; index++) await act(String(index), index);
      const rows = await store().listAudit({ limit: 10 });
      expect(rows.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
      expect(rows.map(({ previousHash }) => previousHash)).toEqual([
        '',
        ...rows.slice(0, 4).map(({ hash }) => hash),
      ]);
      expect(new Set(rows.map(({ hash }) => hash)).size).toBe(5);
      expect(await store().listAudit({ limit: 2, afterId: 2 })).toEqual(rows.slice(2, 4));
      expect(await store().verifyAudit()).toEqual({ rows: 5 });
    });

    it('takes a note about what changed nothing', async () => {
      const note = { action: 'remap.previewed', subject: 'shop:a', detail: { digest: 'd' } };
      await store().noteInAudit(note, actor(1));
      expect(await store().listAudit({ limit: 10, subject: 'shop:a' })).toMatchObject([
        { id: 1, action: 'remap.previewed', detail: '{"digest":"d"}', ...actor(1) },
      ]);
      expect(await store().verifyAudit()).toEqual({ rows: 1 });
    });

    it('stays a chain when many write at once', async () => {
      await Promise.all(Array.from({ length: 20 }, (_, index) => act(String(index), index)));
      expect(await store().verifyAudit()).toEqual({ rows: 20 });
    });

    it('stays a chain whatever text those who act, and what they act on, are made of', async () => {
      const note = { action: 'x', subject: 'half \ud83d and \0', detail: { text: '\0 \udc00' } };
      await store().noteInAudit(note, actor(1, 'Books \0 \ud800'));
      expect(await store().verifyAudit()).toEqual({ rows: 1 });
      expect(await store().listAudit({ limit: 1 })).toMatchObject([
        { actor: 'Books \ufffd \ufffd', subject: 'half \ufffd and \ufffd' },
      ]);
    });

    it('holds no row of a dbTransaction that failed', async () => {
      await act('1', 0);
      const broken = {
        ...exceptionOf({ pipeline: 'main', stream: STREAM, objectId: '2' }, 'x'),
        stage: 'nowhere',
      };
      await expect(store().raiseExceptions([broken as never], actor(1))).rejects.toThrow();
      await act('3', 2);
      expect(await store().verifyAudit()).toEqual({ rows: 2 });
    });
  });
};
