import fc from 'fast-check';
import { fromMinor } from '../../../lib/money/minor';
import { beanCheck, hledger, hledgerBalances } from '../../support/plain-text-tools';
import { requireDebianPackage } from '../../../scripts/support/debian';
import {
  beancountAccount,
  beancountName,
  hledgerAccount,
} from '../../../lib/accounting/export/account-names';
import { toBeancount } from '../../../lib/accounting/export/beancount';
import { toCsv } from '../../../lib/accounting/export/csv';
import type { ExportEntry } from '../../../lib/accounting/export/export-entry';
import { toHledger } from '../../../lib/accounting/export/hledger';

const entry = (over: Partial<ExportEntry> = {}): ExportEntry => ({
  date: '2026-03-02',
  key: 'shop:store.example:1:sale:1',
  description: 'Sale, order 1',
  currency: 'EUR',
  lines: [
    { account: 'clearing:stripe', debit: '11.90', memo: 'Payment 1' },
    { account: 'sales', credit: '10.00', memo: 'Shirt × 1' },
    { account: 'tax:DE-MWST-1', credit: '1.90' },
  ],
  ...over,
});

/** Text that means something to one of the formats, or to a spreadsheet, or to a terminal. */
const HOSTILE = [
  'a; b',
  '; account x',
  '(code) text',
  '* ! text',
  'a | b',
  'sku:a,b:c',
  'key: stolen, date:1999-01-01',
  '[1999-01-01]',
  '[2020-99-99]',
  'date:2020-99-99',
  'two  spaces  5 EUR',
  'line\nbreak\r\n2026-01-01 * other\n  a  1 EUR',
  'tab\tand\u0000null',
  '"quotes" and \\ backslash\\',
  '#tag ^link',
  "=cmd|' /C calc'!A0",
  '+1',
  '@SUM(A1)',
  '-2+3',
  '\u202egnp.exe',
  '<script>alert(1)</script>',
  "'; DROP TABLE entries; --",
  '日本語 👩‍👩‍👧 ünïcode',
  'half \ud83d pair',
  ' ',
  '',
  'x'.repeat(10_000),
];

const hostileEntries = HOSTILE.map((text, index) =>
  entry({
    key: `shop:s:${index}:sale:${text.slice(0, 300)}`,
    description: text,
    tags: { record: text.slice(0, 300) },
    lines: [
      { account: `clearing:${text}`, debit: '1.00', memo: text },
      { account: `tax:${text}`, credit: '0.40', memo: text },
      { account: 'sales', credit: '0.60', memo: text },
    ],
  }),
);

beforeAll(async () => {
  await requireDebianPackage('hledger', 'hledger');
  await requireDebianPackage('bean-check', 'beancount');
}, 300_000);

