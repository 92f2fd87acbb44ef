import { type Book, type BookRecord, createBook, EXPORT_FORMATS } from '../../../lib/destinations/book';
import { openSqliteStore } from '../../../lib/store/sqlite';
import { documentOf, line, NO_CONTEXT, referenceTo } from '../../contract/destination-samples';
import { TestClock } from '../../support/test-clock';

let store: Awaited<ReturnType<typeof openSqliteStore>>;
let clock: TestClock;
let book: Book;
beforeEach(async () => {
  store = await openSqliteStore(':memory:');
  clock = new TestClock();
  book = createBook({ storage: store, bookId: 'main', clock });
});
afterEach(() => store.close());

const entries = async (query: Parameters<Book['entries']>[0] = {}): Promise<readonly BookRecord[]> => {
  const found: BookRecord[] = [];
  for await (const page of book.entries(query)) found.push(...page);
  return found;
};
const register = async (...parameters: Parameters<Book['accountRegister']>) => {
  const rows = [];
  for await (const page of book.accountRegister(...parameters)) rows.push(...page);
  return rows;
};
const sent = async (...documents: Parameters<typeof documentOf>[0][]) => {
  const outcomes = await book.send(documents.map(documentOf), NO_CONTEXT);
  expect(outcomes.filter(({ state }) => state !== 'created')).toEqual([]);
};

describe('entries of the book', () => {
  it('are numbered without gaps, whatever was refused in between, and each book counts on its own', async () => {
    const outcomes = await book.send(
      [documentOf({ key: 'a' }), documentOf({ key: 'bad', currency: 'XXX' }), documentOf({ key: 'b' })],
      NO_CONTEXT,
    );
    await book.send([documentOf({ key: 'a' })], NO_CONTEXT);
    const [next] = await book.send([documentOf({ key: 'c' })], NO_CONTEXT);
    const other = createBook({ storage: store, bookId: 'other', clock });
    const [first] = await other.send([documentOf({ key: 'a' })], NO_CONTEXT);
    expect([outcomes[0], outcomes[2], next, first]).toEqual(
      ['B-000001', 'B-000002', 'B-000003', 'B-000001'].map((recordId) => ({ state: 'created', recordId })),
    );
    expect([book.id, other.id]).toEqual(['book:main', 'book:other']);
    expect(await other.trialBalance()).toHaveLength(3);
    expect(await other.find([referenceTo('c', 'journal')])).toEqual([undefined]);
  });

  it('keep what they correct, where they come from, and when they were written', async () => {
    const source = { platform: 'woocommerce', storeId: 'shop.example', orderId: '9', number: 'N9' };
    await sent({ key: 'a#1', source });
    clock.advance(60_000);
    await sent({
      key: 'a#2',
      source,
      kind: 'delta',
      corrects: 'a#1',
      date: '2026-03-05',
      description: 'Order N9, changed',
    });
    expect(await entries({ orderId: '9' })).toMatchObject([
      { recordId: 'B-000001', kind: 'entry', corrects: undefined, createdAt: '2026-03-01T12:00:00.000Z' },
      {
        recordId: 'B-000002',
        key: 'a#2',
        kind: 'delta',
        corrects: 'a#1',
        contentHash: 'hash of a#2',
        description: 'Order N9, changed',
        platform: 'woocommerce',
        storeId: 'shop.example',
        orderNumber: 'N9',
        createdAt: '2026-03-01T12:01:00.000Z',
      },
    ]);
    expect(await entries({ orderId: 'unknown' })).toEqual([]);
    expect((await entries({ from: '2026-03-02', to: '2026-03-05' })).map(({ key }) => key)).toEqual(['a#2']);
  });

  it('are looked up by key and by record id', async () => {
    await sent({ key: 'a' }, { key: 'b' }, { key: 'c' });
    const found = async (references: Parameters<Book['lookUp']>[0]) =>
      (await book.lookUp(references)).map(({ key }) => key);
    expect(await found({ recordIds: ['B-000002'] })).toEqual(['b']);
    expect(await found({ keys: ['c', 'a'] })).toEqual(['a', 'c']);
    expect(await found({ keys: ['a'], recordIds: ['B-000003', 'B-999999', 'B-3', 'INV-3', ''] })).toEqual([
      'a',
      'c',
    ]);
    expect(await found({})).toEqual([]);
  });

  it('keep hostile text as it is', async () => {
    const text = `Robert'); DROP TABLE book_entries;-- <b>\u0000\u202e "é"`;
    await sent({
      key: text,
      description: text,
      lines: [line('receivable', 'debit', '1.00', text), line('sales', 'credit', '1.00')],
    });
    const [entry] = await entries();
    expect(entry).toMatchObject({ key: text, description: text });
    expect(entry?.lines[0]?.memo).toBe(text);
    expect(await book.find([referenceTo(text, 'journal')])).toMatchObject([{ recordId: 'B-000001' }]);
  });
});

