/** What goes wrong between us and a real Tryton: lost answers, other workers, closed periods, people who change drafts. */
import type { LedgerDocument, LedgerRecord } from '../../../lib/destinations/ledger-destination';
import { referenceText } from '../../../lib/destinations/tryton/reference';
import { recordDifference } from '../../../lib/posting/read-back';
import { NO_CONTEXT } from '../../contract/destination-samples';
import {
  day,
  type FaultProxy,
  startFaultProxy,
  startTryton,
  type TestDatabase,
  type Tryton,
} from '../../simulators/tryton';
import { type Connected, connectTo } from './support/connect';
import { type Shop, shopOn } from './support/documents';

jest.setTimeout(300_000);

let tryton: Tryton;
let proxy: FaultProxy;
let books: TestDatabase;
let ledger: Connected;
let shop: Shop;

beforeAll(async () => {
  tryton = await startTryton();
  proxy = await startFaultProxy(tryton.url);
});
afterAll(async () => {
  await proxy?.close();
  await tryton?.stop();
});

const useEmptyBooks = async (): Promise<void> => {
  books = await tryton.fresh();
  ledger = connectTo(proxy.url, books);
  shop = shopOn(books);
};

const send = (...documents: readonly LedgerDocument[]) => ledger.destination.send(documents, NO_CONTEXT);
const find = (...documents: readonly LedgerDocument[]) => ledger.destination.find(documents);
const created = { state: 'created' };
const failed = (errorClass: string, words?: RegExp) => ({
  state: 'failed',
  errorClass,
  ...(words === undefined ? {} : { message: expect.stringMatching(words) }),
});

/** All that Tryton holds, drafts too. */
const held = async (model: 'account.move' | 'account.invoice') =>
  books.call<{ state: string; id: number; description: string | null }[]>(
    `model.${model}.search_read`,
    [],
    0,
    null,
    [['id', 'ASC']],
    ['state', 'description'],
  );
const statesOf = async (model: 'account.move' | 'account.invoice') =>
  (await held(model)).map(({ state }) => state);

describe('a send that was cut off', () => {
  beforeAll(useEmptyBooks);

  test('after the drafts were made is taken up, and makes no second ones', async () => {
    const documents = [shop.receipt('receipt'), shop.invoice('invoice')];
    proxy.spoil('model.account.move.create', { kind: 'lose_answer' });
    proxy.spoil('model.account.invoice.create', { kind: 'lose_answer' });
    expect(await send(documents[0]!)).toMatchObject([failed('unknown_outcome')]);
    expect(await send(documents[1]!)).toMatchObject([failed('unknown_outcome')]);
    expect(await find(...documents)).toEqual([undefined, undefined]);

    const again = await send(...documents);
    expect(again).toMatchObject([created, created]);
    expect(await statesOf('account.invoice')).toEqual(['posted']);
    expect(await statesOf('account.move')).toEqual(['posted', 'posted']);
    const records = await find(...documents);
    expect(
      documents.map((document, index) => recordDifference(document, records[index] as LedgerRecord)),
    ).toEqual([undefined, undefined]);
  });

  test('after posting is found, and refused as a duplicate when it is sent again', async () => {
    const documents = [shop.receipt('receipt 2'), shop.invoice('invoice 2')];
    proxy.spoil('model.account.move.post', { kind: 'lose_answer' });
    proxy.spoil('model.account.invoice.post', { kind: 'lose_answer' });
    expect(await send(...documents)).toMatchObject([failed('unknown_outcome'), failed('unknown_outcome')]);
    expect((await find(...documents)).map((record) => record?.total)).toEqual(['11.90', '11.90']);
    expect(await send(...documents)).toMatchObject([failed('duplicate'), failed('duplicate')]);
  });

  test('before the call came in leaves nothing behind, and tells what was not sent from what may have been', async () => {
    const documents = [shop.receipt('receipt 3'), shop.invoice('invoice 3')];
    proxy.spoil('model.account.move.create', { kind: 'lose_request' });
    const outcomes = await send(...documents);
    expect(outcomes).toMatchObject([failed('unknown_outcome'), created]);
    expect(await send(documents[0]!)).toMatchObject([created]);
  });

  test('while a customer was made is looked up, and makes no second one', async () => {
    const document = shop.invoice('invoice 4', { customer: { key: 'new', name: 'New' } });
    proxy.spoil('model.party.party.create', { kind: 'lose_answer' });
    expect(await send(document)).toMatchObject([created]);
    const parties = await books.call<number[]>('model.party.party.search', [
      ['code', '=', 'cart-ledger new'],
    ]);
    expect(parties).toHaveLength(1);
  });
});

