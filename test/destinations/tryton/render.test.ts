/** What Tryton would be sent, and how what it says is read: without a server. */
import fc from 'fast-check';
import { z } from 'zod/v4';
import type { LedgerDocument } from '../../../lib/destinations/ledger-destination';
import { refusalOf, TrytonRefusal, TrytonWarning } from '../../../lib/destinations/tryton/errors';
import { inParts } from '../../../lib/destinations/tryton/in-halves';
import { tryton } from '../../../lib/destinations/tryton/kind';
import { lastClosedDay, periodOf } from '../../../lib/destinations/tryton/period';
import { keyOfReference, recordOfId, referenceText } from '../../../lib/destinations/tryton/reference';
import * as wire from '../../../lib/destinations/tryton/wire';
import { formatDecimal, parseDecimal } from '../../../lib/money/decimal';
import { day, decimal } from '../../simulators/tryton';
import { BUYER, shopOn } from './support/documents';

/** Ids as a test company has them. */
const COMPANY = {
  accounts: new Map(
    ['Main Receivable', 'Main Revenue', 'Shipping Revenue', 'Discounts', 'Stripe Clearing', 'Main Tax'].map(
      (name, index) => [name, index + 1],
    ),
  ),
  taxes: new Map([
    ['VAT 19 %', 1],
    ['VAT 7 %', 2],
    ['VAT 0 %', 3],
  ]),
} as unknown as Parameters<typeof shopOn>[0];
const shop = shopOn(COMPANY);

const preview = (documents: readonly LedgerDocument[], known = new Map<string, string>()) =>
  tryton.preview(
    documents,
    {
      connection: tryton.connectionOf({ url: 'https://books.example/', database: 'shop', user: 'u' }),
      company: '1',
      options: { items: 'generic' },
    },
    known,
  );

test('a receipt is shown as the calls that would be made, with placeholders for what only Tryton knows', () => {
  const [create, post, ...more] = preview([shop.receipt('r')], new Map([['journal revenue', '7']]));
  const key = shop.receipt('r').key;
  expect(more).toEqual([]);
  expect(create).toEqual({
    method: 'POST',
    path: '/shop/',
    body: {
      id: 1,
      method: 'model.account.move.create',
      params: [
        [
          {
            company: 1,
            journal: 7,
            period: '{{period 2026-03-01}}',
            date: day('2026-03-01'),
            description: `cart-ledger ${key}`,
            lines: [
              [
                'create',
                [
                  {
                    account: 5,
                    debit: decimal('11.90'),
                    credit: decimal('0.00'),
                    description: `Stripe [cart-ledger ${key} shop.example]`,
                  },
                  {
                    account: 2,
                    debit: decimal('0.00'),
                    credit: decimal('10.00'),
                    description: 'Tea',
                    tax_lines: [['create', [{ tax: 1, type: 'base', amount: decimal('10.00') }]]],
                  },
                  {
                    account: '{{tax 1 invoice}}',
                    debit: decimal('0.00'),
                    credit: decimal('1.90'),
                    description: 'VAT 19 %',
                    tax_lines: [['create', [{ tax: 1, type: 'tax', amount: decimal('1.90') }]]],
                  },
                ],
              ],
            ],
          },
        ],
        { company: 1, language: 'en' },
      ],
    },
  });
  expect(post?.body).toMatchObject({
    method: 'model.account.move.post',
    params: [[`{{account.move ${key}}}`], {}],
  });
});

test('an invoice is shown with its new customer, unless the customer is known', () => {
  const methods = (known?: Map<string, string>) =>
    preview([shop.invoice('i')], known).map(({ body }) => (body as { readonly method: string }).method);
  const calls = ['model.account.invoice.create', 'model.account.invoice.write', 'model.account.invoice.post'];
  expect(methods()).toEqual(['model.party.party.create', ...calls]);
  expect(methods(new Map([[`customer ${BUYER.key}`, '4']]))).toEqual(calls);
  expect(preview([shop.invoice('i', { currency: 'XXX' }), shop.receipt('r', { lines: [] })])).toEqual([]);
});

