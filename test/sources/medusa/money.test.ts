/** What Medusa leaves in fractions of a cent, and how its refunds, returns and credit lines belong together. */
import type { Order } from '../../../lib/commerce/order';
import { big } from '../../simulators/medusa/medusa-number';
import type { MedusaOrder } from '../../simulators/medusa/medusa-order';
import { orderJson } from '../../simulators/medusa/order-json';
import { accepted, DE19, DE7, item, method, newOrder, normalize, owed } from './support/orders';

const infos = (order: MedusaOrder): string[] =>
  normalize({ order: orderJson(order) }).problems.map((p) => p.message);
const itemId = (order: MedusaOrder): string => order.items[0]?.id as string;
const parts = (order: Order): string[][] =>
  [...order.lines, ...order.shipping].map(({ amount, discounts, taxes }) => [
    amount,
    ...discounts.map((discount) => `-${discount.amount}`),
    ...taxes.map((tax) => `+${tax.amount}`),
  ]);

describe('an order in fractions', () => {
  test('is rounded half-up in one sum, and says so', () => {
    const order = newOrder({ items: [item({ adjustments: [{ code: 'TEN', amount: '3.998' }] })] });
    // 35.982 + 6.83658 + 4.90 + 0.931 = 48.64958
    expect(accepted(order).claims.total.amount).toBe('48.65');
    expect(infos(order)[0]).toBe(
      'Order 1: what was ordered comes to 48.64958, which EUR cannot hold; it is read as 48.65 (half-up).',
    );
  });

  test('divides the sum by largest remainder, and says who got the leftover cent', () => {
    const fraction = item({ price: '10.003', quantity: '1', taxes: [] });
    const order = accepted(newOrder({ items: [fraction, fraction, fraction], shipping: [] }));
    // 3 * 10.003 = 30.009
    expect(order.claims.total.amount).toBe('30.01');
    expect(parts(order)).toEqual([['10.01'], ['10.00'], ['10.00']]);
    expect(order.lines.map(({ leftover }) => leftover)).toEqual([
      'leftover 0.01 EUR so that goods without tax is 30.01 (largest remainder)',
      undefined,
      undefined,
    ]);
  });

  test('keeps a price that is whole, and lets the discount be what lies between it and the rest', () => {
    const adjustments = [{ code: 'TEN', amount: '1.999' }];
    const order = newOrder({ items: [item({ quantity: '1', adjustments })], shipping: [] });
    // 19.99 - 1.999 = 17.991, and 3.41829 of tax.
    expect(parts(accepted(order))).toEqual([['19.99', '-2.00', '+3.42']]);
  });

  test('shows no discount where there is none, and none that is negative', () => {
    const gross = item({
      price: '19.99',
      quantity: '3',
      inclusive: true,
      taxes: [{ code: 'FR', rate: '20' }],
    });
    const tiny = item({ ...gross, adjustments: [{ code: 'TINY', amount: '0.0001' }] });
    const order = accepted(newOrder({ items: [gross, tiny], shipping: [] }));
    expect(order.lines.map(({ discounts }) => discounts)).toEqual([[], []]);
  });

  test('in whole amounts is read as it is, without a word', () => {
    const order = newOrder({ items: [item({ price: '100', taxes: [DE19] })], shipping: [] });
    order.capture();
    expect(parts(accepted(order))).toEqual([['200.00', '+38.00']]);
    expect(infos(order)).toEqual([]);
  });

  test('takes noise in the last digits of Medusa for what it is', () => {
    // 12.34 * 2 / 1.055, less a tenth: Medusa states a total of 22.211999999999999853.
    const adjustments = [{ code: 'TEN', amount: '2.3393364928909954' }];
    const book = item({ price: '12.34', inclusive: true, taxes: [{ code: 'FR', rate: '5.5' }], adjustments });
    expect(accepted(newOrder({ items: [book], shipping: [] })).claims.total.amount).toBe('22.21');
  });

  test.each([
    ['jpy', '8010.2', '8010'],
    ['kwd', '21.8265', '21.827'],
  ])('in %s has the decimals of its currency: %s is %s', (currency, price, total) => {
    const order = newOrder({ currency, items: [item({ price, quantity: '1', taxes: [] })], shipping: [] });
    expect(accepted(order).claims.total.amount).toBe(total);
  });
});

