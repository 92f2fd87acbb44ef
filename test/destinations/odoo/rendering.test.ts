import * as fc from 'fast-check';
import { parseDecimal } from '../../../lib/money/decimal';
import { toMinor } from '../../../lib/money/minor';
import { type CheckedLines, checkedLines } from '../../../lib/destinations/document-amounts';
import { companyAmounts } from '../../../lib/destinations/odoo/company-amounts';
import { moveOrigin, originPattern } from '../../../lib/destinations/odoo/move-origin';
import { odoo as kind } from '../../../lib/destinations/odoo/kind';
import { keyOf, line, NO_CONTEXT } from '../../contract/destination-samples';
import { type ConnectedOdoo, connectOdooOf, VERSIONS } from './support/connected-odoo';
import { basket, itemLine, moneyLine, receivableLine, sale, smallInvoice } from './support/documents';

describe.each(VERSIONS)('requests to Odoo %s', (version) => {
  let connected: ConnectedOdoo;
  beforeEach(async () => {
    connected = await connectOdooOf(version);
  });
  afterEach(() => connected.odoo.stop());

  const createBodies = (): readonly string[] =>
    connected.odoo.bodies.filter((body) => body.includes('"ref":"woo'));
  const valuesOf = (body: unknown): readonly Record<string, unknown>[] => {
    const { vals_list: list, params } = body as {
      readonly vals_list?: readonly Record<string, unknown>[];
      readonly params?: { readonly args: readonly unknown[] };
    };
    return list ?? ((params?.args[5] as readonly unknown[])[0] as readonly Record<string, unknown>[]);
  };
  const sentValues = () => createBodies().flatMap((body) => valuesOf(JSON.parse(body)));

  test('an invoice: net lines with their taxes, due at once, pieces where they share out exactly', async () => {
    const { odoo, destination } = connected;
    await destination.send([basket(odoo, 'a')], NO_CONTEXT);
    const { ids } = odoo;
    const item = (name: string, ledgerAccount: number, quantity: number, price: number, tax: number) => [
      0,
      0,
      { name, account_id: ledgerAccount, quantity, price_unit: price, tax_ids: [[6, 0, [tax]]] },
    ];
    expect(sentValues()).toEqual([
      {
        move_type: 'out_invoice',
        company_id: 1,
        ref: keyOf('a'),
        invoice_origin: 'N7 shop.example (cart-ledger)',
        date: '2026-03-01',
        currency_id: 1,
        partner_id: 1,
        invoice_date: '2026-03-01',
        invoice_payment_term_id: false,
        invoice_date_due: '2026-03-01',
        invoice_line_ids: [
          item('T-Shirt', ids.sales, 3, 17.99, ids.tax19),
          item('Book', ids.sales, 2, 11.11, ids.tax7),
          item('Shipping', ids.shipping, 1, 4.9, ids.tax19),
        ],
      },
    ]);
    expect(createBodies()[0]).toContain('"price_unit":4.90');
  });

  test('pieces that do not share out become one at the whole amount, and a reduction a negative price', async () => {
    const { odoo, destination } = connected;
    const document = sale('a', 'invoice', [
      receivableLine(odoo, 'debit', '8.00'),
      itemLine(odoo, 'credit', '10.00', { quantity: '3' }),
      itemLine(odoo, 'debit', '3.00', { memo: 'Discount', quantity: '1.5' }),
      itemLine(odoo, 'credit', '1.00', { memo: 'Weighed', quantity: '0.125' }),
    ]);
    expect(await destination.send([document], NO_CONTEXT)).toMatchObject([{ state: 'created' }]);
    const lines = (sentValues()[0]!['invoice_line_ids'] as readonly [0, 0, object][]).map(
      ([, , values]) => values,
    );
    expect(lines).toMatchObject([
      { quantity: 1, price_unit: 10 },
      { quantity: 1.5, price_unit: -2 },
      { quantity: 1, price_unit: 1 },
    ]);
  });

  test('Odoo puts no tax of its own on lines without any', async () => {
    const { odoo, destination } = connected;
    const lines = [
      receivableLine(odoo, 'debit', '11.90'),
      itemLine(odoo, 'credit', '10.00'),
      line(String(odoo.ids.taxAccount), 'credit', '1.90', 'VAT', 'tax:DE-19'),
    ];
    await destination.send([sale('a', 'invoice', lines)], NO_CONTEXT);
    expect(odoo.rows('account.move')).toMatchObject([{ state: 'posted', amount_total: 11.9, amount_tax: 0 }]);
    expect(sentValues()[0]).toMatchObject({
      invoice_line_ids: [
        [0, 0, { tax_ids: [[6, 0, []]] }],
        [0, 0, { name: 'VAT', tax_ids: [[6, 0, []]] }],
      ],
    });
  });

  test('a journal: every line told, no default tax, the contact on each', async () => {
    const { odoo, destination } = connected;
    await destination.send(
      [sale('a', 'journal', [receivableLine(odoo, 'debit', '5.00'), itemLine(odoo, 'credit', '5.00')])],
      NO_CONTEXT,
    );
    const head = { currency_id: 1, partner_id: 1, tax_ids: [[6, 0, []]] };
    expect(sentValues()).toEqual([
      {
        move_type: 'entry',
        company_id: 1,
        ref: keyOf('a'),
        invoice_origin: 'N7 shop.example (cart-ledger)',
        date: '2026-03-01',
        currency_id: 1,
        partner_id: 1,
        line_ids: [
          [
            0,
            0,
            {
              ...head,
              name: 'Order 7',
              account_id: odoo.ids.receivable,
              date_maturity: '2026-03-01',
              amount_currency: 5,
              debit: 5,
            },
          ],
          [0, 0, { ...head, name: 'Tea', account_id: odoo.ids.sales, amount_currency: -5, credit: 5 }],
        ],
      },
    ]);
  });

  test('in another currency the company amounts are worked out together, and balance', async () => {
    const { odoo, destination } = connected;
    const lines = [
      moneyLine(odoo, 'debit', '0.10'),
      itemLine(odoo, 'credit', '0.05'),
      itemLine(odoo, 'credit', '0.05', { memo: 'Cup' }),
    ];
    const [outcome] = await destination.send([sale('a', 'journal', lines, { currency: 'USD' })], NO_CONTEXT);
    expect(outcome).toMatchObject({ state: 'created' });
    // 0.05 / 1.0834 is 0.046, twice 0.05; 0.10 / 1.0834 is 0.09, and takes the cent.
    expect(odoo.linesOf(1).map(({ balance }) => balance)).toEqual([0.1, -0.05, -0.05]);
  });

  test('an amount that is too long in the currency of the company is refused', async () => {
    const { odoo, destination } = connected;
    const [usd] = odoo.rows('res.currency').filter(({ name }) => name === 'USD');
    odoo.change('res.currency', usd!.id, { own_rate: 0.0000583 });
    const lines = [moneyLine(odoo, 'debit', '9999999999.99'), itemLine(odoo, 'credit', '9999999999.99')];
    expect(
      await destination.send([sale('a', 'journal', lines, { currency: 'USD' })], NO_CONTEXT),
    ).toMatchObject([
      {
        errorClass: 'validation',
        message: expect.stringContaining('in EUR its amounts have more than 15 digits'),
      },
    ]);
  });

  test('items by sku are linked to the product of that reference, on the mapped account', async () => {
    const { odoo, reconnect } = connected;
    const document = sale('a', 'invoice', [
      receivableLine(odoo, 'debit', '11.00'),
      itemLine(odoo, 'credit', '10.00', { sku: 'TEA-1' }),
      itemLine(odoo, 'credit', '1.00', { sku: 'no such sku' }),
    ]);
    await reconnect({ options: { items: 'sku' } }).send([document], NO_CONTEXT);
    const [, , first] = (sentValues()[0]!['invoice_line_ids'] as readonly [0, 0, object][])[0]!;
    const [, , second] = (sentValues()[0]!['invoice_line_ids'] as readonly [0, 0, object][])[1]!;
    expect(first).toMatchObject({ product_id: odoo.ids.teapot, account_id: odoo.ids.sales });
    expect(second).not.toHaveProperty('product_id');
  });

  test('a preview shows the very bodies, with what only Odoo knows named in braces', async () => {
    const { odoo, destination, context } = connected;
    const documents = [
      basket(odoo, 'a'),
      sale('b', 'journal', [receivableLine(odoo, 'debit', '5.00'), itemLine(odoo, 'credit', '5.00')]),
      sale('broken', 'journal', []),
    ];
    const [create, post, ...rest] = kind.preview(documents, context, new Map());
    expect(rest).toEqual([]);
    const values = valuesOf(create!.body);
    expect(values).toMatchObject([
      { currency_id: '{{currency EUR}}', partner_id: '{{customer woocommerce:shop.example}}' },
      { move_type: 'entry' },
    ]);
    expect(JSON.stringify(post!.body)).toContain(`{{record ${keyOf('a')}}}`);
    const known = new Map([
      ['currency EUR', '1'],
      ['customer woocommerce:shop.example', '1'],
      ['user', '2'],
      [`record ${keyOf('a')}`, '1'],
      [`record ${keyOf('b')}`, '2'],
    ]);
    await destination.send(documents, NO_CONTEXT);
    const sent = odoo.bodies.map(
      (body) =>
        JSON.parse(
          body.replaceAll(JSON.stringify('correct horse battery "staple"'), '"{{odoo password}}"'),
        ) as unknown,
    );
    const shown = kind.preview(documents, context, known);
    expect(shown.map(({ path }) => path)).toEqual(
      version < 19
        ? ['/jsonrpc', '/jsonrpc']
        : ['/json/2/account.move/create', '/json/2/account.move/action_post'],
    );
    for (const { body } of shown) expect(sent).toContainEqual(body);
  });

  test('a preview of a foreign entry says that its company amounts follow from the rate', () => {
    const { odoo, context } = connected;
    const lines = [moneyLine(odoo, 'debit', '5.00'), itemLine(odoo, 'credit', '5.00', { sku: 'TEA-1' })];
    const document = sale('a', 'journal', lines, { currency: 'USD' });
    const shown = (known: readonly [string, string][]) =>
      JSON.stringify(kind.preview([document], { ...context, options: { items: 'sku' } }, new Map(known)));
    expect(shown([])).toContain('"debit":5');
    expect(shown([['company currency', 'EUR']])).toContain('"debit":"{{amount in EUR}}"');
  });

  test.each([
    ['tax on a tax code in a journal', 'takes tax on ledger accounts only'],
    ['an id that is none', 'choose the ledger account or tax from the list'],
    ['an invoice without a customer', 'needs a customer'],
    ['a ledger account of nobody', 'has no ledger account 4711'],
    ['a tax of nobody', 'has no tax 4711'],
  ])('%s is refused in words', async (what, sentence) => {
    const { odoo, destination } = connected;
    const { ids } = odoo;
    const invoice = smallInvoice(odoo, 'a');
    const replaced = (ledgerAccount: string) => ({
      ...invoice,
      lines: invoice.lines.map((one) => (one.role === 'item' ? { ...one, ledgerAccount } : one)),
    });
    const documents: Record<string, typeof invoice> = {
      'tax on a tax code in a journal': { ...invoice, type: 'journal' },
      'an id that is none': replaced('400000 Sales'),
      'an invoice without a customer': { ...invoice, customer: undefined as never },
      'a ledger account of nobody': replaced('4711'),
      'a tax of nobody': {
        ...invoice,
        lines: invoice.lines.map((one) =>
          one.ledgerAccount === `tax-code:${ids.tax19}` ? { ...one, ledgerAccount: 'tax-code:4711' } : one,
        ),
      },
    };
    expect(await destination.send([documents[what]!], NO_CONTEXT)).toMatchObject([
      { errorClass: 'validation', message: expect.stringContaining(sentence) },
    ]);
    expect(odoo.rows('account.move')).toEqual([]);
  });
});

