/** Every amount of an order, as the shop books it and, where that is another currency, as the buyer saw it. */
import type { Order } from '../../commerce/order';
import type { Problem } from '../../commerce/problem';
import { exponentOf } from '../../money/currency';
import type { MoneyReading } from '../read-amount';
import type { Reading } from '../read-json';
import { buildSold } from './build-sold';
import { buildClaims } from './claims';
import type { OrderDraft } from './drafts';
import { readFees } from './fees';
import { readGraphqlOrder } from './graphql-order';
import { buildCashRounding, buildPayments, checkNetPayment } from './payments';
import { checkPresented, type OrderMoney, type Presented, reportPresentment } from './presentment';
import type { SidedReading } from './read-money';
import type { OpenedOrder } from './reading';
import { payRefunds } from './refund-payments';
import { readRestOrder } from './rest-order';
import { checkSaleTaxes, roundSales } from './round-sales';

interface Built {
  readonly money: OrderMoney;
  readonly fulfilments: Order['fulfilments'];
}

/**
 * The money-carrying fields, all from one reading of the amounts.
 * @param presented the same in the buyer's currency: there its payments must come to what the shop says it holds, as at
 * which rate the shop's own figure is made is not documented.
 */
const buildMoney = (reading: MoneyReading, draft: OrderDraft, presented?: Presented): Built => {
  if (reading.fractional) roundSales(reading, draft);
  checkSaleTaxes(reading, draft);
  const sold = buildSold(reading, draft);
  const rounding = buildCashRounding(reading, draft);
  payRefunds(reading, draft, sold.refunds, presented?.refunds);
  if (presented === undefined) checkNetPayment(reading, draft);
  return {
    fulfilments: sold.fulfilments,
    money: {
      lines: sold.lines,
      shipping: sold.shipping,
      surcharges: [...sold.surcharges, ...rounding.surcharges],
      payments: buildPayments(reading, draft.movements),
      refunds: sold.refunds,
      claims: buildClaims(reading, draft, sold, rounding),
    },
  };
};

const readDraft = (reading: SidedReading, opened: OpenedOrder, placedAt: string): OrderDraft =>
  (opened.shape === 'graphql' ? readGraphqlOrder : readRestOrder)(reading, opened, placedAt);

interface SecondReading {
  readonly presented: Presented;
  readonly found: readonly Problem[];
}

/** Undefined, with a problem, where the buyer's currency is none that is known. */
const readPresented = (
  reading: Reading,
  opened: OpenedOrder,
  placedAt: string,
  currency: string,
): SecondReading | undefined => {
  const decimals = exponentOf(currency);
  if (decimals === undefined) {
    reportPresentment(reading, 'no amount can be read', currency);
    return undefined;
  }
  const found: Problem[] = [];
  const side = { currency, decimals, fractional: false, side: 'presentment' } as const;
  const own: SidedReading = { ...reading, problems: found, ...side };
  const { money } = buildMoney(own, readDraft(own, opened, placedAt));
  return { presented: { currency, ...money }, found };
};

/** All that is read of the amounts, in the shape of the order, and whether a payment of it was a test. */
export interface ReadMoney {
  readonly fields: OrderMoney & Pick<Order, 'fulfilments' | 'fees' | 'inPresentment'>;
  readonly tested: boolean;
}

/** @param presentmentCurrency undefined where the buyer saw the currency of the shop. */
export const readMoneyOfOrder = (
  reading: MoneyReading,
  opened: OpenedOrder,
  placedAt: string,
  presentmentCurrency: string | undefined,
): ReadMoney => {
  // First, because in the buyer's currency it shows which payment belongs to what.
  const second =
    presentmentCurrency === undefined
      ? undefined
      : readPresented(reading, opened, placedAt, presentmentCurrency);
  const isSound = second?.found.every(({ severity }) => severity !== 'error') === true;
  const draft = readDraft(reading, opened, placedAt);
  const built = buildMoney(reading, draft, isSound ? second?.presented : undefined);
  const fees = opened.shape === 'graphql' ? readFees(reading, opened.order, opened.path) : undefined;
  const inPresentment = second && checkPresented(reading, built.money, second.presented, second.found);
  return {
    fields: {
      ...built.money,
      ...(built.fulfilments && { fulfilments: built.fulfilments }),
      ...(fees && { fees }),
      ...(inPresentment && { inPresentment }),
    },
    tested: draft.movements.some(({ test, status }) => test && status === 'success'),
  };
};
