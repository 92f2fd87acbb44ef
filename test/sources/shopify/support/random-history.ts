/** Random lives of an order: sold, added to, taken back and adjusted, in exact integers of cents. */
import fc from 'fast-check';
import type * as wire from '../../../../lib/sources/shopify/wire';
import {
  adjustment,
  agreement,
  lineItem,
  money,
  page,
  sale,
  sampleOrder,
  saleTax,
  STATE_TAX,
} from './sample-order';

const CITY_TAX = { ...STATE_TAX, title: 'City Tax', rate: 0.02, ratePercentage: 2 };
const TAXES = [STATE_TAX, CITY_TAX];

/** As Shopify writes it: at least one decimal, no zeros behind that. */
export const text = (cents: bigint): string => {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  const decimals = digits.slice(-2).replace(/0$/, '');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${decimals}`;
};

/** What is left of a line: without tax, and of each tax. */
interface Left {
  readonly net: bigint;
  readonly taxes: readonly bigint[];
}

interface Step {
  readonly kind: 'add' | 'return' | 'exchange' | 'goodwill';
  readonly line: number;
  /** Of a thousand: how much of what is left. */
  readonly share: bigint;
  readonly kept: bigint;
}

export interface RandomHistory {
  readonly order: wire.GraphqlOrder;
  readonly charged: bigint;
  readonly refunded: bigint;
  readonly netLeft: bigint;
  readonly taxLeft: readonly bigint[];
}

const soldLine = fc.record({
  net: fc.bigInt({ min: 100n, max: 500_000n }),
  discount: fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: 20_000n })),
  taxes: fc.array(fc.bigInt({ min: 0n, max: 50_000n }), { minLength: 2, maxLength: 2 }),
  quantity: fc.integer({ min: 1, max: 9 }),
});

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('add', 'return', 'exchange', 'goodwill'),
  line: fc.nat(3),
  share: fc.bigInt({ min: 1n, max: 1_000n }),
  kept: fc.bigInt({ min: 0n, max: 99n }),
});

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

const saleOf = (
  line: number,
  { net, taxes }: Left,
  quantity: number,
  over: Partial<wire.Sale> = {},
): wire.Sale =>
  sale({
    quantity,
    lineItem: { id: `gid://shopify/LineItem/${100 + line}` },
    totalAmount: money(text(net + total(taxes))),
    totalTaxAmount: money(text(total(taxes))),
    taxes: taxes.map((tax, index) => saleTax(text(tax), TAXES[index])),
    ...over,
  });

const negative = ({ net, taxes }: Left): Left => ({ net: -net, taxes: taxes.map((tax) => -tax) });

class Life {
  readonly agreements: wire.Agreement[] = [];
  charged = 0n;
  chargedTax = 0n;
  refunded = 0n;
  constructor(readonly left: Left[]) {}

  /** A part of what is left of a line, with the same share of each tax. */
  take(line: number, share: bigint): Left {
    const { net, taxes } = this.left[line] as Left;
    const part = { net: (net * share) / 1_000n, taxes: taxes.map((tax) => (tax * share) / 1_000n) };
    this.left[line] = {
      net: net - part.net,
      taxes: taxes.map((tax, at) => tax - (part.taxes[at] as bigint)),
    };
    return part;
  }

  sell(line: number, part: Left): wire.Sale {
    const { net, taxes } = this.left[line] as Left;
    this.left[line] = {
      net: net + part.net,
      taxes: taxes.map((tax, at) => tax + (part.taxes[at] as bigint)),
    };
    this.charged += part.net + total(part.taxes);
    this.chargedTax += total(part.taxes);
    return saleOf(line, part, 1);
  }

  giveBack(line: number, share: bigint, kept: bigint): readonly wire.Sale[] {
    const before = this.left[line] as Left;
    const part = this.take(line, share);
    const worth = part.net + total(part.taxes);
    // After a goodwill the goods can be worth more than what is left to give back.
    if (worth === 0n || this.refunded + worth > this.charged) {
      this.left[line] = before;
      return [];
    }
    const fee = kept < worth ? kept : 0n;
    this.refunded += worth - fee;
    const back = saleOf(line, negative(part), -1, { actionType: 'RETURN' });
    return fee === 0n ? [back] : [back, adjustment(text(fee))];
  }

  then(reason: wire.Agreement['reason'], sales: readonly wire.Sale[]): void {
    if (sales.length === 0) return;
    const number = this.agreements.length;
    this.agreements.push(
      agreement(reason, sales, {
        id: `gid://shopify/SalesAgreement/${500 + number}`,
        happenedAt: `2026-10-${String(number + 1).padStart(2, '0')}T08:00:00Z`,
      }),
    );
  }
}

export const randomHistory: fc.Arbitrary<RandomHistory> = fc
  .record({
    lines: fc.array(soldLine, { minLength: 1, maxLength: 4 }),
    steps: fc.array(step, { maxLength: 6 }),
  })
  .map(({ lines, steps }) => {
    const life = new Life(lines.map(() => ({ net: 0n, taxes: [0n, 0n] })));
    const placed = lines.map(({ quantity, discount, ...part }, index) => ({
      ...life.sell(index, part),
      quantity,
      totalDiscountAmountBeforeTaxes: money(text(discount)),
    }));
    life.then('ORDER', placed);
    const original = life.charged;
    for (const { kind, line, share, kept } of steps) {
      const at = line % lines.length;
      if (kind === 'add') life.then('ORDER_EDIT', [life.sell(at, { net: share, taxes: [kept, 0n] })]);
      if (kind === 'return') life.then('RETURN', life.giveBack(at, share, kept));
      if (kind === 'exchange') {
        const back = life.giveBack(at, share, 0n);
        life.then('RETURN', [...back, life.sell(at, { net: share * 3n, taxes: [0n, kept] })]);
      }
      if (kind === 'goodwill' && life.charged - life.refunded > kept + 1n) {
        life.refunded += kept + 1n;
        life.then('REFUND', [adjustment(text(-kept - 1n))]);
      }
    }
    const taxLeft = [0, 1].map((at) => total(life.left.map(({ taxes }) => taxes[at] as bigint)));
    return {
      order: sampleOrder({
        lineItems: page(
          lines.map(({ quantity }, index) =>
            lineItem({
              id: `gid://shopify/LineItem/${100 + index}`,
              quantity,
              originalUnitPriceSet: money('1.0'),
            }),
          ),
        ),
        agreements: page(life.agreements),
        originalTotalPriceSet: money(text(original)),
        totalPriceSet: money(text(life.charged)),
        currentTotalPriceSet: money(text(life.charged - life.refunded)),
        totalTaxSet: money(text(life.chargedTax)),
        currentTotalTaxSet: money(text(total(taxLeft))),
        transactions: [],
        netPaymentSet: money('0.0'),
      }),
      charged: life.charged,
      refunded: life.refunded,
      netLeft: total(life.left.map(({ net }) => net)),
      taxLeft,
    };
  });
