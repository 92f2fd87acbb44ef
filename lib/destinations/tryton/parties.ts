/** Customers as parties of Tryton: found by a code that Tryton keeps unique, made once, remembered in the trace store. */
import { cleanText } from '../../accounting/clean-text';
import type { LookupCache } from '../destination-kind';
import type { LedgerCustomer, LedgerError } from '../ledger-destination';
import type { Rpc } from './client';
import { inHalves } from './in-halves';
import { created, type Id } from './render';
import * as wire from './wire';

export interface Party {
  readonly id: number;
  /** Absent when somebody took it off in Tryton. */
  readonly address?: number;
}

const PARTIES = 'customer';
const ADDRESSES = 'address';

/** The party's code: `cart-ledger woocommerce:shop.example`. */
export const partyCode = (key: string): string => `cart-ledger ${encodeURI(key)}`;

/** Values of one `party.party` for `create`. */
export const renderParty = (
  { key, name, company, email }: LedgerCustomer,
  country: Id | undefined,
): unknown => ({
  code: partyCode(key),
  name: cleanText(company ?? name),
  addresses: created([country === undefined ? {} : { country }]),
  ...(email === undefined
    ? {}
    : { contact_mechanisms: created([{ type: 'email', value: cleanText(email) }]) }),
});

interface Source {
  readonly rpc: Rpc;
  readonly lookups: LookupCache;
}

export interface FoundParties {
  /** By customer key. */
  readonly parties: ReadonlyMap<string, Party>;
  /** What Tryton said about those that it does not take. */
  readonly refused: ReadonlyMap<string, LedgerError>;
}

/** Parties that Tryton has none of are made. @throws LedgerError when Tryton cannot be asked. */
export const partiesOf = async (
  source: Source,
  customers: readonly LedgerCustomer[],
): Promise<FoundParties> => {
  const wanted = new Map(customers.map((customer) => [customer.key, customer]));
  const known = await remembered(source.lookups, [...wanted.keys()]);
  const unknown = [...wanted.values()].filter(({ key }) => !known.has(key));
  if (unknown.length === 0) return { parties: known, refused: new Map() };
  const there = await lookUp(source, unknown);
  const missing = unknown.filter(({ key }) => !there.has(key));
  if (missing.length === 0) return { parties: new Map([...known, ...there]), refused: new Map() };
  const errors = await create(source.rpc, missing);
  const made = await lookUp(source, missing);
  // One that another worker made meanwhile was refused here, and is there all the same.
  const refused = [...errors].flatMap(([{ key }, error]): [string, LedgerError][] =>
    made.has(key) ? [] : [[key, error]],
  );
  return { parties: new Map([...known, ...there, ...made]), refused: new Map(refused) };
};

/** Parties that Tryton may have lost since they were remembered are looked up, and made again where they are gone. */
export const partiesAnew = async (
  source: Source,
  customers: readonly LedgerCustomer[],
): Promise<FoundParties> => {
  const keys = customers.map(({ key }) => key);
  await source.lookups.forget(PARTIES, keys);
  await source.lookups.forget(ADDRESSES, keys);
  return partiesOf(source, customers);
};

const remembered = async (
  lookups: LookupCache,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Party>> => {
  const ids = await lookups.get(PARTIES, keys);
  const addresses = await lookups.get(ADDRESSES, keys);
  return new Map(
    [...ids].map(([key, id]) => {
      const address = addresses.get(key);
      return [key, { id: Number(id), ...(address === undefined ? {} : { address: Number(address) }) }];
    }),
  );
};

const lookUp = async (
  { rpc, lookups }: Source,
  customers: readonly LedgerCustomer[],
): Promise<ReadonlyMap<string, Party>> => {
  const byCode = new Map(customers.map(({ key }) => [partyCode(key), key]));
  const domain = [
    ['code', 'in', [...byCode.keys()]],
    // One that was switched off still holds the code.
    ['active', 'in', [true, false]],
  ];
  const fields = ['code', 'addresses'];
  const rows = await rpc.read(wire.parties, 'model.party.party.search_read', domain, 0, null, null, fields);
  const found = new Map(
    rows.flatMap(({ id, code, addresses: [address] }): [string, Party][] => {
      const key = byCode.get(code);
      return key === undefined ? [] : [[key, { id, ...(address === undefined ? {} : { address }) }]];
    }),
  );
  await lookups.put(PARTIES, new Map([...found].map(([key, { id }]) => [key, String(id)])));
  const addressed = [...found].flatMap(([key, { address }]): [string, string][] =>
    address === undefined ? [] : [[key, String(address)]],
  );
  await lookups.put(ADDRESSES, new Map(addressed));
  return found;
};

/** Gives the errors of those that were not made; their codes are unique in Tryton. */
const create = async (
  rpc: Rpc,
  customers: readonly LedgerCustomer[],
): Promise<ReadonlyMap<LedgerCustomer, LedgerError>> => {
  const countries = await countryIds(rpc, customers);
  return inHalves(customers, async (part) => {
    const values = part.map((customer) => renderParty(customer, countries.get(customer.country ?? '')));
    await rpc.write(wire.ids, 'model.party.party.create', values);
  });
};

/** By ISO code; empty in a Tryton that was never given the list of countries. */
const countryIds = async (
  rpc: Rpc,
  customers: readonly LedgerCustomer[],
): Promise<ReadonlyMap<string, number>> => {
  const codes = [...new Set(customers.flatMap(({ country }) => country ?? []))];
  if (codes.length === 0) return new Map();
  const rows = await rpc.read(
    wire.countries,
    'model.country.country.search_read',
    [['code', 'in', codes]],
    0,
    null,
    null,
    ['code'],
  );
  return new Map(rows.map(({ id, code }) => [code, id]));
};
