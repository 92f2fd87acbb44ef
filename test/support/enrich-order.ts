/**
 * What generated orders lack: gift cards, tips, duties, tax of the channel, later additions, deliveries with costs, fees,
 * payouts, and the same order in the buyer's currency. None of it changes what adds up to what.
 */
import fc from 'fast-check';
import type { Order, Payment, PricedPart, Refund, TaxLine } from '../../lib/commerce/order';
import { exponent, fromMinor, toMinor } from '../../lib/money/minor';
import type { PolicyInput } from '../../lib/policy/policy';
import { type GeneratedOrder, arbitraryOrder, arbitraryPolicy } from './arbitrary-order';

const pick = fc.nat(1_000_000);

const riches = fc.record({
  natures: fc.array(fc.constantFrom(undefined, undefined, 'tip', 'duty', 'cash_rounding', 'fee'), {
    minLength: 4,
    maxLength: 4,
  }),
  giftCard: fc.constantFrom(-1, -1, 0, 1),
  shipped: fc.array(fc.constantFrom(undefined, true, false), { minLength: 4, maxLength: 4 }),
  channel: fc.constantFrom(undefined, undefined, 'US-STATE', 'DE-MWST-1'),
  added: fc.constantFrom(-1, -1, 0, 1),
  quantities: fc.array(fc.constantFrom('1', '2', '3', '7', '0.5', '2.25'), { minLength: 4, maxLength: 4 }),
  sent: fc.option(fc.array(fc.tuple(pick, pick, fc.nat(30)), { maxLength: 5 }), { nil: undefined }),
  restock: fc.array(fc.constantFrom(undefined, 'returned' as const, 'cancelled' as const, 'kept' as const), {
    minLength: 4,
    maxLength: 4,
  }),
  costs: fc.array(fc.constantFrom('0', '1.25', '0.333', '12'), { minLength: 4, maxLength: 4 }),
  fees: fc.array(fc.tuple(pick, fc.constantFrom('processing', 'late', 'dispute'), fc.boolean()), {
    maxLength: 3,
  }),
  payout: fc.constantFrom('none', 'all', 'first', 'other currency'),
  presented: fc.constantFrom(0, 0, 3, 7),
  drift: fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 4 }),
  tender: fc.constantFrom(undefined, undefined, 'gift_card' as const, 'store_credit' as const),
});
type Riches = typeof riches extends fc.Arbitrary<infer T> ? T : never;

export const arbitraryRichOrder = (): fc.Arbitrary<GeneratedOrder> =>
  fc.tuple(arbitraryOrder(), riches).map(([generated, rich]) => ({
    ...generated,
    order: enrich(generated.order, rich),
  }));

/** Every choice that changes what is booked. */
export const arbitraryRichPolicy = (): fc.Arbitrary<PolicyInput> =>
  fc
    .tuple(
      arbitraryPolicy(),
      fc.record({
        output: fc.constantFrom('journal', 'receipt', 'invoice', 'summary'),
        postingTrigger: fc.constantFrom('capture', 'creation', 'fulfilment', 'fulfilment', 'settlement'),
        deferredTax: fc.constantFrom('at-sale', 'at-fulfilment'),
        orderCurrency: fc.constantFrom('shop', 'shop', 'presentment'),
        paymentDifference: fc.constantFrom('fx', 'rounding'),
        restockingFee: fc.constantFrom('own-account', 'against-returns'),
        tips: fc.constantFrom('liability', 'income'),
        duties: fc.constantFrom('liability', 'income'),
        channelTax: fc.constantFrom('left-out', 'zero-sum'),
        costOfGoods: fc.constantFrom('none', 'perpetual'),
        gatewayFees: fc.constantFrom('leave-out', 'book'),
        settlements: fc.constantFrom('leave-in-clearing', 'book'),
      }),
    )
    .map(([base, more]) => ({ ...base, ...more }) as PolicyInput);

const sentOrNot = (requiresShipping: boolean | undefined): Partial<Order['lines'][number]> =>
  requiresShipping === undefined ? {} : { requiresShipping };

const enrich = (order: Order, rich: Riches): Order => {
  const { currency } = order;
  const lines = order.lines.map((line, index) => ({
    ...withTaxes(line, rich),
    ...addedTo(index, rich),
    quantity: rich.quantities[index % 4] as string,
    giftCard: index === rich.giftCard,
    ...sentOrNot(rich.shipped[index % 4]),
    unitCost: { amount: rich.costs[index % 4] as string, pointers: [`/lines/${index}/unitCost/amount`] },
  }));
  const shipping = order.shipping.map((part) => withTaxes(part, rich));
  const surcharges = order.surcharges.map((part, index) => {
    const purpose = rich.natures[index % 4];
    return {
      ...withTaxes(part, rich),
      ...(purpose === undefined ? {} : { purpose }),
    } as Order['surcharges'][number];
  });
  const refunds = order.refunds.map((refund, index) => enrichRefund(refund, index, rich));
  const sold: Order = { ...order, lines, shipping, surcharges, refunds };
  const presented = present(sold, rich);
  const payments = order.payments.map((payment, index) => enrichPayment(payment, index, rich, currency));
  const whole = sold.lines.map(({ id, quantity }) => ({ id, quantity }));
  return {
    ...sold,
    payments,
    ...(rich.sent === undefined
      ? {}
      : { fulfilments: rich.sent.map((sent, index) => delivery(sent, index, whole)) }),
    fees: rich.fees.map(([amount, kind, ofPayment], index) => ({
      id: `fee-${index}`,
      kind,
      gateway: 'stripe',
      ...(ofPayment && payments[0] ? { of: payments[0].id } : {}),
      amount: fromMinor(BigInt(amount % 500) - 20n, currency),
      at: `2026-05-0${index + 1}T10:00:00Z`,
      pointers: [`/fees/${index}/amount`],
    })),
    ...presented,
  };
};

