/** Which prices hold tax, what is a discount, whose the tax is: told from the numbers, or not at all. */
import type { A2cNumber, A2cTotal } from '../../../lib/sources/api2cart/wire';
import { normalized, sums } from './support/normalized';
import { item, order } from '../../simulators/api2cart/orders';

const taxed = (more: Parameters<typeof item>[0], total: Partial<A2cTotal>, extra?: Record<string, unknown>) =>
  order({ items: [item({ id: '1', ...more })], total, ...(extra ? { extra } : {}) });

describe('prices', () => {
  test('without tax are told by the total', () => {
    const { order, errors } = normalized(taxed({ price: 100, tax: 19 }, { total_tax: 19, total: 119 }));
    expect(errors).toEqual([]);
    expect([order.pricesIncludeTax, order.lines[0]?.amount, order.lines[0]?.taxes[0]?.amount]).toEqual([
      false,
      '100.00',
      '19.00',
    ]);
  });

  test('with tax are told by the total', () => {
    const { order, errors } = normalized(taxed({ price: 119, tax: 19 }, { total_tax: 19, total: 119 }));
    expect(errors).toEqual([]);
    expect([order.pricesIncludeTax, order.lines[0]?.amount, order.lines[0]?.taxes[0]?.amount]).toEqual([
      true,
      '100.00',
      '19.00',
    ]);
  });

  test('price_inc_tax is never read, whatever it says', () => {
    const at = (price_inc_tax: unknown) =>
      normalized(
        taxed({ price: 39.9, tax: 3.09, more: { price_inc_tax } }, { total_tax: 3.09, total: 42.99 }),
      );
    expect(at(39.9)).toEqual(at('nonsense'));
    expect(at(42.99).order.lines[0]?.amount).toBe('39.90');
  });

  test('a total_price that holds tax does not disturb a price that does not', () => {
    const { order, errors } = normalized(
      taxed(
        { price: 499.99, tax: 29.72, more: { total_price: 529.71 } },
        { subtotal_ex_tax: 499.99, total_tax: 29.72, total: 529.71 },
      ),
    );
    expect(errors).toEqual([]);
    expect(sums(order)).toMatchObject({ goods: 49999, tax: 2972 });
  });

  test('a line whose price was rounded to the piece is taken from its total_price', () => {
    const { order, errors } = normalized(
      taxed({ price: 3.33, quantity: 3, more: { total_price: 10 } }, { total: 10 }),
    );
    expect(errors).toEqual([]);
    expect(order.lines[0]).toMatchObject({ amount: '10.00', pointers: ['/order_products/0/total_price'] });
  });

  test('that come to no claimed total hold the order, with both sums', () => {
    const { errors, problems } = normalized(taxed({ price: 119, tax: 19 }, { total_tax: 19, total: 119.01 }));
    expect(errors).toEqual(['source_totals_mismatch']);
    expect(problems[0]?.message).toMatch(
      /138\.00 if its prices are without tax and to 119\.00 if they hold it.*119\.01/,
    );
    expect(problems[0]?.pointer).toBe('/total/total');
  });

  test('that come to it in two ways hold the order: with a discount of the size of the tax, either may be', () => {
    const both = { total_discount: 10, total_tax: 10, total: 110 };
    expect(normalized(taxed({ price: 110, tax: 10 }, both)).errors).toEqual(['ambiguous_totals']);
    expect(normalized(taxed({ price: 110, tax: 10 }, { ...both, subtotal_ex_tax: 100 })).errors).toEqual([
      'ambiguous_totals',
    ]);
  });

  test('are settled by the subtotal where the total leaves it open', () => {
    const { order, errors } = normalized(
      taxed({ price: 110, tax: 10 }, { total_discount: 10, total_tax: 10, total: 110, subtotal_ex_tax: 110 }),
    );
    expect(errors).toEqual([]);
    expect(sums(order)).toMatchObject({ goods: 11000, discounts: 1000, tax: 1000 });
  });

  test('a subtotal that no understanding has is remarked, as long as the total is right', () => {
    const { warnings } = normalized(taxed({ price: 10 }, { subtotal_ex_tax: 9, total: 10 }));
    expect(warnings).toContain('subtotal_differs');
  });
});

describe('discounts', () => {
  test('that the prices hold already are remarked and not taken off again', () => {
    const { order, warnings, errors } = normalized(taxed({ price: 90 }, { total_discount: 10, total: 90 }));
    expect(errors).toEqual([]);
    expect(warnings).toContain('discount_in_prices');
    expect(sums(order)).toMatchObject({ goods: 9000, discounts: 0 });
    expect(order.claims.discount).toBeUndefined();
  });

  test('are read from the lines where the order states none', () => {
    const { order, errors } = normalized(
      taxed({ price: 50, discount: 5 }, { total_discount: null, total: 45 }),
    );
    expect(errors).toEqual([]);
    expect(order.lines[0]?.discounts).toEqual([
      { amount: '5.00', pointers: ['/order_products/0/discount_amount'] },
    ]);
  });

  test('of a piece are multiplied where only that comes to the claim', () => {
    const items = [item({ id: '1', price: 50, quantity: 3, discount: 5 }), item({ id: '2', price: 10 })];
    const { order } = normalized(orderOf(items, { total_discount: 15, total: 145 }));
    expect(order.lines.map(({ discounts }) => discounts.map(({ amount }) => amount))).toEqual([
      ['15.00'],
      [],
    ]);
  });

  test('are told from total_price where only that shows on which line they are', () => {
    const items = [
      item({ id: '1', price: 50, more: { total_price: 50 } }),
      item({ id: '2', price: 50, more: { total_price: 40 } }),
    ];
    const { order, infos } = normalized(orderOf(items, { total_discount: 10, total: 90 }));
    expect(order.lines.map(({ discounts }) => discounts.map(({ amount }) => amount))).toEqual([
      [],
      ['10.00'],
    ]);
    expect(infos).not.toContain('discount_spread');
  });

  test('written below zero are the same discounts', () => {
    const { order, errors } = normalized(taxed({ price: 50 }, { total_discount: -7.5, total: 42.5 }));
    expect(errors).toEqual([]);
    expect(order.claims.discount?.amount).toBe('7.50');
    expect(order.lines[0]?.discounts[0]?.amount).toBe('7.50');
  });

  test('with nothing to be taken off hold the order', () => {
    expect(normalized(orderOf([], { total_discount: 5, total: -5 })).errors).toContain(
      'discount_without_lines',
    );
  });
});

