/** The line between us and a ledger: who sent what when, and a place to do something just before or after a request. */
import type { Clock, HttpRequest, HttpResponse, HttpSend } from '../../lib/host';

export interface SeenRequest {
  /** Milliseconds of the clock of the test. */
  readonly at: number;
  /** Whether it asks the ledger to hold a document. */
  readonly writes: boolean;
  readonly text: string;
  /** Absent where no answer came. */
  status?: number;
}

type Meant = (request: HttpRequest) => boolean;
type Before = () => Promise<HttpResponse | void> | void;
type After = () => Promise<void> | void;

export interface WatchedHttp {
  readonly http: HttpSend;
  readonly requests: readonly SeenRequest[];
  /** Once, before the next request that is meant leaves. An answer that `act` gives is the answer, and the ledger hears nothing. */
  beforeNext(meant: Meant, act: Before): void;
  /** Once, after the ledger has answered the next request that is meant, before we hear of it. */
  afterNext(meant: Meant, act: After): void;
}

export const watchHttp = (send: HttpSend, clock: Clock, writes: Meant): WatchedHttp => {
  const requests: SeenRequest[] = [];
  const before: { readonly meant: Meant; readonly act: Before }[] = [];
  const after: { readonly meant: Meant; readonly act: After }[] = [];
  const take = <T extends { readonly meant: Meant }>(waiting: T[], request: HttpRequest): T | undefined => {
    const at = waiting.findIndex(({ meant }) => meant(request));
    return at === -1 ? undefined : waiting.splice(at, 1)[0];
  };
  return {
    requests,
    beforeNext: (meant, act) => void before.push({ meant, act }),
    afterNext: (meant, act) => void after.push({ meant, act }),
    http: async (request) => {
      const text = `${request.method} ${new URL(request.url).pathname} ${request.body ?? ''}`;
      const seen: SeenRequest = { at: clock.now().getTime(), writes: writes(request), text };
      requests.push(seen);
      const early = await take(before, request)?.act();
      const response = early ?? (await send(request));
      await take(after, request)?.act();
      seen.status = response.status;
      return response;
    },
  };
};
