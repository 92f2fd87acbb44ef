import { recordDifference } from '../../../lib/posting/read-back';
import { NO_CONTEXT, referenceTo } from '../../contract/destination-samples';
import {
  basket,
  codedTax,
  itemLine,
  naiveBasket,
  netsOf,
  receivableLine,
  sale,
  smallInvoice,
} from './support/documents';
import { type ConnectedOdoo, connectOdooOf, VERSIONS } from './support/connected-odoo';
import liveInvoice from './fixtures/invoice-posted.json';
import liveLines from './fixtures/invoice-lines.json';

describe.each(VERSIONS)('tax of invoices in Odoo %s', (version) => {
  let connected: ConnectedOdoo;
  beforeEach(async () => {
    connected = await connectOdooOf(version);
    connected.odoo.insert('res.partner', { name: 'Somebody else', active: true });
  });
  afterEach(() => connected.odoo.stop());

  const sendOne = async (document: ReturnType<typeof basket>) => {
    const [outcome] = await connected.destination.send([document], NO_CONTEXT);
    const [record] = await connected.destination.find([referenceTo(document.key, document.type)]);
    return { outcome, record };
  };
  const states = () => connected.odoo.rows('account.move').map(({ state }) => state);

  test('the simulator works out what a live Odoo 17 did: 93.81 for a basket that the shop sold for 93.83', async () => {
    const { odoo, context } = connected;
    const rpc = { jsonrpc: '2.0', id: 1, params: {} };
    const callContext = { lang: 'en_US' };
    const values = naiveBasket(odoo);
    const [url, body] =
      version < 19
        ? [
            `${odoo.url}/jsonrpc`,
            {
              ...rpc,
              params: {
                service: 'object',
                method: 'execute_kw',
                args: [
                  'books',
                  2,
                  '{{odoo password}}',
                  'account.move',
                  'create',
                  [[values]],
                  { context: callContext },
                ],
              },
            },
          ]
        : [`${odoo.url}/json/2/account.move/create`, { vals_list: [values], context: callContext }];
    const headers = { 'content-type': 'application/json', 'x-odoo-database': 'books' };
    await context.http({ method: 'POST', url: url as string, headers, body: JSON.stringify(body) });
    const [move] = odoo.rows('account.move');
    const { amount_untaxed, amount_tax, amount_total } = liveInvoice;
    expect(move).toMatchObject({ amount_untaxed, amount_tax, amount_total });
    expect(amount_total).toBe(93.81);
    expect(odoo.linesOf(move!.id).map(({ amount_currency }) => amount_currency)).toEqual(
      liveLines.map(({ amount_currency }) => amount_currency),
    );
  });

  test('where Odoo comes to the same tax, the draft is posted as it is', async () => {
    const document = basket(connected.odoo, 'a');
    const { outcome, record } = await sendOne(document);
    expect(outcome).toMatchObject({ state: 'created' });
    expect(connected.odoo.calls.get('account.move.write')).toBeUndefined();
    expect(recordDifference(document, record!)).toBeUndefined();
    expect(record!.total).toBe('93.83');
  });

  test('where Odoo comes to 93.84 because it rounds globally, its tax line gets the amount of the shop: posted with 93.83', async () => {
    const { odoo } = connected;
    odoo.settings.roundTax = 'globally';
    const document = basket(odoo, 'a');
    const { outcome, record } = await sendOne(document);
    expect(outcome).toMatchObject({ state: 'created' });
    expect(odoo.calls.get('account.move.write')).toBe(1);
    expect(recordDifference(document, record!)).toBeUndefined();
    expect(netsOf(record!.lines)).toMatchObject({
      [odoo.ids.receivable]: '93.83',
      [`tax-code:${odoo.ids.tax19}`]: '-11.18',
      [`tax-code:${odoo.ids.tax7}`]: '-1.56',
    });
    expect(odoo.rows('account.move')).toMatchObject([
      { state: 'posted', amount_tax: 12.74, amount_total: 93.83 },
    ]);
  });

  test.each(['refused', 'ignored'] as const)(
    'where a changed tax line is %s, a rounding line within the limit evens it out',
    async (taxEdits) => {
      const { odoo } = connected;
      Object.assign(odoo.settings, { roundTax: 'globally', taxEdits });
      const rounding = { ledgerAccount: String(odoo.ids.rounding), limit: '0.01' };
      const document = basket(odoo, 'a', { rounding });
      const { outcome, record } = await sendOne(document);
      expect(outcome).toMatchObject({ state: 'created' });
      expect(recordDifference(document, record!)).toBeUndefined();
      expect(netsOf(record!.lines)).toMatchObject({
        [odoo.ids.receivable]: '93.83',
        [`tax-code:${odoo.ids.tax19}`]: '-11.19',
        [odoo.ids.rounding]: '0.01',
      });
    },
  );

  test.each([
    ['no rounding is allowed', undefined],
    ['the limit is 0', '0.00'],
  ])('where %s, it stays a draft and both totals are told', async (_, limit) => {
    const { odoo } = connected;
    Object.assign(odoo.settings, { roundTax: 'globally', taxEdits: 'ignored' });
    const rounding = limit === undefined ? undefined : { ledgerAccount: String(odoo.ids.rounding), limit };
    const { outcome, record } = await sendOne(basket(odoo, 'a', rounding === undefined ? {} : { rounding }));
    expect(outcome).toMatchObject({ state: 'failed', errorClass: 'validation' });
    const { message } = outcome as { readonly message: string };
    expect(message).toContain('93.84 EUR with 12.75 EUR tax');
    expect(message).toContain('93.83 EUR with 12.74 EUR');
    expect(message).toContain('draft');
    expect(record).toBeUndefined();
    expect(states()).toEqual(['draft']);
  });

  test('a draft that was refused for its tax is taken up and posted once the limit allows it', async () => {
    const { odoo } = connected;
    Object.assign(odoo.settings, { roundTax: 'globally', taxEdits: 'ignored' });
    await sendOne(basket(odoo, 'a'));
    odoo.settings.taxEdits = 'kept';
    const { outcome } = await sendOne(basket(odoo, 'a'));
    expect(outcome).toMatchObject({ state: 'created' });
    expect(states()).toEqual(['posted']);
  });

  test('a credit note is mended by the same rule, on the other side', async () => {
    const { odoo } = connected;
    odoo.settings.roundTax = 'globally';
    const tax = [String(odoo.ids.tax19)];
    const item = (amount: string) => itemLine(odoo, 'debit', amount, { ledgerTaxCodes: tax });
    const lines = (coded: string, total: string) => [
      item('0.08'),
      item('0.08'),
      codedTax(odoo.ids.tax19, 'debit', coded),
      receivableLine(odoo, 'credit', total),
    ];
    // Rounded on each line 0.02 + 0.02, together 0.03.
    const document = sale('a', 'credit_note', lines('0.04', '0.20'));
    const { outcome, record } = await sendOne(document);
    expect(outcome).toMatchObject({ state: 'created' });
    expect(recordDifference(document, record!)).toBeUndefined();
    Object.assign(odoo.settings, { taxEdits: 'refused' });
    const rounding = { ledgerAccount: String(odoo.ids.rounding), limit: '0.05' };
    const other = sale('b', 'credit_note', lines('0.04', '0.20'), { rounding });
    const rounded = await sendOne(other);
    expect(rounded.outcome).toMatchObject({ state: 'created' });
    expect(recordDifference(other, rounded.record!)).toBeUndefined();
    expect(netsOf(rounded.record!.lines)).toMatchObject({ [odoo.ids.rounding]: '0.01' });
  });

  test('an amount that somebody else changed by a cent is seen before it is posted', async () => {
    const { odoo } = connected;
    odoo.fail({ kind: 'altered-cent', call: 'account.move.create' });
    const { outcome } = await sendOne(
      sale('a', 'journal', [receivableLine(odoo, 'debit', '11.90'), itemLine(odoo, 'credit', '11.90')]),
    );
    expect(outcome).toMatchObject({ state: 'failed', errorClass: 'validation' });
    expect((outcome as { readonly message: string }).message).toContain('11.91 EUR on ledger account');
    expect(states()).toEqual(['draft']);
  });

  test('what is due stands on the receivable account of the mapping, whatever the contact says', async () => {
    const { odoo } = connected;
    await sendOne(smallInvoice(odoo, 'a'));
    const [partner] = odoo.rows('res.partner').filter(({ ref }) => ref !== undefined);
    odoo.change('res.partner', partner!.id, { property_account_receivable_id: odoo.ids.otherReceivable });
    const document = smallInvoice(odoo, 'b');
    const { outcome, record } = await sendOne(document);
    expect(outcome).toMatchObject({ state: 'created' });
    expect(recordDifference(document, record!)).toBeUndefined();
  });

  test('prices with more decimals than Odoo keeps are refused with advice, not posted rounded', async () => {
    const { odoo } = connected;
    const lines = [receivableLine(odoo, 'debit', '1.001'), itemLine(odoo, 'credit', '1.001')];
    const { outcome } = await sendOne(sale('a', 'invoice', lines, { currency: 'KWD' }));
    expect(outcome).toMatchObject({ state: 'failed', errorClass: 'validation' });
    expect(states()).toEqual(['draft']);
    odoo.settings.priceDecimals = 3;
    expect((await sendOne(sale('b', 'invoice', lines, { currency: 'KWD' }))).outcome).toMatchObject({
      state: 'created',
    });
  });

  test('lines that stock valuation adds when it is posted are not taken for ours', async () => {
    const { odoo } = connected;
    odoo.settings.stockLines = true;
    const document = smallInvoice(odoo, 'a');
    const { record } = await sendOne(document);
    expect(recordDifference(document, record!)).toBeUndefined();
  });

  test.each([
    ['is included in prices', 'taxIncluded', 'comes on top'],
    ['is a group', 'taxGroup', 'map to the taxes in it'],
  ] as const)('a tax that %s is refused before anything is made', async (_, id, advice) => {
    const { odoo } = connected;
    const tax = odoo.ids[id];
    const lines = [
      receivableLine(odoo, 'debit', '11.90'),
      itemLine(odoo, 'credit', '10.00', { ledgerTaxCodes: [String(tax)] }),
      codedTax(tax, 'credit', '1.90'),
    ];
    const { outcome } = await sendOne(sale('a', 'invoice', lines));
    expect(outcome).toMatchObject({ errorClass: 'validation', message: expect.stringContaining(advice) });
    expect(states()).toEqual([]);
  });
});
