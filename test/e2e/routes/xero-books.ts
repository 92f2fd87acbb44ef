/** The simulated Xero seen from outside: records by our key, what each account comes to, and what it was sent. */
import { balances } from '../../simulators/xero/balances';
import { bodyProblems, isWritten } from '../../simulators/xero/schema';
import type { XeroSim } from '../../simulators/xero/start-xero';
import { keyIn, type Ledger } from './ledger';

export const xeroLedger = ({ state, requests }: XeroSim): Ledger => ({
  keys: () =>
    state.records.map((record) =>
      keyIn(record.kind === 'ManualJournals' ? record.Narration : record.Reference),
    ),
  balances: () => balances(state),
  invalid: () =>
    requests
      .filter(({ method }) => method !== 'GET')
      .flatMap(({ path, body }) => {
        const endpoint = path.split('/').at(-1) ?? '';
        return isWritten(endpoint) ? bodyProblems(endpoint, JSON.parse(body)) : [`no endpoint ${path}`];
      }),
  writes: () => requests.filter(({ method }) => method !== 'GET').length,
});