describe('what the book refuses', () => {
  const refusal = async (more: Partial<Parameters<typeof documentOf>[0]>) => {
    const [outcome] = await book.send([documentOf({ key: 'a', ...more })], NO_CONTEXT);
    return outcome?.state === 'failed' ? `${outcome.errorClass}: ${outcome.message}` : outcome?.state;
  };
  const amount = (text: unknown) => ({
    lines: [line('receivable', 'debit', text as string), line('sales', 'credit', '1.00')],
  });

  it.each([
    ['', 'validation: "" on "receivable" is not a positive amount of EUR with at most 2 decimals'],
    ['12,50', 'validation: "12,50" on "receivable" is not a positive amount'],
    ['1e3', 'validation: "1e3"'],
    ['NaN', 'validation: "NaN"'],
    ['0.00', 'validation: "0.00"'],
    ['-1.00', 'validation: "-1.00"'],
    ['1.005', 'validation: "1.005"'],
    ['92233720368547758.08', 'validation: "92233720368547758.08"'],
    [1, 'validation: "1"'],
    [null, 'validation: the line of "receivable" has neither debit nor credit'],
  ])('an amount of %j', async (text, message) => {
    expect(await refusal(amount(text))).toContain(message);
    expect(await entries()).toEqual([]);
  });

  it.each([
    [{ key: '' }, 'validation: the document has no key'],
    [{ key: 'k\ud800' }, 'validation: the key holds half a character'],
    [{ lines: [] }, 'validation: the document has no lines'],
    [{ date: '01.03.2026' }, 'validation: "01.03.2026" is not a date such as 2026-01-31'],
    [{ date: '2026-02-29' }, 'validation: "2026-02-29" is not a date'],
    [{ currency: 'EURO' }, 'validation: "EURO" is not a currency'],
    [
      { lines: [{ ...line('sales', 'debit', '1.00'), credit: '1.00' }] },
      'validation: the line of "sales" has both debit and credit',
    ],
    [
      { lines: [line('sales', 'debit', '1.00'), line('receivable', 'credit', '1.01')] },
      'validation: the lines do not balance: credits exceed debits by 0.01 EUR',
    ],
    [
      { lines: [line('sales', 'debit', '1.00'), line('__proto__', 'credit', '1.00')] },
      'validation: the book has no ledger account "__proto__"; open it, or map to another',
    ],
  ])('%j', async (more, message) => {
    expect(await refusal(more)).toContain(message);
    expect(await entries()).toEqual([]);
    expect(await store.listBookAccounts('main')).toEqual([]);
  });

  it('a key that it holds, with the record, and a warning when the content is another', async () => {
    await sent({ key: 'a' });
    expect(await refusal({})).toBe('duplicate: B-000001 holds a already, with the same content');
    expect(await refusal({ contentHash: 'other' })).toContain('B-000001 holds a already, with OTHER content');
  });

  it('nothing by throwing: a database that fails is an unknown outcome for the whole batch', async () => {
    const broken = createBook({
      storage: { ...store, appendBookEntries: () => Promise.reject(new Error('disk I/O error')) },
      bookId: 'main',
      clock,
    });
    expect(await broken.send([documentOf({ key: 'a' }), documentOf({ key: 'b' })], NO_CONTEXT)).toEqual([
      {
        state: 'failed',
        errorClass: 'unknown_outcome',
        message: 'the book could not be written: disk I/O error',
      },
      {
        state: 'failed',
        errorClass: 'unknown_outcome',
        message: 'the book could not be written: disk I/O error',
      },
    ]);
  });
});

