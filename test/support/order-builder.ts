/**
 * Canonical orders for tests, from the few numbers that matter. Claims are summed from the parts unless given, and
 * pointers lead to the amounts of the order itself, so that a test can follow them.
 */
import type {
  Fee,
  Fulfilment,
  Order,
  OrderLine,
  Payment,
  PricedPart,
  Refund,
  RefundPart,
  Surcharge,
  TaxLine,
} from '../../lib/commerce/order';
import { fromMinor, toMinor } from '../../lib/money/minor';
import type {
  FeeSpec,
  FulfilmentSpec,
  OrderSpec,
  PartSpec,
  PaymentSpec,
  RefundPartSpec,
  RefundSpec,
} from './order-spec';

export type * from './order-spec';

export const buildOrder = (spec: OrderSpec): Order => {
  const currency = spec.currency ?? 'USD';
  const placedAt = spec.placedAt ?? '2026-03-02T10:00:00Z';
  const lines = (spec.lines ?? []).map((line, index) => orderLine(line, index));
  const shipping = (spec.shipping ?? []).map((part, index) => priced(part, 'shipping', index, 'Delivery'));
  const surcharges = (spec.surcharges ?? []).map((part, index) => surcharge(part, index));
  const sums = sumParts(currency, lines, shipping, surcharges);
  const total = spec.claims?.total ?? sums.total;
  const id = spec.id ?? '1001';
  return {
    source: {
      platform: 'shop',
      storeId: spec.storeId ?? 'store.example',
      orderId: id,
      number: spec.number ?? id,
      updatedAt: spec.updatedAt ?? '2026-03-20T09:00:00Z',
    },
    currency,
    state: spec.state ?? 'open',
    sourceStatus: spec.state ?? 'open',
    test: spec.test ?? false,
    pricesIncludeTax: spec.pricesIncludeTax ?? false,
    placedAt,
    ...(spec.cancelledAt === undefined ? {} : { cancelledAt: spec.cancelledAt }),
    customer: spec.customer ?? { country: 'US' },
    ...given({ channel: spec.channel, location: spec.location, shipTo: spec.shipTo }),
    ...(spec.tags === undefined ? {} : { tags: [...spec.tags] }),
    lines,
    shipping,
    surcharges,
    payments: (spec.payments ?? [{ amount: total }]).map((p, index) => payment(p, index, placedAt, currency)),
    refunds: (spec.refunds ?? []).map(refund),
    claims: claims(spec, sums, total),
    ...(spec.fulfilments === undefined ? {} : { fulfilments: spec.fulfilments.map(fulfilment) }),
    ...(spec.fees === undefined ? {} : { fees: spec.fees.map(fee) }),
    ...(spec.presented === undefined ? {} : presented(spec.presented, placedAt)),
  };
};

/** Fields that are undefined are left out, as they are in JSON. */
const given = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;

const presented = (
  other: OrderSpec['presented'],
  placedAt: string,
): Pick<Order, 'inPresentment' | 'presentmentCurrency' | 'presentmentTotal'> => {
  if (other === undefined) return {};
  const { currency, lines, shipping, surcharges, payments, refunds, claims } = buildOrder({
    placedAt,
    ...other,
  });
  const money = { currency, lines, shipping, surcharges, payments, refunds, claims };
  const inPresentment = under('/inPresentment', money) as NonNullable<Order['inPresentment']>;
  return { presentmentCurrency: currency, presentmentTotal: inPresentment.claims.total, inPresentment };
};

/** The same with all pointers below a prefix. */
const under = (prefix: string, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((one) => under(prefix, one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      key === 'pointers' ? (field as string[]).map((pointer) => prefix + pointer) : under(prefix, field),
    ]),
  );
};

const claim = (amount: string, pointer: string): { amount: string; pointers: string[] } => ({
  amount,
  pointers: [pointer],
});

