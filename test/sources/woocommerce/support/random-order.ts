/** Random WooCommerce orders, built the way the shop builds them, from exact integers of millionths. */
import * as fc from 'fast-check';
import type { WooLine, WooOrder } from '../../../../lib/sources/woocommerce/wire';
import { feeLine, line, shippingLine, taxLine, wooOrder } from './woo-order';

const MILLION = 1_000_000n;
export const DECIMALS = { EUR: 2, JPY: 0, KWD: 3 } as const;
type Currency = keyof typeof DECIMALS;

export const six = (micro: bigint): string => {
  const digits = (micro < 0n ? -micro : micro).toString().padStart(7, '0');
  return `${micro < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`;
};

/** Half away from zero, to the decimals of a currency. */
export const rounded = (micro: bigint, decimals: number): bigint => {
  const unit = 10n ** BigInt(6 - decimals);
  const half = (micro < 0n ? -unit : unit) / 2n;
  return ((micro + half) / unit) * unit;
};

interface Part {
  readonly kind: 'goods' | 'shipping' | 'fee';
  readonly before: bigint;
  readonly net: bigint;
  /** One for each rate; undefined where the rate does not apply. */
  readonly taxes: readonly (bigint | undefined)[];
}

export interface RandomOrder {
  readonly order: WooOrder;
  readonly currency: Currency;
  readonly parts: readonly Part[];
}

const micro = fc.bigInt({ min: 0n, max: 2_000n * MILLION });

const partOf = (kind: Part['kind'], rates: number, whole: (micro: bigint) => bigint) =>
  fc
    .record({
      before: micro,
      keep: fc.oneof(fc.constant(100n), fc.bigInt({ min: 0n, max: 100n })),
      negative: fc.boolean(),
      percents: fc.array(fc.option(fc.bigInt({ min: 0n, max: 30_000n }), { nil: undefined }), {
        minLength: rates,
        maxLength: rates,
      }),
    })
    .map(({ before, keep, negative, percents }): Part => {
      const price = whole(kind === 'fee' && negative ? -before : before);
      const net = kind === 'goods' ? whole((price * keep) / 100n) : price;
      const taxes = percents.map((percent) =>
        percent === undefined ? undefined : whole((net * percent) / 100_000n),
      );
      return { kind, before: price, net, taxes };
    });

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
const taxOf = (part: Part): bigint => sum(part.taxes.map((tax) => tax ?? 0n));

const taxJson = (
  part: Part,
  exactTotal: boolean,
  decimals: number,
): Pick<WooLine, 'total_tax' | 'taxes'> => ({
  total_tax: six(exactTotal ? taxOf(part) : rounded(taxOf(part), decimals)),
  taxes: part.taxes.flatMap((tax, index) => (tax === undefined ? [] : [{ id: index + 1, total: six(tax) }])),
});

const build = (parts: readonly Part[], currency: Currency, rates: number, exactTotals: boolean): WooOrder => {
  const decimals = DECIMALS[currency];
  const of = (kind: Part['kind']) => parts.filter((part) => part.kind === kind);
  const rateSum = (rate: number, some: readonly Part[]) => sum(some.map(({ taxes }) => taxes[rate] ?? 0n));
  const net = sum(parts.map((part) => part.net));
  const tax = rounded(sum(parts.map(taxOf)), decimals);
  const json = (part: Part) => ({ total: six(part.net), ...taxJson(part, exactTotals, decimals) });
  const total = rounded(net, decimals) + tax;
  return wooOrder({
    currency,
    // Nobody pays less than nothing.
    date_paid_gmt: total > 0n ? '2026-03-01T10:05:00' : null,
    line_items: of('goods').map((part, index) =>
      line({ id: index + 1, subtotal: six(part.before), ...json(part) }),
    ),
    shipping_lines: of('shipping').map((part, index) => shippingLine({ id: index + 501, ...json(part) })),
    fee_lines: of('fee').map((part, index) => feeLine({ id: index + 701, ...json(part) })),
    tax_lines: Array.from({ length: rates }, (_, rate) =>
      taxLine({
        rate_id: rate + 1,
        rate_code: `RATE-${rate + 1}`,
        tax_total: six(rateSum(rate, [...of('goods'), ...of('fee')])),
        shipping_tax_total: six(rateSum(rate, of('shipping'))),
      }),
    ),
    shipping_total: six(sum(of('shipping').map((part) => part.net))),
    discount_total: six(sum(of('goods').map((part) => part.before - part.net))),
    total_tax: six(tax),
    total: six(total),
  });
};

/** `whole`: the shop rounds every amount itself; otherwise it keeps six decimals and rounds its totals only. */
export const randomOrder = (whole: boolean): fc.Arbitrary<RandomOrder> =>
  fc
    .record({
      currency: fc.constantFrom<Currency>('EUR', 'JPY', 'KWD'),
      rates: fc.integer({ min: 0, max: 3 }),
      exactTotals: fc.boolean(),
    })
    .chain(({ currency, rates, exactTotals }) => {
      const fit = (amount: bigint): bigint => (whole ? rounded(amount, DECIMALS[currency]) : amount);
      const list = (kind: Part['kind'], maxLength: number) =>
        fc.array(partOf(kind, rates, fit), { maxLength });
      return fc
        .tuple(list('goods', 8), list('shipping', 3), list('fee', 3))
        .map((lists) => lists.flat())
        .map((parts) => ({ order: build(parts, currency, rates, exactTotals), currency, parts }));
    });
