/** Everything that a payload can have wrong gives a typed problem that names the order, and never a 0. */
import {
  codes,
  feeLine,
  line,
  normalize,
  normalizeOrder,
  refundedLine,
  shippingLine,
  taxLine,
  wooOrder,
  wooRefund,
} from './support/woo-order';

const errorOf = (result: ReturnType<typeof normalize>) => {
  const errors = result.problems.filter(({ severity }) => severity === 'error');
  expect(errors).toHaveLength(1);
  return errors[0] as (typeof errors)[number];
};

const BAD_AMOUNTS: readonly (readonly [string, unknown, string])[] = [
  ['null', null, 'malformed_amount'],
  ['an empty text', '', 'malformed_amount'],
  ['a decimal comma', '12,50', 'malformed_amount'],
  ['a JSON number', 1e3, 'malformed_amount'],
  ['an exponent in a text', '1e3', 'malformed_amount'],
  ['NaN', 'NaN', 'malformed_amount'],
  ['Infinity', 'Infinity', 'malformed_amount'],
  ['hexadecimal', '0x10', 'malformed_amount'],
  ['spaces around it', ' 12.50 ', 'malformed_amount'],
  ['a plus sign', '+12.50', 'malformed_amount'],
  ['a currency sign', '€12.50', 'malformed_amount'],
  ['a thousands separator', '1.250.00', 'malformed_amount'],
  ['digits of another script', '١٢.٥٠', 'malformed_amount'],
  ['a bare point', '.50', 'malformed_amount'],
  ['true', true, 'malformed_amount'],
  ['a list', ['12.50'], 'malformed_amount'],
  ['an object', { amount: '12.50' }, 'malformed_amount'],
  ['a megabyte of digits', '9'.repeat(1_000_000), 'malformed_amount'],
  ['nothing at all', undefined, 'missing_amount'],
];

/** Every place that an amount is read from: how to put a bad one there, and its pointer. */
const PLACES: readonly (readonly [string, string, (amount: string) => unknown])[] = [
  ['the total', '/order/total', (total) => ({ order: wooOrder({ total }), refunds: [] })],
  ['the total tax', '/order/total_tax', (total_tax) => ({ order: wooOrder({ total_tax }), refunds: [] })],
  [
    'the shipping total',
    '/order/shipping_total',
    (shipping_total) => ({ order: wooOrder({ shipping_total }), refunds: [] }),
  ],
  [
    'the discount total',
    '/order/discount_total',
    (discount_total) => ({ order: wooOrder({ discount_total }), refunds: [] }),
  ],
  [
    'a line',
    '/order/line_items/0/total',
    (total) => ({ order: wooOrder({ line_items: [line({ total })] }), refunds: [] }),
  ],
  [
    'a subtotal',
    '/order/line_items/0/subtotal',
    (subtotal) => ({ order: wooOrder({ line_items: [line({ subtotal })] }), refunds: [] }),
  ],
  [
    'a line tax',
    '/order/line_items/0/total_tax',
    (total_tax) => ({ order: wooOrder({ line_items: [line({ total_tax })] }), refunds: [] }),
  ],
  [
    'a tax of a line',
    '/order/line_items/0/taxes/0/total',
    (total) => ({ order: wooOrder({ line_items: [line({ taxes: [{ id: 1, total }] })] }), refunds: [] }),
  ],
  [
    'a shipping line',
    '/order/shipping_lines/0/total',
    (total) => ({ order: wooOrder({ shipping_lines: [shippingLine({ total })] }), refunds: [] }),
  ],
  [
    'a fee',
    '/order/fee_lines/0/total',
    (total) => ({ order: wooOrder({ fee_lines: [feeLine({ total })] }), refunds: [] }),
  ],
  [
    'a tax claim',
    '/order/tax_lines/0/tax_total',
    (tax_total) => ({ order: wooOrder({ tax_lines: [taxLine({ tax_total })] }), refunds: [] }),
  ],
  [
    'a shipping tax claim',
    '/order/tax_lines/0/shipping_tax_total',
    (shipping_tax_total) => ({
      order: wooOrder({ tax_lines: [taxLine({ shipping_tax_total })] }),
      refunds: [],
    }),
  ],
  ['a refund', '/refunds/0/amount', (amount) => ({ order: wooOrder(), refunds: [wooRefund({ amount })] })],
  [
    'a refunded line',
    '/refunds/0/line_items/0/total',
    (total) => ({ order: wooOrder(), refunds: [wooRefund({ line_items: [refundedLine({ total })] })] }),
  ],
  [
    'a refunded tax',
    '/refunds/0/line_items/0/total_tax',
    (total_tax) => ({
      order: wooOrder(),
      refunds: [wooRefund({ line_items: [refundedLine({ total_tax })] })],
    }),
  ],
];

