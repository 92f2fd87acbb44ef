import { idsOf, idField, rowsOf } from '../../../lib/destinations/odoo/read-row';
import { readMoves, recordOf } from '../../../lib/destinations/odoo/held-move';
import type { OdooClient } from '../../../lib/destinations/odoo/client';
import { parseExactJson } from '../../../lib/destinations/exact-json';
import { keyOf, NO_CONTEXT, referenceTo } from '../../contract/destination-samples';
import { type ConnectedOdoo, connectOdooOf, VERSIONS } from './support/connected-odoo';
import { itemLine, receivableLine, sale, smallInvoice } from './support/documents';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

describe.each(VERSIONS)('what is read from Odoo %s', (version) => {
  let connected: ConnectedOdoo;
  beforeEach(async () => {
    connected = await connectOdooOf(version);
  });
  afterEach(() => connected.odoo.stop());

  test('the chart: ids, codes with names, types; nothing off the balance sheet', async () => {
    const { odoo, destination } = connected;
    const chart = await destination.listAccounts();
    expect(chart).toHaveLength(odoo.rows('account.account').length - 1);
    expect(chart).toContainEqual({
      id: String(odoo.ids.receivable),
      name: '121000 Account Receivable',
      type: 'asset',
    });
    expect(chart).toContainEqual({
      id: String(odoo.ids.shipping),
      name: '401000 Shipping Income',
      type: 'income',
    });
    expect(chart.map(({ name }) => name)).toContain('999999 Undistributed');
    expect((await destination.listAccounts('4010')).map(({ id }) => id)).toEqual([String(odoo.ids.shipping)]);
    expect(destination.accepts('sales')).toBe(false);
  });

  test('taxes: of sales, on top of the price, no groups', async () => {
    const { odoo, destination } = connected;
    expect(await destination.listTaxCodes()).toEqual([
      { id: String(odoo.ids.tax19), name: 'DE 19%', rate: '19' },
      { id: String(odoo.ids.tax7), name: 'DE 7%', rate: '7' },
    ]);
    odoo.insert('account.tax', { name: 'US', amount: 8.375, amount_type: 'percent', type_tax_use: 'sale' });
    odoo.insert('account.tax', { name: 'Bottle', amount: 0.25, amount_type: 'fixed', type_tax_use: 'sale' });
    expect((await destination.listTaxCodes('us')).map(({ rate }) => rate)).toEqual(['8.375']);
    expect((await destination.listTaxCodes('bottle'))[0]).not.toHaveProperty('rate');
  });

  test('the lock date is the latest of those that the version has', async () => {
    const { odoo, destination } = connected;
    const lock = (fields: object) => odoo.change('res.company', odoo.ids.company, { ...fields });
    expect(await destination.lockDate()).toBeUndefined();
    lock({ fiscalyear_lock_date: '2025-12-31', tax_lock_date: '2026-01-31' });
    expect(await destination.lockDate()).toBe('2026-01-31');
    lock({ hard_lock_date: '2026-02-28' });
    expect(await destination.lockDate()).toBe(version < 18 ? '2026-01-31' : '2026-02-28');
  });

  test('a company that is gone is told to be chosen again', async () => {
    const ledger = connected.reconnect({ company: '99' });
    await expect(ledger.lockDate()).rejects.toMatchObject({ name: 'OdooError' });
  });

  test('drafts, cancelled records and those of other companies are not found; of two posted ones the older is', async () => {
    const { odoo, destination, logged } = connected;
    const names = ['draft', 'cancel', 'other', 'twice'];
    await destination.send(
      names.map((name) => smallInvoice(odoo, name)),
      NO_CONTEXT,
    );
    const [draft, cancelled, other, twice] = odoo.rows('account.move');
    odoo.change('account.move', draft!.id, { state: 'draft' });
    odoo.change('account.move', cancelled!.id, { state: 'cancel' });
    odoo.change('account.move', other!.id, { company_id: 2 });
    const copy = odoo.insert('account.move', { ...twice });
    for (const one of odoo.linesOf(twice!.id)) odoo.insert('account.move.line', { ...one, move_id: copy });
    const found = await destination.find(names.map((name) => referenceTo(keyOf(name), 'invoice')));
    expect(found.map((record) => record?.recordId)).toEqual([
      undefined,
      undefined,
      undefined,
      String(twice!.id),
    ]);
    expect(logged).toEqual([expect.stringContaining('two records under one reference')]);
  });

  test('amounts are read from the text: three decimals, none, and a float that is no amount', async () => {
    const { odoo, destination } = connected;
    const documents = ['1.001', '1'].map((amount, index) =>
      sale(
        `a${index}`,
        'journal',
        [receivableLine(odoo, 'debit', amount), itemLine(odoo, 'credit', amount)],
        {
          currency: index === 0 ? 'KWD' : 'JPY',
        },
      ),
    );
    await destination.send(documents, NO_CONTEXT);
    const find = () => destination.find(documents.map(({ key }) => referenceTo(key, 'journal')));
    expect((await find()).map((record) => record?.total)).toEqual(['1.001', '1']);
    odoo.change('account.move.line', odoo.linesOf(1)[0]!.id, { amount_currency: 81.08000000000001 });
    const [record] = await find();
    expect(record!.lines[0]).toEqual({
      ledgerAccount: String(odoo.ids.receivable),
      debit: '81.08000000000001',
    });
  });

  test('a list leaves out what is not ours, and goes on where it was when records are added', async () => {
    const { odoo, destination } = connected;
    odoo.insert('account.move', {
      ref: 'PO 7',
      invoice_origin: 'S00012, S00013',
      state: 'posted',
      company_id: 1,
      date: '2026-03-01',
    });
    for (let batch = 0; batch < 3; batch++)
      await destination.send(
        Array.from({ length: 200 }, (_, index) =>
          sale(`${batch}-${index}`, 'journal', [
            receivableLine(odoo, 'debit', '1.00'),
            itemLine(odoo, 'credit', '1.00'),
          ]),
        ),
        NO_CONTEXT,
      );
    const keys: string[] = [];
    for await (const page of destination.list({ storeId: 'shop.example' })) {
      keys.push(...page.map(({ key }) => key));
      if (keys.length < 600)
        await destination.send(
          [
            sale('late', 'journal', [
              receivableLine(odoo, 'debit', '1.00'),
              itemLine(odoo, 'credit', '1.00'),
            ]),
          ],
          NO_CONTEXT,
        );
    }
    expect(keys).toHaveLength(601);
    expect(new Set(keys).size).toBe(601);
  });
});