const claims = (spec: OrderSpec, sums: Sums, total: string): Order['claims'] => {
  const byJurisdiction = spec.claims?.taxByJurisdiction ?? sums.taxByJurisdiction;
  return {
    total: claim(total, '/claims/total/amount'),
    tax: claim(spec.claims?.tax ?? sums.tax, '/claims/tax/amount'),
    shipping: claim(spec.claims?.shipping ?? sums.shipping, '/claims/shipping/amount'),
    discount: claim(spec.claims?.discount ?? sums.discount, '/claims/discount/amount'),
    ...(spec.claims?.current === undefined
      ? {}
      : { current: claim(spec.claims.current, '/claims/current/amount') }),
    taxByJurisdiction: Object.fromEntries(
      Object.entries(byJurisdiction).map(([name, amount]) => [
        name,
        claim(amount, `/claims/taxByJurisdiction/${name.replace(/~/g, '~0').replace(/\//g, '~1')}/amount`),
      ]),
    ),
  };
};

const taxLines = (taxes: PartSpec['taxes'], base: string): TaxLine[] => {
  const list = Array.isArray(taxes)
    ? (taxes as readonly Partial<TaxLine>[])
    : Object.entries(taxes ?? {}).map(([jurisdiction, amount]) => ({ jurisdiction, amount }));
  return list.map((tax, index) => ({
    jurisdiction: 'TAX',
    label: `Tax ${tax.jurisdiction ?? 'TAX'}`,
    compound: false,
    liable: 'merchant',
    amount: '0',
    ...tax,
    pointers: [`${base}/taxes/${index}/amount`],
  }));
};

const priced = (spec: PartSpec, room: string, index: number, title: string): PricedPart => ({
  id: spec.id ?? `${room}-${index + 1}`,
  title: spec.title ?? `${title} ${index + 1}`,
  amount: spec.amount,
  pointers: [`/${room}/${index}/amount`],
  discounts: (spec.discounts ?? []).map((discount, at) => ({
    ...(typeof discount === 'string' ? { amount: discount } : { amount: discount[0], code: discount[1] }),
    pointers: [`/${room}/${index}/discounts/${at}/amount`],
  })),
  taxes: taxLines(spec.taxes, `/${room}/${index}`),
  ...(spec.added === undefined ? {} : { added: { ...spec.added, pointers: [`/${room}/${index}/added/id`] } }),
});

const surcharge = (spec: PartSpec, index: number): Surcharge => ({
  ...priced(spec, 'surcharges', index, 'Surcharge'),
  ...given({ purpose: spec.purpose }),
});

const orderLine = (spec: PartSpec, index: number): OrderLine => ({
  ...priced(spec, 'lines', index, 'Item'),
  ...given({ sku: spec.sku, productId: spec.productId, productType: spec.productType }),
  ...given({ vendor: spec.vendor, location: spec.location }),
  quantity: spec.quantity ?? '1',
  giftCard: spec.giftCard ?? false,
  ...given({ requiresShipping: spec.requiresShipping }),
  ...(spec.unitCost === undefined
    ? {}
    : { unitCost: { amount: spec.unitCost, pointers: [`/lines/${index}/unitCost/amount`] } }),
});

const fulfilment = (spec: FulfilmentSpec, index: number): Fulfilment => ({
  id: spec.id ?? `f${index + 1}`,
  at: spec.at,
  pointers: [`/fulfilments/${index}/at`],
  ...given({ location: spec.location }),
  lines: Object.entries(spec.lines).map(([of, quantity], line) => ({
    of,
    quantity,
    pointers: [`/fulfilments/${index}/lines/${line}/quantity`],
  })),
});

const fee = (spec: FeeSpec, index: number): Fee => ({
  id: spec.id ?? `fee${index + 1}`,
  kind: spec.kind ?? 'processing',
  gateway: spec.gateway ?? 'stripe',
  ...given({ of: spec.of }),
  amount: spec.amount,
  at: spec.at,
  pointers: [`/fees/${index}/amount`],
});

