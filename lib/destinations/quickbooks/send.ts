/** Sends documents: looks up what they refer to, then creates all that can be created in one batch. */
import { checkedLines, documentAmounts } from '../document-amounts';
import { type LedgerDocument, LedgerError, type SendContext, type SendOutcome } from '../ledger-destination';
import { chunksOf } from './chunks';
import type { PieceAnswer } from './batch';
import type { Failure } from './client';
import type { Connected } from './connected';
import { customerKey } from './customers';
import { ENTITY_OF } from './entity-of';
import { isLostReference } from './faults';
import { heldKeys } from './find';
import { itemLines, prepare } from './prepare';
import { asText } from './read-answer';
import { type RenderedRecord, renderRecord } from './render-record';
import { BATCH_LIMIT } from './wire';

/** What QuickBooks asks for after a throttled piece of a batch. */
const THROTTLED_MS = 60_000;

type Outcomes = Map<LedgerDocument, SendOutcome>;

interface Job {
  readonly document: LedgerDocument;
  readonly record: RenderedRecord;
}

/** One outcome a document, in order. */
export const sendDocuments = async (
  connected: Connected,
  documents: readonly LedgerDocument[],
  context: SendContext,
): Promise<readonly SendOutcome[]> => {
  const outcomes: Outcomes = new Map();
  for (const chunk of chunksOf(documents, BATCH_LIMIT)) {
    const ended = [...outcomes.values()].find(endsSending);
    if (ended === undefined) await sendChunk(connected, chunk, context, outcomes);
    else for (const document of chunk) outcomes.set(document, ended);
  }
  return documents.map(
    (document) =>
      outcomes.get(document) ??
      failed({ errorClass: 'unknown_outcome', message: 'QuickBooks did not answer for it' }),
  );
};

/** Whatever follows would be refused as well. */
const endsSending = (outcome: SendOutcome): boolean =>
  outcome.state === 'failed' && ['throttled', 'credential'].includes(outcome.errorClass);

const sendChunk = async (
  connected: Connected,
  documents: readonly LedgerDocument[],
  context: SendContext,
  outcomes: Outcomes,
): Promise<void> => {
  const sound = documents.filter((document, index) => {
    const failure = unsound(document, documents.slice(0, index));
    if (failure) outcomes.set(document, failed(failure));
    return failure === undefined;
  });
  const jobs = await beforeSending(sound, outcomes, async () =>
    rendered(connected, await notHeld(connected, sound, outcomes), context, outcomes),
  );
  const lost = await sendJobs(connected, jobs, outcomes);
  if (lost.length === 0) return;
  // Asked for anew once: a customer that was merged away or an item that was deleted may have a successor.
  const renewed = await beforeSending([], outcomes, () => renew(connected, lost, context));
  await sendJobs(connected, renewed, outcomes);
};

/** Whatever fails here, nothing has been sent: the documents are as new as before. */
const beforeSending = async (
  documents: readonly LedgerDocument[],
  outcomes: Outcomes,
  ask: () => Promise<readonly Job[]>,
): Promise<readonly Job[]> => {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    for (const document of documents) if (!outcomes.has(document)) outcomes.set(document, failed(error));
    return [];
  }
};

const failed = ({ errorClass, message, retryAfterMs, code }: Failure): SendOutcome => ({
  state: 'failed',
  errorClass,
  message,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  ...(code === undefined ? {} : { code }),
});

const unsound = (document: LedgerDocument, before: readonly LedgerDocument[]): Failure | undefined => {
  if (before.some(({ key }) => key === document.key))
    return { errorClass: 'duplicate', message: `${document.key} stands twice in this batch` };
  const isJournal = ENTITY_OF[document.type] === 'JournalEntry';
  const read = isJournal ? checkedLines(document) : documentAmounts(document);
  return typeof read === 'string' ? { errorClass: 'validation', message: read } : undefined;
};

/**
 * QuickBooks takes a journal or a payment twice under one number. So these are looked up before each send, whoever says
 * that they are new.
 */