describe('a draft whose tax a person let Tryton work out anew', () => {
  /** The basket as a draft of 93.82. */
  const recomputed = async (document: LedgerDocument): Promise<void> => {
    proxy.spoil('model.account.invoice.post', { kind: 'lose_request' });
    expect(await send(document)).toMatchObject([failed('unknown_outcome')]);
    const [draft] = await books.call<{ id: number; taxes: number[] }[]>(
      'model.account.invoice.search_read',
      [['state', '=', 'draft']],
      0,
      null,
      null,
      ['taxes'],
    );
    await books.call('model.account.invoice.write', [draft!.id], { taxes: [['delete', draft!.taxes]] });
  };
  beforeAll(useEmptyBooks);

  test('is evened out on the rounding account within the limit, and posted as what the shop charged', async () => {
    const rounding = { ledgerAccount: shop.account('Rounding'), limit: '0.02' };
    const basket = shop.basket('rounded', { rounding });
    await recomputed(basket);
    expect(await send(basket)).toMatchObject([created]);
    const [record] = await find(basket);
    expect(record).toMatchObject({ total: '93.83' });
    expect(record?.lines).toContainEqual({ ledgerAccount: rounding.ledgerAccount, credit: '0.01' });
    expect(recordDifference(basket, record as LedgerRecord)).toBeUndefined();
  });

  test('is not posted without a limit, and both totals are said', async () => {
    const basket = shop.basket('held');
    await recomputed(basket);
    expect(await send(basket)).toMatchObject([failed('validation', /comes to 93\.82 EUR.* 93\.83 EUR/)]);
    expect(await find(basket)).toEqual([undefined]);
    expect(await statesOf('account.invoice')).toContain('draft');
    await books.call('model.account.invoice.delete', [
      (await held('account.invoice')).find(({ state }) => state === 'draft')!.id,
    ]);
    expect(await send(basket)).toMatchObject([created]);
  });
});

test('a tax that was not valid on the day is dropped by Tryton, which is seen before anything is posted', async () => {
  await useEmptyBooks();
  await books.call('model.account.tax.write', [Number(shop.tax(19))], { end_date: day('2025-12-31') });
  expect(await send(shop.invoice('too new'))).toMatchObject([
    failed('validation', /comes to 10\.00 EUR and the document to 11\.90 EUR/),
  ]);
  expect(await statesOf('account.move')).toEqual([]);
});