describe('money in fractions', () => {
  test('that settles the order settles it to the last cent: the last part takes the difference', () => {
    const order = newOrder({ items: [item({ adjustments: [{ code: 'TEN', amount: '3.998' }] })] });
    order.capture(big('20.2665'));
    order.capture(big('20.2665'));
    order.capture();
    const taken = accepted(order).payments.map(({ amount }) => amount);
    // 20.2665 and 20.2665 are 20.27 each; 8.11658 would be 8.12, and 48.66 in all.
    expect(taken).toEqual(['20.27', '20.27', '8.11']);
    expect(infos(order).at(-1)).toContain('read as 8.11 EUR (so that what is settled to the last digit');
  });

  test('that does not settle anything is rounded half-up, and nothing is forced', () => {
    const order = newOrder();
    order.capture(big('20.2665'));
    expect(accepted(order).payments.at(-1)?.amount).toBe('20.27');
    expect(owed(accepted(order))).toBe(3314n);
  });
});

describe('a refund', () => {
  test('without a return is an amount, with the money that went back', () => {
    const order = newOrder();
    order.capture();
    order.refund(big('5.01'), 'goodwill');
    expect(accepted(order).refunds).toMatchObject([
      { amount: '5.01', reason: 'goodwill', lines: [], payments: [{ amount: '5.01', gateway: 'stripe' }] },
    ]);
  });

  test('of a return is the goods that came back with their tax, and the money is paid for them', () => {
    const order = newOrder();
    order.capture();
    const returned = order.announceReturn([{ itemId: itemId(order), quantity: '1' }]);
    order.receiveReturn(returned);
    order.refund(order.pending().negated());
    const { refunds } = accepted(order);
    expect(refunds).toMatchObject([
      {
        id: returned,
        amount: '23.79',
        lines: [{ of: itemId(order), quantity: '1', amount: '19.99', taxes: [{ amount: '3.80' }] }],
        payments: [{ id: order.refunds[0]?.id, amount: '23.79' }],
      },
    ]);
  });

  test('of a return that the buyer pays the parcel for: that is sold on the day of the return', () => {
    const order = newOrder();
    order.capture();
    const returned = order.announceReturn(
      [{ itemId: itemId(order), quantity: '1' }],
      method({ name: 'Parcel' }),
    );
    order.receiveReturn(returned);
    order.refund(order.pending().negated());
    const canonical = accepted(order);
    expect(canonical.shipping.map(({ title, added }) => [title, added?.id])).toEqual([
      ['Standard', undefined],
      ['Parcel', returned],
    ]);
    // 53.4072 and 5.831, each rounded on its own.
    expect(canonical.claims.total.amount).toBe('59.24');
    expect(canonical.refunds[0]).toMatchObject({ amount: '23.79', payments: [{ amount: '17.96' }] });
    expect(owed(canonical)).toBe(0n);
  });

  test('larger than what was owed is both: paid for the goods, and an amount beyond', () => {
    const order = newOrder();
    order.capture();
    order.receiveReturn(order.announceReturn([{ itemId: itemId(order), quantity: '1' }]));
    order.refund(big('30'));
    expect(accepted(order).refunds).toMatchObject([
      { amount: '23.79', payments: [{ amount: '23.79' }] },
      { amount: '6.21', lines: [], payments: [{ amount: '6.21' }] },
    ]);
  });

  test('that was paid before the goods arrived gives nothing back until they do', () => {
    const order = newOrder();
    order.capture();
    const returned = order.announceReturn([{ itemId: itemId(order), quantity: '1' }]);
    order.refund(order.pending().negated());
    const money = { id: order.refunds[0]?.id, amount: '23.79' };
    expect(accepted(order).refunds).toMatchObject([
      { id: returned, amount: '0.00', lines: [], payments: [money] },
    ]);
    order.receiveReturn(returned);
    expect(accepted(order).refunds).toMatchObject([{ id: returned, amount: '23.79', payments: [money] }]);
  });

  test('that an edit made due gives nothing of the order back: the order is smaller', () => {
    const order = newOrder();
    order.capture();
    order.setQuantity(itemId(order), '1');
    order.refund(order.pending().negated());
    const canonical = accepted(order);
    expect(canonical.claims.total.amount).toBe('29.62');
    expect(canonical.refunds).toMatchObject([{ amount: '0.00', lines: [], payments: [{ amount: '23.79' }] }]);
    expect(owed(canonical)).toBe(0n);
  });

  test('of thirds comes to the whole: no cent is stranded', () => {
    const order = newOrder({
      items: [item({ price: '10', quantity: '3', taxes: [{ code: 'X', rate: '8.25' }] })],
    });
    order.capture();
    for (let piece = 0; piece < 3; piece++)
      order.receiveReturn(order.announceReturn([{ itemId: itemId(order), quantity: '1' }]));
    const { refunds, lines } = accepted(order);
    const back = refunds.map((refund) => refund.lines[0]?.taxes[0]?.amount);
    // 3 * 0.825 = 2.475 of tax.
    expect([lines[0]?.taxes[0]?.amount, back]).toEqual(['2.48', ['0.83', '0.82', '0.83']]);
  });

  test('of a return that arrives in two parcels is two refunds, and the first stays what it was', () => {
    const order = newOrder({ items: [item({ quantity: '3' })] });
    order.capture();
    const id = itemId(order);
    const returned = order.announceReturn([{ itemId: id, quantity: '2' }]);
    order.receiveReturn(returned, [{ itemId: id, quantity: '1' }]);
    const [first] = accepted(order).refunds;
    order.receiveReturn(returned, [{ itemId: id, quantity: '1', broken: true }]);
    const { refunds } = accepted(order);
    expect(refunds[0]).toMatchObject({ id: returned, amount: first?.amount, at: first?.at });
    expect(refunds[1]).toMatchObject({ id: `${returned}-2`, lines: [{ quantity: '1' }] });
  });

  test('of goods that came back broken is as much as of whole ones', () => {
    const order = newOrder();
    order.capture();
    order.receiveReturn(order.announceReturn([{ itemId: itemId(order), quantity: '1', broken: true }]));
    expect(accepted(order).refunds).toMatchObject([{ amount: '23.79', lines: [{ quantity: '1' }] }]);
  });

  test('of a return without the versions of the order is dated by the return itself', () => {
    const order = newOrder();
    order.capture();
    const returned = order.announceReturn([{ itemId: itemId(order), quantity: '1' }], method());
    order.receiveReturn(returned);
    const canonical = accepted({ order: orderJson(order) });
    expect(canonical.refunds).toMatchObject([
      { id: returned, at: order.returns[0]?.received[0]?.at, amount: '23.79' },
    ]);
    expect(canonical.shipping[1]?.added?.id).toBe(returned);
  });

  test('that a cancellation makes gives everything back', () => {
    const order = newOrder();
    order.capture();
    order.refund(big('2'));
    order.cancel();
    const canonical = accepted(order);
    expect(canonical.refunds.map(({ amount }) => amount)).toEqual(['2.00', '51.41']);
    expect(owed(canonical)).toBe(0n);
  });
});

