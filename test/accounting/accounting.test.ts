import { canonicalJson } from '../../lib/accounting/canonical-json';
import { CHART, familyOf } from '../../lib/accounting/chart';
import { accountBalances } from '../../lib/accounting/check-entry';
import { TEXT_LIMIT, cleanText } from '../../lib/accounting/clean-text';
import { contentHash, sha256 } from '../../lib/accounting/content-hash';
import { difference } from '../../lib/accounting/difference';
import type { JournalEntry, JournalLine } from '../../lib/accounting/journal-entry';

const line = (
  account: string,
  debit?: string,
  credit?: string,
  more: Partial<JournalLine> = {},
): JournalLine => ({
  account,
  ...(debit === undefined ? {} : { debit }),
  ...(credit === undefined ? {} : { credit }),
  explanation: {
    rule: 'sale.goods',
    component: 'goods',
    pointers: [`/${account}`],
    arithmetic: debit ?? credit ?? '',
  },
  ...more,
});

const ENTRY: JournalEntry = {
  key: 'shop:s:1:sale:1',
  kind: 'sale',
  date: '2026-03-02',
  currency: 'EUR',
  description: 'Sale, order 1',
  source: { platform: 'shop', storeId: 's', orderId: '1', number: '1', updatedAt: '2026-03-02T00:00:00Z' },
  document: 'journal',
  lines: [
    line('clearing:x', '11.90'),
    line('sales', undefined, '10.00', { memo: 'Shirt × 1' }),
    line('tax:DE', undefined, '1.90', { taxCode: 'DE' }),
  ],
  transformationVersion: '1+abc',
  contentHash: '',
};

describe('canonical JSON', () => {
  it.each([
    [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
    [{ a: undefined, ä: 'ü', z: {} }, '{"z":{},"ä":"ü"}'],
    ['"\n', '"\\"\\n"'],
    [JSON.parse('{"__proto__":{"x":1},"a":2}'), '{"__proto__":{"x":1},"a":2}'],
  ])('of %p is %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('refuses what JSON has no text for', () => {
    expect(() => canonicalJson([() => 1])).toThrow(TypeError);
    expect(() => canonicalJson(1n)).toThrow(TypeError);
  });
});

