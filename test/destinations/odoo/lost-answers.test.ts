/** Wherever an answer is lost or a process dies, one posted record is left in the end, and no draft. */
import type {
  LedgerDestination,
  LedgerDocument,
  SendContext,
} from '../../../lib/destinations/ledger-destination';
import type { HttpSend } from '../../../lib/host';
import { recordDifference } from '../../../lib/posting/read-back';
import { keyOf, NO_CONTEXT, referenceTo } from '../../contract/destination-samples';
import { type ConnectedOdoo, connectOdooOf, VERSIONS } from './support/connected-odoo';
import { basket, moneyLine, receivableLine, sale, smallInvoice } from './support/documents';

/** As posting does it: what is in doubt is looked up before anything is sent again. Gives the classes on the way. */
const postUntilFound = async (
  destination: LedgerDestination,
  document: LedgerDocument,
  context: SendContext,
): Promise<readonly string[]> => {
  const classes: string[] = [];
  for (let attempt = 0; attempt < 5; attempt++) {
    const [outcome] = await destination.send([document], context);
    if (outcome?.state === 'failed') classes.push(outcome.errorClass);
    const [record] = await destination.find([referenceTo(document.key, document.type)]);
    if (record) {
      expect(recordDifference(document, record)).toBeUndefined();
      return classes;
    }
  }
  throw new Error(`never found: ${classes.join(', ')}`);
};

/** All sends of a read: it is asked four times. */
const EVERY_TRY = 4;

const READS = [
  'res.company.fields_get',
  'res.company.read',
  'res.currency.search_read',
  'account.account.search_read',
  'account.tax.search_read',
  'res.partner.search_read',
  'account.move.search_read',
  'account.move.line.search_read',
] as const;