const payment = (spec: PaymentSpec, index: number, placedAt: string, currency: string): Payment => ({
  id: spec.id ?? `p${index + 1}`,
  kind: spec.kind ?? 'capture',
  status: spec.status ?? 'success',
  gateway: spec.gateway ?? 'stripe',
  ...given({ tender: spec.tender }),
  amount: spec.amount,
  at: spec.at ?? placedAt,
  pointers: [`/payments/${index}/amount`],
  ...(spec.settlement === undefined
    ? {}
    : {
        settlement: {
          id: `po${index + 1}`,
          currency,
          ...spec.settlement,
          pointers: [`/payments/${index}/settlement/net`],
        },
      }),
});

const refund = (spec: RefundSpec, index: number): Refund => {
  const base = `/refunds/${index}`;
  const at = spec.at ?? `2026-03-1${index % 10}T12:00:00Z`;
  const parts = (room: string, specs: readonly RefundPartSpec[] | undefined): RefundPart[] =>
    (specs ?? []).map((part, position) => ({
      id: `${spec.id ?? `r${index + 1}`}-${room}-${position + 1}`,
      of: part.of,
      ...(part.quantity === undefined ? {} : { quantity: part.quantity }),
      amount: part.amount,
      ...given({ restock: part.restock }),
      taxes: taxLines(part.taxes, `${base}/${room}/${position}`),
      pointers: [`${base}/${room}/${position}/amount`],
    }));
  return {
    id: spec.id ?? `r${index + 1}`,
    at,
    ...(spec.reason === undefined ? {} : { reason: spec.reason }),
    amount: spec.amount,
    pointers: [`${base}/amount`],
    ...(spec.adjustment === undefined
      ? {}
      : { adjustment: { amount: spec.adjustment, pointers: [`${base}/adjustment/amount`] } }),
    lines: parts('lines', spec.lines),
    shipping: parts('shipping', spec.shipping),
    surcharges: parts('surcharges', spec.surcharges),
    payments: (spec.payments ?? [{ amount: spec.amount }]).map((back, position) => ({
      id: back.id ?? `b${position + 1}`,
      gateway: back.gateway ?? 'stripe',
      ...given({ tender: back.tender }),
      amount: back.amount,
      at: back.at ?? at,
      pointers: [`${base}/payments/${position}/amount`],
    })),
  };
};

interface Sums {
  readonly total: string;
  readonly tax: string;
  readonly shipping: string;
  readonly discount: string;
  readonly taxByJurisdiction: Readonly<Record<string, string>>;
}

/** Malformed amounts count as nothing here: a test that wants them gives its claims itself. */
const sumParts = (currency: string, ...rooms: readonly (readonly PricedPart[])[]): Sums => {
  const minor = (amount: string): bigint => {
    try {
      return toMinor(amount, currency);
    } catch {
      return 0n;
    }
  };
  const text = (amount: bigint): string => {
    try {
      return fromMinor(amount, currency);
    } catch {
      return amount.toString();
    }
  };
  let [total, tax, shipping, discount] = [0n, 0n, 0n, 0n];
  const taxByJurisdiction = new Map<string, bigint>();
  rooms.forEach((parts, room) => {
    for (const part of parts) {
      total += minor(part.amount);
      if (room === 1) shipping += minor(part.amount);
      for (const reduction of part.discounts) discount += minor(reduction.amount);
      for (const line of part.taxes) {
        tax += minor(line.amount);
        taxByJurisdiction.set(
          line.jurisdiction,
          (taxByJurisdiction.get(line.jurisdiction) ?? 0n) + minor(line.amount),
        );
      }
    }
  });
  return {
    total: text(total - discount + tax),
    tax: text(tax),
    shipping: text(shipping),
    discount: text(discount),
    taxByJurisdiction: Object.fromEntries(
      [...taxByJurisdiction].map(([name, amount]) => [name, text(amount)]),
    ),
  };
};