describe('a cancellation', () => {
  test('of an order that an edit had lowered gives back what was left of it, and pays back the rest as owed', () => {
    const order = newOrder();
    order.capture();
    order.setQuantity(itemId(order), '1');
    order.cancel();
    const canonical = accepted(order);
    expect([canonical.claims.total.amount, canonical.claims.current?.amount]).toEqual(['29.62', '0.00']);
    expect(canonical.refunds).toMatchObject([{ amount: '29.62', payments: [{ amount: '53.41' }] }]);
    expect(owed(canonical)).toBe(0n);
  });

  test('of two payments leaves one credit line, which belongs to both refunds', () => {
    const order = newOrder();
    order.capture(big('20'));
    order.capture();
    order.cancel();
    const [refund] = order.refunds.splice(0) as [(typeof order.refunds)[number]];
    order.refunds.push(
      { ...refund, id: 'ref_a', amount: big('20') },
      { ...refund, id: 'ref_b', amount: refund.amount.minus(20) },
    );
    const canonical = accepted(order);
    expect(canonical.refunds.map(({ id, amount }) => [id, amount])).toEqual([
      ['ref_a', '20.00'],
      ['ref_b', '33.41'],
    ]);
    expect(owed(canonical)).toBe(0n);
  });
});

describe('what an edit added', () => {
  test('is a sum of its own, on the day of the edit', () => {
    const order = newOrder();
    const before = accepted(order);
    order.addItem(item({ sku: 'MUG', price: '8.505', quantity: '1', taxes: [DE7] }));
    const canonical = accepted(order);
    const [change] = order.changes;
    expect(canonical.lines.map(({ sku, added }) => [sku, added])).toEqual([
      ['SHIRT', undefined],
      ['MUG', { id: change?.id, at: change?.at, pointers: ['/changes/0/confirmed_at'] }],
    ]);
    expect(canonical.lines[0]).toEqual(before.lines[0]);
    // 53.4072 and 9.10035
    expect(canonical.claims.total.amount).toBe('62.51');
  });

  test('to a draft before it became an order is part of the order', () => {
    const order = newOrder();
    const [line] = order.items;
    const changes = [
      {
        id: 'ordch_1',
        version: 2,
        status: 'confirmed',
        confirmed_at: '2026-02-01T00:00:00.000Z',
        actions: [{ action: 'ITEM_ADD', details: { reference_id: line?.id } }],
      },
    ];
    expect(accepted({ order: orderJson(order), changes }).lines[0]?.added).toBeUndefined();
  });

  test('without the versions of the order is dated by its row', () => {
    const order = newOrder();
    order.touch();
    order.addItem(item({ sku: 'MUG' }));
    const canonical = accepted({ order: orderJson(order) });
    expect(canonical.lines[1]?.added).toMatchObject({
      id: order.items[1]?.id,
      at: order.items[1]?.createdAt,
    });
  });
});

