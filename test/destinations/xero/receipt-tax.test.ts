/** Tax on money received: Xero takes only its own, so that the source's is sent in a form in which the two agree, or not at all. */
import fc from 'fast-check';
import type { LedgerDocument, LedgerLine } from '../../../lib/destinations/ledger-destination';
import type { SaleLine, SaleLines } from '../../../lib/destinations/xero/sale-lines';
import { agreedForms, taxShares } from '../../../lib/destinations/xero/tax-shares';
import { coded, codedTax, documentOf, item, money } from './support/documents';
import { readBack, sendAll } from './support/posting';
import { openXero, type XeroUnderTest } from './support/xero-host';

let xero: XeroUnderTest;
beforeEach(async () => {
  xero = await openXero({ minuteLimit: 100_000, dayLimit: 1_000_000 });
});
afterEach(() => xero.sim.stop());

const receiptOf = (
  nets: readonly string[],
  code: string,
  tax: string,
  total: string,
  more: Partial<LedgerDocument> = {},
) =>
  documentOf(
    'sales_receipt',
    `${nets.join('+')}-${code}-${tax}`,
    [
      money(total),
      ...nets.map((net, index) => item(net, { ...coded(code), memo: `Item ${index}` })),
      codedTax(code, tax),
    ],
    more,
  );

const sentBody = () => {
  const { body = '{}' } =
    xero.sim.requests.find(({ method, path }) => method === 'PUT' && path.endsWith('BankTransactions')) ?? {};
  return (
    JSON.parse(body) as {
      BankTransactions: readonly { LineAmountTypes: string; LineItems: readonly unknown[] }[];
    }
  ).BankTransactions[0];
};

const outcomeOf = async (document: LedgerDocument) => {
  const [outcome] = await sendAll(xero.destination, [document]);
  return { outcome, held: (await readBack(xero.destination, [document]))[0] };
};

test('each line without its tax, where Xero works out the same', async () => {
  const { outcome, held } = await outcomeOf(receiptOf(['10.00', '5.00'], 'OUTPUT2', '3.00', '18.00'));
  expect([outcome?.state, held]).toEqual(['created', 'equal']);
  expect(sentBody()).toMatchObject({ LineAmountTypes: 'Exclusive', LineItems: [{}, {}] });
});

test('each line with its tax, where the shop takes it out of the price: 9.99 holds 1.67 at 20 percent', async () => {
  await xero.sim.stop();
  xero = await openXero({ ties: 'half-up' });
  // What is left, 8.32, would give 1.66.
  const { outcome, held } = await outcomeOf(receiptOf(['8.32'], 'OUTPUT2', '1.67', '9.99'));
  expect([outcome?.state, held]).toEqual(['created', 'equal']);
  expect(sentBody()).toMatchObject({
    LineAmountTypes: 'Inclusive',
    LineItems: [{ LineAmount: 9.99, TaxAmount: 1.67 }],
  });
});

describe.each(['half-even', 'half-up'] as const)('however Xero rounds half a cent (%s)', (ties) => {
  beforeEach(async () => {
    await xero.sim.stop();
    xero = await openXero({ ties, minuteLimit: 100_000, dayLimit: 1_000_000 });
  });

  const puts = () =>
    xero.sim.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith('BankTransactions'));
  /** Half a cent: 1.665 of 9.99, where 8.32 without tax would give 1.66. */
  const tied = (name: string, more: Partial<LedgerDocument> = {}) =>
    documentOf('sales_receipt', name, receiptOf(['8.32'], 'OUTPUT2', '1.67', '9.99').lines, more);

  test('at 8.25 percent 0.165 is taken either way: one of the forms is not tied', async () => {
    const documents = [
      receiptOf(['2.00'], 'TAX002', '0.17', '2.17'),
      receiptOf(['2.00'], 'TAX002', '0.16', '2.16'),
    ];
    const outcomes = await sendAll(xero.destination, documents);
    expect(outcomes.map(({ state }) => state)).toEqual(['created', 'created']);
    expect(await readBack(xero.destination, documents)).toEqual(['equal', 'equal']);
  });

  test('a tax that Xero refuses is sent in its next form', async () => {
    const rounding = { ledgerAccount: '860', limit: '0.01' };
    const first = tied('first', { rounding });
    expect(await sendAll(xero.destination, [first])).toMatchObject([{ state: 'created' }]);
    expect(puts()).toHaveLength(ties === 'half-up' ? 1 : 2);
    const second = tied('second', { rounding });
    expect(await sendAll(xero.destination, [second])).toMatchObject([{ state: 'created' }]);
    expect(await readBack(xero.destination, [first, second])).toEqual(['equal', 'equal']);
    expect(xero.sim.state.records).toHaveLength(2);
  });

  test('where no rounding is allowed, Xero’s refusal stands, and no record is made', async () => {
    const [outcome] = await sendAll(xero.destination, [tied('alone')]);
    if (ties === 'half-up') return expect(outcome).toMatchObject({ state: 'created' });
    expect(outcome).toMatchObject({
      state: 'failed',
      errorClass: 'validation',
      message: expect.stringContaining('Tax amount 1.67 is incorrect for OUTPUT2 tax type, should be 1.66'),
    });
    return expect(xero.sim.state.records).toEqual([]);
  });
});