describe('hledger', () => {
  it('gets declared accounts and commodities, a dated entry with its key, and every amount', () => {
    expect(toHledger([entry({ tags: { record: 'BK-1' } })])).toBe(
      [
        'decimal-mark .',
        '',
        'commodity 1000.00 EUR',
        '',
        'account Assets:clearing:stripe',
        'account Income:sales',
        'account Liabilities:tax:DE-MWST-1',
        '',
        '2026-03-02 * Sale, order 1',
        '    ; key: shop:store.example:1:sale:1',
        '    ; record: BK-1',
        '    Assets:clearing:stripe      11.90 EUR  ; memo: Payment 1',
        '    Income:sales               -10.00 EUR  ; memo: Shirt × 1',
        '    Liabilities:tax:DE-MWST-1   -1.90 EUR',
        '',
      ].join('\n'),
    );
  });

  it('reads currencies of 0, 2, 3 and 4 decimals to the last unit', () => {
    const amounts = { JPY: '1234', EUR: '1234.56', KWD: '1.234', CLF: '1234.5678' };
    const journal = toHledger(
      Object.entries(amounts).map(([currency, amount]) =>
        entry({
          currency,
          key: currency,
          lines: [
            { account: 'bank', debit: amount },
            { account: 'sales', credit: amount },
          ],
        }),
      ),
    );
    expect(hledger(journal, 'check', '--strict')).toEqual({ status: 0, output: '' });
    const balances = hledger(journal, 'balance', 'Assets:bank', '--layout=bare', '-O', 'csv').output;
    for (const [currency, amount] of Object.entries(amounts))
      expect(balances).toContain(`"${currency}","${amount}"`);
  });

  it('refuses an entry that is one minor unit out of balance', () => {
    for (const [currency, one, two] of [
      ['EUR', '1.00', '1.01'],
      ['JPY', '100', '101'],
      ['KWD', '1.000', '1.001'],
    ] as const) {
      const journal = toHledger([
        entry({
          currency,
          lines: [
            { account: 'bank', debit: one },
            { account: 'sales', credit: two },
          ],
        }),
      ]);
      expect(hledger(journal, 'check', '--strict').status).not.toBe(0);
    }
  });

  it('reads hostile text as text: strict check passes, dates, keys and balances stand', () => {
    const journal = toHledger(hostileEntries);
    expect(hledger(journal, 'check', '--strict')).toEqual({ status: 0, output: '' });
    expect(hledgerBalances(journal)['Income:sales']).toBe(
      `-${fromMinor(BigInt(hostileEntries.length) * 60n, 'EUR')} EUR`,
    );
    const register = hledger(journal, 'print', '-O', 'csv').output;
    expect(
      [...register.matchAll(/^"\d+","(\d{4}-\d\d-\d\d)","([^"]*)"/gm)].every(
        ([, date, second]) => date === '2026-03-02' && second === '',
      ),
    ).toBe(true);
    const keys = hledger(journal, 'tags', '--values', 'key').output.trim().split('\n');
    expect(keys).toHaveLength(hostileEntries.length);
    expect(hledger(journal, 'tags').output.trim().split('\n').sort()).toEqual(['key', 'memo', 'record']);
    expect(hledger(journal, 'accounts').output.trim().split('\n')).toHaveLength(
      2 * hostileEntries.length + 1,
    );
  });

  it('takes names from elsewhere, and leaves out entries without lines', () => {
    const journal = toHledger([entry(), entry({ lines: [] })], {
      accountName: (account) => `Assets:${account}:two  spaces`,
    });
    expect(journal).toMatch(/account Assets:sales:two-spaces-Xh[0-9a-f]{10}\n/);
    expect(journal.match(/^2026/gm)).toHaveLength(1);
    expect(hledger(journal, 'check', '--strict')).toEqual({ status: 0, output: '' });
    expect(hledger(toHledger([]), 'check', '--strict')).toEqual({ status: 0, output: '' });
  });
});

describe('beancount', () => {
  it('gets no tolerance, opened accounts and an entry with its key', () => {
    expect(toBeancount([entry({ date: '2026-03-05' }), entry({ tags: { record: 'BK-1' } })])).toBe(
      [
        'option "inferred_tolerance_multiplier" "0"',
        'option "operating_currency" "EUR"',
        '',
        '2026-03-02 commodity EUR',
        '',
        '2026-03-02 open Assets:Clearing:Stripe EUR',
        '2026-03-02 open Income:Sales EUR',
        '2026-03-02 open Liabilities:Tax:DE-MWST-1 EUR',
        '',
        ...['2026-03-05', '2026-03-02'].flatMap((date) => [
          `${date} * "Sale, order 1"`,
          '  key: "shop:store.example:1:sale:1"',
          ...(date === '2026-03-02' ? ['  record: "BK-1"'] : []),
          '  Assets:Clearing:Stripe      11.90 EUR',
          '    memo: "Payment 1"',
          '  Income:Sales               -10.00 EUR',
          '    memo: "Shirt × 1"',
          '  Liabilities:Tax:DE-MWST-1   -1.90 EUR',
          '',
        ]),
      ].join('\n'),
    );
  });

  it('opens an account once, from the earliest date, in its currencies by name, and leaves out entries without lines', () => {
    const journal = toBeancount([
      entry({ date: '2026-01-01', currency: 'XAG', lines: [] }),
      entry({ date: '2026-03-07', currency: 'USD' }),
      entry({ date: '2026-03-05' }),
      entry({ date: '2026-03-06', currency: 'CHF' }),
    ]);
    expect(journal.match(/^.* open .*$/gm)).toEqual([
      '2026-03-05 open Assets:Clearing:Stripe CHF,EUR,USD',
      '2026-03-05 open Income:Sales CHF,EUR,USD',
      '2026-03-05 open Liabilities:Tax:DE-MWST-1 CHF,EUR,USD',
    ]);
    expect(journal).not.toContain('XAG');
    expect(journal).not.toMatch(/\n\n\n/);
    expect(toBeancount([])).toBe('option "inferred_tolerance_multiplier" "0"\n');
  });

  it('reads a run of line breaks as one space', () => {
    expect(toBeancount([entry({ key: 'a\r\n\r\nb' })])).toContain('key: "a b"');
  });

  it('checks hostile text and every number of decimals', () => {
    const others = [
      ['JPY', '1234'],
      ['KWD', '1.234'],
      ['CLF', '1234.5678'],
    ].map(([currency, amount]) =>
      entry({
        currency: currency as string,
        lines: [
          { account: 'bank', debit: amount },
          { account: 'sales', credit: amount },
        ],
      }),
    );
    expect(beanCheck(toBeancount([...hostileEntries, ...others]))).toEqual({ status: 0, output: '' });
    expect(beanCheck(toBeancount([]))).toEqual({ status: 0, output: '' });
  });

  it('refuses an entry that is one minor unit out of balance', () => {
    const journal = toBeancount([
      entry({
        currency: 'KWD',
        lines: [
          { account: 'bank', debit: '1.000' },
          { account: 'sales', credit: '1.001' },
        ],
      }),
    ]);
    expect(beanCheck(journal).status).not.toBe(0);
  });

  it('puts names with a foreign root under one of the five', () => {
    const journal = toBeancount([entry()], {
      accountName: (account) => (account === 'sales' ? 'Income:4000 Sales' : `Kasse:${account}`),
    });
    expect(journal).toMatch(/open Equity:Kasse-Xh[0-9a-f]{10}:Clearing:Stripe/);
    expect(beanCheck(journal)).toEqual({ status: 0, output: '' });
  });
});

