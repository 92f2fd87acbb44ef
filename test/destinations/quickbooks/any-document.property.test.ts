/** Whatever is sold: what QuickBooks took reads back as it was sent, and its own balances agree; else it said no. */
import fc from 'fast-check';
import type { LedgerDocument, LedgerLine } from '../../../lib/destinations/ledger-destination';
import { recordDifference } from '../../../lib/posting/read-back';
import { ACCOUNTS } from '../../simulators/quickbooks/seed';
import type { SimulatorOptions } from '../../simulators/quickbooks/start-quickbooks';
import { balances } from '../../simulators/quickbooks/trial-balance';
import { connectTo, simulators } from './support/connection';
import { documentOf, line } from './support/documents';

jest.setTimeout(60_000);

const start = simulators();
const { clearing, receivable, sales, discounts, shipping, giftCards, tax } = ACCOUNTS;

type Side = 'debit' | 'credit';
const other = (side: Side): Side => (side === 'debit' ? 'credit' : 'debit');
const text = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

interface Item {
  readonly account: string;
  readonly cents: number;
  readonly lowers: boolean;
  readonly quantity: string;
  readonly code: string | undefined;
}

const itemOf = (codes: readonly (string | undefined)[]): fc.Arbitrary<Item> =>
  fc.record({
    account: fc.constantFrom(sales, discounts, shipping, giftCards),
    cents: fc.integer({ min: 1, max: 5_000_000 }),
    lowers: fc.boolean(),
    quantity: fc.constantFrom('1', '2', '3', '0.25', '12'),
    code: fc.constantFrom(...codes),
  });

const TYPES = ['sales_receipt', 'invoice', 'credit_note', 'refund_receipt'] as const;

const itemLine = ({ account, cents, lowers, quantity, code }: Item, side: Side): LedgerLine =>
  line('sales', account, lowers ? other(side) : side, text(cents), {
    quantity,
    ...(code === undefined ? {} : { ledgerTaxCodes: [code], taxedBy: [`source of ${code}`] }),
  });

/** Tax is what the source says, near the rate or not; undefined where the whole would not be positive. */
const documentFrom = (
  type: (typeof TYPES)[number],
  items: readonly Item[],
  taxes: Readonly<Record<string, number>>,
  accountTax: number,
  currency: string,
): LedgerDocument | undefined => {
  const side: Side = type === 'credit_note' || type === 'refund_receipt' ? 'debit' : 'credit';
  const used = Object.entries(taxes).filter(
    ([code, cents]) => cents > 0 && items.some((item) => item.code === code),
  );
  const net = items.reduce((sum, { cents, lowers }) => sum + (lowers ? -cents : cents), 0);
  const total = net + used.reduce((sum, [, cents]) => sum + cents, 0) + accountTax;
  if (total <= 0) return undefined;
  const [logical, account] =
    type === 'invoice' || type === 'credit_note' ? ['receivable', receivable] : ['clearing:stripe', clearing];
  return documentOf('any', {
    type,
    currency,
    lines: [
      line(logical, account, other(side), text(total)),
      ...items.map((item) => itemLine(item, side)),
      ...used.map(([code, cents]) => line(`tax:${code}`, `tax-code:${code}`, side, text(cents))),
      ...(accountTax === 0 ? [] : [line('tax:other', tax, side, text(accountTax))]),
    ],
  });
};

const COMPANIES: readonly (readonly [string, SimulatorOptions, string, readonly (string | undefined)[]])[] = [
  ['the US', {}, 'USD', ['2', 'NON', undefined]],
  ['elsewhere', { country: 'DE', currency: 'EUR', multiCurrency: true }, 'EUR', ['20', '21', '23', '25']],
  [
    'elsewhere, in a foreign currency',
    { country: 'DE', currency: 'EUR', multiCurrency: true },
    'USD',
    ['20', '25'],
  ],
];

describe.each(COMPANIES)('in %s', (_, options, currency, codes) => {
  it('any document reads back as it was sent', async () => {
    const cents = fc.integer({ min: 0, max: 100_000 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...TYPES),
        fc.array(itemOf(codes), { minLength: 1, maxLength: 5 }),
        fc.record({ '2': cents, '20': cents, '21': cents, '23': cents }),
        fc.integer({ min: 0, max: 1000 }),
        async (type, items, taxes, accountTax) => {
          const document = documentFrom(type, items, taxes, accountTax, currency);
          fc.pre(document !== undefined);
          const simulator = await start(options);
          const ledger = connectTo(simulator);
          const [outcome] = await ledger.send([document], { recordIds: new Map() });
          const [record] = await ledger.find([document]);
          if (outcome?.state !== 'created') {
            expect(record).toBeUndefined();
            expect(outcome?.message).not.toBe('');
            return;
          }
          expect(recordDifference(document, record!)).toBeUndefined();
          expect(
            [...balances(simulator.company, currency).values()].reduce((sum, amount) => sum + amount, 0n),
          ).toBe(0n);
        },
      ),
      { numRuns: 40 },
    );
  });
});
