/**
 * Finds what webhooks lost: list what changed since checkpoint - overlap → mark due → commit the last rows and the
 * checkpoint together. Saved too early loses, saved too late repeats; repeats are free here, losses are not.
 */
import type { ListQuery } from '../sources/cart-source';
import type { Mark, PipelineRef, WorkCounts } from '../store/trace-store';
import { BACKFILL_STREAM, type FlowContext, LIVE_STREAM, type Route } from './flow-context';

export interface SweepOptions {
  readonly overlapMinutes: number;
  /** Where the very first sweep of the pipeline starts (ISO instant); without it a day ago. */
  readonly startFrom?: string;
}

export interface SweepResult {
  readonly from: string;
  readonly checkpoint: string;
  readonly pages: number;
  readonly marked: number;
  readonly work: WorkCounts;
}

const SWEEP = 'sweep';
const DAY_MS = 86_400_000;

export const sweep = async (
  context: FlowContext,
  route: Route,
  options: SweepOptions,
): Promise<SweepResult> => {
  const pipeline = pipelineOf(route);
  await context.store.registerPipeline(pipeline);
  const now = context.clock.now();
  const saved = await context.store.getCheckpoint(pipeline, SWEEP);
  const from = saved
    ? earlier(saved.value, options.overlapMinutes * 60_000)
    : (options.startFrom ?? new Date(now.getTime() - DAY_MS).toISOString());
  let checkpoint = saved?.value ?? from;
  let pages = 0;
  let marked = 0;
  let waiting: readonly Mark[] = [];
  for await (const page of route.client.list({ by: 'updated', from })) {
    await context.store.markDue(pipeline, LIVE_STREAM, waiting, now.toISOString());
    waiting = page.map(({ id, updatedAt }) => ({ objectId: id, updatedAt }));
    for (const { updatedAt } of page)
      if (Date.parse(updatedAt) > Date.parse(checkpoint)) checkpoint = updatedAt;
    pages += 1;
    marked += page.length;
  }
  // A shop whose clock runs ahead must not move the checkpoint past what the next sweep will see.
  if (Date.parse(checkpoint) > now.getTime()) checkpoint = now.toISOString();
  await context.store.markDue(pipeline, LIVE_STREAM, waiting, now.toISOString(), {
    name: SWEEP,
    value: checkpoint,
  });
  return { from, checkpoint, pages, marked, work: await context.store.countWork(pipeline) };
};

export interface BackfillOptions {
  /** Order creation, ISO instants: from inclusive, to exclusive. */
  readonly from: string;
  readonly to: string;
  /** Pages to list in this call; call again until `done`. */
  readonly maxPages: number;
}

export interface BackfillResult {
  readonly from: string;
  readonly to: string;
  /** Everything created before this instant is marked. */
  readonly reached: string;
  readonly pages: number;
  readonly marked: number;
  readonly done: boolean;
  /** Share of the time range that is behind us, for a person to see. */
  readonly percent: number;
  readonly work: WorkCounts;
}

/** A sweep over a past range on its own stream, so that it never delays live orders; resumable after each page. */
export const backfill = async (
  context: FlowContext,
  route: Route,
  options: BackfillOptions,
): Promise<BackfillResult> => {
  const pipeline = pipelineOf(route);
  await context.store.registerPipeline(pipeline);
  const name = `backfill:${options.from}..${options.to}`;
  const saved = (await context.store.getCheckpoint(pipeline, name))?.value;
  const finished = saved === DONE;
  let reached = saved === undefined ? options.from : finished ? options.to : saved;
  let pages = 0;
  let marked = 0;
  let done = finished;
  if (!finished) {
    done = true;
    const query: ListQuery = { by: 'created', from: reached, to: options.to };
    for await (const page of route.client.list(query)) {
      if (pages === options.maxPages) {
        done = false;
        break;
      }
      const last = page.at(-1)?.createdAt;
      if (last !== undefined && last > reached) reached = last;
      await markBackfill(context, pipeline, page, { name, value: reached });
      pages += 1;
      marked += page.length;
    }
    if (done) await markBackfill(context, pipeline, [], { name, value: DONE });
  }
  if (done) reached = options.to;
  const span = Date.parse(options.to) - Date.parse(options.from);
  const percent =
    span > 0 ? Math.floor((100 * (Date.parse(reached) - Date.parse(options.from))) / span) : 100;
  return { ...options, reached, pages, marked, done, percent, work: await context.store.countWork(pipeline) };
};

const DONE = 'done';

const markBackfill = (
  context: FlowContext,
  pipeline: PipelineRef,
  page: readonly { readonly id: string; readonly updatedAt: string }[],
  checkpoint: { readonly name: string; readonly value: string },
): Promise<void> =>
  context.store.markDue(
    pipeline,
    BACKFILL_STREAM,
    page.map(({ id, updatedAt }) => ({ objectId: id, updatedAt })),
    context.clock.now().toISOString(),
    checkpoint,
  );

export const pipelineOf = ({ source, client, pipeline }: Route): PipelineRef => ({
  pipeline,
  platform: source.platform,
  storeId: client.storeId,
});

const earlier = (instant: string, milliseconds: number): string =>
  new Date(Date.parse(instant) - milliseconds).toISOString();