describe('ledger accounts of the book', () => {
  it('are the logical ones, opened with the type of the chart when they are first used', async () => {
    await sent({ key: 'a' });
    expect(await store.listBookAccounts('main')).toEqual([
      { id: 'receivable', name: 'receivable', type: 'asset' },
      { id: 'sales', name: 'sales', type: 'income' },
      { id: 'tax:DE-19', name: 'tax:DE-19', type: 'liability' },
    ]);
    expect(book.accepts('clearing:stripe')).toBe(true);
    expect(book.accepts('4400')).toBe(false);
  });

  it('are offered from the chart before they are used, each once', async () => {
    await sent({ key: 'a' });
    const ids = (await book.listAccounts()).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['receivable', 'tax:DE-19', 'bank', 'gift-card-liability']));
    expect(ids.filter((id) => id === 'sales')).toHaveLength(1);
    expect((await book.listAccounts('GIFT')).map(({ id }) => id)).toEqual(['gift-card-liability']);
  });

  it('can be opened by hand, once, and are audited', async () => {
    const account = { id: '4400', name: 'Revenue 19%', type: 'income' as const };
    expect(await book.openLedgerAccount(account, 'Ada')).toEqual([]);
    expect(await book.openLedgerAccount(account, 'Ada')).toEqual([]);
    expect(await book.openLedgerAccount({ ...account, type: 'expense' }, 'Ada')).toMatchObject([
      { code: 'ledger_account_exists' },
    ]);
    expect(await book.openLedgerAccount({ ...account, id: ' ' }, 'Ada')).toMatchObject([
      { code: 'invalid_ledger_account' },
    ]);
    await sent({ key: 'a', lines: [line('receivable', 'debit', '1.00'), line('4400', 'credit', '1.00')] });
    expect(await book.trialBalance()).toMatchObject([
      { ledgerAccount: '4400', name: 'Revenue 19%', type: 'income' },
      {},
    ]);
    expect(await store.listAudit({ limit: 9 })).toMatchObject([
      { action: 'book.account', subject: 'book:main', actor: 'Ada' },
    ]);
  });
});

describe('the lock date', () => {
  it('can be set, moved and taken back, and each is audited; a day that is none changes nothing', async () => {
    expect(await book.lockDate()).toBeUndefined();
    await book.setLockDate('2026-01-31', 'Ada');
    await book.setLockDate('2026-02-28', 'Ada');
    await book.setLockDate('2026-02-28', 'Ada');
    expect(await book.setLockDate('2026-02-30', 'Ada')).toMatchObject([{ code: 'invalid_date' }]);
    expect(await book.lockDate()).toBe('2026-02-28');
    await book.setLockDate('2026-01-31', 'Bob');
    await book.setLockDate(undefined, 'Bob');
    expect(await book.lockDate()).toBeUndefined();
    const audit = await store.listAudit({ limit: 9, subject: 'book:main' });
    expect(audit.map(({ action, actor, detail }) => [action, actor, JSON.parse(detail)])).toEqual([
      ['book.locked', 'Ada', { from: null, to: '2026-01-31' }],
      ['book.locked', 'Ada', { from: '2026-01-31', to: '2026-02-28' }],
      ['book.reopened', 'Bob', { from: '2026-02-28', to: '2026-01-31' }],
      ['book.reopened', 'Bob', { from: '2026-01-31', to: null }],
    ]);
  });

  it('does not disturb the numbers of the entries', async () => {
    await sent({ key: 'a' });
    await book.setLockDate('2026-01-31', 'Ada');
    expect(await book.send([documentOf({ key: 'b' })], NO_CONTEXT)).toEqual([
      { state: 'created', recordId: 'B-000002' },
    ]);
  });
});