describe('a credit line', () => {
  test('of a gift card or store credit at the till is a payment with what the shop owed', () => {
    const tenders = [
      { amount: big('10'), reference: 'gift-card', referenceId: 'gcard_1' },
      { amount: big('5'), reference: 'store-credit', referenceId: 'sca_1' },
    ];
    const order = newOrder({ tenders });
    order.capture();
    const canonical = accepted(order);
    expect(canonical.payments).toMatchObject([
      { id: 'gift-card.gcard_1', kind: 'sale', tender: 'gift_card', gateway: 'gift-card', amount: '10.00' },
      { id: 'store-credit.sca_1', kind: 'sale', tender: 'store_credit', amount: '5.00' },
      { kind: 'capture', amount: '38.41' },
    ]);
    expect(canonical.payments[0]?.at).toBe(order.createdAt);
    expect([canonical.claims.total.amount, canonical.claims.current?.amount]).toEqual(['53.41', '53.41']);
    expect(owed(canonical)).toBe(0n);
  });

  test('below nothing is store credit that the buyer got for what was owed', () => {
    const order = newOrder();
    order.capture();
    const returned = order.announceReturn([{ itemId: itemId(order), quantity: '1' }]);
    order.receiveReturn(returned);
    order.addCredit(order.pending(), 'refund', order.id);
    const canonical = accepted(order);
    expect(canonical.refunds).toMatchObject([
      { id: returned, amount: '23.79', payments: [{ tender: 'store_credit', amount: '23.79' }] },
    ]);
    expect(canonical.refunds[0]?.payments[0]?.at).toBe(order.changes.at(-1)?.at);
    expect(owed(canonical)).toBe(0n);
  });

  test('of a refund with a reason belongs to that refund all the same', () => {
    const order = newOrder();
    order.capture();
    order.refund(big('5'));
    const [line] = order.credits;
    order.credits.splice(0, 1, { ...(line as (typeof order.credits)[number]), reference: 'Damaged' });
    expect(accepted(order).refunds).toMatchObject([{ amount: '5.00' }]);
  });

  test('that nobody can explain holds the order', () => {
    const order = newOrder();
    order.addCredit(big('3'), 'by hand', 'x');
    const { problems } = normalize({ order: orderJson(order) });
    expect(problems.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'unexplained_credit_line', pointer: '/order/credit_lines/0' },
    ]);
    expect(problems.map(({ message }) => message).join()).toContain('a credit line of 3 ("by hand")');
  });
});