const notHeld = async (
  connected: Connected,
  documents: readonly LedgerDocument[],
  outcomes: Outcomes,
): Promise<readonly LedgerDocument[]> => {
  const twice = documents.filter(({ type }) => ['JournalEntry', 'Payment'].includes(ENTITY_OF[type]));
  const held = await heldKeys(connected, twice);
  return documents.filter((document) => {
    const id = held.get(document.key);
    if (id === undefined) return true;
    const message = `QuickBooks holds ${document.key} already, as record ${id}`;
    outcomes.set(document, failed({ errorClass: 'duplicate', message }));
    return false;
  });
};

const rendered = async (
  connected: Connected,
  documents: readonly LedgerDocument[],
  context: SendContext,
  outcomes: Outcomes,
): Promise<readonly Job[]> => {
  if (documents.length === 0) return [];
  const { rendering, failureOf } = await prepare(connected, documents, context);
  return documents.flatMap((document) => {
    const failure = failureOf(document);
    const record = failure ?? renderRecord(document, rendering);
    if (typeof record === 'object' && 'entity' in record) return { document, record };
    outcomes.set(
      document,
      failed(typeof record === 'string' ? { errorClass: 'validation', message: record } : record),
    );
    return [];
  });
};

/** Those whose customer, item or account QuickBooks does not know (any more). */
const sendJobs = async (
  connected: Connected,
  jobs: readonly Job[],
  outcomes: Outcomes,
): Promise<readonly Job[]> => {
  if (jobs.length === 0) return [];
  const read = await connected.quickBooks.batch(jobs.map(({ record }) => record));
  if ('errorClass' in read) {
    // Refused as a whole, nothing was done: one bad document must harm no other of its batch.
    if (read.errorClass === 'validation' && jobs.length > 1) return sendHalves(connected, jobs, outcomes);
    for (const { document } of jobs) outcomes.set(document, failed(read));
    return [];
  }
  return jobs.filter(({ document }, index) => {
    const answer = read.answers[index] as PieceAnswer;
    outcomes.set(document, outcomeOf(document, answer));
    return 'fault' in answer && isLostReference(answer.fault);
  });
};

const sendHalves = async (
  connected: Connected,
  jobs: readonly Job[],
  outcomes: Outcomes,
): Promise<readonly Job[]> => {
  const middle = Math.ceil(jobs.length / 2);
  return [
    ...(await sendJobs(connected, jobs.slice(0, middle), outcomes)),
    ...(await sendJobs(connected, jobs.slice(middle), outcomes)),
  ];
};

const outcomeOf = ({ date }: LedgerDocument, answer: PieceAnswer): SendOutcome => {
  if ('created' in answer) {
    const recordId = asText(answer.created['Id']);
    if (recordId !== undefined) return { state: 'created', recordId };
  }
  if (!('fault' in answer))
    return failed({
      errorClass: 'unknown_outcome',
      message: 'QuickBooks did not say what became of the document',
    });
  const { errorClass, words } = answer.fault;
  const closed = errorClass === 'period_closed' ? `its books are closed for ${date}. It says: ` : '';
  const message = `QuickBooks refuses the document: ${closed}${words}`;
  return failed({
    errorClass,
    message,
    ...(errorClass === 'throttled' ? { retryAfterMs: THROTTLED_MS } : {}),
  });
};

/** The same documents with customers and items looked up again; only those that came out otherwise. */
const renew = async (
  connected: Connected,
  jobs: readonly Job[],
  context: SendContext,
): Promise<readonly Job[]> => {
  const documents = jobs.map(({ document }) => document);
  await connected.customers.forget(
    documents.flatMap(({ customer, currency }) => (customer ? customerKey(customer, currency) : [])),
  );
  await connected.items.forget(documents.flatMap(itemLines));
  connected.company.forgetLists();
  const again = await rendered(connected, documents, context, new Map());
  const before = new Map(jobs.map(({ document, record }) => [document, JSON.stringify(record)]));
  return again.filter(({ document, record }) => JSON.stringify(record) !== before.get(document));
};
