/** The sums of a certificate, from orders with one oddity each and from journal lines written by hand. */
import type { JournalEntry, JournalLine } from '../../lib/accounting/journal-entry';
import { certificateOf } from '../../lib/policy/certificate';
import { addEntries, mixesTaxes } from '../../lib/policy/certificate-entries';
import type { CertificateRow } from '../../lib/policy/certificate-schema';
import { CertificateSums } from '../../lib/policy/certificate-sums';
import { mapOrder } from '../../lib/policy/map-order';
import { type PolicyInput, policySchema } from '../../lib/policy/policy';
import { type OrderSpec, buildOrder } from '../support/order-builder';

/** `flow component: source moved leftOut entries ledger difference (notes)`, with - for nothing. */
const told = (rows: readonly CertificateRow[]): readonly string[] =>
  rows.map(({ flow, component, source, moved, leftOut, entries, ledger, difference, notes }) => {
    const cells = [source, moved, leftOut, entries, ...(ledger === undefined ? [] : [ledger]), difference];
    const amounts = cells.map((cell) => (cell === '0.00' ? '-' : cell)).join(' ');
    return `${flow} ${component}: ${amounts}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
  });

const rowsOf = (spec: OrderSpec, input: PolicyInput = {}): readonly string[] => {
  const [order, policy] = [buildOrder(spec), policySchema.parse(input)];
  return told(certificateOf(order, mapOrder(order, policy), policy).rows);
};

describe('rows', () => {
  it('stand in the order in which a sale is told, names by their letters, what is unheard of at the end', () => {
    const sums = new CertificateSums('USD');
    const components = [
      'tax:US-STATE',
      'oddity',
      'gift_card',
      'tax:US-CITY',
      'curio:x',
      'tax:US-COUNTY',
      'goods',
      'rounding',
      'discount',
      'fx',
    ];
    sums.add('taken', 'payment:stripe', 'entries', 1n);
    for (const component of components) sums.add('sold', component, 'entries', 1n);
    expect(sums.written(false).map(({ flow, component }) => `${flow} ${component}`)).toEqual([
      'sold goods',
      'sold gift_card',
      'sold discount',
      'sold tax:US-CITY',
      'sold tax:US-COUNTY',
      'sold tax:US-STATE',
      'sold rounding',
      'sold fx',
      'sold curio:x',
      'sold oddity',
      'taken payment:stripe',
    ]);
  });

  it('are the same whichever came first', () => {
    const names = ['tax:B', 'tax:C', 'tax:A', 'tax:D'];
    for (const order of [names, names.toReversed(), names.toSorted()]) {
      const sums = new CertificateSums('USD');
      for (const name of order) sums.add('sold', name, 'source', 1n);
      expect(sums.written(false).map(({ component }) => component)).toEqual(names.toSorted());
    }
  });

  it('that nothing is left of are not left out a second time, and do not say so', () => {
    const spec: OrderSpec = {
      lines: [
        {
          amount: '10.00',
          taxes: [
            { jurisdiction: 'VAT', amount: '2.00' },
            { jurisdiction: 'MARKET', amount: '0.40', liable: 'channel' },
          ],
        },
      ],
      payments: [],
    };
    expect(rowsOf(spec)).toEqual([
      'sold goods: 10.00 - 10.00 - - (not_booked_yet)',
      'sold tax:VAT: 2.00 - 2.00 - - (not_booked_yet)',
      'sold channel_tax: 0.40 - 0.40 - - (owed_by_channel)',
    ]);
  });

  it('of payments that wait for their payout are left out, so that the buyer is seen to owe the rest', () => {
    const spec: OrderSpec = {
      lines: [{ amount: '100.00' }],
      payments: [
        {
          amount: '60.00',
          settlement: { at: '2026-03-06T00:00:00Z', gross: '60.00', fee: '0.00', net: '60.00' },
        },
        { amount: '40.00', gateway: 'paypal' },
      ],
    };
    expect(rowsOf(spec, { postingTrigger: 'settlement', settlements: 'book' })).toEqual([
      'sold goods: 100.00 - - 100.00 -',
      'taken payment:paypal: 40.00 - 40.00 - - (not_paid_out)',
      'taken payment:stripe: 60.00 - - 60.00 -',
      'paid_out payment:stripe: 60.00 - - 60.00 -',
      'paid_out bank: 60.00 - - 60.00 -',
      'balance receivable: 40.00 - - 40.00 -',
    ]);
  });

  it('of what a rate lost count losses as positive, whichever way the money went', () => {
    const spec: OrderSpec = {
      lines: [{ id: 'l1', amount: '110.00' }],
      payments: [{ amount: '108.00' }],
      presented: {
        currency: 'EUR',
        lines: [{ id: 'l1', amount: '100.00' }],
        payments: [{ amount: '100.00' }],
      },
    };
    expect(rowsOf(spec)).toEqual([
      'sold goods: 110.00 - - 110.00 -',
      'taken payment:stripe: 108.00 - - 108.00 -',
      'exchange fx: 2.00 - - 2.00 -',
      'balance receivable: - - - - -',
    ]);
  });
});

const line = (
  side: 'debit' | 'credit',
  amount: string,
  component: string,
  account = 'facilitator-tax',
): JournalLine => ({
  account,
  [side]: amount,
  explanation: { rule: 'by hand', component, pointers: [], arithmetic: amount },
});

type Entry = Pick<JournalEntry, 'key' | 'kind' | 'currency' | 'lines'>;
const entry = (key: string, kind: string, ...lines: readonly JournalLine[]): Entry => ({
  key,
  kind,
  currency: 'USD',
  lines,
});

describe('entries', () => {
  const added = (
    entries: readonly Entry[],
    isHeld?: (key: string) => boolean,
    oneTax = false,
  ): readonly string[] => {
    const sums = new CertificateSums('USD');
    addEntries(sums, entries, oneTax, isHeld);
    return told(sums.written(true));
  };

  it('count for the ledger where it holds them, and where nobody read it back it holds none', () => {
    const entries = [
      entry('a', 'sale', line('credit', '5.00', 'goods', 'sales')),
      entry('b', 'sale', line('credit', '7.00', 'goods', 'sales')),
    ];
    expect(added(entries)).toEqual(['sold goods: - - - 12.00 - 12.00']);
    expect(added(entries, (key) => key === 'b')).toEqual(['sold goods: - - - 12.00 7.00 12.00']);
  });

  it('show tax of the channel by what went through, and what of it stays, which is a fault', () => {
    const sale = entry(
      'a',
      'sale',
      line('debit', '0.40', 'channel_tax'),
      line('credit', '0.50', 'channel_tax'),
    );
    const refund = entry(
      'b',
      'refund',
      line('debit', '0.30', 'channel_tax'),
      line('credit', '0.20', 'channel_tax'),
    );
    expect(added([sale, refund], (key) => key === 'a')).toEqual([
      'sold channel_tax: - - - 0.50 0.50 0.50',
      'given_back channel_tax: - - - 0.30 - 0.30',
      'balance channel_tax: - - - - 0.10 -',
    ]);
    expect(added([sale, refund], (key) => key === 'b')).toEqual([
      'sold channel_tax: - - - 0.50 - 0.50',
      'given_back channel_tax: - - - 0.30 0.30 0.30',
      'balance channel_tax: - - - - -0.10 -',
    ]);
  });

  it('have all their taxes in one row where the row is one', () => {
    const lines = [line('credit', '1.00', 'tax:A', 'tax:A'), line('credit', '2.00', 'tax:B', 'tax:B')];
    expect(added([entry('a', 'sale', ...lines)], undefined, true)).toEqual(['sold tax: - - - 3.00 - 3.00']);
  });

  it('with an amount that is none are told by the line and what it says', () => {
    const bad = (lines: JournalLine) => () => added([entry('a', 'sale', lines)]);
    expect(bad(line('debit', '1.005', 'goods', 'sales'))).toThrow(
      'a line of sales has "1.005", which is not an exact amount',
    );
    expect(bad(line('credit', 'much', 'goods', 'sales'))).toThrow(
      'a line of sales has "much", which is not an exact amount',
    );
  });

  it('mix taxes as soon as one line of one of them carries several', () => {
    const money = line('debit', '11.00', 'payment:stripe', 'clearing:stripe');
    const one = line('credit', '1.00', 'tax:A', 'tax:A');
    const several = line('credit', '1.00', 'tax', 'tax:all');
    expect(mixesTaxes([])).toBe(false);
    expect(mixesTaxes([entry('a', 'sale', money, one)])).toBe(false);
    expect(mixesTaxes([entry('a', 'sale', money, several)])).toBe(true);
    expect(mixesTaxes([entry('a', 'sale', money, several), entry('b', 'capture', money)])).toBe(true);
  });

  it('that a rule sends two taxes of to one account are laid beside all taxes of the order', () => {
    const spec: OrderSpec = { lines: [{ amount: '10.00', taxes: { A: '1.00', B: '2.00' } }] };
    expect(rowsOf(spec, { accountRules: [{ for: 'tax', account: 'tax:state' }] })).toEqual([
      'sold goods: 10.00 - - 10.00 -',
      'sold tax: 3.00 - - 3.00 - (one_tax)',
      'taken payment:stripe: 13.00 - - 13.00 -',
      'balance receivable: - - - - -',
    ]);
  });
});
