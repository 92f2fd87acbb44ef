/** What carts leave out, mangle or write in their own way: a named problem with what to do, never a guess. */
import { normalized } from './support/normalized';
import { dateOf } from '../../simulators/api2cart/state';
import { item, order, plainOrder } from '../../simulators/api2cart/orders';

const changed = (more: Record<string, unknown>) => normalized({ ...plainOrder('1001'), ...more });
const messageOf = (result: ReturnType<typeof normalized>, code: string) =>
  result.problems.find((problem) => problem.code === code)?.message;

describe('a payload', () => {
  const bare = plainOrder('1001');

  test('may be the result of order.info, its whole answer, or a bundle', () => {
    const plain = normalized(bare).order;
    const without = ({ lines, ...rest }: typeof plain) => ({
      ...rest,
      claims: undefined,
      lines: lines.length,
    });
    for (const payload of [
      { order: bare },
      { order: [bare] },
      { return_code: 0, return_message: '', result: bare },
    ])
      expect(without(normalized(payload).order)).toEqual(without(plain));
    expect(normalized({ order: bare }).order.claims.total.pointers).toEqual(['/order/total/total']);
    expect(normalized({ order: [bare] }).order.claims.total.pointers).toEqual(['/order/0/total/total']);
  });

  test.each([
    [null],
    [[]],
    ['order'],
    [{}],
    [{ order: null }],
    [{ order_id: '' }],
    [{ result: [] }],
    [{ order_id: 2 ** 60 }],
  ])('that is no order is a problem: %j', (payload) => {
    const { order: read, errors } = normalized(payload);
    expect(read).toBeUndefined();
    expect(errors).toEqual(['unreadable_order']);
  });

  test('is named by order_id; the inner id stands in only where there is none', () => {
    expect(normalized({ ...bare, id: '', order_id: 'A-7' }).order.source).toMatchObject({
      orderId: 'A-7',
      number: 'A-7',
    });
    expect(normalized({ ...bare, id: 55, order_id: '' }).order.source.orderId).toBe('55');
  });

  test('that is hostile does not reach a prototype, a log or a book', () => {
    const hostile = JSON.parse(
      JSON.stringify({
        ...bare,
        customer: { first_name: 'a\nb', email: 'e'.repeat(9999) },
      }),
    ) as unknown;
    const { order: read } = normalized(hostile);
    expect(normalized({ ...bare, order_id: 'x\u0000\u202e1' }).errors).toEqual(['unreadable_order']);
    expect(read.customer?.name).toBe('a b');
    expect(read.customer?.email).toHaveLength(255);
    expect(normalized(JSON.parse('{"order_id":"1","__proto__":{"total":{"total":1}}}')).errors).toContain(
      'missing_currency',
    );
  });
});

describe('a currency', () => {
  test('that is missing holds the order and says what to ask for', () => {
    for (const currency of [null, [], undefined, { iso3: '' }]) {
      const result = changed({ currency });
      expect(result.errors).toEqual(['missing_currency']);
      expect(messageOf(result, 'missing_currency')).toMatch(/params=force_all.*API2Cart support/);
    }
  });

  test('is read from code or id where iso3 is left out, in any case', () => {
    expect(changed({ currency: [{ code: 'GBP', name: 'Pound' }] }).order.currency).toBe('GBP');
    expect(changed({ currency: { id: 'usd' } }).order.currency).toBe('USD');
  });

  test('that is none in circulation holds the order', () => {
    expect(changed({ currency: { iso3: 'XXX' } }).errors).toEqual(['unknown_currency']);
  });
});

describe('totals', () => {
  test('that are missing hold the order and say what to ask for', () => {
    const result = changed({ total: null, totals: null });
    expect(result.errors).toEqual(['missing_total']);
    expect(messageOf(result, 'missing_total')).toMatch(/params=force_all.*API2Cart support/);
    expect(result.order.claims.total).toEqual({ amount: '0.00', pointers: [] });
  });

  test('are filled from the older ones, one by one', () => {
    const {
      order: read,
      infos,
      errors,
    } = changed({
      total: null,
      totals: { total: 12.5, subtotal: 12.5, shipping: 0, tax: 0, discount: 0 },
    });
    expect([errors, infos]).toEqual([[], ['legacy_totals']]);
    expect(read.claims.total.pointers).toEqual(['/totals/total']);
  });

  test('that differ from the older ones are remarked', () => {
    expect(changed({ totals: { total: 99 } }).warnings).toContain('two_totals');
  });

  test.each([['12,50'], [{}], [true], ['1e5000'], ['--1'], ['NaN']])(
    'that are no numbers hold the order: %j',
    (total) => {
      expect(changed({ total: { total } }).errors).toContain('malformed_amount');
    },
  );

  test('with more digits than a JSON number keeps hold the order; as text they are read', () => {
    expect(changed({ total: { total: 12.500000000000002 } }).errors).toContain('uncertain_number');
    const { infos, errors, order: read } = changed({ total: { total: '12.499999999999999' } });
    expect([infos, errors, read.claims.total.amount]).toEqual([['source_total_rounded'], [], '12.50']);
  });
});

