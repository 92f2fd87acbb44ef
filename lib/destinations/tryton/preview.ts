/** The calls that a new Tryton would get, for people to look at. Nothing is sent; what only Tryton knows stands as `{{…}}`. */
import type { DestinationKind, KnownIds, RenderedRequest } from '../destination-kind';
import { checkedLines, documentAmounts } from '../document-amounts';
import type { LedgerDocument } from '../ledger-destination';
import { callContext, renderedCall } from './client';
import { renderParty } from './parties';
import { type Id, modelOf, type RenderIds } from './render';
import { LET_WORK_OUT, renderInvoice } from './render-invoice';
import { renderMove } from './render-move';
import { trytonServer } from './server-url';

/** Documents that Tryton could not hold have no calls. */
export const previewCalls: DestinationKind['preview'] = (
  documents,
  { connection, company },
  known,
): readonly RenderedRequest[] => {
  const { path } = trytonServer(connection);
  const context = callContext(idOf(company));
  const call = (method: string, ...params: readonly unknown[]) => renderedCall(path, method, params, context);
  const shown = documents.flatMap((document) => {
    const values = rendered(document, company, known);
    return values === undefined ? [] : [{ document, values }];
  });
  const calls: RenderedRequest[] = [];
  const parties = newParties(
    shown.map(({ document }) => document),
    known,
  );
  if (parties.length > 0) calls.push(call('model.party.party.create', parties));
  for (const model of ['account.move', 'account.invoice'] as const) {
    const own = shown.filter(({ document }) => modelOf(document) === model);
    if (own.length === 0) continue;
    const values = own.map((one) => one.values);
    const drafts = own.map(({ document: { key } }) => idIn(known, `${model} ${key}`));
    calls.push(call(`model.${model}.create`, values));
    if (model === 'account.invoice') calls.push(call('model.account.invoice.write', drafts, LET_WORK_OUT));
    calls.push(call(`model.${model}.post`, drafts));
  }
  return calls;
};

const idOf = (text: string): Id => (/^\d{1,15}$/.test(text) ? Number(text) : text);

const idIn = (known: KnownIds, what: string): Id => {
  const id = known.get(what);
  return id === undefined ? `{{${what}}}` : idOf(id);
};

const rendered = (document: LedgerDocument, company: string, known: KnownIds): unknown => {
  const lines = checkedLines(document);
  if (typeof lines === 'string') return undefined;
  const ids = previewIds(document.currency, lines.decimals, company, known);
  if (modelOf(document) === 'account.move') return renderMove(document, lines, ids);
  const amounts = documentAmounts(document);
  return typeof amounts === 'string' ? undefined : renderInvoice(document, amounts, ids);
};

/** Without asking Tryton it is taken that debts are kept by party, and nothing else is. */
const isByParty = ({ lines }: LedgerDocument): boolean => lines.some(({ role }) => role === 'receivable');

const newParties = (documents: readonly LedgerDocument[], known: KnownIds): readonly unknown[] => {
  const customers = new Map(
    documents
      .filter(isByParty)
      .flatMap(({ customer }) => (customer === undefined ? [] : [[customer.key, customer] as const])),
  );
  return [...customers.values()]
    .filter(({ key }) => !known.has(`customer ${key}`))
    .map((customer) =>
      renderParty(
        customer,
        customer.country === undefined ? undefined : idIn(known, `country ${customer.country}`),
      ),
    );
};

const previewIds = (currency: string, decimals: number, company: string, known: KnownIds): RenderIds => {
  const asked = (what: string): Id => idIn(known, what);
  return {
    company: idOf(company),
    currency: asked(`currency ${currency}`),
    decimals,
    journal: (type) => asked(`journal ${type}`),
    period: (day) => asked(`period ${day}`),
    party: (key) => asked(`customer ${key}`),
    address: (key) => asked(`address ${key}`),
    account: idOf,
    needsParty: ({ role }) => role === 'receivable',
    tax: (code) => ({
      id: idOf(code),
      description: String(asked(`tax ${code} name`)),
      accountFor: (use) => asked(`tax ${code} ${use}`),
    }),
  };
};
