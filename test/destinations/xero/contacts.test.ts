/** Contacts: found by our number, made once, also by two workers at once. */
import type { LedgerCustomer } from '../../../lib/destinations/ledger-destination';
import { contactNumber } from '../../../lib/destinations/xero/contacts';
import { documentOf, invoice, item, owed } from './support/documents';
import { sendAll } from './support/posting';
import { openXero, type XeroUnderTest } from './support/xero-host';

let xero: XeroUnderTest;
beforeEach(async () => {
  xero = await openXero();
});
afterEach(() => xero.sim.stop());

const buyer = (id: number, name = `Buyer ${id}`, more: Partial<LedgerCustomer> = {}): LedgerCustomer => ({
  key: `woocommerce:shop.example:customer:${id}`,
  name,
  ...more,
});
const saleTo = (customer: LedgerCustomer, name = customer.key) =>
  documentOf('invoice', name, [owed('1.00'), item('1.00')], { customer });
const names = () => xero.sim.state.contacts.map(({ Name }) => Name);
const contactCalls = () => xero.sim.requests.filter(({ path }) => path.endsWith('/Contacts'));
const states = async (...documents: Parameters<typeof sendAll>[1]) =>
  (await sendAll(xero.destination, documents)).map(({ state }) => state);

test('a contact is made once, with its number and e-mail, and remembered', async () => {
  const customer = buyer(1, 'Ada Byron', { email: 'ada@example.org' });
  expect(await states(saleTo(customer, 'a'), saleTo(customer, 'b'))).toEqual(['created', 'created']);
  expect(xero.sim.state.contacts).toMatchObject([
    { Name: 'Ada Byron', ContactNumber: contactNumber(customer), EmailAddress: 'ada@example.org' },
  ]);
  const before = contactCalls().length;
  expect(await states(saleTo(customer, 'c'))).toEqual(['created']);
  expect(contactCalls()).toHaveLength(before);
});

test('a worker that knows nothing finds it by its number, whatever it is called by now', async () => {
  await states(saleTo(buyer(1)));
  const [contact] = xero.sim.state.contacts;
  if (contact) contact.Name = 'Renamed by a bookkeeper';
  const outcomes = await sendAll(xero.worker(), [saleTo(buyer(1), 'again')]);
  expect(outcomes).toMatchObject([{ state: 'created' }]);
  expect(names()).toEqual(['Renamed by a bookkeeper']);
});

test('two workers at once make one contact of a customer', async () => {
  const customers = Array.from({ length: 20 }, (_, id) => buyer(id));
  const workers = [xero.worker(), xero.worker(), xero.worker()];
  const outcomes = await Promise.all(
    workers.map((worker, index) =>
      sendAll(
        worker,
        customers.map((customer) => saleTo(customer, `${index} ${customer.key}`)),
      ),
    ),
  );
  expect(outcomes.flat().every(({ state }) => state === 'created')).toBe(true);
  expect(new Set(xero.sim.state.contacts.map(({ ContactNumber }) => ContactNumber)).size).toBe(20);
  expect(xero.sim.state.contacts).toHaveLength(20);
});

test('two workers at once that call a customer differently make one contact too', async () => {
  const outcomes = await Promise.all([
    sendAll(xero.worker(), [saleTo(buyer(1, 'Ada'), 'a')]),
    sendAll(xero.worker(), [saleTo(buyer(1, 'Ada Byron'), 'b')]),
  ]);
  expect(outcomes.flat().map(({ state }) => state)).toEqual(['created', 'created']);
  expect(xero.sim.state.contacts).toHaveLength(1);
});

test('two buyers of one name are told apart', async () => {
  expect(await states(saleTo(buyer(1, 'John Smith')), saleTo(buyer(2, 'John Smith')))).toEqual([
    'created',
    'created',
  ]);
  expect(names()).toEqual(['John Smith', `John Smith (${contactNumber(buyer(2)).slice(0, 9)})`]);
  expect(await states(saleTo(buyer(3, 'john smith')))).toEqual(['created']);
  expect(xero.sim.state.contacts).toHaveLength(3);
});

