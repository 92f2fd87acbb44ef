/** What Xero says when it says no. It has no stable codes: the class is in the words. */
import { cleanText } from '../../accounting/clean-text';
import type { ErrorClass, SendOutcome } from '../ledger-destination';
import { type ElementAnswer, elementAnswer, errorAnswer } from './wire';

export type Failure = Extract<SendOutcome, { readonly state: 'failed' }>;

const WORDS_LIMIT = 400;

export const failure = (errorClass: ErrorClass, message: string, retryAfterMs?: number): Failure => ({
  state: 'failed',
  errorClass,
  message,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

/** Xero's own words of an answer that refuses the whole request; empty where it gave none. */
export const wordsOfAnswer = (json: unknown): string => {
  const read = errorAnswer.safeParse(json);
  if (!read.success) return '';
  const { Message, Detail, Title, Elements } = read.data;
  const elements = (Elements ?? []).flatMap(({ ValidationErrors }) => messages(ValidationErrors));
  return joined(elements.length > 0 ? elements : [Title ?? '', Detail ?? Message ?? '']);
};

/** Why an element was not taken; undefined when it was. */
export const wordsOfElement = (element: unknown): string | undefined => {
  const read = elementAnswer.safeParse(element);
  if (!read.success) return 'its answer cannot be read';
  const { StatusAttributeString, HasErrors, HasValidationErrors, ValidationErrors } = read.data;
  const words = messages(ValidationErrors);
  const refused =
    words.length > 0 ||
    StatusAttributeString === 'ERROR' ||
    HasErrors === true ||
    HasValidationErrors === true;
  return refused ? joined(words) : undefined;
};

const messages = (errors: ElementAnswer['ValidationErrors']): readonly string[] =>
  (errors ?? []).map(({ Message }) => Message ?? '').filter((text) => text !== '');

const joined = (texts: readonly string[]): string =>
  cleanText(
    [...new Set(texts.map((text) => text.trim()))].filter((text) => text !== '').join(' '),
    WORDS_LIMIT,
  );

/** Read from the texts that Xero answers with; what is none of these is wrong with the document. */
const CLASSES: readonly (readonly [RegExp, ErrorClass])[] = [
  [/lock date/i, 'period_closed'],
  [/must be unique/i, 'duplicate'],
];

const OTHER_TAX = /tax amount .* is incorrect/i;

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /not subscribed to currency/i,
    'Add the currency in Xero (Settings, Currencies), then retry the exception',
  ],
  [
    OTHER_TAX,
    'Xero takes no other tax than its own on money received or spent; post invoices with payments, or map this tax to an account',
  ],
];

export const refusalOf = (words: string): Failure => {
  const errorClass = CLASSES.find(([pattern]) => pattern.test(words))?.[1] ?? 'validation';
  const advice = ADVICE.find(([pattern]) => pattern.test(words))?.[1];
  const said = words === '' ? 'Xero refuses the document and gives no reason' : `Xero says: ${words}`;
  return failure(errorClass, advice === undefined ? said : `${said} ${advice}.`);
};

/** Xero works out another tax than it was told, and takes no other. */
export const isOtherTax = (words: string | undefined): boolean =>
  words !== undefined && OTHER_TAX.test(words);

/** A contact that the document names is archived, merged away or gone. */
export const isLostContact = (words: string): boolean =>
  /contact/i.test(words) &&
  /archived|not (?:be )?found|does ?n.t exist|does not exist|not valid|invalid/i.test(words);

/** Another contact has the name or the number already. */
export const isTakenContact = (words: string): boolean =>
  /already assigned|must be unique|already exists|already in use/i.test(words);