test('the parts of an invoice come to the document to the last minor unit, whatever the amounts', () => {
  const minor = fc.integer({ min: 1, max: 10_000_000 }).map(BigInt);
  const text = (amount: bigint) => `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`;
  const item = fc.record({
    minor,
    rate: fc.constantFrom(19 as const, 7 as const, 0 as const, undefined),
    quantity: fc.constantFrom(undefined, '1', '2', '3', '7', '0.5', '1.25', '0.333'),
    isOff: fc.boolean(),
  });
  const sale = fc.record({ items: fc.array(item, { minLength: 1, maxLength: 6 }), tax: minor });
  fc.assert(
    fc.property(sale, ({ items, tax }) => {
      const net = items.reduce((sum, { minor: amount, isOff }) => sum + (isOff ? -amount : amount), 0n);
      const total = net + tax;
      fc.pre(total > 0n);
      const document = shop.document('p', 'invoice', [
        shop.owed(text(total)),
        ...items.map(({ minor: amount, rate, quantity, isOff }) =>
          shop.item(text(amount), rate, { side: isOff ? 'debit' : 'credit', quantity }),
        ),
        shop.taxLine(text(tax), 19),
      ]);
      const [, create] = preview([document]);
      const { params } = create!.body as { readonly params: readonly [readonly RenderedInvoice[]] };
      const [{ lines, taxes }] = params[0] as readonly [RenderedInvoice];
      const sold = lines[0][1].map(({ quantity, unit_price: price }) => times(quantity, price.decimal));
      expect(sold.reduce((sum, amount) => sum + amount, 0n)).toBe(net * 10_000n);
      const taxed = taxes[0][1].map(({ amount }) => BigInt(amount.decimal.replace('.', '')));
      expect(taxed.reduce((sum, amount) => sum + amount, 0n)).toBe(tax);
    }),
  );
});

interface RenderedInvoice {
  readonly lines: readonly [
    readonly [string, readonly { readonly quantity: number; readonly unit_price: wire.WireDecimal }[]],
  ];
  readonly taxes: readonly [readonly [string, readonly { readonly amount: wire.WireDecimal }[]]];
}

/** Quantity × price in units of 10⁻⁶: both have at most 2 and 4 decimals. */
const times = (quantity: number, price: string): bigint => {
  const scaled = (value: string, scale: number): bigint => {
    const { digits, scale: has } = parseDecimal(value)!;
    return digits * 10n ** BigInt(scale - has);
  };
  return scaled(String(quantity), 2) * scaled(price, 4);
};

test('a key survives as a reference, and nothing else is taken for one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (key) => {
      expect(keyOfReference(referenceText({ key }))).toBe(key);
    }),
  );
  expect(referenceText({ key: 'woocommerce:shop.example:7:sale#0' })).toBe(
    'cart-ledger woocommerce:shop.example:7:sale#0',
  );
  for (const text of [null, undefined, '', 'Rent', 'cart-ledger %E0%A4%A', 'VOID: delete this draft'])
    expect(keyOfReference(text)).toBeUndefined();
  expect(recordOfId('account.move,12')).toEqual({ model: 'account.move', id: 12 });
  for (const id of ['account.party,12', 'account.move,', 'B-000001']) expect(recordOfId(id)).toBeUndefined();
});

test.each([
  ['11.90', '11.90'],
  ['0E-10', '0.0000000000'],
  ['1.5E+3', '1500'],
  ['-12', '-12'],
])('the decimal %s of Python reads as %s', (text, expected) => {
  const [line] = z.array(wire.taxes.element.shape.rate).parse([decimal(text)]);
  expect(formatDecimal(line!)).toBe(expected);
});

test.each(['NaN', 'Infinity', '1E+99', ''])('%s is no amount', (text) => {
  expect(wire.taxes.element.shape.rate.safeParse(decimal(text)).success).toBe(false);
});

