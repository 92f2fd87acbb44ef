/** A posted plan beside what the ledger really holds for it. */
import { type Break, differingAmounts, makeBreak } from './break';
import { heldDimensionRows, inWords } from './compare-dimensions';
import { NOTHING } from './net';
import { holdsPlan, type PlanFacts } from './plan-facts';

/** None when the record is what was posted; else what a hand, or the ledger itself, did to it. */
export const compareRecord = (
  order: { readonly destination: string },
  facts: PlanFacts,
): readonly Break[] => {
  const { plan, net, record, held } = facts;
  const recordId = record?.recordId ?? plan.recordId;
  const detail = {
    platform: plan.platform,
    storeId: plan.storeId,
    orderId: plan.orderId,
    number: plan.orderNumber,
    destination: order.destination,
    entryKey: plan.entryKey,
    planKey: plan.key,
    planState: plan.state,
    ...(recordId === undefined ? {} : { recordId }),
  };
  if (!record) {
    const what = `Order ${plan.orderNumber}: plan ${plan.key} was posted as record ${recordId ?? '(unnamed)'}, but the ledger has no record under that reference.`;
    const amounts = differingAmounts({ trace: net, ledger: NOTHING }, plan.currency);
    return [makeBreak({ ...detail, type: 'missing_in_ledger', what, dates: { trace: plan.date }, amounts })];
  }
  const breaks: Break[] = [];
  if (!holdsPlan(facts)) {
    const how =
      record.net === undefined
        ? 'has an amount that cannot be read exactly'
        : record.currency !== plan.currency
          ? `is in ${record.currency}, not in ${plan.currency}`
          : 'does not hold what was posted';
    const what = `Order ${plan.orderNumber}: record ${record.recordId} ${how} (plan ${plan.key}).`;
    breaks.push(makeBreak({ ...detail, type: 'amount_differs', what, amounts: amountsOf(facts, held) }));
  }
  if (record.date !== plan.date) {
    const what = `Order ${plan.orderNumber}: record ${record.recordId} is dated ${record.date}, posted was ${plan.date} (plan ${plan.key}).`;
    const dates = { trace: plan.date, ledger: record.date };
    breaks.push(makeBreak({ ...detail, type: 'date_differs', what, dates, amounts: [] }));
  }
  const dimensions = heldDimensionRows(facts);
  if (dimensions.length > 0) {
    const what = `Order ${plan.orderNumber}: record ${record.recordId} stands under other dimensions than were posted: ${inWords(dimensions, 'ledger', 'trace')} (plan ${plan.key}).`;
    breaks.push(makeBreak({ ...detail, type: 'dimension_differs', what, amounts: [], dimensions }));
  }
  return breaks;
};

const amountsOf = (
  { plan, net, ledgerNet, record }: PlanFacts,
  held: PlanFacts['held'],
): Break['amounts'] => {
  if (record?.net === undefined) return [];
  if (record.currency !== plan.currency)
    return [
      ...differingAmounts({ trace: net, ledger: NOTHING }, plan.currency),
      ...differingAmounts({ trace: NOTHING, ledger: held }, record.currency),
    ];
  const logical = differingAmounts({ trace: net, ledger: held }, plan.currency);
  if (logical.length > 0) return logical;
  // The same logical amounts on other ledger accounts: only those can show the difference.
  return differingAmounts({ trace: ledgerNet, ledger: record.net }, plan.currency).map((amount) => ({
    ...amount,
    component: `ledger:${amount.component}`,
  }));
};
