import { quickbooks } from '../../../lib/destinations/quickbooks/kind';
import { ACCOUNTS } from '../../simulators/quickbooks/seed';
import { connectTo, simulators } from './support/connection';

const start = simulators();

describe('the chart', () => {
  it('tells the kind of every active account', async () => {
    const accounts = await connectTo(await start()).listAccounts();
    const typeOf = new Map(accounts.map(({ id, type }) => [id, type]));
    expect(typeOf.get(ACCOUNTS.sales)).toBe('income');
    expect(typeOf.get(ACCOUNTS.tax)).toBe('liability');
    expect(typeOf.get(ACCOUNTS.clearing)).toBe('asset');
    expect(typeOf.get(ACCOUNTS.rounding)).toBe('expense');
    expect(typeOf.has(ACCOUNTS.inactive)).toBe(false);
  });

  it('offers one receivable account where QuickBooks keeps one for each currency', async () => {
    const ledger = connectTo(await start({ country: 'DE', currency: 'EUR', multiCurrency: true }));
    expect((await ledger.listAccounts('receivable')).map(({ id }) => id)).toEqual([ACCOUNTS.receivable]);
  });

  it('is paged through behind the first thousand accounts', async () => {
    const simulator = await start();
    for (let index = 0; index < 1200; index++)
      simulator.company.add('Account', {
        Name: `Cost ${index}`,
        Active: true,
        AccountType: 'Expense',
        Classification: 'Expense',
        AcctNum: `6${index}`,
      });
    const accounts = await connectTo(simulator).listAccounts('cost');
    expect(accounts).toHaveLength(1200);
    expect(accounts[0]?.name).toBe('60 Cost 0');
  });
});

describe('tax codes', () => {
  it('in the US are the groups and the code for untaxed', async () => {
    const codes = await connectTo(await start()).listTaxCodes();
    expect(codes).toEqual([
      { id: '2', name: 'State and city', rate: '8.25' },
      { id: '5', name: 'Elsewhere', rate: '5' },
      { id: 'NON', name: 'NON' },
    ]);
  });

  it('elsewhere have the sum of their rates', async () => {
    const ledger = connectTo(await start({ country: 'DE', currency: 'EUR' }));
    expect(await ledger.listTaxCodes('gst/pst')).toEqual([{ id: '23', name: 'GST/PST', rate: '12' }]);
  });
});

describe('the login', () => {
  it("is n8n's own, and tells company and environment", () => {
    const fields = {
      environment: 'sandbox',
      oauthTokenData: { callbackQueryString: { realmId: '4620816365' } },
    };
    expect(quickbooks.credentials[0]?.name).toBe('quickBooksOAuth2Api');
    expect(quickbooks.connectionOf(fields)).toEqual({
      baseUrl: 'https://sandbox-quickbooks.api.intuit.com',
      environment: 'sandbox',
      company: '4620816365',
    });
    expect(quickbooks.connectionOf({})).toEqual({
      baseUrl: 'https://quickbooks.api.intuit.com',
      environment: 'production',
    });
  });

  it('makes one destination of one company', async () => {
    const ledger = connectTo(await start({ realm: '99' }));
    expect(ledger).toMatchObject({ kind: 'quickbooks', id: 'quickbooks:99', environment: 'sandbox' });
    expect(ledger.accepts('sales')).toBe(false);
  });

  it('never goes out in clear text', async () => {
    const simulator = await start();
    expect(() => connectTo({ ...simulator, url: 'http://quickbooks.example' })).toThrow('clear text');
  });
});