describe('reports of the book', () => {
  beforeEach(() =>
    sent(
      { key: 'a', date: '2026-03-01' },
      { key: 'b', date: '2026-03-03' },
      {
        key: 'c',
        date: '2026-03-02',
        currency: 'JPY',
        lines: [line('receivable', 'debit', '500'), line('sales', 'credit', '500')],
      },
      {
        key: 'd',
        date: '2026-03-04',
        lines: [line('clearing:stripe', 'debit', '11.90'), line('receivable', 'credit', '11.90', 'paid')],
      },
    ),
  );

  it('show debit, credit and balance of every ledger account and currency', async () => {
    const rows = await book.trialBalance();
    expect(
      rows.map(({ ledgerAccount, currency, debit, credit, balance }) => [
        ledgerAccount,
        currency,
        debit,
        credit,
        balance,
      ]),
    ).toEqual([
      ['clearing:stripe', 'EUR', '11.90', '0.00', '11.90'],
      ['receivable', 'EUR', '23.80', '11.90', '11.90'],
      ['receivable', 'JPY', '500', '0', '500'],
      ['sales', 'EUR', '0.00', '20.00', '-20.00'],
      ['sales', 'JPY', '0', '500', '-500'],
      ['tax:DE-19', 'EUR', '0.00', '3.80', '-3.80'],
    ]);
    expect(
      (await book.trialBalance({ from: '2026-03-02', to: '2026-03-03' })).map(({ balance }) => balance),
    ).toEqual(['11.90', '500', '-10.00', '-500', '-1.90']);
    expect(await book.trialBalance({ from: '2027-01-01' })).toEqual([]);
  });

  it('show the lines of a ledger account by date, with the balance in each currency', async () => {
    const rows = await register('receivable');
    expect(
      rows.map(({ recordId, date, currency, debit, credit, balance }) => [
        recordId,
        date,
        currency,
        debit ?? '',
        credit ?? '',
        balance,
      ]),
    ).toEqual([
      ['B-000001', '2026-03-01', 'EUR', '11.90', '', '11.90'],
      ['B-000003', '2026-03-02', 'JPY', '500', '', '500'],
      ['B-000002', '2026-03-03', 'EUR', '11.90', '', '23.80'],
      ['B-000004', '2026-03-04', 'EUR', '', '11.90', '11.90'],
    ]);
    expect(rows[3]).toMatchObject({ key: 'd', memo: 'paid', description: 'Order 7', orderNumber: 'N7' });
  });

  it('carry the balance from before the period into the register', async () => {
    const rows = await register('receivable', { from: '2026-03-03', to: '2026-03-03' });
    expect(rows.map(({ recordId, balance }) => [recordId, balance])).toEqual([['B-000002', '23.80']]);
    expect(await register('unknown')).toEqual([]);
  });

  it('turn pages without losing a line or its balance', async () => {
    const lines = [
      line('bank', 'debit', '0.01'),
      line('bank', 'debit', '0.01'),
      line('sales', 'credit', '0.02'),
    ];
    // Later entries have earlier dates: the order of a register is not that of the entries.
    for (let batch = 0; batch < 3; batch++) {
      await sent(
        ...Array.from({ length: 200 }, (_, index) => ({
          key: `${batch}-${index}`,
          date: `2026-03-2${9 - batch}`,
          lines,
        })),
      );
    }
    const rows = await register('bank');
    expect(rows).toHaveLength(1200);
    expect(
      rows.every(
        ({ balance }, index) =>
          balance === `${Math.floor((index + 1) / 100)}.${String((index + 1) % 100).padStart(2, '0')}`,
      ),
    ).toBe(true);
  });

  it('are exact where neither a float nor one database integer would hold the sum', async () => {
    const huge = '92233720368547758.07';
    const lines = [line('bank', 'debit', huge), line('sales', 'credit', huge)];
    await sent(
      ...Array.from({ length: 30 }, (_, index) => ({ key: `huge ${index}`, date: '2026-04-01', lines })),
    );
    const [bank] = await book.trialBalance({ from: '2026-04-01' });
    expect(bank).toMatchObject({ debit: '2767011611056432742.10', credit: '0.00' });
    expect((await register('bank')).at(-1)?.balance).toBe('2767011611056432742.10');
  });

  it.each(EXPORT_FORMATS)('export as %s with every entry, by date', async (format) => {
    const text = await book.export(format);
    const dates = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'];
    const places = dates.map((date) => text.lastIndexOf(`\n${date}`));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(text).toContain('11.90');
    expect(await book.export(format, { from: '2026-03-03', to: '2026-03-03' })).not.toContain('2026-03-04');
  });

  it('export ledger accounts under the type that the book gives them', async () => {
    await book.openLedgerAccount({ id: 'Loan', name: 'Loan', type: 'liability' }, 'Ada');
    await sent({ key: 'loan', lines: [line('bank', 'debit', '1.00'), line('Loan', 'credit', '1.00')] });
    expect(await book.export('hledger')).toContain('account Liabilities:Loan\n');
    expect(await book.export('hledger')).toContain('Assets:clearing:stripe');
    expect(await book.export('beancount')).toMatch(/open Liabilities:Loan/);
    expect(await book.export('csv')).toContain(',Loan,');
  });
});
