/** Requests as they would go out, without asking anybody. */
import { quickbooks } from '../../../lib/destinations/quickbooks/kind';
import type { LedgerDocument } from '../../../lib/destinations/ledger-destination';
import { connectTo, simulators } from './support/connection';
import { globalSalesReceipt, payment, usInvoice, usSalesReceipt } from './support/documents';

const start = simulators();
const context = {
  connection: quickbooks.connectionOf({}),
  company: '',
  options: { items: 'generic' },
} as const;

const preview = (documents: readonly LedgerDocument[], known: Readonly<Record<string, string>> = {}) =>
  quickbooks.preview(documents, context, new Map(Object.entries(known)));

const bodyOf = (documents: readonly LedgerDocument[], known: Readonly<Record<string, string>> = {}): string =>
  JSON.stringify(preview(documents, known)[0]?.body);

describe('a preview', () => {
  it('names what only QuickBooks knows', () => {
    const body = bodyOf([usSalesReceipt(), payment(usInvoice())]);
    expect(body).toContain('{{customer woocommerce:shop.example:customer:7 USD}}');
    expect(body).toContain('{{item Cart Ledger 79}}');
    expect(body).toContain(`{{record ${usInvoice().key}}}`);
    expect(preview([usSalesReceipt()])[0]?.path).toBe(
      '/v3/company/{{company}}/batch?requestid={{request}}&minorversion=75',
    );
  });

  it('is what is sent, word for word, once all is known', async () => {
    const simulator = await start();
    await connectTo(simulator).send([usSalesReceipt()], { recordIds: new Map() });
    const sent = simulator.asked.filter(({ kind }) => kind === 'batch').at(-1);
    const { Customer, Item } = simulator.company.rows;
    const known = {
      'company multicurrency': 'false',
      'customer woocommerce:shop.example:customer:7 USD': String(Customer[0]?.['Id']),
      ...Object.fromEntries(Item.map((row) => [`item ${String(row['Name'])}`, String(row['Id'])])),
    };
    expect(bodyOf([usSalesReceipt()], known)).toBe(JSON.stringify(JSON.parse(sent?.text ?? '')));
  });

  it('outside the US shows an amount for each tax code', () => {
    const body = bodyOf([globalSalesReceipt()], { 'company country': 'DE' });
    expect(body).toContain('"Amount":4.75');
    expect(body).toContain('{{tax rate of 20}}');
  });

  it('shows the items of skus that are known', () => {
    const known = new Map([['item sku TEA on 79', '12']]);
    const [request] = quickbooks.preview(
      [usSalesReceipt()],
      { ...context, options: { items: 'sku' } },
      known,
    );
    expect(JSON.stringify(request?.body)).toContain('"ItemRef":{"value":"12"}');
  });

  it('puts thirty documents into a request, and says what would be refused', () => {
    const documents = Array.from({ length: 31 }, (_, index) => usSalesReceipt(`sale ${index}`));
    const requests = preview([...documents, usSalesReceipt('bad', { lines: [] })]);
    expect(requests).toHaveLength(3);
    expect(requests.at(-1)?.body).toEqual({ refused: expect.stringContaining('has no lines') });
  });
});
