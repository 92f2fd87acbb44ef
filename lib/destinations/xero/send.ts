/** Documents on their way to Xero: checked, rendered, and written in as few requests as there are kinds of records. */
import type { LedgerOptions, LookupCache } from '../destination-kind';
import { writeExactJson } from '../exact-json';
import { LedgerError, type LedgerDocument, type SendContext, type SendOutcome } from '../ledger-destination';
import type { Books } from './books';
import { isSale, type KnownBooks, refusalByBooks } from './check-document';
import type { XeroClient } from './client';
import { type Contact, CUSTOMER, findOrMakeContacts } from './contacts';
import { PRICES } from './find';
import { type Failure, failure, isLostContact, isOtherTax, refusalOf, wordsOfElement } from './refusal';
import { type Rendered, renderDocument } from './render';
import type { Ties } from './tax-shares';
import { type TrackingCategories, trackingProblem, type TrackingReader } from './tracking';
import { noTaxTypeOf, percentsOf } from './tax-types';
import { BODY_LIMIT, type Endpoint, ENDPOINTS, pageAnswer, RECORD_FIELDS } from './wire';

export interface Sending {
  readonly client: XeroClient;
  readonly books: Books;
  readonly lookups: LookupCache;
  readonly tracking: TrackingReader;
  readonly options: Pick<LedgerOptions, 'unknownDimensions'>;
  /** Learned from what Xero takes. */
  readonly rounding: { ties: Ties };
}

interface Entry {
  readonly document: LedgerDocument;
  readonly at: number;
}

interface RenderedEntry extends Entry, Omit<Rendered, 'endpoint'> {}

/** One outcome a document, in order. */
export const sendDocuments = async (
  sending: Sending,
  documents: readonly LedgerDocument[],
  context: SendContext,
): Promise<readonly SendOutcome[]> => {
  if (documents.length === 0) return [];
  const outcomes = new Map<number, SendOutcome>();
  const open = () =>
    documents.flatMap((document, at): Entry[] => (outcomes.has(at) ? [] : [{ document, at }]));
  refuseRepeated(documents, outcomes);
  try {
    const books = await readBooks(sending, documents);
    const tracking = await sending.tracking(documents);
    for (const { document, at } of open()) {
      const refused = refusalByBooks(document, books) ?? untracked(document, tracking, sending.options);
      if (refused !== undefined) outcomes.set(at, refused);
    }
    const contacts = await contactsFor(sending, open(), outcomes);
    const rendered = render(sending, open(), context, { ...books, tracking }, contacts, outcomes);
    await writeAll(sending, rendered, outcomes);
  } catch (error) {
    // Xero was only asked so far: nothing of the documents without an outcome was sent.
    if (!(error instanceof LedgerError)) throw error;
    const unsent = failure(error.errorClass, error.message, error.retryAfterMs);
    for (const { at } of open()) outcomes.set(at, unsent);
  }
  return documents.map((_, at) => outcomes.get(at) ?? failure('transient', 'the document was not sent'));
};

const untracked = (
  document: LedgerDocument,
  tracking: TrackingCategories,
  options: Sending['options'],
): Failure | undefined => {
  const problem = trackingProblem(document, tracking, options);
  return problem && { ...failure('validation', problem.message), code: problem.code };
};

/** Of two with one key in a batch Xero would keep both where it has no unique number. */
const refuseRepeated = (documents: readonly LedgerDocument[], outcomes: Map<number, SendOutcome>): void => {
  const seen = new Set<string>();
  documents.forEach(({ key }, at) => {
    if (seen.has(key)) outcomes.set(at, failure('duplicate', `${key} stands twice in one batch`));
    seen.add(key);
  });
};

const readBooks = async ({ books }: Sending, documents: readonly LedgerDocument[]): Promise<KnownBooks> => ({
  chart: await books.chart(),
  organisation: await books.organisation(),
  taxRates: documents.some(isSale) ? await books.taxRates() : new Map(),
});

const contactsFor = async (
  { client, lookups }: Sending,
  entries: readonly Entry[],
  outcomes: Map<number, SendOutcome>,
): Promise<ReadonlyMap<string, Contact>> => {
  const sales = entries.filter(({ document }) => isSale(document));
  const customers = sales.flatMap(({ document }) => document.customer ?? []);
  const contacts = await findOrMakeContacts(client, lookups, customers);
  for (const { document, at } of sales) {
    const contact = contacts.get(document.customer?.key ?? '');
    if (contact && 'refusal' in contact) outcomes.set(at, contact.refusal);
  }
  return contacts;
};

const render = (
  { rounding }: Sending,
  entries: readonly Entry[],
  { recordIds }: SendContext,
  { taxRates, tracking }: KnownBooks & { readonly tracking: TrackingCategories },
  contacts: ReadonlyMap<string, Contact>,
  outcomes: Map<number, SendOutcome>,
): ReadonlyMap<Endpoint, readonly RenderedEntry[]> => {
  const ids = {
    contact: (key: string) => {
      const contact = contacts.get(key);
      return contact && 'id' in contact ? contact.id : undefined;
    },
    record: (key: string) => recordIds.get(key),
    rates: percentsOf(taxRates),
    noTaxType: noTaxTypeOf(taxRates),
    tracking,
    ties: rounding.ties,
  };
  const groups = new Map<Endpoint, RenderedEntry[]>();
  for (const { document, at } of entries) {
    const rendered = renderDocument(document, ids);
    if (typeof rendered === 'string') outcomes.set(at, failure('validation', rendered));
    else {
      const { endpoint, ...written } = rendered;
      groups.set(endpoint, [...(groups.get(endpoint) ?? []), { document, at, ...written }]);
    }
  }
  return groups;
};

