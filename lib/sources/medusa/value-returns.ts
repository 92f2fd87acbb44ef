/**
 * What returned goods give back: of each amount that was booked for a line, the share of the pieces so far, rounded
 * half-up, less the shares before. Three thirds of 2.47 are 0.82, 0.83 and 0.82, and nothing is stranded.
 */
import { addDecimals, type Decimal, digitsAtScale } from '../../money/decimal';
import { ROUNDING_RULES } from '../../money/rounding';
import { type Amount, minorOf } from '../read-amount';
import { NOTHING } from './balance';
import type { ReceivedItem } from './read-changes';
import { plainText, scaled } from './read-decimal';
import type { PartDraft } from './read-parts';
import type { ReturnDraft } from './read-returns';
import { minus } from './read-sold';

export interface ReturnedPart {
  readonly item: ReceivedItem;
  /** Undefined for an item that the order does not have. */
  readonly part: PartDraft | undefined;
  readonly quantity: string;
  readonly net: bigint;
  /** Parallel to the taxes of the part. */
  readonly taxes: readonly bigint[];
}

export interface ReturnedValue {
  readonly parts: readonly ReturnedPart[];
  readonly exact: Decimal;
  readonly rounded: bigint;
}

/** @param returns in the order in which they were announced: the shares of the later ones depend on it. */
export const valueReturns = (
  returns: readonly ReturnDraft[],
  parts: readonly PartDraft[],
): ReturnedValue[] => {
  const byId = new Map(parts.filter(({ kind }) => kind === 'goods').map((part) => [part.id, part]));
  const before = new Map<string, Decimal>();
  return returns.map(({ items }) => {
    const valued = items.map((item) => {
      const earlier = before.get(item.of) ?? NOTHING;
      const soFar = addDecimals([earlier, item.quantity]);
      before.set(item.of, soFar);
      return valueItem(item, byId.get(item.of), earlier, soFar);
    });
    return {
      parts: valued.map(({ returned }) => returned),
      exact: addDecimals(valued.map(({ exact }) => exact)),
      rounded: valued.reduce((sum, { returned }) => sum + sumOfPart(returned), 0n),
    };
  });
};

const sumOfPart = ({ net, taxes }: ReturnedPart): bigint => taxes.reduce((sum, tax) => sum + tax, net);

const valueItem = (
  item: ReceivedItem,
  part: PartDraft | undefined,
  earlier: Decimal,
  soFar: Decimal,
): { readonly returned: ReturnedPart; readonly exact: Decimal } => {
  const quantity = plainText(item.quantity);
  const whole = part?.quantity;
  if (part === undefined || whole === undefined || whole.digits <= 0n)
    return {
      returned: { item, part, quantity, net: 0n, taxes: part?.taxes.map(() => 0n) ?? [] },
      exact: NOTHING,
    };
  const shareOf = (amount: Amount): bigint =>
    portion(minorOf(amount), soFar, whole) - portion(minorOf(amount), earlier, whole);
  const exact = addDecimals([part.net, ...part.taxes.map(({ amount }) => amount)]);
  return {
    returned: {
      item,
      part,
      quantity,
      net: shareOf(part.net),
      taxes: part.taxes.map(({ amount }) => shareOf(amount)),
    },
    exact: minus(scaled(exact, soFar, whole), scaled(exact, earlier, whole)),
  };
};

const portion = (minor: bigint, quantity: Decimal, whole: Decimal): bigint => {
  const scale = Math.max(quantity.scale, whole.scale);
  return ROUNDING_RULES['half-up'](minor * digitsAtScale(quantity, scale), digitsAtScale(whole, scale));
};
