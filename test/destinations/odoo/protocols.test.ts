import * as fc from 'fast-check';
import type { HttpRequest } from '../../../lib/host';
import { odooConnection } from '../../../lib/destinations/odoo/connection';
import { jsonNumber } from '../../../lib/destinations/odoo/json';
import { json2Request } from '../../../lib/destinations/odoo/json-2';
import { PASSWORD_PLACEHOLDER, rpcCallBody, rpcLoginBody } from '../../../lib/destinations/odoo/json-rpc';
import { odoo as kind } from '../../../lib/destinations/odoo/kind';
import { databaseOf, odooServer } from '../../../lib/destinations/odoo/server-url';
import { NO_CONTEXT, referenceTo } from '../../contract/destination-samples';
import { PASSWORD } from '../../simulators/odoo/start-odoo';
import { connectOdooOf, memoryLookups } from './support/connected-odoo';
import { itemLine, receivableLine, sale } from './support/documents';

const TOKEN = JSON.stringify(PASSWORD_PLACEHOLDER);
const CONTEXT = { lang: 'en_US' };

const tokensIn = (body: string): number => body.split(TOKEN).length - 1;

test('JSON-RPC: the password is a placeholder, the third argument, and nothing else can be it', () => {
  expect(JSON.parse(rpcLoginBody('books', 'ada'))).toEqual({
    jsonrpc: '2.0',
    method: 'call',
    params: { service: 'common', method: 'authenticate', args: ['books', 'ada', PASSWORD_PLACEHOLDER, {}] },
    id: 1,
  });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.constant(PASSWORD_PLACEHOLDER),
        fc.string().map((text) => `${text}${PASSWORD_PLACEHOLDER}`),
      ),
      (text) => {
        const call = {
          model: 'account.move',
          method: 'create',
          args: { vals_list: [{ name: text, [text]: [text] }] },
        };
        const body = rpcCallBody({ database: text, userId: '2' }, call, CONTEXT);
        expect(tokensIn(body)).toBe(1);
        const { args } = (JSON.parse(body) as { readonly params: { readonly args: readonly unknown[] } })
          .params;
        expect(args.slice(0, 5)).toEqual([text, 2, PASSWORD_PLACEHOLDER, 'account.move', 'create']);
        expect(args[5]).toEqual([[{ name: text, [text]: [text] }]]);
      },
    ),
  );
});

test('JSON-RPC: an order cannot make the password appear in the books', async () => {
  const { odoo, destination } = await connectOdooOf(17);
  const hostile = { memo: PASSWORD_PLACEHOLDER };
  const document = sale(
    'a',
    'invoice',
    [receivableLine(odoo, 'debit', '5.00'), itemLine(odoo, 'credit', '5.00', hostile)],
    { customer: { key: 'k', name: PASSWORD_PLACEHOLDER } },
  );
  expect(await destination.send([document], NO_CONTEXT)).toMatchObject([{ state: 'created' }]);
  const held = JSON.stringify([
    odoo.rows('account.move.line'),
    odoo.rows('res.partner'),
    odoo.rows('account.move'),
  ]);
  expect(held).toContain(PASSWORD_PLACEHOLDER);
  expect(held).not.toContain(PASSWORD.slice(0, 10));
  await odoo.stop();
});

test('JSON-2: arguments by name, the database in a header, no secret of ours', () => {
  const server = odooServer('https://books.example/', undefined);
  const call = { model: 'account.move', method: 'action_post', ids: ['7', '9'] };
  expect(json2Request(server, 'books', call, CONTEXT)).toEqual({
    method: 'POST',
    url: 'https://books.example/json/2/account.move/action_post',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      accept: 'application/json',
      'x-odoo-database': 'books',
    },
    body: '{"ids":[7,9],"context":{"lang":"en_US"}}',
  });
  const write = {
    model: 'account.move',
    method: 'write',
    ids: ['7'],
    args: { vals: { x: jsonNumber('93.80') } },
  };
  expect(json2Request(server, '', write, CONTEXT)).toMatchObject({
    body: '{"ids":[7],"vals":{"x":93.80},"context":{"lang":"en_US"}}',
    headers: expect.not.objectContaining({ 'x-odoo-database': expect.anything() }),
  });
});

test('JSON-RPC: ids and what is created go by position, the rest by name', () => {
  const argsOf = (body: string) =>
    (JSON.parse(body) as { readonly params: { readonly args: readonly unknown[] } }).params.args.slice(3);
  const session = { database: 'books', userId: '2' };
  const write = { model: 'account.move', method: 'write', ids: ['7'], args: { vals: { x: true } } };
  expect(argsOf(rpcCallBody(session, write, CONTEXT))).toEqual([
    'account.move',
    'write',
    [[7], { x: true }],
    { context: CONTEXT },
  ]);
  const read = {
    model: 'res.company',
    method: 'read',
    ids: ['1'],
    args: { fields: ['name'] },
    context: { a: false },
  };
  expect(argsOf(rpcCallBody(session, read, CONTEXT))).toEqual([
    'res.company',
    'read',
    [[1]],
    { fields: ['name'], context: { lang: 'en_US', a: false } },
  ]);
});

