/**
 * Shopify's limit is no number of requests but a bucket of points: a query needs its requested cost to be in the bucket
 * before it starts, and every answer says how full the bucket is and how fast it fills. Waiting here costs less than
 * being turned away: a throttled answer has cost a round trip and says nothing.
 */
import { field, isObject } from '../read-json';

export interface QueryCost {
  /** Points that the query might have cost; it starts only when this many are there. */
  readonly requested: number;
  readonly available: number;
  /** Size of the bucket. */
  readonly maximum: number;
  /** Points a second. */
  readonly restoreRate: number;
}

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

/** `extensions.cost` of an answer; undefined where a proxy or an error left it out. */
export const readCost = (body: unknown): QueryCost | undefined => {
  const extensions = isObject(body) ? field(body, 'extensions') : undefined;
  const cost = isObject(extensions) ? field(extensions, 'cost') : undefined;
  const status = isObject(cost) ? field(cost, 'throttleStatus') : undefined;
  if (!isObject(cost) || !isObject(status)) return undefined;
  const requested = count(field(cost, 'requestedQueryCost'));
  const available = count(field(status, 'currentlyAvailable'));
  const maximum = count(field(status, 'maximumAvailable'));
  const restoreRate = count(field(status, 'restoreRate'));
  if (requested === undefined || available === undefined || maximum === undefined || !restoreRate)
    return undefined;
  return { requested, available, maximum, restoreRate };
};

export class CostBudget {
  private last: { readonly cost: QueryCost; readonly at: number } | undefined;

  /** `now`: when the answer came. */
  learn(cost: QueryCost, now: Date): void {
    this.last = { cost, at: now.getTime() };
  }

  /** Milliseconds until `points` are in the bucket; 0 while nothing is known. More than the bucket holds is not waited for. */
  waitFor(points: number, now: Date): number {
    if (this.last === undefined) return 0;
    const { available, maximum, restoreRate } = this.last.cost;
    const restored = available + (restoreRate * Math.max(0, now.getTime() - this.last.at)) / 1000;
    const missing = Math.min(points, maximum) - Math.min(maximum, restored);
    return missing <= 0 ? 0 : Math.ceil((missing / restoreRate) * 1000);
  }
}