describe('account names', () => {
  const ALIKE = [
    'paypal',
    'Paypal',
    'PayPal',
    'PAYPAL',
    'pay pal',
    'pay  pal',
    'pay-pal',
    'pay_pal',
    'pay:pal',
    'paypäl',
    'a',
    'A',
    'a1',
    'A1',
    '1a',
    '',
    ' ',
    '-',
    'paypal-Xh0123456789',
    'x'.repeat(300),
    'x'.repeat(301),
  ];

  const gatewayIn = (name: string): string => name.split(':').slice(2).join(':');

  it.each([
    ['hledger', hledgerAccount],
    ['beancount', beancountAccount],
  ])('of %s never become one when they were two', (_format, nameOf) => {
    const distinct = (gateways: readonly string[]): void => {
      // What was printed for one could be the name of another.
      const all = [
        ...new Set([...gateways, ...gateways.map((gateway) => gatewayIn(nameOf(`clearing:${gateway}`)))]),
      ];
      expect(new Set(all.map((gateway) => nameOf(`clearing:${gateway}`))).size).toBe(all.length);
    };
    distinct(ALIKE);
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'aAbB1-: _'), maxLength: 5 }),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    fc.assert(fc.property(fc.uniqueArray(text, { maxLength: 30 }), distinct), { numRuns: 1000 });
  });

  it('stay readable', () => {
    expect(hledgerAccount('clearing:stripe')).toBe('Assets:clearing:stripe');
    expect(hledgerAccount('sales:Hand made')).toBe('Income:sales:Hand made');
    expect(beancountAccount('clearing:stripe')).toBe('Assets:Clearing:Stripe');
    expect(beancountAccount('unallocated-refunds')).toBe('Income:Unallocated-refunds');
    expect(beancountAccount('tax:all')).toBe('Liabilities:Tax:All');
    expect(hledgerAccount('what is this')).toBe('Equity:what is this');
  });

  it.each([
    [
      'what a format cannot hold becomes one dash',
      hledgerAccount,
      'sales:a / b',
      /^Income:sales:a-b-Xh[0-9a-f]{10}$/,
    ],
    ['marks in front fall away', hledgerAccount, 'sales:*(;x', /^Income:sales:x-Xh[0-9a-f]{10}$/],
    ['marks in front fall away', hledgerAccount, 'sales:_./x', /^Income:sales:x-Xh[0-9a-f]{10}$/],
    ['nothing readable is an x', hledgerAccount, 'sales:***', /^Income:sales:x-Xh[0-9a-f]{10}$/],
    [
      'what is long is cut',
      hledgerAccount,
      `sales:/${'y'.repeat(99)}`,
      /^Income:sales:y{60}-Xh[0-9a-f]{10}$/,
    ],
    [
      'what a format cannot hold becomes one dash',
      beancountAccount,
      'sales:a / b',
      /^Income:Sales:A-b-Xh[0-9a-f]{10}$/,
    ],
    [
      'marks at both ends fall away',
      beancountAccount,
      'sales:__Ab_ _Cd__',
      /^Income:Sales:Ab-Cd-Xh[0-9a-f]{10}$/,
    ],
    ['nothing readable is an X', beancountAccount, 'sales:***', /^Income:Sales:X-Xh[0-9a-f]{10}$/],
    [
      'what is long is cut',
      beancountAccount,
      `sales:_${'y'.repeat(99)}`,
      /^Income:Sales:Yy{59}-Xh[0-9a-f]{10}$/,
    ],
  ])('with what has to be replaced: %s', (_what, nameOf, account, name) => {
    expect(nameOf(account)).toMatch(name);
  });

  it('from elsewhere keep a root of beancount that has something under it, and go under Equity otherwise', () => {
    expect(beancountName('Income:sales:shirts')).toBe('Income:Sales:Shirts');
    expect(beancountName('Income')).toMatch(/^Equity:Income-Xh[0-9a-f]{10}$/);
    expect(beancountName('REVENUE:SALES')).toBe('Equity:REVENUE:SALES');
  });
});