describe('dates', () => {
  test('with an offset become UTC', () => {
    const { order: read } = changed({
      create_at: { value: '2026-03-01T00:30:00+0200', format: 'Y-m-d\\TH:i:sO' },
    });
    expect(read.placedAt).toBe('2026-02-28T22:30:00Z');
    expect(changed({ create_at: '2026-03-01T00:30:00-05:30' }).order.placedAt).toBe('2026-03-01T06:00:00Z');
    expect(changed({ create_at: '2026-03-01T00:30:00.123Z' }).order.placedAt).toBe('2026-03-01T00:30:00Z');
  });

  test('without a zone are taken for UTC, and that is said once', () => {
    const { order: read, warnings } = changed({
      create_at: '2026-03-01 00:30:00',
      modified_at: [{ value: '2026-03-02 00:30:00' }],
    });
    expect(read.placedAt).toBe('2026-03-01T00:30:00Z');
    expect(read.source.updatedAt).toBe('2026-03-02T00:30:00Z');
    expect(warnings.filter((code) => code === 'no_time_zone')).toHaveLength(1);
  });

  test('of placing that are missing hold the order and say what to ask for', () => {
    for (const create_at of [null, '', [], '0000-00-00 00:00:00', { value: null, format: '' }]) {
      const result = changed({ create_at });
      expect(result.errors).toEqual(['missing_date']);
      expect(messageOf(result, 'missing_date')).toMatch(/params=force_all/);
    }
  });

  test.each([
    ['01/02/2026'],
    ['2026-02-30T10:00:00Z'],
    ['2026-02-03T25:00:00Z'],
    [1770112200],
    ['x'.repeat(100)],
  ])('that cannot be read hold the order: %j', (create_at) => {
    expect(changed({ create_at }).errors).toEqual(['malformed_date']);
  });

  test('of change that are missing fall back to the end of the order, then to its beginning', () => {
    const at = dateOf(Date.parse('2026-02-09T00:00:00Z'));
    expect(changed({ modified_at: null, finished_time: at }).order.source.updatedAt).toBe(
      '2026-02-09T00:00:00Z',
    );
    const { order: read, infos } = changed({ modified_at: null });
    expect(read.source.updatedAt).toBe(read.placedAt);
    expect(infos).toContain('no_modified_at');
  });
});

describe('lines', () => {
  test.each([
    [undefined, 'missing_lines'],
    ['none', 'malformed_list'],
    [[7], 'malformed_list'],
    [[{ ...item({ price: 1 }), price: null }], 'missing_amount'],
    [[{ ...item({ price: 1 }), price: 'free' }], 'malformed_amount'],
    [[{ ...item({ price: 1 }), quantity: null }], 'malformed_quantity'],
    [[{ ...item({ price: 1 }), quantity: -1 }], 'malformed_quantity'],
    [[{ ...item({ price: 1 }), tax_value: 'some' }], 'malformed_amount'],
  ])('that cannot be read hold the order: %j', (order_products, code) => {
    const payload: Record<string, unknown> = { ...plainOrder('1001'), order_products };
    if (order_products === undefined) delete payload['order_products'];
    expect(normalized(payload).errors).toContain(code);
  });

  test('without an id of their own are named after their place', () => {
    const { order: read } = normalized(
      order({
        items: [
          { ...item({ price: 5 }), order_product_id: null },
          { ...item({ price: 7.5 }), order_product_id: '' },
        ],
        total: { total: 12.5 },
      }),
    );
    expect(read.lines.map(({ id }) => id)).toEqual(['line-1', 'line-2']);
  });
});

describe('a status', () => {
  const stateOf = (id: string, name = id) =>
    changed({ status: { id, name, history: [], refund_info: null } });

  test.each([
    ['completed', 'open'],
    ['wc-on-hold', 'open'],
    ['CANCELLED', 'cancelled'],
    ['canceled', 'cancelled'],
    ['Voided', 'cancelled'],
    ['wc-failed', 'failed'],
    ['awaiting_payment', 'pending'],
    ['Pending Payment', 'pending'],
    ['checkout-draft', 'draft'],
    ['Incomplete', 'draft'],
  ])('of %s means %s', (name, state) => {
    expect(stateOf(name).order.state).toBe(state);
    expect(stateOf('7', name).order.state).toBe(state);
    expect(stateOf(name).infos).not.toContain('unknown_status');
  });

  test('that nobody knows is an order that stands, and that is said', () => {
    const { order: read, infos } = stateOf('12', 'Wird gepackt');
    expect([read.state, read.sourceStatus]).toEqual(['open', 'Wird gepackt']);
    expect(infos).toContain('unknown_status');
  });

  test('that is missing holds the order', () => {
    for (const status of [null, [], { id: '', name: '' }])
      expect(changed({ status }).errors).toEqual(['malformed_status']);
  });

  test('tells when the order was cancelled, where its history or the cart does', () => {
    const history = [
      { id: 'new', name: 'New', modified_time: dateOf(Date.parse('2026-02-03T10:00:00Z')) },
      { id: 'canceled', name: 'Canceled', modified_time: dateOf(Date.parse('2026-02-05T10:00:00Z')) },
    ];
    const status = { id: 'canceled', name: 'Canceled', history, refund_info: null };
    expect(changed({ status }).order.cancelledAt).toBe('2026-02-05T10:00:00Z');
    const bare = changed({ status: { ...status, history: null } });
    expect(bare.order.cancelledAt).toBe(bare.order.source.updatedAt);
  });
});