const withTaxes = <P extends PricedPart>(part: P, rich: Riches): P => ({
  ...part,
  taxes: part.taxes.map((tax) => channelTax(tax, rich)),
});

const channelTax = (tax: TaxLine, { channel }: Riches): TaxLine =>
  tax.jurisdiction === channel ? { ...tax, liable: 'channel' } : tax;

const addedTo = (index: number, { added }: Riches): Pick<PricedPart, 'added'> =>
  index === added
    ? { added: { id: 'edit-1', at: '2026-03-30T08:00:00Z', pointers: [`/lines/${index}/added/id`] } }
    : {};

const enrichRefund = (refund: Refund, index: number, rich: Riches): Refund => {
  const parts = (list: Refund['lines']): Refund['lines'] =>
    list.map((part) => ({ ...part, taxes: part.taxes.map((tax) => channelTax(tax, rich)) }));
  const restock = rich.restock[index % 4];
  return {
    ...refund,
    lines: parts(refund.lines).map((part) => ({
      ...part,
      quantity: rich.quantities[(index + 1) % 4] as string,
      ...(restock === undefined ? {} : { restock }),
    })),
    shipping: parts(refund.shipping),
    surcharges: parts(refund.surcharges),
  };
};

const isTaken = ({ kind, status }: Payment): boolean =>
  status === 'success' && (kind === 'capture' || kind === 'sale');

/** In shop money a payment is worth what its own day says. */
const drifted = (amount: string, permille: number, currency: string): string =>
  fromMinor(toMinor(amount, currency) + (toMinor(amount, currency) * BigInt(permille)) / 1000n, currency);

const enrichPayment = (payment: Payment, index: number, rich: Riches, currency: string): Payment => {
  const amount =
    rich.presented > 0 ? drifted(payment.amount, rich.drift[index % 4] as number, currency) : payment.amount;
  const taken = { ...payment, amount };
  if (rich.tender !== undefined && index === 1) return { ...taken, tender: rich.tender };
  const isPaidOut =
    rich.payout === 'all' || rich.payout === 'other currency' || (rich.payout === 'first' && index === 0);
  if (!isPaidOut || !isTaken(payment)) return taken;
  const other = rich.payout === 'other currency';
  const gross = rich.presented > 0 ? drifted(amount, -4, currency) : amount;
  const fee = toMinor(gross, currency) / 40n;
  return {
    ...taken,
    settlement: {
      id: `po-${index}`,
      at: '2026-04-03T06:00:00Z',
      currency: other ? 'CHF' : currency,
      gross,
      fee: fromMinor(fee, currency),
      net: fromMinor(toMinor(gross, currency) - fee, currency),
      pointers: [`/payments/${index}/settlement/net`],
    },
  };
};

const delivery = (
  [line, amount, day]: readonly [number, number, number],
  index: number,
  lines: readonly { readonly id: string; readonly quantity: string }[],
): NonNullable<Order['fulfilments']>[number] => {
  const { id, quantity } = lines[line % lines.length] as { id: string; quantity: string };
  return {
    id: `f-${index}`,
    at: `2026-04-${String(day + 1).padStart(2, '0')}T${String(amount % 24).padStart(2, '0')}:30:00Z`,
    pointers: [`/fulfilments/${index}`],
    lines: [
      {
        of: id,
        quantity: amount % 3 === 0 ? quantity : '0.5',
        pointers: [`/fulfilments/${index}/lines/0`],
      },
    ],
  };
};

/** The same numbers times a whole rate, in a currency with as many decimals. */
const present = (
  order: Order,
  { presented }: Riches,
): Pick<Order, 'inPresentment' | 'presentmentCurrency'> => {
  if (presented === 0) return {};
  const decimals = exponent(order.currency);
  const currency = { 0: 'KRW', 2: 'GBP', 3: 'BHD', 4: 'UYW' }[decimals];
  if (currency === undefined) return {};
  const { lines, shipping, surcharges, payments, refunds, claims } = order;
  const scaled = scale(
    { lines, shipping, surcharges, payments, refunds, claims },
    BigInt(presented),
    order.currency,
  );
  return {
    presentmentCurrency: currency,
    inPresentment: { ...(scaled as Omit<NonNullable<Order['inPresentment']>, 'currency'>), currency },
  };
};

const scale = (value: unknown, rate: bigint, currency: string): unknown => {
  if (Array.isArray(value)) return value.map((one) => scale(one, rate, currency));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      key === 'amount' && typeof field === 'string'
        ? fromMinor(toMinor(field, currency) * rate, currency)
        : key === 'unitCost'
          ? field
          : scale(field, rate, currency),
    ]),
  );
};