describe('another worker', () => {
  const other = () => connectTo(tryton.url, books).destination;
  /** Moves that are posted under the keys, those of invoices too. */
  const postedUnder = async (...documents: readonly LedgerDocument[]): Promise<number> => {
    const references = documents.map(referenceText);
    const ids = await books.call<number[]>('model.account.move.search', [
      ['state', '=', 'posted'],
      ['OR', ['description', 'in', references], ['origin.reference', 'in', references, 'account.invoice']],
    ]);
    return ids.length;
  };
  beforeAll(useEmptyBooks);

  test('who posted everything meanwhile leaves one record of each document', async () => {
    const documents = [shop.receipt('receipt'), shop.invoice('invoice')];
    proxy.before('model.account.move.create', async () => {
      expect(await other().send(documents, NO_CONTEXT)).toMatchObject([created, created]);
    });
    expect(await send(...documents)).toMatchObject([failed('duplicate'), failed('duplicate')]);
    expect(await postedUnder(...documents)).toBe(2);
    // The group Account may not delete drafts of moves: it is left over, and nobody takes it for the record.
    const drafts = (await held('account.move')).filter(({ state }) => state === 'draft');
    expect(drafts.map(({ description }) => description)).toEqual(['VOID: delete this draft']);
    expect(await statesOf('account.invoice')).toEqual(['posted']);
    expect(await send(...documents)).toMatchObject([failed('duplicate'), failed('duplicate')]);
  });

  test('who posts our draft makes us find it', async () => {
    const documents = [shop.receipt('receipt 2'), shop.receipt('receipt 3')];
    proxy.before('model.account.move.post', async () => {
      expect(await other().send([documents[0]!], NO_CONTEXT)).toMatchObject([created]);
    });
    expect(await send(...documents)).toMatchObject([failed('duplicate'), created]);
    expect(await postedUnder(...documents)).toBe(2);
  });

  test('at the same time posts each document once between the two of us', async () => {
    const documents = Array.from({ length: 4 }, (_, index) => shop.receipt(`r${index}`));
    const both = [send(...documents), other().send(documents, NO_CONTEXT)];
    const outcomes = (await Promise.all(both)).flat();
    const classes = outcomes.map((outcome) => (outcome.state === 'created' ? 'created' : outcome.errorClass));
    expect(classes.filter((name) => !['created', 'duplicate', 'transient'].includes(name))).toEqual([]);
    await send(...documents);
    const records = await find(...documents);
    expect(records.map((record) => record?.total)).toEqual(documents.map(() => '11.90'));
    expect(await postedUnder(...documents)).toBe(documents.length);
  });
});

describe('Tryton says no', () => {
  beforeAll(useEmptyBooks);

  test('to an invoice behind the last numbered one; in a batch they are numbered by date', async () => {
    const march = shop.invoice('march', { date: '2025-03-05' });
    const early = shop.invoice('early', { date: '2025-03-01' });
    expect(await send(march, early)).toMatchObject([created, created]);
    const outcomes = await send(
      shop.invoice('too late', { date: '2025-03-04' }),
      shop.invoice('april', { date: '2025-04-01' }),
    );
    expect(outcomes).toMatchObject([failed('validation', /numbers invoices by date/), created]);
    expect(await statesOf('account.invoice')).toEqual(['posted', 'posted', 'posted']);
  });

  test('to a period that was closed after we looked', async () => {
    const documents = [
      shop.receipt('march receipt', { date: '2026-03-31' }),
      shop.receipt('april receipt', { date: '2026-04-01' }),
    ];
    proxy.before('model.account.move.create', () => books.closePeriod('2026-03-31'));
    expect(await send(...documents)).toMatchObject([failed('period_closed', /2026-03-31/), created]);
    expect(await ledger.destination.lockDate()).toBe('2026-03-31');
  });

  test('to an invoice in such a period, whose draft is taken back', async () => {
    const documents = [
      shop.invoice('april invoice', { date: '2026-04-30' }),
      shop.invoice('may invoice', { date: '2026-05-01' }),
    ];
    proxy.before('model.account.invoice.post', () => books.closePeriod('2026-04-30'));
    expect(await send(...documents)).toMatchObject([failed('period_closed', /2026-04-30/), created]);
    expect(await statesOf('account.invoice')).not.toContain('draft');
  });

  test('with a warning that nobody allowed', async () => {
    const warning = { id: 1, error: ['UserWarning', ['credit_limit_5', 'Ann Ex owes too much.', '']] };
    const answer = { kind: 'answer', status: 200, body: JSON.stringify(warning) } as const;
    proxy.spoil('model.account.invoice.post', answer);
    const outcomes = await send(shop.invoice('too much', { date: '2026-05-02' }));
    expect(outcomes).toMatchObject([failed('validation', /Ann Ex owes too much/)]);
    expect(await statesOf('account.invoice')).not.toContain('draft');
    const answered = await books.call('model.res.user.warning.search', [['name', 'like', 'credit%']]);
    expect(answered).toEqual([]);
  });

  test('with the warning of a debt that is due, which is answered for this one invoice', async () => {
    ledger.calls.length = 0;
    expect(await send(shop.invoice('due', { date: '2026-05-03' }))).toMatchObject([created]);
    const answers = ledger.calls.filter(({ method }) => method === 'model.res.user.warning.create');
    expect(answers.map(({ params }) => params[0])).toEqual([
      [
        {
          name: expect.stringMatching(/^invoice_payment_term_\d+$/),
          user: expect.any(Number),
          always: false,
        },
      ],
    ]);
  });

  test('to one ledger account that was closed after we looked, and takes the rest of the batch', async () => {
    const late = { date: '2026-06-01' };
    await ledger.destination.listAccounts();
    await books.call('model.account.account.write', [Number(shop.account('Discounts'))], { closed: true });
    const closed = shop.document(
      'closed',
      'journal',
      [shop.money('1.00'), shop.item('1.00', undefined, { on: 'Discounts' })],
      late,
    );
    const [one, two, three] = ['1', '2', '3'].map((name) => shop.receipt(name, late));
    expect(await send(one!, closed, two!, three!)).toMatchObject([
      created,
      failed('validation', /Tryton refuses it: ".*Account.*"/),
      created,
      created,
    ]);
  });
});