test('the login is asked for once, and again after it failed', async () => {
  const { odoo, destination } = await connectOdooOf(17);
  odoo.fail({ kind: 'status', status: 503, call: 'common.authenticate', times: 4 });
  await expect(destination.listAccounts()).rejects.toMatchObject({ errorClass: 'transient' });
  await destination.listAccounts();
  await destination.listTaxCodes();
  expect(odoo.calls.get('common.authenticate')).toBe(5);
  await odoo.stop();
});

test('an Odoo before 19 that is asked by JSON-2 is told to be the wrong credential', async () => {
  const { odoo, reconnect } = await connectOdooOf(17);
  const connection = kind.connectionOf({ url: odoo.url, apiKey: 'k', db: 'books' });
  await expect(reconnect({ connection }).listAccounts()).rejects.toMatchObject({
    errorClass: 'credential',
    message: expect.stringContaining('user and password'),
  });
  await odoo.stop();
});

test('every call speaks English and stays in its company', async () => {
  const { odoo, destination } = await connectOdooOf(19);
  const document = sale('a', 'journal', [
    receivableLine(odoo, 'debit', '5.00'),
    itemLine(odoo, 'credit', '5.00'),
  ]);
  await destination.send([document], NO_CONTEXT);
  await destination.find([referenceTo(document.key, 'journal')]);
  expect(odoo.bodies.length).toBeGreaterThan(5);
  for (const body of odoo.bodies)
    expect(JSON.parse(body)).toMatchObject({
      context: { lang: 'en_US', allowed_company_ids: [odoo.ids.company] },
    });
  await odoo.stop();
});

describe('the credential', () => {
  test.each([
    [
      { url: 'https://acme.odoo.com/', username: 'ada', password: 'x', db: '' },
      { protocol: 'json-rpc', database: 'acme', user: 'ada' },
    ],
    [
      { url: 'https://books.example:8069', apiKey: 'x', db: 'main' },
      { protocol: 'json-2', database: 'main', user: '' },
    ],
    [
      { url: 'http://127.0.0.1:8069', apiKey: 'x' },
      { protocol: 'json-2', database: '', user: '' },
    ],
  ])('%j is for %j', (fields, details) => {
    const connection = odooConnection(fields);
    expect(connection.details).toEqual(details);
    expect(JSON.stringify(connection)).not.toMatch(/password|apiKey/);
  });

  test.each([
    ['https://Books.example/odoo/accounting', 'https://books.example', 'books.example'],
    ['https://books.example/erp/web#action=7', 'https://books.example/erp', 'books.example/erp'],
    ['https://books.example:8443/jsonrpc', 'https://books.example:8443', 'books.example:8443'],
    ['http://localhost:8069', 'http://localhost:8069', 'localhost:8069'],
  ])('%s is the server %s', (url, root, authority) => {
    expect(odooServer(url, undefined)).toEqual({ root, authority });
  });

  test.each([
    'books.example',
    'ftp://books.example',
    'https://a:b@books.example',
    'http://books.example',
    '',
  ])('%s will not do', (url) => {
    expect(() => odooServer(url, undefined)).toThrow(/credential|https/);
  });

  test('plain http goes where a person allowed it', () => {
    expect(odooServer('http://books.local', true).root).toBe('http://books.local');
    expect(databaseOf('', 'http://10.0.0.7:8069')).toBe('');
  });

  test('one company is one destination, and none is no destination', async () => {
    const { odoo, context, destination } = await connectOdooOf(19);
    expect(destination.id).toBe(`odoo:${odoo.url.replace('http://', '')}/books/1`);
    expect(() => kind.connect({ ...context, company: '' })).toThrow(/company/);
    expect(await kind.listCompanies!(context)).toEqual([
      { id: '1', name: 'Books GmbH' },
      { id: '2', name: 'Other GmbH' },
    ]);
    await odoo.stop();
  });
});

test('a write that finds no line to Odoo says which error it was, and nothing of the request', async () => {
  const { odoo, context } = await connectOdooOf(19);
  const http = async (request: HttpRequest) => {
    if (request.url.endsWith('/create'))
      throw Object.assign(new Error('Bearer 123 secret'), { code: 'ECONNRESET' });
    return context.http(request);
  };
  const ledger = kind.connect({ ...context, http, lookups: memoryLookups() });
  const document = sale(
    'a',
    'journal',
    [receivableLine(odoo, 'debit', '5.00'), itemLine(odoo, 'credit', '5.00')],
    {
      customer: undefined as never,
    },
  );
  const [outcome] = await ledger.send([document], NO_CONTEXT);
  expect(outcome).toMatchObject({
    errorClass: 'unknown_outcome',
    message: expect.stringContaining('ECONNRESET'),
  });
  expect(JSON.stringify(outcome)).not.toContain('secret');
  await odoo.stop();
});