test('what a live Odoo 17 answered for an invoice is read line by line', async () => {
  const text = readFileSync(join(__dirname, 'fixtures/invoice-lines.json'), 'utf8');
  const head = {
    move_id: ['1', 'INV/2026/00001'],
    ref: 'ORDER-1001',
    date: '2026-11-20',
    parent_state: 'posted',
  };
  const rows = (parseExactJson(text) as readonly object[]).map((row) => ({
    ...row,
    ...head,
    currency_id: ['126', 'EUR'],
    group_tax_id: false,
  }));
  const client = { search: async () => rows } as unknown as OdooClient;
  const moves = await readMoves({ client, company: '1' }, []);
  expect([...moves.values()].map((held) => recordOf(held))).toEqual([
    {
      recordId: '1',
      key: 'ORDER-1001',
      date: '2026-11-20',
      currency: 'EUR',
      total: '93.81',
      lines: [
        { ledgerAccount: '24', credit: '53.97' },
        { ledgerAccount: '24', credit: '22.21' },
        { ledgerAccount: '24', credit: '4.90' },
        { ledgerAccount: 'tax-code:3', credit: '11.18' },
        { ledgerAccount: 'tax-code:4', credit: '1.55' },
        { ledgerAccount: '6', debit: '93.81' },
      ],
    },
  ]);
});

test.each([[{}], ['text'], [[1]], [null]])('an answer such as %j is no list of records', (answer) => {
  expect(() => rowsOf(answer)).toThrow('something other than records');
  expect(() => idsOf(answer, 1)).toThrow('ids of what it created');
  expect(() => idField({}, 'id')).toThrow('without "id"');
});