describe('the lock date', () => {
  const month = (number: number, isOpen: boolean) => ({
    id: number,
    name: `2026-0${number}`,
    from: `2026-0${number}-01`,
    to: `2026-0${number}-28`,
    isOpen,
  });

  test('is the end of the last period before which all are closed', () => {
    expect(lastClosedDay([])).toBeUndefined();
    expect(lastClosedDay([month(1, true), month(2, false)])).toBeUndefined();
    expect(lastClosedDay([month(1, false), month(2, false), month(3, true), month(4, false)])).toBe(
      '2026-02-28',
    );
  });

  test('a closed period behind an open one is refused all the same, with its end', () => {
    const periods = [month(1, true), month(2, false)];
    expect(periodOf('2026-02-03', periods)).toMatchObject({
      refusal: { errorClass: 'period_closed', message: expect.stringContaining('2026-02-28') },
    });
    expect(periodOf('2026-01-31', periods)).toMatchObject({ refusal: { errorClass: 'validation' } });
    expect(periodOf('2026-01-01', periods)).toMatchObject({ open: { id: 1 } });
  });
});

describe('the address of a Tryton', () => {
  const idFor = (url: string, more: Readonly<Record<string, unknown>> = {}) =>
    tryton.connect({
      connection: tryton.connectionOf({ url, database: 'shop', user: 'u', ...more }),
      company: '3',
      options: { items: 'generic' },
    } as Parameters<typeof tryton.connect>[0]).id;

  test.each([
    ['https://books.example', 'tryton:books.example/shop/3'],
    ['https://Books.example:8000/tryton/', 'tryton:books.example:8000/tryton/shop/3'],
    ['http://127.0.0.1:8000', 'tryton:127.0.0.1:8000/shop/3'],
  ])('%s makes the destination %s', (url, id) => {
    expect(idFor(url)).toBe(id);
  });

  test.each([
    ['books.example', {}, 'not a web address'],
    ['https://ann:secret@books.example', {}, 'holds a user name or password'],
    ['http://books.example', {}, 'clear text'],
    ['https://books.example', { database: ' ' }, 'names no database'],
  ])('%s with %j is refused: %s', (url, more, words) => {
    expect(() => idFor(url, more)).toThrow(words);
  });

  test('plain HTTP can be allowed on purpose, and a company has to be chosen', () => {
    expect(idFor('http://books.example', { allowHttp: true })).toBe('tryton:books.example/shop/3');
    expect(() =>
      tryton.connect({
        connection: tryton.connectionOf({ url: 'https://books.example', database: 'shop' }),
        company: '',
      } as Parameters<typeof tryton.connect>[0]),
    ).toThrow('Choose the company');
  });
});

describe('refusals', () => {
  const server = { database: 'shop' };

  test.each([
    [['UserError', ['To post move "2", you must balance all its lines.', '', null]], 'validation'],
    [['UserError', ['You are not allowed to access "Account Move".', '', null]], 'credential'],
    [['ConcurrencyException', ['changed']], 'transient'],
    [['RateLimitException', []], 'throttled'],
    [['database is locked', ''], 'transient'],
    [["Database 'x.sqlite' doesn't exist!", ''], 'credential'],
    [["'account.invoice'", ''], 'validation'],
    [undefined, 'validation'],
  ])('%j is %s', (error, errorClass) => {
    expect(refusalOf(error, server).errorClass).toBe(errorClass);
  });

  test('keep a warning apart by its name, and long words short', () => {
    const warning = refusalOf(['UserWarning', ['invoice_payment_term_1', '<b>Past</b>', '']], server);
    expect(warning).toBeInstanceOf(TrytonWarning);
    expect(warning).toMatchObject({ warning: 'invoice_payment_term_1', words: 'Past' });
    expect(refusalOf(['UserError', ['x'.repeat(9000), '']], server).message.length).toBeLessThan(400);
  });

  test('of some among many are found by halving, and an error that is none ends it', async () => {
    const items = Array.from({ length: 40 }, (_, index) => index);
    const done: number[] = [];
    const errors = await inParts(items, 16, async (part) => {
      if (part.some((item) => item % 13 === 5)) throw new TrytonRefusal('no');
      done.push(...part);
    });
    expect([...errors.keys()]).toEqual([5, 18, 31]);
    expect(done).toEqual(items.filter((item) => item % 13 !== 5));
  });
});