describe('CSV', () => {
  it('has a row for each line, quoted where it must be, and runs no formula', () => {
    const [header, ...rows] = toCsv([entry({ description: 'Sale, "order" 1' }), ...hostileEntries]).split(
      '\r\n',
    );
    expect(header).toBe('date,key,description,account,debit,credit,currency,memo,dimensions');
    expect(rows[0]).toBe(
      '2026-03-02,shop:store.example:1:sale:1,"Sale, ""order"" 1",clearing:stripe,11.90,,EUR,Payment 1,',
    );
    expect(rows[1]).toBe(
      '2026-03-02,shop:store.example:1:sale:1,"Sale, ""order"" 1",sales,,10.00,EUR,Shirt × 1,',
    );
    expect(rows.at(-1)).toBe('');
    expect(
      toCsv([entry({ description: '=1+1', lines: [{ account: '@x', debit: '1.00', memo: '-2' }] })]),
    ).toContain("2026-03-02,shop:store.example:1:sale:1,'=1+1,'@x,1.00,,EUR,'-2,");
  });
});

describe('dimensions', () => {
  const sold = (dimensions: Readonly<Record<string, string>>) =>
    entry({
      lines: [
        { account: 'clearing:stripe', debit: '10.00' },
        { account: 'sales', credit: '10.00', memo: 'Shirt', dimensions },
      ],
    });
  const dimensions = {
    'A  B': 'x',
    department: 'Berlin, Mitte',
    class: 'Online',
    'Region EU': 'North',
    date: '2020-01-01',
  };
  const hostile = HOSTILE.map((text) => sold({ class: text, [text]: 'Online' }));

  it('are tags of the line in hledger, which mean nothing else there', () => {
    const text = toHledger([sold(dimensions)]);
    expect(text).toContain(
      '; memo: Shirt, dim-a-b: x, dim-region-eu: North, class: Online, dim-date: 2020-01-01, department: Berlin%2C Mitte',
    );
    expect(hledger(text, 'register', 'tag:class=Online').output).toContain('2026-03-02');
    expect(hledger(text, 'register', 'date:2020').output).toBe('');
    expect(hledger(toHledger(hostile), 'check', '--strict')).toMatchObject({ status: 0 });
  });

  it('are metadata of the line in beancount', () => {
    const text = toBeancount([sold(dimensions)]);
    expect(text).toContain(
      '    class: "Online"\n    dim-date: "2020-01-01"\n    department: "Berlin, Mitte"',
    );
    for (const journal of [text, toBeancount(hostile)])
      expect(beanCheck(journal)).toMatchObject({ status: 0 });
  });

  it('are a column in CSV', () => {
    expect(toCsv([sold(dimensions)]).split('\r\n')[2]).toContain(
      'Region EU=North; class=Online; date=2020-01-01; department=Berlin, Mitte',
    );
  });
});