describe('taxes', () => {
  test('of lines that do not come to the whole are the order’s, spread and said so', () => {
    const items = [item({ id: '1', price: 30, tax: 1 }), item({ id: '2', price: 10, tax: 1 })];
    const { order, warnings } = normalized(orderOf(items, { total_tax: 4, total: 44 }, { shipping_tax: 0 }));
    expect(warnings).toContain('tax_split_unknown');
    expect(order.lines.map(({ taxes }) => taxes[0]?.amount)).toEqual(['2.00', '2.00']);
  });

  test('that the lines leave over are the shipping’s, and that is said', () => {
    const items = [item({ id: '1', price: 100, tax: 19, percent: 19 })];
    const { order, warnings } = normalized(
      orderOf(items, { shipping_ex_tax: 5, total_tax: 19.95, total: 124.95 }),
    );
    expect(warnings).toContain('shipping_tax_inferred');
    expect(order.shipping[0]?.taxes).toMatchObject([{ jurisdiction: 'API2CART-19', amount: '0.95' }]);
  });

  test('in a shipping price that holds them are taken out of it', () => {
    const items = [item({ id: '1', price: 100 })];
    const { order, errors } = normalized(
      orderOf(items, { shipping_ex_tax: 5.95, total_tax: 0.95, total: 105.95 }, { shipping_tax: 0.95 }),
    );
    expect(errors).toEqual([]);
    expect(order.shipping[0]).toMatchObject({ amount: '5.00', taxes: [{ amount: '0.95' }] });
    expect(order.claims.shipping).toBeUndefined();
  });

  test('of goods that are stated before a discount say nothing of the shipping', () => {
    const items = [item({ id: '1', price: 100, tax: 19, more: { tax_value_after_discount: 9.5 } })];
    const { order, errors } = normalized(
      orderOf(
        items,
        { total_discount: 50, shipping_ex_tax: 5, total_tax: 10.45, total: 65.45 },
        { subtotal_tax: 19 },
      ),
    );
    expect(errors).toEqual([]);
    expect(order.lines[0]?.taxes[0]?.amount).toBe('9.50');
    expect(order.shipping[0]?.taxes[0]?.amount).toBe('0.95');
  });

  test('of shipping and wrapping beyond the whole hold the order', () => {
    const { errors } = normalized(
      orderOf([item({ price: 10 })], { total_tax: 1, shipping_ex_tax: 5, total: 16 }, { shipping_tax: 2 }),
    );
    expect(errors).toContain('source_totals_mismatch');
  });

  test('are named after a rate, and not after a number that API2Cart divided out', () => {
    const named = (percent: A2cNumber | null) =>
      normalized(taxed({ price: 100, tax: 19, percent }, { total_tax: 19, total: 119 })).order.lines[0]
        ?.taxes[0];
    expect(named(19)).toMatchObject({ jurisdiction: 'API2CART-19', rate: '19', label: 'Tax 19 %' });
    expect(named('19.00')?.jurisdiction).toBe('API2CART-19');
    expect(named(8.875)?.jurisdiction).toBe('API2CART-8.875');
    expect(named(18.9999)).toMatchObject({ jurisdiction: 'API2CART-UNSPECIFIED', label: 'Tax' });
    expect(named(null)?.jurisdiction).toBe('API2CART-UNSPECIFIED');
    expect(named(0)?.jurisdiction).toBe('API2CART-UNSPECIFIED');
  });

  test('are announced once as without place, and not at all where there are none', () => {
    expect(normalized(taxed({ price: 10 }, { total: 10 })).warnings).toEqual([]);
    const { warnings } = normalized(taxed({ price: 100, tax: 19 }, { total_tax: 19, total: 119 }));
    expect(warnings).toEqual(['no_tax_jurisdiction']);
  });
});

describe('what the buyer pays besides', () => {
  test('is told by its name among the fields of the total, if the total holds it', () => {
    const charged = (total: number) =>
      normalized(
        orderOf(
          [item({ price: 10 })],
          { total },
          { small_order_fee: 1.5, import_duties: 2, platform_discount: 9 },
        ),
      );
    expect(charged(13.5).order.surcharges).toMatchObject([
      { id: 'small_order_fee', title: 'small order fee', amount: '1.50', purpose: 'fee' },
      { id: 'import_duties', amount: '2.00', purpose: 'duty' },
    ]);
    expect(charged(10).order.surcharges).toEqual([]);
    expect(charged(11).errors).toEqual(['source_totals_mismatch']);
  });
});

function orderOf(
  items: readonly Record<string, unknown>[],
  total: Partial<A2cTotal>,
  extra?: Record<string, unknown>,
): Record<string, unknown> {
  return order({ items, total, ...(extra ? { extra } : {}) });
}
