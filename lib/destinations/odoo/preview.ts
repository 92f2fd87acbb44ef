/** The requests that create documents in an Odoo that has none of them, as they would go over the wire. Sends nothing. */
import type { DestinationContext, KnownIds, RenderedRequest } from '../destination-kind';
import { type CheckedLines, checkedLines } from '../document-amounts';
import { writeExactJson } from '../exact-json';
import type { LedgerDocument } from '../ledger-destination';
import { analyticProblem, type Analytics } from './analytics';
import { formProblem, invoiceType } from './check-document';
import { callContext } from './client';
import { moveValues } from './drafts';
import { idJson, type Json } from './json';
import { json2Body, json2Path } from './json-2';
import { JSON_RPC_PATH, rpcCallBody } from './json-rpc';
import type { RenderContext } from './render';
import { MOVE, type OdooCall } from './wire';

type PreviewContext = Pick<DestinationContext, 'connection' | 'company' | 'options'>;

/** Documents of one call; the same as are sent at once. */
export const previewRequests = (
  documents: readonly LedgerDocument[],
  context: PreviewContext,
  known: KnownIds,
  batchSize: number,
): readonly RenderedRequest[] => {
  const sendable = documents.filter(
    (document) =>
      formProblem(document) === undefined &&
      analyticProblem(document, placedAnalytics(known), context.options) === undefined,
  );
  const requests: RenderedRequest[] = [];
  for (let start = 0; start < sendable.length; start += batchSize) {
    const some = sendable.slice(start, start + batchSize);
    const values = some.map((document) => previewValues(document, context, known));
    requests.push(
      rendered({ model: MOVE, method: 'create', args: { vals_list: values } }, context, known),
      rendered(
        { model: MOVE, method: 'action_post', ids: some.map(({ key }) => idOf(known, `record ${key}`)) },
        context,
        known,
      ),
    );
  }
  return requests;
};

const idOf = (known: KnownIds, name: string): string => known.get(name) ?? `{{${name}}}`;

/** Each dimension is shown as the one account that it names; which plan that is in, only Odoo knows. */
const placedAnalytics =
  (known: KnownIds): Analytics =>
  (name, value) => [{ id: idOf(known, `${name} ${value}`), name: value, plan: name }];

const previewValues = (document: LedgerDocument, context: PreviewContext, known: KnownIds): Json => {
  const { currency, customer, lines } = document;
  const skus = context.options.items === 'sku' ? lines.flatMap(({ sku }) => sku ?? []) : [];
  const render: RenderContext = {
    company: idJson(context.company),
    currency: idJson(idOf(known, `currency ${currency}`)),
    ...(customer === undefined ? {} : { partner: idJson(idOf(known, `customer ${customer.key}`)) }),
    links: {
      products: new Map(
        skus.flatMap((sku) => (known.has(`item ${sku}`) ? [[sku, idOf(known, `item ${sku}`)]] : [])),
      ),
      analytics: placedAnalytics(known),
    },
  };
  return moveValues(document, render, foreignPlaceholders(document, known));
};

/** Only Odoo's rate of the day tells a foreign entry's amounts in the company's currency. */
const foreignPlaceholders = (document: LedgerDocument, known: KnownIds): readonly string[] | undefined => {
  const own = known.get('company currency') ?? document.currency;
  if (own === document.currency || invoiceType(document) !== undefined) return undefined;
  const { lines } = checkedLines(document) as CheckedLines;
  return lines.map(() => `{{amount in ${own}}}`);
};

const rendered = (
  call: OdooCall,
  { connection, company }: PreviewContext,
  known: KnownIds,
): RenderedRequest => {
  const { protocol, database = '' } = connection.details ?? {};
  const callIn = callContext(company);
  if (protocol !== 'json-rpc')
    return {
      method: 'POST',
      path: json2Path(call),
      body: JSON.parse(writeExactJson(json2Body(call, callIn))),
    };
  const body = rpcCallBody({ database, userId: idOf(known, 'user') }, call, callIn);
  return { method: 'POST', path: JSON_RPC_PATH, body: JSON.parse(body) };
};
