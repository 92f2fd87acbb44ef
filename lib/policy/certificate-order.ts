/** The sums of one order: what its source says, what is left out and why, and what the entries hold. */
import type { Order } from '../commerce/order';
import { type OrderAmounts, readAmounts } from '../commerce/order-amounts';
import { addCosts, moveDeferred } from './certificate-deliveries';
import { addEntries, mixesTaxes } from './certificate-entries';
import { addGivenBack } from './certificate-given-back';
import type { NoteCode } from './certificate-schema';
import { addMoney } from './certificate-money';
import { type SourceSide, addSold } from './certificate-source';
import { CertificateSums } from './certificate-sums';
import type { Policy } from './policy';
import { presentedOrder } from './presented-order';
import type { Target } from './target';

/** What of a target a certificate looks at. */
export type CertifiedTarget = Pick<
  Target,
  'source' | 'currency' | 'events' | 'entries' | 'held' | 'transformationVersion'
>;

export interface OrderSums {
  readonly sums: CertificateSums;
  /** Undefined where the order's amounts cannot be read: it is held. */
  readonly amounts: OrderAmounts | undefined;
  /** Why nothing is booked. */
  readonly silence: NoteCode | undefined;
}

export const sumsOfOrder = (
  order: Order,
  target: CertifiedTarget,
  policy: Policy,
  isHeldByLedger?: (entryKey: string) => boolean,
): OrderSums => {
  const sums = new CertificateSums(target.currency);
  const { amounts } = readAmounts(inCurrency(order, target.currency));
  if (!amounts) return { sums, amounts, silence: 'held' };
  const oneTax = policy.tax === 'order' || mixesTaxes(target.entries);
  const side: SourceSide = { amounts, policy, events: target.events, oneTax };
  addSold(sums, side);
  addGivenBack(sums, side);
  addMoney(sums, side);
  const silence = target.held ? 'held' : whySilent(amounts, policy);
  if (silence === undefined) {
    addReceivable(sums);
    addCosts(sums, side);
    moveDeferred(sums, side);
  } else sums.leaveOutAll(silence);
  if (!target.held) addEntries(sums, target.entries, oneTax, isHeldByLedger);
  return { sums, amounts, silence };
};

const inCurrency = (order: Order, currency: string): Order =>
  order.currency === currency ? order : (presentedOrder(order) ?? order);

/** What buyers owe: what was sold and not given back, less what payments settled. Below zero it is owed to them. */
const addReceivable = (sums: CertificateSums): void => {
  const owed =
    sums.expected('sold') -
    sums.expected('given_back') -
    sums.expected('taken') +
    sums.expected('paid_back') -
    sums.expected('exchange');
  sums.open('balance', 'receivable');
  sums.add('balance', 'receivable', 'source', owed);
};

const whySilent = (amounts: OrderAmounts, policy: Policy): NoteCode | undefined => {
  const { order, captures, refunds, claims, parts } = amounts;
  if (order.test && policy.testOrders === 'exclude') return 'not_booked_test';
  const isNothing = claims.total.amount === 0n;
  const owesCard = parts.some(({ nature, amount }) => nature === 'gift_card' && amount !== 0n);
  const isSkipped = isNothing && captures.length === 0 && refunds.length === 0 && !owesCard;
  if (policy.zeroOrders === 'skip' && isSkipped) return 'not_booked_zero';
  if (order.state === 'draft') return 'not_booked_draft';
  if ((order.state === 'cancelled' || order.state === 'failed') && captures.length === 0)
    return 'not_booked_unpaid';
  const isPaid = captures.length > 0 || (isNothing && order.state === 'open');
  return hasStarted(amounts, policy, isPaid) ? undefined : 'not_booked_yet';
};

const hasStarted = ({ order, captures }: OrderAmounts, policy: Policy, isPaid: boolean): boolean => {
  switch (policy.postingTrigger) {
    case 'creation':
      return true;
    case 'capture':
      return isPaid;
    case 'fulfilment':
      return isPaid || (order.fulfilments ?? []).length > 0;
    case 'settlement': {
      const ofGateways = captures.filter(({ payment }) => payment.tender === undefined);
      return ofGateways.length === 0 ? isPaid : ofGateways.some(({ payment }) => payment.settlement);
    }
  }
};
