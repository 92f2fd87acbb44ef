/** A write: each element on its own, with `summarizeErrors=false` semantics. PUT creates; POST overwrites what has the number. */
import { parseExactJson } from '../../../lib/destinations/exact-json';
import {
  acceptContact,
  acceptJournal,
  acceptPayment,
  type ContactElement,
  type JournalElement,
  type PaymentElement,
} from './accept-others';
import { acceptSale, type SaleElement } from './accept-sale';
import { bodyProblems, type WrittenEndpoint } from './schema';
import { showContact, type Shown, showRecord } from './show';
import { recordsOf, type SimRecord, type SimSale, type XeroState } from './state';

export interface WriteAnswer {
  readonly status: number;
  readonly body: Shown;
  /** What was kept. */
  readonly kept: readonly SimRecord[];
}

const MOST_ELEMENTS = 50;

export const writeElements = (
  state: XeroState,
  method: 'PUT' | 'POST',
  endpoint: WrittenEndpoint,
  text: string,
  summarizeErrors: boolean,
): WriteAnswer => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return refusal(14, 'PostDataInvalidException', 'The body is no JSON.');
  }
  const problems = bodyProblems(endpoint, parsed);
  if (problems.length > 0) return refusal(14, 'PostDataInvalidException', problems.join('; '));
  const elements = (parseExactJson(text) as Record<string, readonly unknown[]>)[endpoint] ?? [];
  if (elements.length > MOST_ELEMENTS)
    return refusal(10, 'ValidationException', `No more than ${MOST_ELEMENTS} elements a request.`);
  if (summarizeErrors) {
    const trial = elements.map((element) => acceptElement(state, method, endpoint, element, false));
    if (trial.some(({ errors }) => errors.length > 0)) {
      const Elements = trial.map(({ shown, errors }) => ({ ...shown, ValidationErrors: messages(errors) }));
      return { ...refusal(10, 'ValidationException', 'A validation exception occurred', Elements) };
    }
  }
  const results = elements.map((element) => acceptElement(state, method, endpoint, element, true));
  const shown = results.map(({ shown: element, errors }) =>
    errors.length === 0
      ? { ...element, StatusAttributeString: 'OK', ValidationErrors: [] }
      : {
          ...element,
          HasErrors: true,
          StatusAttributeString: 'ERROR',
          ValidationErrors: messages(errors),
        },
  );
  return {
    status: 200,
    body: { Status: 'OK', [endpoint]: shown },
    kept: results.flatMap(({ record, errors }) => (errors.length === 0 && record ? [record] : [])),
  };
};

const messages = (errors: readonly string[]) => errors.map((Message) => ({ Message }));

const refusal = (
  ErrorNumber: number,
  Type: string,
  Message: string,
  Elements: readonly Shown[] = [],
): WriteAnswer => ({
  status: 400,
  body: { ErrorNumber, Type, Message, Elements },
  kept: [],
});

interface Accepted {
  readonly shown: Shown;
  readonly errors: readonly string[];
  readonly record?: SimRecord;
}

const acceptElement = (
  state: XeroState,
  method: 'PUT' | 'POST',
  endpoint: WrittenEndpoint,
  element: unknown,
  keep: boolean,
): Accepted => {
  if (endpoint === 'Contacts') {
    const { contact, errors } = acceptContact(state, element as ContactElement);
    if (errors.length === 0 && keep) state.contacts.push(contact);
    return { shown: showContact(contact), errors };
  }
  const { record, errors, commit } = acceptRecord(state, method, endpoint, element);
  if (errors.length === 0 && keep) {
    const at = state.records.findIndex(({ id }) => id === record.id);
    if (at === -1) state.records.push(record);
    else state.records[at] = record;
    commit?.();
  }
  return { shown: showRecord(state, record, true), errors, record };
};

const acceptRecord = (
  state: XeroState,
  method: 'PUT' | 'POST',
  endpoint: Exclude<WrittenEndpoint, 'Contacts'>,
  element: unknown,
): { readonly record: SimRecord; readonly errors: readonly string[]; readonly commit?: () => void } => {
  if (endpoint === 'Payments') return acceptPayment(state, element as PaymentElement);
  if (endpoint === 'ManualJournals') return acceptJournal(state, element as JournalElement);
  const sale = element as SaleElement;
  return acceptSale(state, endpoint, sale, method === 'POST' ? numbered(state, endpoint, sale) : undefined);
};

/** POST with a number that is taken means that record, and replaces it. */
const numbered = (state: XeroState, kind: SimSale['kind'], element: SaleElement): SimSale | undefined => {
  const number = element.InvoiceNumber ?? element.CreditNoteNumber;
  return number === undefined ? undefined : recordsOf(state, kind).find((known) => known.Number === number);
};