describe.each(PLACES)('%s', (_place, pointer, payloadWith) => {
  test.each(BAD_AMOUNTS)('that is %s holds the order', (_kind, amount, code) => {
    const error = errorOf(normalize(payloadWith(amount as string)));
    expect(error).toMatchObject({ code, pointer });
    expect(error.message).toContain('Order 1042');
    expect(error.message.length).toBeLessThan(400);
  });
});

test('an unreadable part is left out, not counted as 0', () => {
  const { order } = normalizeOrder({ line_items: [line(), line({ id: 12, total: 'free' })] });
  expect(order?.lines.map(({ id }) => id)).toEqual(['11']);
});

test('an unreadable total names no field that it was read from', () => {
  expect(normalizeOrder({ total: 'a lot' }).order?.claims.total).toEqual({ amount: '0.00', pointers: [] });
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['text', 'order'],
  ['a number', 7],
  ['a list', [wooOrder()]],
  ['an empty object', {}],
  ['an order without an id', { order: { ...wooOrder(), id: undefined }, refunds: [] }],
  ['an order with an object for an id', { order: { ...wooOrder(), id: {} }, refunds: [] }],
  [
    'an order with an id beyond what JSON numbers hold',
    { order: { ...wooOrder(), id: 2 ** 60 }, refunds: [] },
  ],
  ['a bundle around no order', { order: null, refunds: [] }],
])('%s is no order, and says so', (_kind, payload) => {
  const result = normalize(payload);
  expect(result.order).toBeUndefined();
  expect(codes(result)).toEqual(['error unreadable_order']);
});

test.each(['EURO', 'eur', 'XXX', '', '__proto__', 'constructor'])(
  'the currency %p does not exist',
  (currency) => {
    const result = normalizeOrder({ currency });
    expect(codes(result)).toEqual(['error unknown_currency']);
    expect(result.problems[0]).toMatchObject({ pointer: '/order/currency' });
    expect(result.order?.source).toMatchObject({ orderId: '1042', number: '1042' });
  },
);

test.each(['line_items', 'tax_lines', 'shipping_lines', 'fee_lines', 'coupon_lines', 'refunds'])(
  '%s that is no list holds the order',
  (key) => {
    for (const value of [null, {}, 'none', 3]) {
      const result = normalize({ order: { ...wooOrder(), [key]: value }, refunds: [] });
      expect(errorOf(result)).toMatchObject({ code: 'malformed_list', pointer: `/order/${key}` });
    }
  },
);

test.each(['tax_lines', 'shipping_lines', 'fee_lines', 'coupon_lines', 'refunds', 'meta_data'])(
  '%s may be absent',
  (key) => {
    const { [key as 'refunds']: _absent, ...order } = wooOrder({
      shipping_lines: [],
      tax_lines: [],
      line_items: [line({ total_tax: '0.00', taxes: [] })],
    });
    expect(codes(normalize({ order, refunds: [] }))).toEqual([]);
  },
);

test('line_items may be empty, but not absent', () => {
  const { line_items: _absent, ...order } = wooOrder();
  expect(codes(normalize({ order, refunds: [] }))).toEqual(['error malformed_list']);
  expect(codes(normalizeOrder({ line_items: [] }))).toEqual([]);
});

test.each([null, 'line', 5, []])('an entry %p among the lines holds the order', (entry) => {
  const result = normalize({ order: { ...wooOrder(), line_items: [line(), entry] }, refunds: [] });
  expect(errorOf(result)).toMatchObject({ code: 'malformed_list', pointer: '/order/line_items/1' });
});

test.each([
  '2026-13-01T00:00:00',
  '2026-02-30T00:00:00',
  '0000-00-00T00:00:00',
  '-0001-11-30T00:00:00',
  'yesterday',
  '2026-03-01',
  1772359200,
  {},
  '2026-03-01T10:00:00+02:00',
])('the date %p holds the order', (date) => {
  for (const key of ['date_created_gmt', 'date_modified_gmt', 'date_paid_gmt']) {
    const result = normalize({ order: { ...wooOrder(), [key]: date }, refunds: [] });
    expect(errorOf(result)).toMatchObject({ code: 'malformed_date', pointer: `/order/${key}` });
  }
});

test.each([undefined, null, 'many', '', {}, Number.NaN])('the quantity %p holds the order', (quantity) => {
  const result = normalize({ order: { ...wooOrder(), line_items: [{ ...line(), quantity }] }, refunds: [] });
  expect(errorOf(result)).toMatchObject({
    code: 'malformed_quantity',
    pointer: '/order/line_items/0/quantity',
  });
});

test('taxes of a line that do not come to its total_tax hold the order', () => {
  const result = normalizeOrder({ line_items: [line({ taxes: [{ id: 1, total: '18.99' }] })] });
  expect(errorOf(result)).toMatchObject({
    code: 'tax_parts_mismatch',
    pointer: '/order/line_items/0/total_tax',
  });
  expect(result.problems[0]?.message).toMatch(/18\.99.*19\.00/);
});

