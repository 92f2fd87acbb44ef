/** Requests to one company of QuickBooks Online. The login is added by whoever gave us `http`, never here. */
import { sha256 } from '../../accounting/content-hash';
import type { HttpRequest, HttpResponse } from '../../host';
import { type AskContext, askLedger, causeOf, DEFAULT_ASK, retryAfterMs } from '../ask-ledger';
import type { LedgerConnection } from '../destination-kind';
import { parseExactJson } from '../exact-json';
import { type ErrorClass, LedgerError } from '../ledger-destination';
import { ledgerUrl } from '../ledger-url';
import { batchBody, batchPath, type PieceAnswer, pieceAnswers, rowsOf } from './batch';
import { faultOf } from './faults';
import { asObject, type JsonObject } from './read-answer';
import { type BatchPiece, MINOR_VERSION, PAGE, type QueriedEntity } from './wire';

/** QuickBooks cuts a request off after 120 seconds; whoever waits less does not know how it ended. */
const TIMEOUT_MS = 130_000;
/** What QuickBooks asks for after a 429. */
const THROTTLED_MS = 60_000;
/** Within this time a repeated batch is answered as the first was; later it is judged anew. */
const SAME_REQUEST_MS = 600_000;

export interface Failure {
  readonly errorClass: ErrorClass;
  readonly message: string;
  readonly retryAfterMs?: number;
  readonly code?: string;
}

export interface QuickBooks {
  /** One page of rows. Throws LedgerError. */
  query(entity: QueriedEntity, clauses?: string): Promise<readonly JsonObject[]>;
  /** All rows in pages, by rising id. Throws LedgerError. */
  pages(entity: QueriedEntity, where?: string): AsyncGenerator<readonly JsonObject[]>;
  /** Sent once, at most 30 pieces; one answer a piece, in order, or the failure of the whole. */
  batch(pieces: readonly BatchPiece[]): Promise<{ readonly answers: readonly PieceAnswer[] } | Failure>;
}

const queryPath = (company: string): string => `/v3/company/${encodeURIComponent(company)}/query`;

/** A text in a query. */
export const quoted = (text: string): string =>
  `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;

export const quotedList = (texts: readonly string[]): string => `(${texts.map(quoted).join(',')})`;

/**
 * @param company id of the company; with an empty one every request throws.
 * @throws LedgerError when the login would cross a network in clear text.
 */
export const openQuickBooks = (
  connection: LedgerConnection,
  company: string,
  context: AskContext,
): QuickBooks => {
  const { root } = ledgerUrl(connection, 'QuickBooks');
  const urlOf = (path: (company: string) => string): string => {
    if (company !== '') return root + path(company);
    const what = 'The QuickBooks credential does not say which company it is for.';
    throw new LedgerError('credential', `${what} Open it in n8n and connect it again.`);
  };
  const query = async (entity: QueriedEntity, clauses = ''): Promise<readonly JsonObject[]> => {
    const statement = `select * from ${entity}${clauses === '' ? '' : ` ${clauses}`}`;
    const answer = await askLedger(
      context,
      {
        method: 'GET',
        url: urlOf(queryPath),
        query: { query: statement, minorversion: MINOR_VERSION },
        headers: { accept: 'application/json' },
        timeoutMs: TIMEOUT_MS,
      },
      { ...DEFAULT_ASK, attempts: 3, throttledWaitMs: THROTTLED_MS },
    );
    const read = readAnswer(answer, context.clock.now());
    if ('errorClass' in read) throw readError(read);
    return rowsOf(read.json, entity);
  };
  return {
    query,
    pages: async function* (entity, where = '') {
      for (let start = 1; ; start += PAGE) {
        const rows = await query(
          entity,
          `${where} orderby Id startposition ${start} maxresults ${PAGE}`.trim(),
        );
        if (rows.length > 0) yield rows;
        if (rows.length < PAGE) return;
      }
    },
    batch: async (pieces) => {
      const body = batchBody(pieces);
      const request: HttpRequest = {
        method: 'POST',
        url: urlOf(batchPath),
        query: { requestid: requestIdOf(body, context.clock.now()), minorversion: MINOR_VERSION },
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body,
        timeoutMs: TIMEOUT_MS,
      };
      const read = await sendOnce(context, request);
      return 'errorClass' in read ? read : { answers: pieceAnswers(read.json, pieces) };
    },
  };
};

/** At most 36 characters: QuickBooks puts the piece's id behind it. */
const requestIdOf = (body: string, now: Date): string =>
  `cl-${sha256(`${Math.floor(now.getTime() / SAME_REQUEST_MS)} ${body}`).slice(0, 32)}`;

type Read = { readonly json: JsonObject } | Failure;

const sendOnce = async (context: AskContext, request: HttpRequest): Promise<Read> => {
  try {
    return readAnswer(await context.http(request), context.clock.now());
  } catch (error) {
    const message = `QuickBooks gave no answer${causeOf(error)}; whether it took the batch is looked up before anything is sent again`;
    return { errorClass: 'unknown_outcome', message };
  }
};

const readAnswer = (response: HttpResponse, now: Date): Read => {
  const json = parsed(response.body);
  const fault = faultOf(json);
  const { status } = response;
  const says = fault === undefined || fault.words === '' ? '' : ` QuickBooks says: ${fault.words}`;
  if (status === 429 || fault?.errorClass === 'throttled') {
    const wait = retryAfterMs(response.headers['retry-after'], now) ?? THROTTLED_MS;
    return {
      errorClass: 'throttled',
      message: `QuickBooks asks for fewer requests.${says}`,
      retryAfterMs: wait,
    };
  }
  if (status >= 500)
    return { errorClass: 'unknown_outcome', message: `QuickBooks failed with status ${status}.${says}` };
  if (status === 401 || status === 403 || fault?.errorClass === 'credential') {
    const help = 'Connect the QuickBooks credential again, and see that its company is active.';
    return { errorClass: 'credential', message: `QuickBooks refuses the login. ${help}${says}` };
  }
  if (fault !== undefined)
    return { errorClass: fault.errorClass, message: `QuickBooks refuses the request.${says}` };
  if (status === 404)
    return {
      errorClass: 'credential',
      message: 'QuickBooks knows no such company: connect the credential again.',
    };
  if (status >= 200 && status < 300 && json !== undefined) return { json };
  // A success that cannot be read may have changed something.
  const errorClass = status < 300 ? 'unknown_outcome' : 'validation';
  return { errorClass, message: `QuickBooks answered with status ${status} and nothing that can be read.` };
};

const parsed = (body: string): JsonObject | undefined => {
  try {
    return asObject(parseExactJson(body));
  } catch {
    return undefined;
  }
};

/** A question that failed changed nothing: it may be asked again. */
export const readError = ({ errorClass, message, retryAfterMs: wait }: Failure): LedgerError =>
  new LedgerError(errorClass === 'unknown_outcome' ? 'transient' : errorClass, message, wait);
