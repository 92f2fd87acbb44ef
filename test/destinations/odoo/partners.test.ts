import type { LedgerCustomer } from '../../../lib/destinations/ledger-destination';
import { partnerReference } from '../../../lib/destinations/odoo/partners';
import { NO_CONTEXT } from '../../contract/destination-samples';
import { type ConnectedOdoo, connectOdooOf, memoryLookups, VERSIONS } from './support/connected-odoo';
import { smallInvoice } from './support/documents';

describe.each(VERSIONS)('contacts in Odoo %s', (version) => {
  let connected: ConnectedOdoo;
  beforeEach(async () => {
    connected = await connectOdooOf(version);
  });
  afterEach(() => connected.odoo.stop());

  const buyer: LedgerCustomer = {
    key: 'woocommerce:shop.example:customer:7',
    name: 'Ada Lovelace',
    email: 'ada@example.org',
    company: 'Analytical Engines',
    country: 'FR',
  };
  const send = (name: string, customer: LedgerCustomer) =>
    connected.destination.send([smallInvoice(connected.odoo, name, { customer })], NO_CONTEXT);
  const contacts = () => connected.odoo.rows('res.partner');

  test('a buyer becomes one contact, found by reference and asked for once', async () => {
    const { odoo } = connected;
    await send('a', buyer);
    expect(contacts()).toMatchObject([
      {
        name: 'Ada Lovelace',
        ref: partnerReference(buyer.key),
        email: 'ada@example.org',
        company_name: 'Analytical Engines',
        country_id: 2,
        property_account_receivable_id: odoo.ids.receivable,
      },
    ]);
    odoo.forgetCalls();
    await send('b', buyer);
    expect(odoo.calls.get('res.partner.search_read')).toBeUndefined();
    expect(contacts()).toHaveLength(1);
  });

  test('two buyers of one name are two, and a contact that was renamed stays itself', async () => {
    const { odoo, context } = connected;
    await send('a', buyer);
    await send('b', { ...buyer, key: 'woocommerce:shop.example:customer:8' });
    expect(contacts()).toHaveLength(2);
    odoo.change('res.partner', contacts()[0]!.id, { name: 'Countess of Lovelace' });
    const fresh = connected.reconnect({ ...context, lookups: memoryLookups() });
    await fresh.send([smallInvoice(odoo, 'c', { customer: buyer })], NO_CONTEXT);
    expect(contacts()).toHaveLength(2);
    expect(odoo.rows('account.move').at(-1)).toMatchObject({ partner_id: contacts()[0]!.id });
  });

  test('of two that were made at the same time, everybody takes the lower id', async () => {
    const { odoo, context } = connected;
    const [first, second] = [1, 2].map(() =>
      odoo.insert('res.partner', { name: 'Ada', ref: partnerReference(buyer.key), active: true }),
    );
    await send('a', buyer);
    expect(odoo.rows('account.move')).toMatchObject([{ partner_id: first }]);
    expect(second).toBeGreaterThan(first!);
    expect(await context.lookups.get('customer', [buyer.key])).toEqual(new Map([[buyer.key, String(first)]]));
  });

  test('a contact that was merged away since it was remembered is looked up again', async () => {
    const { odoo, context } = connected;
    await send('a', buyer);
    const [old] = contacts();
    odoo.remove('res.partner', old!.id);
    expect(await send('b', buyer)).toMatchObject([{ state: 'created' }]);
    const [made] = contacts();
    expect(made!.id).not.toBe(old!.id);
    expect(await context.lookups.get('customer', [buyer.key])).toEqual(
      new Map([[buyer.key, String(made!.id)]]),
    );
  });

  test('a contact that Odoo refuses keeps only its own documents out', async () => {
    const { odoo, destination } = connected;
    const customers = ['a', 'b', 'c'].map((key) => ({ key, name: key }));
    // The list is refused, then the second of the three.
    const no = {
      kind: 'exception',
      call: 'res.partner.create',
      name: 'odoo.exceptions.ValidationError',
    } as const;
    odoo.fail({ ...no, message: 'One is wrong.' });
    odoo.fail({ ...no, message: 'A contact needs a street.', after: 1 });
    const outcomes = await destination.send(
      customers.map((customer) => smallInvoice(odoo, customer.key, { customer })),
      NO_CONTEXT,
    );
    expect(outcomes).toMatchObject([
      { state: 'created' },
      { errorClass: 'validation', message: expect.stringContaining('needs a street') },
      { state: 'created' },
    ]);
  });

  test('a country that Odoo does not have, and a name that is empty, are left out', async () => {
    await send('a', { key: 'k', name: '', country: 'XX' });
    expect(contacts()).toMatchObject([{ name: partnerReference('k'), ref: partnerReference('k') }]);
    expect(contacts()[0]).not.toHaveProperty('country_id');
  });

  test('the reference tells nothing of the buyer', () => {
    expect(partnerReference(buyer.key)).toMatch(/^CL-[0-9a-f]{16}$/);
  });
});