describe.each(VERSIONS)('lost answers of Odoo %s', (version) => {
  let connected: ConnectedOdoo;
  beforeEach(async () => {
    connected = await connectOdooOf(version);
    connected.odoo.settings.roundTax = 'globally';
  });
  afterEach(() => connected.odoo.stop());

  const moves = () => connected.odoo.rows('account.move').map(({ state, ref }) => ({ state, ref }));
  const posted = [{ state: 'posted', ref: keyOf('a') }];

  test.each(READS)(
    'no answer to %s: nothing is said to be posted, and the next try gets through',
    async (call) => {
      const { odoo, destination } = connected;
      odoo.fail({ kind: 'lost', when: 'before', call, times: EVERY_TRY });
      expect(await postUntilFound(destination, basket(odoo, 'a'), NO_CONTEXT)).toEqual(['transient']);
      expect(moves()).toEqual(posted);
    },
  );

  test.each([
    ['res.partner.create', 'transient'],
    ['account.move.create', 'unknown_outcome'],
    ['account.move.write', 'transient'],
    ['account.move.action_post', 'unknown_outcome'],
  ] as const)(
    '%s whose answer is lost is %s, before and after it was carried out',
    async (call, expected) => {
      const { odoo, destination } = connected;
      for (const when of ['before', 'after'] as const) {
        odoo.fail({ kind: 'lost', when, call });
        // Another customer, so that there is one to make each time.
        const customer = { key: `buyer ${when}`, name: 'Ada' };
        const document = basket(odoo, when, { customer });
        expect([when, await postUntilFound(destination, document, NO_CONTEXT)]).toEqual([when, [expected]]);
      }
      expect(moves()).toEqual([
        { state: 'posted', ref: keyOf('before') },
        { state: 'posted', ref: keyOf('after') },
      ]);
      expect(odoo.rows('res.partner')).toHaveLength(2);
    },
  );

  test('a process that dies at any call leaves nothing that another cannot complete', async () => {
    const { odoo, destination } = connected;
    await destination.send([basket(odoo, 'count')], NO_CONTEXT);
    const perDocument = odoo.callCount;
    for (let last = 1; last <= perDocument; last++) {
      const document = basket(odoo, `died ${last}`, { customer: { key: `buyer ${last}`, name: 'Ada' } });
      // The last request that left is carried out; its answer and all that would have followed are lost.
      let sent = 0;
      const http: HttpSend = async (request) => {
        if (++sent > last) throw new Error('dead');
        const response = await connected.context.http(request);
        if (sent === last) throw new Error('dead');
        return response;
      };
      await connected.reconnect({ http }).send([document], NO_CONTEXT);
      await postUntilFound(connected.reconnect(), document, NO_CONTEXT);
    }
    expect(moves()).toHaveLength(perDocument + 1);
    expect(moves().filter(({ state }) => state !== 'posted')).toEqual([]);
    const keys = moves().map(({ ref }) => ref);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('a draft of an earlier try is completed, not made again', async () => {
    const { odoo, destination } = connected;
    odoo.fail({ kind: 'lost', when: 'before', call: 'account.move.action_post' });
    await destination.send([basket(odoo, 'a')], NO_CONTEXT);
    expect(moves()).toEqual([{ state: 'draft', ref: keyOf('a') }]);
    expect(await destination.find([referenceTo(keyOf('a'), 'invoice')])).toEqual([undefined]);
    odoo.forgetCalls();
    expect(await destination.send([basket(odoo, 'a')], NO_CONTEXT)).toMatchObject([{ state: 'created' }]);
    expect(odoo.calls.get('account.move.create')).toBeUndefined();
    expect(moves()).toEqual(posted);
  });

  test('of two drafts under one reference the older one is completed', async () => {
    const { odoo, destination } = connected;
    odoo.fail({ kind: 'lost', when: 'before', call: 'account.move.action_post' });
    await destination.send([smallInvoice(odoo, 'a')], NO_CONTEXT);
    const [first] = odoo.rows('account.move');
    odoo.insert('account.move', { ...first, name: '/' });
    expect(await destination.send([smallInvoice(odoo, 'a')], NO_CONTEXT)).toEqual([
      { state: 'created', recordId: String(first!.id) },
    ]);
  });

  test('what a person posted or emptied in the meantime is told, not posted twice', async () => {
    const { odoo, destination } = connected;
    odoo.fail({ kind: 'lost', when: 'before', call: 'account.move.action_post', times: 2 });
    await destination.send([smallInvoice(odoo, 'a'), smallInvoice(odoo, 'b')], NO_CONTEXT);
    const [a, b] = odoo.rows('account.move');
    odoo.change('account.move', a!.id, { state: 'posted' });
    for (const { id } of odoo.linesOf(b!.id)) odoo.remove('account.move.line', id);
    expect(
      await destination.send([smallInvoice(odoo, 'a'), smallInvoice(odoo, 'b')], NO_CONTEXT),
    ).toMatchObject([
      { state: 'failed', errorClass: 'duplicate' },
      { state: 'failed', errorClass: 'validation', message: expect.stringContaining('has no lines') },
    ]);
  });

  test('a draft that another process posts between two calls is looked up', async () => {
    const { odoo, reconnect, context } = connected;
    const http: HttpSend = async (request) => {
      if (request.body?.includes('"tax_line_id"')) odoo.change('account.move', 1, { state: 'posted' });
      return context.http(request);
    };
    expect(await reconnect({ http }).send([smallInvoice(odoo, 'a')], NO_CONTEXT)).toMatchObject([
      { errorClass: 'duplicate' },
    ]);
    expect(odoo.calls.get('account.move.action_post')).toBeUndefined();
  });

  test('one document that Odoo refuses does not take the others of its batch along, neither made nor posted', async () => {
    const { odoo, destination } = connected;
    const documents = Array.from({ length: 9 }, (_, index) => smallInvoice(odoo, `d${index}`));
    // Refused when it is made: an item on a receivable account.
    const wrong = { ...documents[3]!, lines: documents[3]!.lines.map((one) => ({ ...one })) };
    wrong.lines[1]!.ledgerAccount = String(odoo.ids.otherReceivable);
    documents[3] = wrong;
    const outcomes = await destination.send(documents, NO_CONTEXT);
    expect(outcomes.map(({ state }) => state)).toEqual(
      documents.map((_, index) => (index === 3 ? 'failed' : 'created')),
    );
    expect(outcomes[3]).toMatchObject({
      errorClass: 'validation',
      message: expect.stringContaining('Any journal item on a receivable account must have a due date'),
    });
    // Refused when it is posted.
    odoo.fail({
      kind: 'exception',
      call: 'account.move.action_post',
      name: 'odoo.exceptions.UserError',
      message: 'The contact has no address.',
      times: 5,
    });
    const more = await destination.send(
      ['x', 'y', 'z'].map((name) => smallInvoice(odoo, name)),
      NO_CONTEXT,
    );
    expect(more).toMatchObject(
      Array.from({ length: 3 }, () => ({
        errorClass: 'validation',
        message: expect.stringContaining('no address'),
      })),
    );
  });

  test('a payment whose matching was lost is matched by a further try of the same call', async () => {
    const { odoo, destination } = connected;
    const invoice = smallInvoice(odoo, 'invoice');
    const [made] = await destination.send([invoice], NO_CONTEXT);
    const recordIds = new Map([[invoice.key, (made as { readonly recordId: string }).recordId]]);
    const payment = sale(
      'payment',
      'payment',
      [moneyLine(odoo, 'debit', '11.90'), receivableLine(odoo, 'credit', '11.90')],
      { appliesTo: referenceTo(invoice.key, 'invoice') },
    );
    odoo.fail({ kind: 'lost', when: 'before', call: 'account.move.line.reconcile' });
    odoo.fail({ kind: 'lost', when: 'after', call: 'account.move.line.reconcile' });
    expect(await destination.send([payment], { recordIds })).toMatchObject([{ state: 'created' }]);
    expect(odoo.rows('account.move')[0]).toMatchObject({ payment_state: 'paid', amount_residual: 0 });
    expect(connected.logged).toEqual([]);
  });
});