const writeAll = async (
  sending: Sending,
  groups: ReadonlyMap<Endpoint, readonly RenderedEntry[]>,
  outcomes: Map<number, SendOutcome>,
): Promise<void> => {
  const writing: Writing = { ...sending, outcomes, stopped: undefined };
  for (const endpoint of ENDPOINTS) {
    const entries = groups.get(endpoint);
    if (entries !== undefined) await write(writing, endpoint, entries);
  }
};

interface Writing extends Sending {
  readonly outcomes: Map<number, SendOutcome>;
  /** Why nothing more of this batch is sent: the login is refused, or the calls are used up. */
  stopped: Failure | undefined;
}

const write = async (
  writing: Writing,
  endpoint: Endpoint,
  entries: readonly RenderedEntry[],
): Promise<void> => {
  const settle = (outcome: SendOutcome) => entries.forEach(({ at }) => writing.outcomes.set(at, outcome));
  if (writing.stopped !== undefined) return settle(writing.stopped);
  const body = writeExactJson({ [endpoint]: entries.map(({ element }) => element) });
  if (Buffer.byteLength(body) > BODY_LIMIT && entries.length > 1) return halve(writing, endpoint, entries);
  const query = { summarizeErrors: 'false', ...PRICES[endpoint] };
  const written = await writing.client.put(endpoint, query, body);
  if (written.state === 'refused') {
    // The whole request was turned away, and nothing was done: one document must not harm the others.
    if (entries.length > 1) return halve(writing, endpoint, entries);
    return settle(refusalOf(written.words));
  }
  if (written.state === 'failed') {
    const { request: _, ...failed } = written;
    if (failed.errorClass === 'credential' || failed.errorClass === 'throttled') writing.stopped = failed;
    return settle(failed);
  }
  const read = pageAnswer(endpoint).safeParse(written.json);
  const elements = read.success ? (read.data[endpoint] ?? []) : [];
  if (elements.length !== entries.length)
    return settle(
      failure('unknown_outcome', `Xero answered for ${elements.length} of ${entries.length} documents`),
    );
  for (const [index, entry] of entries.entries())
    writing.outcomes.set(entry.at, await outcomeOf(writing, endpoint, entry, elements[index]));
  if (entries.some(({ at }) => writing.outcomes.get(at)?.state === 'failed'))
    await writing.client.renew(written.request);
  await writeOtherwise(
    writing,
    endpoint,
    entries.filter((_, index) => isOtherTax(wordsOfElement(elements[index]))),
  );
};

/** Receipts whose tax Xero works out otherwise are written in their next form; what it takes then is tried first from now on. */
const writeOtherwise = async (
  writing: Writing,
  endpoint: Endpoint,
  refused: readonly RenderedEntry[],
): Promise<void> => {
  const again = refused.flatMap(({ otherwise = [], ...entry }) => {
    const [next, ...rest] = otherwise;
    return next === undefined ? [] : [{ ...entry, element: next.element, otherwise: rest, ties: next.ties }];
  });
  if (again.length === 0) return;
  await write(writing, endpoint, again);
  const taken = again.find(({ at }) => writing.outcomes.get(at)?.state === 'created');
  if (taken !== undefined) writing.rounding.ties = taken.ties;
};

const halve = async (
  writing: Writing,
  endpoint: Endpoint,
  entries: readonly RenderedEntry[],
): Promise<void> => {
  const middle = Math.ceil(entries.length / 2);
  await write(writing, endpoint, entries.slice(0, middle));
  await write(writing, endpoint, entries.slice(middle));
};

const NO_ID = /^[0-]*$/;

const outcomeOf = async (
  { lookups }: Writing,
  endpoint: Endpoint,
  { document }: RenderedEntry,
  element: unknown,
): Promise<SendOutcome> => {
  const words = wordsOfElement(element);
  if (words !== undefined) {
    const { customer } = document;
    if (customer === undefined || !isLostContact(words)) return refusalOf(words);
    await lookups.forget(CUSTOMER, [customer.key]);
    return failure('transient', `Xero says: ${words} The contact is looked up again.`);
  }
  const { id, mark } = RECORD_FIELDS[endpoint];
  const made = element as Readonly<Record<string, unknown>>;
  const [recordId, text] = [made[id], made[mark]];
  if (typeof recordId !== 'string' || NO_ID.test(recordId))
    return failure('unknown_outcome', 'Xero names no record in its answer');
  // Answers are in the order of the documents; should they ever not be, no document may take another's record for its own.
  if (typeof text !== 'string' || !text.startsWith(document.shortKey))
    return failure('unknown_outcome', 'Xero answered for another document');
  return { state: 'created', recordId };
};
