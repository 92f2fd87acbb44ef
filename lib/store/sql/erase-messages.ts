/** Words of ledgers and of people in which a buyer is named: exceptions, comments, attempts, plans and work. */
import type { StoreRef } from '../trace-store';
import type { Tx } from './database';
import { scrubbed } from './erase-texts';

/** How many messages of these orders name the buyer; with `apply` they do no longer. */
export const scrubMessages = async (
  tx: Tx,
  store: StoreRef,
  orderIds: readonly string[],
  texts: readonly string[],
  apply: boolean,
): Promise<number> => {
  if (texts.length === 0) return 0;
  const scrub = (text: string | null): string | null => (text === null ? null : scrubbed(text, texts));
  const scope = { store, orderIds, scrub, apply };
  return (await scrubExceptions(tx, scope)) + (await scrubPlans(tx, scope)) + (await scrubWork(tx, scope));
};

interface Scope {
  readonly store: StoreRef;
  readonly orderIds: readonly string[];
  readonly scrub: (text: string | null) => string | null;
  readonly apply: boolean;
}

const scrubExceptions = async (tx: Tx, { store, orderIds, scrub, apply }: Scope): Promise<number> => {
  const exceptions = await tx
    .selectFrom('exceptions')
    .select(['id', 'message', 'note'])
    .where('platform', '=', store.platform)
    .where('store_id', '=', store.storeId)
    .where('object_id', 'in', orderIds)
    .execute();
  let count = 0;
  for (const { id, message, note } of exceptions) {
    const left = { message: scrub(message) ?? '', note: scrub(note) };
    if (left.message !== message || left.note !== note) {
      count++;
      if (apply) await tx.updateTable('exceptions').set(left).where('id', '=', id).execute();
    }
    const comments = await tx
      .selectFrom('exception_comments')
      .select(['id', 'comment_text'])
      .where('exception_id', '=', id)
      .execute();
    for (const comment of comments) {
      const comment_text = scrub(comment.comment_text) ?? '';
      if (comment_text === comment.comment_text) continue;
      count++;
      if (apply)
        await tx
          .updateTable('exception_comments')
          .set({ comment_text })
          .where('id', '=', comment.id)
          .execute();
    }
  }
  return count;
};

const scrubPlans = async (tx: Tx, { store, orderIds, scrub, apply }: Scope): Promise<number> => {
  const plans = await tx
    .selectFrom('plans')
    .select(['destination', 'plan_key', 'last_error'])
    .where('platform', '=', store.platform)
    .where('store_id', '=', store.storeId)
    .where('order_id', 'in', orderIds)
    .execute();
  let count = 0;
  for (const { destination, plan_key, last_error: said } of plans) {
    const last_error = scrub(said);
    if (last_error !== said) {
      count++;
      if (apply)
        await tx
          .updateTable('plans')
          .set({ last_error })
          .where('destination', '=', destination)
          .where('plan_key', '=', plan_key)
          .execute();
    }
    const attempts = await tx
      .selectFrom('attempts')
      .select(['id', 'message'])
      .where('destination', '=', destination)
      .where('plan_key', '=', plan_key)
      .execute();
    for (const attempt of attempts) {
      const message = scrub(attempt.message);
      if (message === attempt.message) continue;
      count++;
      if (apply) await tx.updateTable('attempts').set({ message }).where('id', '=', attempt.id).execute();
    }
  }
  return count;
};

const scrubWork = async (tx: Tx, { store, orderIds, scrub, apply }: Scope): Promise<number> => {
  const rows = await tx
    .selectFrom('work')
    .select(['pipeline', 'stream', 'object_id', 'last_error'])
    .where('platform', '=', store.platform)
    .where('store_id', '=', store.storeId)
    .where('object_id', 'in', orderIds)
    .execute();
  let count = 0;
  for (const row of rows) {
    const last_error = scrub(row.last_error);
    if (last_error === row.last_error) continue;
    count++;
    if (apply)
      await tx
        .updateTable('work')
        .set({ last_error })
        .where('platform', '=', store.platform)
        .where('store_id', '=', store.storeId)
        .where('pipeline', '=', row.pipeline)
        .where('stream', '=', row.stream)
        .where('object_id', '=', row.object_id)
        .execute();
  }
  return count;
};
