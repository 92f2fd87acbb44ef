/**
 * All that the library asks of the outside world. Inside n8n these are backed by n8n's own helpers (so that
 * credentials never reach the library), outside by axios and the system clock. Tests fake these three and nothing else.
 */

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute URL without a query string. */
  readonly url: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it goes over the wire; JSON is serialised by the caller. */
  readonly body?: string;
  readonly timeoutMs?: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text, never parsed on the way: a parser that turns money into floats must not touch it. */
  readonly body: string;
}

/**
 * Sends one request. Resolves with any HTTP status; rejects only when no answer came (refused, reset, timed out),
 * because then nobody knows what the other side did.
 */
export type HttpSend = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * Reads a file from an address that carries its own permission (a signed link): no credential is sent along. Gives the
 * text in pieces, so that a file of any size passes through bounded memory; throws when it cannot be read.
 */
export type Download = (url: string) => AsyncIterable<string>;

/** How many requests a vendor takes in how long. */
export interface RateLimit {
  readonly requests: number;
  readonly seconds: number;
}

export interface Clock {
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
}

/** Messages must not carry secrets or personal data; fields are plain scalars. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, string | number | boolean>>): void;
  warn(message: string, fields?: Readonly<Record<string, string | number | boolean>>): void;
  error(message: string, fields?: Readonly<Record<string, string | number | boolean>>): void;
}

/** Fields of a credential as n8n decrypts them. What the library takes from them is not secret, but for webhook secrets. */
export type CredentialFields = Readonly<Record<string, unknown>>;

export interface CredentialType {
  /** Name of the n8n credential type, ours or n8n's own. */
  readonly name: string;
  readonly displayName: string;
  /** Its token runs out: an answer 401 makes n8n get a new one and try again before we hear of it. */
  readonly refreshes?: true;
}
