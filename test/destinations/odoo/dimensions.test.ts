/** Dimensions as analytic accounts: by name, or by plan and name, each with all of the line. */
import type { LedgerDocument, LedgerLine } from '../../../lib/destinations/ledger-destination';
import { odoo as kind } from '../../../lib/destinations/odoo/kind';
import { recordDifference } from '../../../lib/posting/read-back';
import { NO_CONTEXT } from '../../contract/destination-samples';
import { type ConnectedOdoo, connectOdooOf, VERSIONS } from './support/connected-odoo';
import { itemLine, receivableLine, sale, smallInvoice } from './support/documents';

describe.each(VERSIONS)('dimensions in Odoo %s', (version) => {
  let connected: ConnectedOdoo;
  beforeEach(async () => {
    connected = await connectOdooOf(version);
  });
  afterEach(() => connected.odoo.stop());

  const document = (
    dimensions: LedgerLine['dimensions'],
    type: LedgerDocument['type'] = 'invoice',
    owed: Partial<LedgerLine> = {},
  ): LedgerDocument =>
    sale('a', type, [
      { ...receivableLine(connected.odoo, 'debit', '5.00'), ...owed },
      itemLine(connected.odoo, 'credit', '5.00', dimensions === undefined ? {} : { dimensions }),
    ]);
  const send = async (one: LedgerDocument, ledger = connected.destination) =>
    (await ledger.send([one], NO_CONTEXT))[0];
  const distributions = () =>
    connected.odoo
      .rows('account.move.line')
      .flatMap((row) => (row['analytic_distribution'] === undefined ? [] : [row['analytic_distribution']]));
  const difference = async (one: LedgerDocument, ledger = connected.destination) =>
    recordDifference(one, (await ledger.find([one]))[0]!);

  test('stand on the line of an invoice and of an entry, and read back', async () => {
    const { berlin, web } = connected.odoo.ids;
    const invoice = document({ analytic: 'berlin', 'analytic:channels': 'WEB' });
    const entry = { ...document({ 'analytic:Projects': 'Berlin' }, 'journal'), key: `${invoice.key}j` };
    expect(await send(invoice)).toMatchObject({ state: 'created' });
    expect(await send(entry)).toMatchObject({ state: 'created' });
    expect(distributions()).toEqual([{ [berlin]: 100, [web]: 100 }, { [berlin]: 100 }]);
    expect(await difference(invoice)).toBeUndefined();
    expect(await difference(entry)).toBeUndefined();
  });

  test('also stand on the receivable of an entry, but Odoo makes that of an invoice itself', async () => {
    const owed = { dimensions: { analytic: 'Berlin' } };
    const entry = document({ analytic: 'Web' }, 'journal', owed);
    expect(await send(entry)).toMatchObject({ state: 'created' });
    expect(await difference(entry)).toBeUndefined();
    const invoice = { ...document({ analytic: 'Web' }, 'invoice', owed), key: `${entry.key}i` };
    expect(await send(invoice)).toMatchObject({
      state: 'failed',
      code: 'dimension_not_supported',
      message: expect.stringContaining('receivable line of an invoice'),
    });
    const lenient = connected.reconnect({ options: { items: 'generic', unknownDimensions: 'leave-out' } });
    expect(await send(invoice, lenient)).toMatchObject({ state: 'created' });
    expect(await difference(invoice, lenient)).toBeUndefined();
  });

  test('cost nothing where a document has none', async () => {
    const one = smallInvoice(connected.odoo, 'plain');
    await send(one);
    await difference(one);
    expect(connected.odoo.bodies.filter((body) => body.includes('analytic.account'))).toEqual([]);
  });

  test.each([
    ['Nowhere', 'analytic', 'no active analytic account of that name in Odoo'],
    ['Berlin', 'analytic:Channels', 'in the plan "Channels" of Odoo'],
    ['Twin', 'analytic', '2 analytic accounts'],
    ['100%', 'analytic', 'no active analytic account'],
    ['Closed', 'analytic', 'no active analytic account'],
  ])('"%s" as %s is not found: held in either mode', async (value, name, words) => {
    const { odoo } = connected;
    for (const plan_id of [odoo.ids.projects, odoo.ids.channels])
      odoo.insert('account.analytic.account', { name: 'Twin', plan_id, active: true });
    odoo.insert('account.analytic.account', { name: '100 percent', active: true });
    odoo.insert('account.analytic.account', { name: 'Closed', active: false });
    for (const unknownDimensions of ['hold', 'leave-out'] as const) {
      const ledger = connected.reconnect({ options: { items: 'generic', unknownDimensions } });
      expect(await send(document({ [name]: value }), ledger)).toMatchObject({
        state: 'failed',
        errorClass: 'validation',
        code: 'dimension_not_found',
        message: expect.stringContaining(words),
      });
    }
    expect(odoo.rows('account.move')).toEqual([]);
    if (value === 'Twin')
      expect(await send(document({ 'analytic:Projects': 'Twin' }))).toMatchObject({ state: 'created' });
  });

  test('two accounts of one plan on one line would count it twice: held', async () => {
    connected.odoo.insert('account.analytic.account', {
      name: 'Munich',
      plan_id: connected.odoo.ids.projects,
      active: true,
    });
    expect(await send(document({ analytic: 'Berlin', 'analytic:Projects': 'Munich' }))).toMatchObject({
      code: 'dimension_conflict',
      message: expect.stringContaining('"Berlin" and "Munich"'),
    });
  });

  test('a user who may not see analytic accounts is told so, or leaves them out by choice', async () => {
    const { odoo, reconnect } = connected;
    const forbid = () =>
      odoo.fail({
        kind: 'exception',
        call: 'account.analytic.account.search_read',
        name: 'odoo.exceptions.AccessError',
        message: 'No.',
      });
    forbid();
    expect(await send(document({ analytic: 'Berlin' }))).toMatchObject({
      code: 'dimension_not_supported',
      message: expect.stringContaining('may not read analytic accounts'),
    });
    forbid();
    const lenient = reconnect({ options: { items: 'generic', unknownDimensions: 'leave-out' } });
    expect(await send(document({ analytic: 'Berlin' }), lenient)).toMatchObject({ state: 'created' });
    expect(await difference(document({ analytic: 'Berlin' }), lenient)).toBeUndefined();
  });

  test('what a person takes away or splits afterwards is noticed', async () => {
    const { odoo } = connected;
    const one = document({ analytic: 'Berlin' });
    await send(one);
    const line = odoo.rows('account.move.line').find((row) => row['analytic_distribution'] !== undefined)!;
    for (const distribution of [{ [odoo.ids.berlin]: 50, [odoo.ids.web]: 50 }, {}, false]) {
      odoo.change('account.move.line', line.id, { analytic_distribution: distribution });
      expect(await difference(one)).toContain('under analytic "Berlin"');
    }
    // As Odoo 17 and later write an account of each plan in one.
    odoo.change('account.move.line', line.id, {
      analytic_distribution: { [`${odoo.ids.berlin},${odoo.ids.web}`]: 100 },
    });
    expect(await difference(one)).toBeUndefined();
  });

  test('a preview shows the account that each names', () => {
    const known = new Map([['analytic Berlin', '7']]);
    const [create] = kind.preview(
      [document({ analytic: 'Berlin', 'analytic:Channels': 'Web' })],
      connected.context,
      known,
    );
    expect(JSON.stringify(create?.body)).toContain(
      '"analytic_distribution":{"7":100,"{{analytic:Channels Web}}":100}',
    );
  });
});