test('the lines of an account as one, where the shop rounds the tax of the whole order', async () => {
  // 3 × 0.99 at 8.25 percent: a line each gives 0.24, the order 0.25.
  const { outcome, held } = await outcomeOf(receiptOf(['0.99', '0.99', '0.99'], 'TAX002', '0.25', '3.22'));
  expect([outcome?.state, held]).toEqual(['created', 'equal']);
  expect(sentBody()).toMatchObject({
    LineItems: [{ Description: 'Item 0, Item 1, Item 2', LineAmount: 2.97 }],
  });
});

test('else the difference stands on the rounding account, within the limit', async () => {
  const rounding = { ledgerAccount: '860', limit: '0.05' };
  const off = receiptOf(['10.00'], 'OUTPUT2', '2.03', '12.03', { rounding });
  const { outcome, held } = await outcomeOf(off);
  expect([outcome?.state, held]).toEqual(['created', 'equal']);
  expect(sentBody()).toMatchObject({
    LineItems: [
      { LineAmount: 10, TaxAmount: 2 },
      { AccountCode: '860', LineAmount: 0.03, TaxType: 'NONE', Description: 'Tax rounding' },
    ],
  });
});

test.each([
  ['no rounding is allowed', undefined],
  ['the difference exceeds the limit', { ledgerAccount: '860', limit: '0.02' }],
])('it is refused in words when %s, and Xero is not asked', async (_, rounding) => {
  const off = receiptOf(['10.00'], 'OUTPUT2', '2.03', '12.03', rounding ? { rounding } : {});
  const { outcome, held } = await outcomeOf(off);
  expect(outcome).toMatchObject({
    state: 'failed',
    errorClass: 'validation',
    message: expect.stringContaining('2.00 of tax where the order has 2.03'),
  });
  expect(held).toBe('absent');
  expect(
    xero.sim.requests.some(({ path, method }) => method === 'PUT' && path.endsWith('BankTransactions')),
  ).toBe(false);
});

test('a refund receipt takes its tax back the same way', async () => {
  const lines: readonly LedgerLine[] = [
    item('0.99', coded('TAX002'), 'debit'),
    item('0.99', coded('TAX002'), 'debit'),
    item('0.99', coded('TAX002'), 'debit'),
    codedTax('TAX002', '0.25', 'debit'),
    money('3.22', 'credit'),
  ];
  const { outcome, held } = await outcomeOf(documentOf('refund_receipt', 'r', lines));
  expect([outcome?.state, held]).toEqual(['created', 'equal']);
});

test('on an invoice the order’s own tax is taken, whatever Xero would work out', async () => {
  const lines = receiptOf(['10.00'], 'OUTPUT2', '2.03', '12.03').lines.map((line) =>
    line.role === 'money'
      ? { ...line, role: 'receivable' as const, logicalAccount: 'receivable', ledgerAccount: '610' }
      : line,
  );
  const { outcome, held } = await outcomeOf(documentOf('invoice', 'own', lines));
  expect([outcome?.state, held]).toEqual(['created', 'equal']);
});

test('should Xero work it out otherwise than we do, it refuses and says so; no wrong record is made', async () => {
  const document = receiptOf(['10.00'], 'OUTPUT2', '2.00', '12.00');
  await sendAll(xero.destination, [receiptOf(['1.00'], 'OUTPUT2', '0.20', '1.20')]);
  const rates = xero.sim.state.taxRates;
  const at = rates.findIndex(({ TaxType }) => TaxType === 'OUTPUT2');
  rates[at] = { ...rates[at]!, EffectiveRate: '20.5000' };
  const { outcome, held } = await outcomeOf(document);
  expect(outcome).toMatchObject({
    state: 'failed',
    errorClass: 'validation',
    message: expect.stringContaining('should be 2.05'),
  });
  expect(held).toBe('absent');
});

