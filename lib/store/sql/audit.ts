/**
 * The audit log: who posted, retried, resolved or changed what, and when. Each row carries the hash of the row before,
 * so that a row that was changed, removed or slipped in shows.
 */
import { createHash } from 'node:crypto';
import type { Actor, AuditNote, AuditRow } from '../trace-store';
import { chunksOf, INSERT_SIZE } from './batch';
import type { AuditTable, Db, Tx } from './database';

/**
 * Words of people and of ledgers, which may name a buyer. The chain can never be changed, so that it holds their SHA-256
 * instead: the words stand where they can be erased (comments, attempts, plans, work), and show when they were changed.
 */
const WORDS: ReadonlySet<string> = new Set(['text', 'note', 'message', 'lastError']);

const withoutWords = (detail: NewAudit['detail']): NewAudit['detail'] =>
  Object.fromEntries(
    Object.entries(detail).map(([name, value]) =>
      WORDS.has(name) && typeof value === 'string' ? [`${name}Sha256`, sha256(kept(value))] : [name, value],
    ),
  );

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface NewAudit extends Actor {
  /** What was done, such as `plan.posted`. */
  readonly action: string;
  /** A plan's key, `exception:<id>`, `platform:store:object` of a piece of work, or `book:<id>`. */
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

const PAGE = 1000;

const hashOf = (row: Omit<AuditTable, 'hash'>): string =>
  createHash('sha256')
    .update(
      row.previous_hash + JSON.stringify([row.id, row.at, row.actor, row.action, row.subject, row.detail]),
    )
    .digest('hex');

/** Of text that no database keeps as it is (NUL, half a surrogate pair), the chain would break when it is read back. */
const kept = (text: string): string => Buffer.from(text).toString().replaceAll('\0', '\ufffd');

/** Appends to the chain, as part of the dbTransaction that does what the rows tell of. */
export const appendAudit = async (tx: Tx, entries: readonly NewAudit[]): Promise<void> => {
  if (entries.length === 0) return;
  // The update comes first: whoever holds the head writes next, on any database.
  const head = await tx
    .updateTable('audit_head')
    .set((eb) => ({ last_id: eb('last_id', '+', entries.length) }))
    .returning(['last_id', 'hash'])
    .executeTakeFirstOrThrow();
  let id = head.last_id - entries.length;
  let previous = head.hash;
  const rows = entries.map(({ at, actor, action, subject, detail }) => {
    id += 1;
    const row = {
      id,
      at,
      actor: kept(actor),
      action,
      subject: kept(subject),
      detail: JSON.stringify(withoutWords(detail)),
      previous_hash: previous,
    };
    previous = hashOf(row);
    return { ...row, hash: previous };
  });
  for (const chunk of chunksOf(rows, INSERT_SIZE)) await tx.insertInto('audit').values(chunk).execute();
  await tx.updateTable('audit_head').set({ hash: previous }).execute();
};

export const noteInAudit = (db: Db, note: AuditNote, actor: Actor): Promise<void> =>
  db.transaction().execute((tx) => appendAudit(tx, [{ ...actor, ...note }]));

export const listAudit = async (
  db: Db,
  {
    afterId = 0,
    limit,
    subject,
  }: { readonly afterId?: number; readonly limit: number; readonly subject?: string },
): Promise<readonly AuditRow[]> => {
  let query = db.selectFrom('audit').selectAll().where('id', '>', afterId).orderBy('id').limit(limit);
  if (subject !== undefined) query = query.where('subject', '=', subject);
  return (await query.execute()).map(({ previous_hash, ...row }) => ({
    ...row,
    previousHash: previous_hash,
  }));
};

export const verifyAudit = async (db: Db): Promise<{ readonly rows: number; readonly brokenAt?: number }> => {
  // The head is read first: rows that are appended while we walk come after it.
  const head = await db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
  let rows = 0;
  let previous = '';
  for (;;) {
    const page = await db
      .selectFrom('audit')
      .selectAll()
      .where('id', '>', rows)
      .where('id', '<=', head.last_id)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    for (const row of page) {
      if (row.id !== rows + 1 || row.previous_hash !== previous || row.hash !== hashOf(row)) {
        return { rows, brokenAt: rows + 1 };
      }
      rows += 1;
      previous = row.hash;
    }
    if (page.length < PAGE) break;
  }
  return rows === head.last_id && previous === head.hash ? { rows } : { rows, brokenAt: rows + 1 };
};