describe('size', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      line({
        id: index + 100,
        subtotal: '1.00',
        total: '1.00',
        total_tax: '0.19',
        taxes: [{ id: 1, total: '0.19' }],
      }),
    );

  /** Milliseconds of processor time, best of three: a busy machine must not fail the test. */
  const cost = (payload: unknown): number =>
    Math.min(
      ...[1, 2, 3].map(() => {
        const start = process.cpuUsage();
        normalize(payload);
        const { user, system } = process.cpuUsage(start);
        return (user + system) / 1000;
      }),
    );

  test('ten thousand lines are read in a moment', () => {
    const payload = { order: wooOrder({ line_items: many(10_000) }), refunds: [] };
    expect(normalize(payload).order?.lines).toHaveLength(10_000);
    expect(cost(payload)).toBeLessThan(300);
  });

  test('ten thousand lines with fractions are rounded in a moment', () => {
    const fractions = { total: '0.993333', subtotal: '1.003333', taxes: [{ id: 1, total: '0.188733' }] };
    const lines = many(10_000).map((entry) => ({ ...entry, ...fractions }));
    expect(cost({ order: wooOrder({ line_items: lines }), refunds: [] })).toBeLessThan(600);
  });

  test('more than twenty thousand lines are refused by name', () => {
    const result = normalizeOrder({ line_items: many(20_001) });
    expect(errorOf(result)).toMatchObject({ code: 'too_many_lines', pointer: '/order/line_items' });
  });

  test('ten thousand bad lines do not make ten thousand problems', () => {
    const result = normalizeOrder({ line_items: many(10_000).map((entry) => ({ ...entry, total: 'x' })) });
    expect(result.problems).toHaveLength(100);
    expect(result.problems.at(-1)?.message).toContain('left out');
  });

  test('a note of 20 MB is not even looked at', () => {
    const order = { ...wooOrder(), customer_note: 'x'.repeat(20_000_000) };
    const result = normalize({ order, refunds: [] });
    expect(result.problems).toEqual([]);
    expect(JSON.stringify(result).length).toBeLessThan(10_000);
  });
});

describe('hostile text', () => {
  test('keys named __proto__ reach no prototype', () => {
    const text = JSON.stringify({ order: wooOrder(), refunds: [] }).replace(
      '{"id":1042',
      '{"__proto__":{"total":"1.00","polluted":true},"constructor":{"prototype":{"polluted":true}},"id":1042',
    );
    const result = normalize(JSON.parse(text));
    expect(result.problems).toEqual([]);
    expect(result.order?.claims.total.amount).toBe('130.90');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('a field that only a prototype has is missing', () => {
    const { total: _absent, ...rest } = wooOrder();
    const order = Object.assign(Object.create({ total: '1.00' }), rest);
    expect(codes(normalize({ order, refunds: [] }))).toEqual(['error missing_amount']);
  });

  test('a tax rate named __proto__ gets a name that is safe as a key', () => {
    const { order } = normalizeOrder({
      tax_lines: [taxLine({ rate_code: '__proto__', label: '__proto__' })],
    });
    expect(Object.keys(order?.claims.taxByJurisdiction ?? {})).toEqual(['rate-1']);
  });

  test('markup, SQL and formulas in names stay text', () => {
    for (const name of [
      '<img src=x onerror=alert(1)>',
      "'; DROP TABLE orders; --",
      '=HYPERLINK("http://x")',
      'Tea &amp; Cake',
    ]) {
      const { order } = normalizeOrder({ line_items: [line({ name })] });
      expect(order?.lines[0]?.title).toBe(name);
    }
  });

  test('control characters and text that turns around are taken out, and names are cut', () => {
    const { order } = normalizeOrder({
      line_items: [
        line({ name: 'A\u0000B\u001b[31m\u202eC\r\nD' }),
        line({ id: 12, name: 'ä'.repeat(100_000) }),
      ],
    });
    expect(order?.lines[0]?.title).toBe('AB[31mC D');
    expect(order?.lines[1]?.title).toHaveLength(255);
  });

  test('an order number cannot break the message that carries it', () => {
    const result = normalizeOrder({ number: `7\n\u001b[2J${'9'.repeat(5000)}`, total: '' });
    expect(result.problems[0]?.message).toMatch(/^Order 7 \[2J9+: /);
    expect(result.order?.source.number.length).toBeLessThanOrEqual(60);
  });
});

test('one bad order says nothing about the next', () => {
  const results = [wooOrder(), wooOrder({ id: 2, number: '2', total: '' }), wooOrder({ id: 3 })].map(
    (order) => normalize({ order, refunds: [] }),
  );
  expect(results.map(({ problems }) => problems.length)).toEqual([0, 1, 0]);
});
