/** What pieces cost the shop: moved out of stock with a delivery, back with what returns. Cumulative, so that cents do not drift. */
import { type OrderAmounts, amountText } from '../commerce/order-amounts';
import type { Problem } from '../commerce/problem';
import { type Decimal, formatDecimal, parseDecimal } from '../money/decimal';
import { powerOfTen } from '../money/decimal';
import { ROUNDING_RULES } from '../money/rounding';
import { type PartList, addPart } from './measured-event';
import type { Undelivered } from './undelivered';

interface PieceCost {
  readonly unit: Decimal;
  readonly pointers: readonly string[];
  sent: bigint;
  returned: bigint;
}

export interface PieceCosts {
  readonly amounts: OrderAmounts;
  readonly byLine: ReadonlyMap<string, PieceCost>;
  readonly problems: readonly Problem[];
}

export const openCosts = (amounts: OrderAmounts): PieceCosts => {
  const byLine = new Map<string, PieceCost>();
  const problems: Problem[] = [];
  const sent = new Set((amounts.order.fulfilments ?? []).flatMap(({ lines }) => lines.map(({ of }) => of)));
  for (const line of amounts.order.lines) {
    if (line.giftCard) continue;
    const unit = parseDecimal(line.unitCost?.amount);
    if (unit && line.unitCost)
      byLine.set(line.id, { unit, pointers: line.unitCost.pointers, sent: 0n, returned: 0n });
    else if (sent.has(line.id))
      problems.push({
        severity: 'error',
        code: 'cost_missing',
        message: `Order ${amounts.order.source.number}: the shop does not say what a piece of "${line.title.slice(0, 60)}" costs. Enter the cost in the shop (0 for a service), or leave cost of goods out in the policy.`,
        pointer: line.pointers[0],
      });
  }
  return { amounts, byLine, problems };
};

/** Minor units of so many pieces (at a scale), ties away from zero. */
const costOf = ({ unit }: PieceCost, pieces: bigint, scale: number, decimals: number): bigint => {
  const exact = unit.digits * pieces;
  const excess = unit.scale + scale - decimals;
  return excess <= 0 ? exact * powerOfTen(-excess) : ROUNDING_RULES['half-up'](exact, powerOfTen(excess));
};

export const addSentCosts = (
  costs: PieceCosts,
  list: PartList,
  item: Undelivered,
  pieces: bigint,
  pointers: readonly string[],
): void => {
  const cost = costs.byLine.get(item.part.part.id);
  if (!cost) return;
  const { decimals } = costs.amounts;
  const before = costOf(cost, cost.sent, item.scale, decimals);
  cost.sent += pieces;
  const after = costOf(cost, cost.sent, item.scale, decimals);
  addCost(costs, list, item, cost, after - before, pointers, pieces);
};

/** No more comes back than was sent. */
export const addReturnedCosts = (
  costs: PieceCosts,
  list: PartList,
  item: Undelivered,
  pieces: bigint,
  pointers: readonly string[],
): void => {
  const cost = costs.byLine.get(item.part.part.id);
  if (!cost) return;
  const { decimals } = costs.amounts;
  const room = cost.sent - cost.returned;
  const back = pieces < room ? pieces : room;
  const before = costOf(cost, cost.returned, item.scale, decimals);
  cost.returned += back;
  const after = costOf(cost, cost.returned, item.scale, decimals);
  addCost(costs, list, item, cost, after - before, pointers, back);
};

const addCost = (
  costs: PieceCosts,
  list: PartList,
  item: Undelivered,
  cost: PieceCost,
  minor: bigint,
  pointers: readonly string[],
  pieces: bigint,
): void => {
  if (minor === 0n) return;
  const { part } = item.part;
  const count = formatDecimal({ digits: pieces, scale: item.scale });
  addPart(list, minor, {
    component: 'cost',
    of: part.id,
    on: item.part.kind,
    title: part.title,
    sku: part.sku,
    quantity: count,
    pointers: [...pointers, ...cost.pointers],
    arithmetic: `${count} * ${formatDecimal(cost.unit)} -> ${amountText(costs.amounts, minor)}`,
  });
};
