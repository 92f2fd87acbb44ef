/**
 * An item as it was sold. Once some of it came back, Medusa states its totals for the rest only, and beside them what the
 * returned pieces were worth with tax; price and discounts stay those of the whole quantity. The sale is put together
 * again from these, and held against every total that Medusa still states.
 */
import { addDecimals, type Decimal } from '../../money/decimal';
import type { MoneyReading } from '../read-amount';
import { field, isObject, report } from '../read-json';
import { isSame, readExactly, readMoney, readNumber, scaled, type Written } from './read-decimal';
import { minus, readDiscounts, readStanding, type Sold } from './read-sold';
import { divideTax, readRates, sumPercent } from './read-taxes';
import type { Entry } from './reading';

interface ReturnableItem {
  readonly quantity: Decimal;
  readonly returned: Decimal;
  readonly sold: Sold;
}

const HUNDRED: Decimal = { digits: 100n, scale: 0 };

export const readReturnable = (
  reading: MoneyReading,
  entry: Entry,
  country: string,
): ReturnableItem | undefined => {
  const { raw, path } = entry;
  const quantity = readNumber(reading, raw, 'quantity', path);
  const detail = field(raw, 'detail');
  if (!isObject(detail)) {
    const sentence = `there is no ${path}/detail, so nobody knows how much came back. Read the order with the Order Fetcher.`;
    report(reading, 'error', 'missing_quantity', sentence, path);
    return undefined;
  }
  const whole = readNumber(reading, detail, 'return_received_quantity', `${path}/detail`);
  const broken = readNumber(reading, detail, 'return_dismissed_quantity', `${path}/detail`);
  if (quantity === undefined || whole === undefined || broken === undefined) return undefined;
  const returned = addDecimals([whole.value, broken.value]);
  const sold =
    returned.digits === 0n
      ? readStanding(reading, entry, country)
      : putTogether(reading, entry, country, quantity, returned);
  return sold && { quantity: quantity.value, returned, sold };
};

const putTogether = (
  reading: MoneyReading,
  entry: Entry,
  country: string,
  ordered: Written,
  returned: Decimal,
): Sold | undefined => {
  const { raw, path } = entry;
  const { decimals } = reading;
  const quantity = ordered.value;
  const price = readExactly(reading, raw, 'unit_price', path);
  const discounts = readDiscounts(reading, entry);
  const rates = readRates(reading, entry, country);
  const totals = ['total', 'return_received_total', 'return_dismissed_total'].map((key) =>
    readExactly(reading, raw, key, path),
  );
  const known = totals.filter((amount) => amount !== undefined);
  if (!price || !discounts || !rates || known.length < totals.length || quantity.digits <= 0n)
    return undefined;
  const percent = sumPercent(rates);
  const inclusive = field(raw, 'is_tax_inclusive') === true;
  const divisor = inclusive ? addDecimals([HUNDRED, percent]) : HUNDRED;
  const gross = scaled(times(price.value, quantity), HUNDRED, divisor);
  const net = minus(gross, addDecimals(discounts.map(({ value }) => value)));
  const total = addDecimals(known.map(({ value }) => value));
  const tax = minus(total, net);
  const sold: Sold = {
    gross,
    grossPointers: [price.pointer, ordered.pointer],
    discounts,
    taxes: divideTax(
      tax,
      rates,
      known.map(({ pointer }) => pointer),
    ),
    total,
  };
  const rest = minus(quantity, returned);
  const agrees =
    isSame(tax, scaled(net, percent, HUNDRED), decimals) &&
    isRest(reading, entry, 'subtotal', gross, rest, quantity) &&
    isRest(reading, entry, 'tax_total', tax, rest, quantity);
  if (!agrees) {
    const sentence = `what came back of ${path} and what is left of it do not come to what was sold. Report the order to the maker of the shop.`;
    report(reading, 'error', 'returned_parts_mismatch', sentence, `${path}/raw_return_received_total`);
  }
  return sold;
};

const times = (a: Decimal, b: Decimal): Decimal => ({
  digits: a.digits * b.digits,
  scale: a.scale + b.scale,
});

/** Whether Medusa's total for the pieces that are left is their share of the whole. */
const isRest = (
  reading: MoneyReading,
  { raw, path }: Entry,
  key: string,
  whole: Decimal,
  rest: Decimal,
  quantity: Decimal,
): boolean => {
  const stated = readMoney(reading, raw, key, path);
  return stated !== undefined && isSame(stated, scaled(whole, rest, quantity), reading.decimals);
};
