/** The requests that would be sent, for people to look at. */
import type { DestinationKind, RenderedRequest } from '../destination-kind';
import { writeExactJson } from '../exact-json';
import type { LedgerCustomer, LedgerDocument } from '../ledger-destination';
import { isSale } from './check-document';
import { newContact } from './contacts';
import { PRICES } from './find';
import { renderDocument } from './render';
import { LIKELY_TIES } from './tax-shares';
import { namedTracking, trackingProblem } from './tracking';
import { API_PATH, BATCH_LIMIT, type Endpoint, ENDPOINTS, type NewElement, NO_TAX_TYPE } from './wire';

/**
 * In an organisation without any of it: first the contacts, then each kind of record. The organisation's tax rates are not
 * known here, so that tax on receipts stands as on invoices; `send` looks for a form in which Xero's own tax is the same.
 * A document that Xero cannot hold makes no request.
 */
export const previewRequests: DestinationKind['preview'] = (documents, { options }, known) => {
  const ids = {
    contact: (key: string) => known.get(`customer ${key}`) ?? `{{customer ${key}}}`,
    record: (key: string) => known.get(`record ${key}`) ?? `{{record ${key}}}`,
    noTaxType: NO_TAX_TYPE,
    // Which categories there are is not known either: each is shown as the policy names it.
    tracking: namedTracking(documents),
    ties: LIKELY_TIES,
  };
  const groups = new Map<Endpoint, NewElement[]>();
  for (const document of documents) {
    const rendered = renderDocument(document, ids);
    const untracked = trackingProblem(document, ids.tracking, options);
    if (typeof rendered === 'string' || untracked !== undefined) continue;
    const group = groups.get(rendered.endpoint);
    if (group) group.push(rendered.element);
    else groups.set(rendered.endpoint, [rendered.element]);
  }
  const customers = customersOf(documents).filter(({ key }) => !known.has(`customer ${key}`));
  return [
    ...requests(
      'Contacts',
      {},
      customers.map((customer) => newContact(customer)),
    ),
    ...ENDPOINTS.flatMap((endpoint) => requests(endpoint, PRICES[endpoint], groups.get(endpoint) ?? [])),
  ];
};

const customersOf = (documents: readonly LedgerDocument[]): readonly LedgerCustomer[] => [
  ...new Map(
    documents.flatMap((document) =>
      document.customer && isSale(document) ? [[document.customer.key, document.customer] as const] : [],
    ),
  ).values(),
];

const requests = (
  name: string,
  more: Readonly<Record<string, string>>,
  elements: readonly unknown[],
): readonly RenderedRequest[] =>
  Array.from({ length: Math.ceil(elements.length / BATCH_LIMIT) }, (_, index) => {
    const query = new URLSearchParams({ summarizeErrors: 'false', ...more });
    const some = elements.slice(index * BATCH_LIMIT, (index + 1) * BATCH_LIMIT);
    return {
      method: 'PUT',
      path: `${API_PATH}/${name}?${query}`,
      body: JSON.parse(writeExactJson({ [name]: some })) as unknown,
    };
  });