test.each([
  ['  <b>Ada</b>   Byron ', 'b Ada /b Byron'],
  ['', 'Customer'],
  ['<>', 'Customer'],
  [`${'x'.repeat(300)}`, 'x'.repeat(255)],
  ['Ada\u0000\nByron', 'Ada Byron'],
])('the name %j becomes one that Xero takes', async (name, expected) => {
  expect(await states(saleTo(buyer(1, name)))).toEqual(['created']);
  expect(names()).toEqual([expected]);
});

test('a company goes by its name, and what is no e-mail address is left out', async () => {
  const customer = buyer(1, 'Ada', { company: 'Engines Ltd', email: 'not an address' });
  expect(await states(saleTo(customer))).toEqual(['created']);
  expect(xero.sim.state.contacts).toMatchObject([{ Name: 'Engines Ltd' }]);
  expect(xero.sim.state.contacts[0]).not.toHaveProperty('EmailAddress');
});

test('an archived contact is not made anew: a person is told to restore it', async () => {
  await states(saleTo(buyer(1)));
  const [contact] = xero.sim.state.contacts;
  if (contact) contact.ContactStatus = 'ARCHIVED';
  const [outcome] = await sendAll(xero.worker(), [saleTo(buyer(1), 'again')]);
  expect(outcome).toMatchObject({
    errorClass: 'validation',
    message: expect.stringContaining('archived in Xero'),
  });
  expect(xero.sim.state.contacts).toHaveLength(1);
});

test('a contact that Xero does not know any more is forgotten, and made again on the next try', async () => {
  await states(saleTo(buyer(1)));
  xero.sim.state.contacts.length = 0;
  // Until then Xero would answer the same request as it did the first time.
  xero.clock.advance(360_000);
  const [lost] = await sendAll(xero.destination, [saleTo(buyer(1), 'b')]);
  expect(lost).toMatchObject({ state: 'failed', errorClass: 'transient' });
  expect(await states(saleTo(buyer(1), 'b'))).toEqual(['created']);
  expect(xero.sim.state.contacts).toHaveLength(1);
});

test('contacts whose making got no answer leave no document half sent', async () => {
  xero.sim.fail({ on: 'PUT Contacts', what: 'lost_after' });
  expect(await sendAll(xero.destination, [saleTo(buyer(1))])).toMatchObject([{ errorClass: 'transient' }]);
  expect(xero.sim.state.records).toEqual([]);
  expect(await states(saleTo(buyer(1)))).toEqual(['created']);
  expect(xero.sim.state.contacts).toHaveLength(1);
});

test('a hundred new buyers take few calls', async () => {
  const documents = Array.from({ length: 100 }, (_, id) => saleTo(buyer(id)));
  for (const half of [documents.slice(0, 50), documents.slice(50)]) await sendAll(xero.destination, half);
  expect(xero.sim.state.contacts).toHaveLength(100);
  expect(contactCalls().length).toBeLessThanOrEqual(6);
});

test('payments and journals need no contact', async () => {
  expect(await states(invoice())).toEqual(['created']);
  expect(contactCalls()).toHaveLength(2);
});

test('a customer whose contact is turned away with the whole request harms no other', async () => {
  const body = '{"Message":"The email address is not valid."}';
  xero.sim.fail({ on: 'PUT Contacts', what: 400, body }, { on: 'PUT Contacts', what: 400, body });
  const outcomes = await sendAll(xero.destination, [saleTo(buyer(1)), saleTo(buyer(2)), invoice()]);
  expect(outcomes.filter(({ state }) => state === 'created')).toHaveLength(3);
  xero.sim.fail({ on: 'PUT Contacts', what: 400, body });
  expect(await sendAll(xero.destination, [saleTo(buyer(3))])).toMatchObject([
    { errorClass: 'validation', message: expect.stringContaining('not valid. (contact "Buyer 3")') },
  ]);
});