describe('hashes', () => {
  it('are SHA-256 over UTF-8', () => {
    expect(sha256('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
  });

  it('do not confuse fields that run into one another', () => {
    const swapped = (memo: string | undefined, taxCode: string | undefined): string =>
      contentHash({ ...ENTRY, lines: [line('sales', '1.00', undefined, { memo, taxCode })] });
    expect(
      new Set([
        swapped('ab', 'c'),
        swapped('a', 'bc'),
        swapped('abc', undefined),
        swapped(undefined, 'abc'),
        swapped('', 'abc'),
      ]).size,
    ).toBe(5);
  });

  it('see dimensions in any order of their names', () => {
    const of = (dimensions: Record<string, string>): string =>
      contentHash({ ...ENTRY, lines: [line('sales', '1.00', undefined, { dimensions })] });
    expect(of({ a: '1', b: '2' })).toBe(of({ b: '2', a: '1' }));
    expect(of({ a: '1' })).not.toBe(of({ a: '2' }));
  });

  it('see every field that the ledger is told, and nothing else', () => {
    const [first] = ENTRY.lines as [JournalLine];
    const { debit: _debit, ...sideless } = first;
    const told = [
      ENTRY,
      ...(['key', 'date', 'currency', 'description'] as const).map((field) => ({ ...ENTRY, [field]: 'x' })),
      { ...ENTRY, kind: 'refund' as const },
      ...(['account', 'debit', 'memo', 'taxCode'] as const).map((field) => ({
        ...ENTRY,
        lines: [{ ...first, [field]: 'x' }],
      })),
      { ...ENTRY, lines: [first] },
      { ...ENTRY, lines: [{ ...sideless, credit: '11.90' }] },
      { ...ENTRY, lines: [{ ...first, taxedBy: ['A', 'B'] }] },
      { ...ENTRY, lines: [{ ...first, taxedBy: ['A B', ''] }] },
      { ...ENTRY, lines: [{ ...first, dimensions: { a: '1' } }] },
      { ...ENTRY, lines: [...ENTRY.lines].reverse() },
    ].map(contentHash);
    expect(new Set(told).size).toBe(told.length);
    const untold = { ...ENTRY, transformationVersion: '2+x', document: 'invoice' as const };
    expect(contentHash(untold)).toBe(contentHash(ENTRY));
  });

  it('stay what they were in releases before this one', () => {
    expect(contentHash(ENTRY)).toBe('ea7b5bb39662b02463f5ec5b4e460fc986390ad90d945251392cd9816225e87d');
  });
});

describe('the chart', () => {
  it('has each family once, with a sentence', () => {
    expect(new Set(CHART.map(({ name }) => name)).size).toBe(CHART.length);
    for (const { help } of CHART) expect(help).toMatch(/\.$/);
  });

  it.each([
    ['sales', 'income'],
    ['sales:shirts', 'income'],
    ['tax:DE-MWST-1', 'liability'],
    ['tax:all', 'liability'],
    ['clearing:stripe', 'asset'],
    ['clearing:a:b', 'asset'],
    ['receivable', 'asset'],
    ['fees:payment', 'expense'],
    ['tax', undefined],
    ['tax:', undefined],
    ['receivable:x', undefined],
    ['toString', undefined],
    ['', undefined],
  ])('%s is %p', (account, type) => {
    expect(familyOf(account)?.type).toBe(type);
  });
});

describe('an entry', () => {
  it('passes when it balances', () => {
    expect(() => accountBalances([ENTRY])).not.toThrow();
  });

  it('has a balance for each account, credits positive, over all entries', () => {
    const other = { ...ENTRY, lines: [line('sales', '4.00'), line('clearing:x', undefined, '4.00')] };
    expect([...accountBalances([ENTRY, other])]).toEqual([
      ['clearing:x', -790n],
      ['sales', 600n],
      ['tax:DE', 190n],
    ]);
  });

  it.each<[string, readonly JournalLine[], RegExp]>([
    [
      'does not balance',
      [line('a', '1.00'), line('b', undefined, '1.01')],
      /does not balance: credits exceed debits by 1 minor/,
    ],
    ['has a line with both sides', [line('a', '1.00', '1.00')], /exactly one/],
    ['has a line with neither side', [line('a')], /exactly one/],
    ['has a line of zero', [line('a', '0.00')], /exact positive/],
    ['has a negative line', [line('a', '-1.00'), line('b', undefined, '-1.00')], /exact positive/],
    [
      'has more decimals than its currency',
      [line('a', '1.001'), line('b', undefined, '1.001')],
      /exact positive/,
    ],
  ])('throws when it %s', (_what, lines, message) => {
    expect(() => accountBalances([{ ...ENTRY, lines }])).toThrow(message);
  });
});

describe('a difference', () => {
  it('tells both numbers on the side on which the account stands, and why the target is so', () => {
    const target = {
      lines: [
        line('clearing:x', '6.00'),
        line('sales', undefined, '5.00'),
        line('tax:DE', undefined, '1.00'),
      ],
    };
    const posted = [
      line('clearing:x', '11.00'),
      line('sales', undefined, '10.00'),
      line('tax:DE', undefined, '1.00'),
    ];
    expect(difference(target, posted, 'EUR')).toEqual([
      {
        account: 'sales',
        debit: '5.00',
        explanation: {
          rule: 'correction.delta',
          component: 'correction',
          pointers: ['/sales'],
          arithmetic: 'target 5.00 - posted 10.00 = -5.00',
        },
      },
      {
        account: 'clearing:x',
        credit: '5.00',
        explanation: {
          rule: 'correction.delta',
          component: 'correction',
          pointers: ['/clearing:x'],
          arithmetic: 'target 6.00 - posted 11.00 = -5.00',
        },
      },
    ]);
  });

  it('nets lines of one account, keeps tax codes and dimensions apart, and puts debits first', () => {
    const target = {
      lines: [
        line('tax:all', undefined, '2.00', { taxCode: 'A' }),
        line('tax:all', undefined, '3.00', { taxCode: 'B', memo: 'B tax' }),
        line('sales', '1.00'),
        line('sales', undefined, '4.00'),
      ],
    };
    const posted = [
      line('tax:all', undefined, '5.00', { taxCode: 'A' }),
      line('sales', undefined, '3.00'),
      line('discounts', '1.00', undefined, { dimensions: {} }),
    ];
    expect(
      difference(target, posted, 'EUR').map(({ account, debit, credit, taxCode, memo, explanation }) => [
        account,
        debit,
        credit,
        taxCode,
        memo,
        explanation.rule,
      ]),
    ).toEqual([
      ['tax:all', '3.00', undefined, 'A', undefined, 'correction.delta'],
      ['tax:all', undefined, '3.00', 'B', 'B tax', 'correction.delta'],
      ['discounts', undefined, '1.00', undefined, undefined, 'correction.reversal'],
    ]);
  });

  it('is told on the side of what was posted where the target is nothing, or not there', () => {
    const told = (target: readonly JournalLine[], posted: readonly JournalLine[]) =>
      difference({ lines: target }, posted, 'EUR').map(({ explanation }) => explanation.arithmetic);
    expect(told([], [line('sales', undefined, '10.00')])).toEqual(['target 0.00 - posted 10.00 = -10.00']);
    expect(told([], [line('clearing:x', '10.00')])).toEqual(['target 0.00 - posted 10.00 = -10.00']);
    expect(told([line('clearing:x', '10.00')], [])).toEqual(['target 10.00 - posted 0.00 = 10.00']);
    expect(told([line('sales', undefined, '3.00')], [line('sales', '2.00')])).toEqual([
      'target 3.00 - posted -2.00 = 5.00',
    ]);
    expect(told([line('clearing:x', '3.00')], [line('clearing:x', undefined, '2.00')])).toEqual([
      'target 3.00 - posted -2.00 = 5.00',
    ]);
    const even = [line('rounding', '1.00'), line('rounding', undefined, '1.00')];
    expect(told(even, [line('rounding', undefined, '2.00')])).toEqual(['target 0.00 - posted 2.00 = -2.00']);
  });

  it('keeps the taxes on an item, its code and its dimensions, and parts what differs in them', () => {
    const taxed = { taxedBy: ['DE', 'X'], dimensions: { class: 'Online' } };
    const target = {
      lines: [
        line('sales', undefined, '5.00', taxed),
        line('sales', undefined, '2.00', { taxedBy: ['DE'], dimensions: { class: 'Online' } }),
        line('sales', undefined, '1.00', { dimensions: { class: 'Retail' } }),
        line('sales', undefined, '1.50'),
      ],
    };
    const posted = [line('sales', undefined, '4.00', taxed)];
    expect(difference(target, posted, 'EUR').map(({ explanation: _why, ...rest }) => rest)).toEqual([
      { account: 'sales', credit: '1.00', ...taxed },
      { account: 'sales', credit: '2.00', taxedBy: ['DE'], dimensions: { class: 'Online' } },
      { account: 'sales', credit: '1.00', dimensions: { class: 'Retail' } },
      { account: 'sales', credit: '1.50' },
    ]);
  });

  it('has the memo of its one line, and none of several', () => {
    const memos = (lines: readonly JournalLine[]) =>
      difference({ lines }, [], 'EUR').map((made) => ('memo' in made ? made.memo : 'none'));
    expect(memos([line('sales', undefined, '1.00', { memo: 'Shirt' })])).toEqual(['Shirt']);
    expect(memos([line('sales', undefined, '1.00')])).toEqual(['none']);
    expect(
      memos([
        line('sales', undefined, '1.00', { memo: 'Shirt' }),
        line('sales', undefined, '1.00', { memo: 'Hat' }),
      ]),
    ).toEqual(['none']);
  });

  it('of lines with no dimensions and of lines with an empty set of them is one', () => {
    const target = { lines: [line('sales', undefined, '1.00', { dimensions: {} })] };
    expect(difference(target, [line('sales', undefined, '1.00')], 'EUR')).toEqual([]);
  });
});

describe('text of a shop', () => {
  it.each([
    ['plain text', 'plain text'],
    ['a\u0000b\nc\r\nd', 'a b c d'],
    ['\u202eevil\u2066', 'evil'],
    ['half \ud83d pair', 'half   pair'],
    ['  spaces  ', 'spaces'],
    ['日本語 👩‍👩‍👧', '日本語 👩‍👩‍👧'],
  ])('%j becomes %j', (text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });

  it('is cut at the limit, between characters', () => {
    const long = cleanText('x'.repeat(5000));
    expect(long).toHaveLength(TEXT_LIMIT);
    expect(long.endsWith('x…')).toBe(true);
    const cut = cleanText('👩'.repeat(200), 10);
    expect(cut).toBe('👩👩👩👩…');
    expect(cleanText('👩👩👩👩👩', 10)).toBe('👩👩👩👩👩');
    expect(cleanText('👩x👩👩👩👩', 10)).toBe('👩x👩👩👩…');
    expect(cleanText('12345678 0 and more', 10)).toBe('12345678…');
  });

  it('of which only invisible marks stand at the front keeps what is read behind them', () => {
    expect(cleanText(`${'\u0000'.repeat(60)}seen`, 10)).toBe('seen');
    expect(cleanText(`${'\u0000'.repeat(81)}beyond`, 10)).toBe('');
  });

  it('of megabytes is cut before it is read', () => {
    const note = 'é'.repeat(20_000_000);
    const before = process.cpuUsage().user;
    expect(cleanText(note)).toBe(cleanText(note.slice(0, 10_000)));
    // Microseconds of this process, not of a clock that a busy machine slows down.
    expect(process.cpuUsage().user - before).toBeLessThan(1_000_000);
  });
});