describe('a login or a server that will not do', () => {
  beforeAll(useEmptyBooks);
  const answers = (status: number, body: string, method = 'model.account.account.search_read') =>
    proxy.spoil(method, { kind: 'answer', status, body });
  const accounts = () => connectTo(proxy.url, books).destination.listAccounts();

  test('stops the destination for a wrong password', async () => {
    const { destination } = connectTo(tryton.url, books, { password: 'wrong' });
    await expect(destination.listAccounts()).rejects.toMatchObject({ errorClass: 'credential' });
  });

  test('stops it for a database and a company that are not there', async () => {
    const nowhere = connectTo(tryton.url, { ...books, database: 'nowhere' });
    await expect(nowhere.destination.lockDate()).rejects.toThrow('no database "nowhere"');
    const { destination } = connectTo(tryton.url, books, { company: 4711 });
    const outcomes = await destination.send([shop.receipt('1')], NO_CONTEXT);
    expect(outcomes).toMatchObject([failed('credential', /company/)]);
  });

  test('stops it for a user without the group Account, and says which', async () => {
    await books.call('model.res.user.create', [
      { name: 'Nobody', login: 'nobody', password: books.password, companies: [['add', [books.company]]] },
    ]);
    const { destination } = connectTo(tryton.url, { ...books, user: 'nobody' });
    const outcomes = await destination.send([shop.receipt('1')], NO_CONTEXT);
    expect(outcomes).toMatchObject([failed('credential', /group Account/)]);
  });

  test.each([
    [200, '<html>Welcome</html>', 'credential'],
    [200, '{"result": "42"}', 'credential'],
    [403, '<html>Forbidden</html>', 'credential'],
    [404, 'Not found', 'credential'],
    [301, '', 'credential'],
    [400, 'Bad request', 'validation'],
  ])('reads the answer %s %s as %s', async (status, body, errorClass) => {
    answers(status, body);
    await expect(accounts()).rejects.toMatchObject({ errorClass });
  });

  test('is asked again for what only reads', async () => {
    answers(502, 'Bad gateway');
    proxy.spoil('model.account.account.search_read', { kind: 'lose_answer' });
    expect((await accounts()).length).toBeGreaterThan(5);
  });

  test('takes no logins for a while after too many failed', async () => {
    for (let attempt = 0; attempt < 4; attempt++) answers(429, '');
    await expect(accounts()).rejects.toMatchObject({ errorClass: 'throttled', retryAfterMs: 300_000 });
  });

  test.each([
    [500, 'Internal server error', 'unknown_outcome'],
    [200, '<html>Timeout</html>', 'unknown_outcome'],
    [200, '{"id": 1, "error": ["database is locked", ""]}', 'transient'],
    [200, '{"id": 1, "error": ["ConcurrencyException", ["x"]]}', 'transient'],
    [413, 'Too large', 'validation'],
  ])(
    'reads the answer %s %s to a create as %s, and nothing is posted twice',
    async (status, body, errorClass) => {
      const document = shop.receipt(`${status} ${body}`);
      answers(status, body, 'model.account.move.create');
      expect(await send(document)).toMatchObject([failed(errorClass)]);
      expect(await send(document)).toMatchObject([created]);
      expect(await send(document)).toMatchObject([failed('duplicate')]);
    },
  );
});
