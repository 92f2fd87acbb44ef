/** What QuickBooks says when it says no, and which class of error that is. The codes stand in its table of error codes. */
import { cleanText } from '../../accounting/clean-text';
import type { ErrorClass } from '../ledger-destination';
import { asObject, asText, type JsonObject, objectsIn } from './read-answer';

export interface Fault {
  readonly errorClass: ErrorClass;
  /** Without leading zeros; empty where QuickBooks gave none. */
  readonly code: string;
  /** QuickBooks' own words, cleaned and bounded. */
  readonly words: string;
}

const WORDS_LIMIT = 400;

const CREDENTIAL_CODES = new Set(['100', '120', '3100', '3200', '3202', '6190', '10200']);
const CLOSED =
  /account period closed|(?:accounting )?(?:period|books) (?:has been|have been|is|are) closed|closing date/i;
const DUPLICATE_NUMBER = /duplicate document number/i;

/** Something the record refers to is inactive, merged away or gone. */
const LOST_REFERENCE_CODES = new Set(['610', '2500']);

export const isLostReference = ({ code }: Fault): boolean => LOST_REFERENCE_CODES.has(code);

/** Another record has this name already. */
export const isTakenName = ({ code }: Fault): boolean => code === '6240';

/** The fault that an object of an answer carries, in JSON or, from its outermost servers, in lower case. */
export const faultOf = (answer: JsonObject | undefined): Fault | undefined => {
  const fault = asObject(answer?.['Fault']) ?? asObject(answer?.['fault']);
  if (fault === undefined) return undefined;
  const errors = [...objectsIn(fault['Error']), ...objectsIn(fault['error'])];
  const code = (asText(errors[0]?.['code']) ?? '').replace(/^0+(?=\d)/, '');
  const words = errors.map(wordsOf).filter((text) => text !== '');
  const all = cleanText(words.join(' · '), WORDS_LIMIT);
  return { code, words: all, errorClass: classOf(code, asText(fault['type']) ?? '', all) };
};

const wordsOf = (error: JsonObject): string => {
  const message = asText(error['Message']) ?? asText(error['message']) ?? '';
  const detail = asText(error['Detail']) ?? asText(error['detail']) ?? '';
  const code = asText(error['code']);
  const said = detail === '' || detail === message ? message : `${message} ${detail}`.trim();
  return code === undefined ? said : `${said} (code ${code})`;
};

const classOf = (code: string, type: string, words: string): ErrorClass => {
  // By words first: QuickBooks has used 6210 for a number that is taken, and 5010 for a closed period.
  if (code === '6140' || DUPLICATE_NUMBER.test(words)) return 'duplicate';
  if (code === '6200' || code === '6210' || CLOSED.test(words)) return 'period_closed';
  if (CREDENTIAL_CODES.has(code) || /^auth/i.test(type)) return 'credential';
  if (code === '3001' || /^service$/i.test(type)) return 'throttled';
  // Another change to what it refers to came in between; the next try sees it.
  if (code === '5010') return 'transient';
  if (code === '10000' || /^system/i.test(type)) return 'unknown_outcome';
  return 'validation';
};
