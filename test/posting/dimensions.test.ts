/** Dimensions on their way to a ledger: refused in words where it has no place for them, and missed where it lost them. */
import type { JournalLine } from '../../lib/accounting/journal-entry';
import { abilitiesFor } from '../../lib/destinations/dimensions';
import type {
  LedgerAbilities,
  LedgerDocument,
  LedgerRecord,
} from '../../lib/destinations/ledger-destination';
import { accountMapping } from '../../lib/posting/account-mapping';
import { recordDifference } from '../../lib/posting/read-back';
import { renderContent, takesDimension } from '../../lib/posting/render-document';
import { failed } from '../../lib/posting/settle-plan';
import type { Plan } from '../../lib/store/trace-store';

const line = (
  account: string,
  side: 'debit' | 'credit',
  amount: string,
  dimensions?: Readonly<Record<string, string>>,
): JournalLine => ({
  account,
  [side]: amount,
  ...(dimensions === undefined ? {} : { dimensions }),
  explanation: { rule: 'r', component: 'c', pointers: [], arithmetic: '' },
});

const abilities = (dimensions: LedgerAbilities['dimensions']): LedgerAbilities => ({
  documents: [],
  taxCodes: 'none',
  dimensions,
});

const render = (lines: readonly JournalLine[], known: LedgerAbilities) =>
  renderContent({ number: '1042' }, 'journal', lines, [], {
    destination: 'tryton:books',
    abilities: known,
    mapping: accountMapping([], () => true),
    taxCodes: { resolve: () => undefined },
    customer: { key: 'c', name: 'c' },
    taxRoundingLimit: '0',
  });

const SALE = [
  line('clearing:stripe', 'debit', '15.00'),
  line('sales', 'credit', '10.00', { class: 'Online', department: 'Berlin' }),
  line('shipping', 'credit', '5.00', { class: 'Online' }),
];

describe('planning', () => {
  test('names each dimension that the ledger does not know once, with the order and what to do', () => {
    const { problems } = render(SALE, abilities(['department']));
    expect(problems).toEqual([
      {
        severity: 'error',
        code: 'dimension_not_supported',
        message:
          'Order 1042: the line of "sales" has the dimension "class" = "Online", and tryton:books takes no dimension but department. Correct the policy\'s dimension rules, or choose "Leave Out" under "Dimensions the Ledger Does Not Know" in the Accounting Poster, then retry the exception.',
      },
    ]);
    expect(render(SALE, abilities([])).problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('"class" = "Online", and tryton:books takes no dimensions'),
      expect.stringContaining('"department" = "Berlin"'),
    ]);
  });

  test('keeps dimensions on the lines of the plan, also where the ledger will leave them out', () => {
    for (const known of [abilities('any'), abilitiesFor(abilities([]), { unknownDimensions: 'leave-out' })]) {
      const { content, problems } = render(SALE, known);
      expect(problems).toEqual([]);
      expect(content.lines.map(({ dimensions }) => dimensions)).toEqual(
        SALE.map(({ dimensions }) => dimensions),
      );
    }
  });

  test.each([
    [['analytic', 'analytic:*'], 'analytic:Projects', true],
    [['analytic', 'analytic:*'], 'analytics', false],
    [['class'], 'class', true],
    [['class'], 'Class', false],
    [[], 'class', false],
    ['any', 'whatever', true],
  ] as const)('of a ledger that knows %j, %s is asked for: %s', (known, name, expected) => {
    expect(takesDimension(known, name)).toBe(expected);
  });
});

describe('reading back', () => {
  const document: LedgerDocument = {
    key: 'k#1',
    shortKey: 'CL-A',
    contentHash: 'h',
    kind: 'entry',
    date: '2026-01-31',
    currency: 'EUR',
    description: 'd',
    source: { platform: 'p', storeId: 's', orderId: '1', number: '1' },
    ...render(
      [
        line('clearing:stripe', 'debit', '30.00'),
        line('sales', 'credit', '20.00', { class: 'Online' }),
        line('sales', 'credit', '5.00', { class: 'Shop' }),
        line('sales', 'credit', '5.00'),
      ],
      abilities('any'),
    ).content,
  };
  type Held = LedgerRecord['lines'][number]['dimensions'];
  const held = (
    dimensions: readonly Held[],
    more: Partial<LedgerRecord> = { tellsDimensions: true },
  ): LedgerRecord => ({
    recordId: '1',
    key: 'k#1',
    date: '2026-01-31',
    currency: 'EUR',
    total: '30.00',
    lines: [
      { ledgerAccount: 'clearing:stripe', debit: '30.00' },
      ...['20.00', '5.00', '5.00'].map((credit, index) => ({
        ledgerAccount: 'sales',
        credit,
        ...(dimensions[index] === undefined ? {} : { dimensions: dimensions[index] }),
      })),
    ],
    ...more,
  });
  const class_ = (value: string): Held => [{ name: 'class', value }];

  test('is content when every amount stands under its dimension, in whatever case', () => {
    expect(recordDifference(document, held([class_('online'), class_('SHOP'), undefined]))).toBeUndefined();
  });

  test('is content when the ledger adds a dimension of its own', () => {
    const more: Held = [
      { name: 'class', value: 'Online' },
      { name: 'department', value: 'Head office' },
    ];
    expect(recordDifference(document, held([more, class_('Shop'), class_('Default')]))).toBeUndefined();
  });

  test('tells a dimension that is lost, or another, with both amounts', () => {
    expect(recordDifference(document, held([class_('Online'), undefined, undefined]))).toBe(
      'sales is 0.00 instead of -5.00 EUR under class "Shop"',
    );
    expect(recordDifference(document, held([class_('Online'), class_('Online'), undefined]))).toBe(
      'sales is -25.00 instead of -20.00 EUR under class "Online"',
    );
  });

  test('does not miss what the ledger was to leave out or does not tell', () => {
    expect(recordDifference(document, held([], {}))).toBeUndefined();
    // But one that it shows must be right.
    expect(recordDifference(document, held([class_('Online')], {}))).toContain('under class "Shop"');
  });

  test('tells a wrong amount before a wrong dimension', () => {
    const record = held([]);
    const [money, first, ...rest] = record.lines;
    const changed = { ...record, lines: [money!, { ...first!, credit: '20.01' }, ...rest] };
    expect(recordDifference(document, changed)).toBe('sales is -30.01 instead of -30.00 EUR');
  });
});

test('an exception is named for what the ledger found, where the class alone says too little', () => {
  const refusal = {
    errorClass: 'validation',
    message: 'no such class',
    code: 'dimension_not_found',
  } as const;
  const settled = failed({ key: 'k#1' } as Plan, refusal);
  expect(settled).toMatchObject({
    to: 'rejected',
    errorClass: 'validation',
    outcome: { state: 'refused', code: 'dimension_not_found' },
  });
});
