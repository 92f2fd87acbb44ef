/** Posts each order as its store is trusted: in the mode that the node names, or in the one that was switched for the store. */
import type { Problem } from '../commerce/problem';
import { groupBy } from '../reconcile/group-by';
import type { PostingMode, StoreMode } from '../store/trace-store';
import type { FlowContext, PostingRoute, TargetItem } from './flow-context';
import { modeOf } from './modes';
import { postByOutput } from './post-by-output';
import { postSummaries } from './post-summaries';
import type { PostOptions, PostResult } from './post-targets';
import type { SummaryRequest, SummaryResult } from './summary-result';

/** `switched`: what Finance Trace says of the store and the pipeline; of one that nobody switched, shadow. */
export type ModeChoice = PostingMode | 'switched';

type ChosenRoute = Omit<PostingRoute, 'mode'> & { readonly mode: ModeChoice };

/** One result an item, in order. */
export const postByMode = async (
  context: FlowContext,
  route: ChosenRoute,
  items: readonly TargetItem[],
  options: PostOptions,
): Promise<readonly PostResult[]> => {
  if (items.length === 0) return [];
  const results = new Map<TargetItem, PostResult>();
  for (const { mode, isSet, some } of await waysOf(context, route, items)) {
    // Remembered before the work is completed: a process that dies between the two loses nothing.
    if (mode === 'shadow') await remember(context, route, some);
    const late = mode === 'shadow' ? await switchedMeanwhile(context, route, some) : [];
    const now = some.filter((item) => !late.includes(item));
    const ended = await postByOutput(context, { ...route, mode }, now, options);
    now.forEach((item, index) => {
      const result = ended[index] as PostResult;
      results.set(item, isSet ? result : warned(result, route.destination.id));
    });
    const others = await postByMode(context, route, late, options);
    late.forEach((item, index) => results.set(item, others[index] as PostResult));
  }
  return items.map((item) => results.get(item) as PostResult);
};

interface Way {
  readonly mode: PostingMode;
  /** False where shadow stands in for a mode that nobody has set. */
  readonly isSet: boolean;
  readonly some: readonly TargetItem[];
}

const waysOf = async (
  { store }: FlowContext,
  { mode: chosen, destination }: ChosenRoute,
  items: readonly TargetItem[],
): Promise<readonly Way[]> => {
  if (chosen !== 'switched') return [{ mode: chosen, isSet: true, some: items }];
  const known = new Map<string, readonly StoreMode[]>();
  const found = new Map<TargetItem, PostingMode | undefined>();
  for (const item of items) {
    const { platform, storeId } = item.target.source;
    const name = JSON.stringify([platform, storeId]);
    const modes =
      known.get(name) ?? (await store.getModes({ platform, storeId, destination: destination.id }));
    known.set(name, modes);
    found.set(item, modeOf(modes, item.ticket?.pipeline));
  }
  return [...groupBy(items, (item) => found.get(item) ?? '').values()].map((some) => {
    const mode = found.get(some[0] as TargetItem);
    return { mode: mode ?? 'shadow', isSet: mode !== undefined, some };
  });
};

/** Whoever switched before these were remembered did not make them due: they go the new way at once. */
const switchedMeanwhile = async (
  context: FlowContext,
  route: ChosenRoute,
  items: readonly TargetItem[],
): Promise<readonly TargetItem[]> =>
  (await waysOf(context, route, items)).flatMap(({ mode, some }) => (mode === 'shadow' ? [] : some));

const remember = (context: FlowContext, route: ChosenRoute, items: readonly TargetItem[]): Promise<void> =>
  context.store.rememberShadowed(
    route.destination.id,
    items.map(({ target: { source }, ticket }) => ({
      platform: source.platform,
      storeId: source.storeId,
      orderId: source.orderId,
      ...(ticket === undefined ? {} : { pipeline: ticket.pipeline }),
    })),
    context.clock.now().toISOString(),
  );

const warned = (result: PostResult, destination: string): PostResult => {
  if (!('posted' in result)) return result;
  const { posted } = result;
  const problem: Problem = {
    severity: 'warning',
    code: 'mode_not_set',
    message: `Order ${posted.number}: nobody has set a mode for ${posted.storeId} into ${destination}, so nothing was posted. Set it in Finance Trace, Mode: then what was only looked at becomes due.`,
  };
  return { posted: { ...posted, problems: [...posted.problems, problem] } };
};

/** Summaries are of a whole store, whatever its pipelines: the most careful of its modes counts. */
export const postSummariesByMode = async (
  context: FlowContext,
  request: Omit<SummaryRequest, 'mode'> & { readonly mode: ModeChoice },
): Promise<readonly SummaryResult[]> => {
  const { mode, destination, platform, storeId } = request;
  if (mode !== 'switched') return postSummaries(context, { ...request, mode });
  const modes = await context.store.getModes({ platform, storeId, destination: destination.id });
  return postSummaries(context, { ...request, mode: modeOf(modes, undefined) ?? 'shadow' });
};