const saleArbitrary = fc
  .record({
    lines: fc.array(
      fc.record({
        net: fc.bigInt({ min: -5_000n, max: 100_000n }).filter((net) => net !== 0n),
        account: fc.constantFrom('200', '210'),
        taxType: fc.constantFrom('OUTPUT2', 'TAX001', 'TAX002'),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    taxes: fc.dictionary(
      fc.constantFrom('OUTPUT2', 'TAX001', 'TAX002'),
      fc.bigInt({ min: -500n, max: 20_000n }),
    ),
  })
  .map(({ lines, taxes }): SaleLines => {
    const used = new Set(lines.map(({ taxType }) => taxType));
    return {
      lines: lines.map((line): SaleLine => ({ ...line, text: 'x', tracking: [] })),
      taxes: new Map(Object.entries(taxes).filter(([code]) => used.has(code as 'OUTPUT2'))),
    };
  });

test('the shares of a tax always add up to it, and lie on its own lines', () => {
  fc.assert(
    fc.property(saleArbitrary, (sale) => {
      const shares = taxShares(sale);
      for (const code of new Set(sale.lines.map(({ taxType }) => taxType))) {
        const sum = sale.lines.reduce(
          (total, { taxType }, index) => (taxType === code ? total + (shares[index] as bigint) : total),
          0n,
        );
        expect(sum).toBe(sale.taxes.get(code) ?? 0n);
      }
    }),
  );
});

const RATES = new Map([
  ['OUTPUT2', { digits: 20n, scale: 0 }],
  ['TAX001', { digits: 19n, scale: 0 }],
  ['TAX002', { digits: 825n, scale: 2 }],
]);

test('an agreed form keeps net and tax of the order, to the cent', () => {
  fc.assert(
    fc.property(saleArbitrary, (sale) => {
      const forms = agreedForms(sale, RATES, undefined, 'half-even');
      if (typeof forms === 'string') return;
      const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
      for (const { lines, taxes, rounding } of forms) {
        expect(sum(lines.map(({ net }) => net))).toBe(sum(sale.lines.map(({ net }) => net)));
        expect(sum(taxes)).toBe(sum([...sale.taxes.values()]));
        expect(rounding).toBe(0n);
      }
    }),
  );
});

const decimals = (hundredths: bigint) => `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;

/** Prices with or without tax, rounded a line or an order: what shops do. */
const shopArbitrary = fc.record({
  prices: fc.array(fc.bigInt({ min: 1n, max: 20_000n }), { minLength: 1, maxLength: 5 }),
  percent: fc.constantFrom<readonly [string, bigint]>(
    ['OUTPUT2', 2000n],
    ['TAX001', 1900n],
    ['TAX002', 825n],
  ),
  inclusive: fc.boolean(),
  perLine: fc.boolean(),
});

test('what a shop works out is created exactly, or refused before it is sent, or refused by Xero: never otherwise', async () => {
  let created = 0;
  await fc.assert(
    fc.asyncProperty(shopArbitrary, async ({ prices, percent: [code, rate], inclusive, perLine }) => {
      const taxOf = (amount: bigint) => {
        const [top, bottom] = inclusive ? [amount * rate, 10_000n + rate] : [amount * rate, 10_000n];
        return (2n * top + bottom) / (2n * bottom);
      };
      const lineTaxes = prices.map(taxOf);
      const nets = prices.map((price, index) => (inclusive ? price - (lineTaxes[index] as bigint) : price));
      const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
      const tax = perLine || inclusive ? sum(lineTaxes) : taxOf(sum(prices));
      if (tax === 0n || nets.some((net) => net <= 0n)) return;
      const document = receiptOf(nets.map(decimals), code, decimals(tax), decimals(sum(nets) + tax), {
        key: `woocommerce:shop.example:1:sale:${xero.sim.requests.length}#1`,
        shortKey: `CL-${xero.sim.requests.length}`,
      });
      const { outcome, held } = await outcomeOf(document);
      if (outcome?.state === 'created') {
        created++;
        expect(held).toBe('equal');
      } else {
        expect(outcome).toMatchObject({ errorClass: 'validation' });
        expect(held).toBe('absent');
      }
    }),
    { numRuns: 60 },
  );
  expect(created).toBeGreaterThan(0);
});