test('company amounts balance to the cent at any rate; all but the largest line are rounded by themselves', () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 9n });
  const rate = fc
    .tuple(fc.bigInt({ min: 1n, max: 10n ** 9n }), fc.integer({ min: 0, max: 9 }))
    .map(([digits, scale]) => {
      const text = digits.toString().padStart(scale + 1, '0');
      return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
    });
  const minorText = (minor: bigint) => {
    const text = minor.toString().padStart(3, '0');
    return `${text.slice(0, -2)}.${text.slice(-2)}`;
  };
  fc.assert(
    fc.property(fc.array(amount, { minLength: 1, maxLength: 8 }), rate, (credits, text) => {
      const total = credits.reduce((sum, credit) => sum + credit, 0n);
      const lines = [
        line('1', 'debit', minorText(total)),
        ...credits.map((credit) => line('2', 'credit', minorText(credit))),
      ];
      const checked = checkedLines(sale('a', 'journal', lines)) as CheckedLines;
      const amounts = companyAmounts(checked, text, 2)!.map((one) => toMinor(one, 'EUR'));
      const [debit, ...rest] = amounts;
      expect(debit).toBe(rest.reduce((sum, one) => sum + one, 0n));
      const { digits, scale } = parseDecimal(text)!;
      rest.forEach((one, index) => {
        const off = one * digits - credits[index]! * 10n ** BigInt(scale);
        const size = off < 0n ? -off : off;
        expect(size * 2n <= digits).toBe(true);
      });
    }),
  );
  const checked = checkedLines(
    sale('a', 'journal', [line('1', 'debit', '1.00'), line('2', 'credit', '1.00')]),
  );
  expect(companyAmounts(checked as CheckedLines, '0', 2)).toBeUndefined();
  expect(companyAmounts(checked as CheckedLines, '0.000060975609756097561', 0)).toEqual(['16400', '16400']);
});

test('the origin names order and store, and the pattern finds only that store', () => {
  const like = (pattern: string) =>
    new RegExp(
      `^${pattern
        .replace(/[.*+?^${}()|[\]]/g, '\\$&')
        .replace(/(?<!\\)%/g, '.*')
        .replace(/\\([%_\\])/g, '$1')}$`,
    );
  const origin = moveOrigin({ number: '#1042\n', storeId: 'my_shop.example/de' });
  expect(origin).toBe('#1042 my_shop.example/de (cart-ledger)');
  expect(originPattern('my_shop.example/de')).toBe('% my\\_shop.example/de (cart-ledger)');
  expect(like(originPattern('my_shop.example/de')).test(origin)).toBe(true);
  expect(like(originPattern('shop.example/de')).test(origin)).toBe(false);
  expect(like(originPattern(undefined)).test(origin)).toBe(true);
  expect(like(originPattern(undefined)).test('S00012, S00013')).toBe(false);
});
