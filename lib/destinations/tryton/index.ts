/** A company in a Tryton 6.0, over JSON-RPC: invoices, credit notes, payments, and moves for the rest. */
import type { DestinationContext, LedgerCompany } from '../destination-kind';
import { abilitiesFor } from '../dimensions';
import { type LedgerAbilities, LedgerError, type LedgerDestination } from '../ledger-destination';
import { openRpc } from './client';
import { openFacts, readCompanies } from './facts';
import { findRecords } from './find';
import { listRecords } from './list';
import { lastClosedDay } from './period';
import { sendBatch } from './send';

/** Documents in one call of `send`; what Tryton is sent at once is smaller where it is slow. */
const BATCH = 200;

/**
 * A call whose answer was lost may still be at work: on a busy Tryton, posting a hundred records takes many seconds, and
 * until it is done no lookup shows them.
 */
const LOOKUP_LAG_MS = 30_000;

export const ABILITIES: LedgerAbilities = {
  documents: ['invoice', 'sales_receipt', 'credit_note', 'refund_receipt', 'payment', 'refund_payment'],
  taxCodes: 'many-a-line',
  dimensions: [],
};

/** @throws LedgerError for an address, a database or a company that will not do; nothing is sent yet. */
export const createTryton = ({
  http,
  clock,
  log,
  connection,
  company: chosen,
  lookups,
  options,
}: DestinationContext): LedgerDestination => {
  const companyId = readCompanyId(chosen);
  const rpc = openRpc(connection, { http, clock, log }, companyId);
  const facts = openFacts(rpc, companyId);
  const { authority, database } = rpc.server;
  return {
    kind: 'tryton',
    id: `tryton:${authority}/${database}/${companyId}`,
    abilities: abilitiesFor(ABILITIES, options),
    ...(connection.environment === undefined ? {} : { environment: connection.environment }),
    batchSize: BATCH,
    lookupLagMs: LOOKUP_LAG_MS,
    accepts: () => false,
    listAccounts: async (filter) =>
      [...(await facts.accounts()).values()]
        .filter(matching(filter))
        .map(({ id, name, type }) => ({ id, name, type })),
    listTaxCodes: async (filter) =>
      [...(await facts.taxes()).values()]
        .filter(matching(filter))
        .map(({ id, name, rate }) => ({ id, name, ...(rate === undefined ? {} : { rate }) })),
    lockDate: async () => lastClosedDay(await facts.periods(true)),
    send: (documents, context) => sendBatch({ rpc, facts, lookups, clock, log, options }, documents, context),
    find: async (references) =>
      references.length === 0 ? [] : findRecords(rpc, await facts.company(), references),
    list: async function* (query) {
      yield* listRecords(rpc, await facts.company(), query);
    },
  };
};

export const listTrytonCompanies = async (
  context: Pick<DestinationContext, 'http' | 'clock' | 'log' | 'connection'>,
): Promise<readonly LedgerCompany[]> => {
  const found = await readCompanies(openRpc(context.connection, context));
  return found.map(({ id, 'party.': { name }, 'currency.': { code } }) => ({
    id: String(id),
    name: `${name} (${code})`,
  }));
};

const readCompanyId = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new LedgerError('credential', 'Choose the company of Tryton that the books are kept for.');
};

const matching = (filter = '') => {
  const wanted = filter.toLowerCase();
  return ({ id, name }: { readonly id: string; readonly name: string }): boolean =>
    `${id} ${name}`.toLowerCase().includes(wanted);
};
