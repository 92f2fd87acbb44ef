/**
 * Customers: contacts of Odoo that carry a short form of our key in their reference. They are found by it and never by
 * name, so that two buyers of one name stay two and a renamed contact stays itself.
 */
import { sha256 } from '../../accounting/content-hash';
import { cleanText } from '../../accounting/clean-text';
import { type LedgerCustomer, LedgerError } from '../ledger-destination';
import { type Json, jsonNumber } from './json';
import type { OdooLedger } from './odoo-ledger';
import { idField, idsOf, textField } from './read-row';

const CACHE = 'customer';
const NAME_LIMIT = 120;

/** Stands in the contact's reference: `CL-` and 64 bits of the key's hash. */
export const partnerReference = (key: string): string => `CL-${sha256(key).slice(0, 16)}`;

export interface WantedPartner {
  readonly customer: LedgerCustomer;
  /** Receivable account of the document: a new contact gets it as its own. */
  readonly receivable?: string;
}

export interface ResolvedPartners {
  /** Ids of contacts by customer key. */
  readonly ids: ReadonlyMap<string, string>;
  /** Why Odoo does not take a contact, by customer key. */
  readonly refused: ReadonlyMap<string, LedgerError>;
}

/** Contacts that are not there yet are made. */
export const resolvePartners = async (
  ledger: OdooLedger,
  wanted: readonly WantedPartner[],
): Promise<ResolvedPartners> => {
  const byKey = new Map(wanted.map((one) => [one.customer.key, one]));
  const known = new Map(await ledger.lookups.get(CACHE, [...byKey.keys()]));
  const missing = [...byKey.values()].filter(({ customer }) => !known.has(customer.key));
  const refused = new Map<string, LedgerError>();
  if (missing.length === 0) return { ids: known, refused };
  let found = await findPartners(ledger, missing);
  const absent = missing.filter(({ customer }) => !found.has(customer.key));
  if (absent.length > 0) {
    await createAll(ledger, absent, refused);
    // Another run may have made the same contact at the same time: whoever looks now takes the lowest id, like everybody.
    found = new Map([...found, ...(await findPartners(ledger, absent))]);
  }
  await ledger.lookups.put(CACHE, found);
  return { ids: new Map([...known, ...found]), refused };
};

/** All in one call; when Odoo refuses the list, one by one, so that one contact does not keep the others out. */
const createAll = async (
  ledger: OdooLedger,
  wanted: readonly WantedPartner[],
  refused: Map<string, LedgerError>,
): Promise<void> => {
  try {
    await createPartners(ledger, wanted);
  } catch (error) {
    if (!(error instanceof LedgerError) || error.errorClass !== 'validation') throw error;
    const [only, ...others] = wanted;
    if (only !== undefined && others.length === 0) refused.set(only.customer.key, error);
    else for (const one of wanted) await createAll(ledger, [one], refused);
  }
};

/** Contacts that were merged or deleted in Odoo. */
export const forgetPartners = ({ lookups }: OdooLedger, keys: readonly string[]): Promise<void> =>
  lookups.forget(CACHE, keys);

const findPartners = async (
  { client }: OdooLedger,
  wanted: readonly WantedPartner[],
): Promise<ReadonlyMap<string, string>> => {
  const keyOf = new Map(wanted.map(({ customer: { key } }) => [partnerReference(key), key]));
  const rows = await client.search('res.partner', [['ref', 'in', [...keyOf.keys()]]], ['ref']);
  const found = new Map<string, string>();
  for (const row of rows) {
    const key = keyOf.get(textField(row, 'ref') ?? '');
    if (key !== undefined && !found.has(key)) found.set(key, idField(row, 'id'));
  }
  return found;
};

const createPartners = async (ledger: OdooLedger, wanted: readonly WantedPartner[]): Promise<void> => {
  const countries = await findCountries(
    ledger,
    wanted.flatMap(({ customer: { country } }) => country ?? []),
  );
  const values = wanted.map((one) => partnerValues(one, countries));
  const answer = await ledger.client.write({
    model: 'res.partner',
    method: 'create',
    args: { vals_list: values },
  });
  idsOf(answer, values.length);
};

const partnerValues = (
  { customer, receivable }: WantedPartner,
  countries: ReadonlyMap<string, string>,
): Json => {
  const { key, name, email, company, country } = customer;
  const countryId = country === undefined ? undefined : countries.get(country);
  return {
    name: cleanText(name, NAME_LIMIT) || partnerReference(key),
    ref: partnerReference(key),
    customer_rank: jsonNumber('1'),
    ...(email === undefined ? {} : { email: cleanText(email, NAME_LIMIT) }),
    ...(company === undefined ? {} : { company_name: cleanText(company, NAME_LIMIT) }),
    ...(countryId === undefined ? {} : { country_id: jsonNumber(countryId) }),
    ...(receivable === undefined ? {} : { property_account_receivable_id: jsonNumber(receivable) }),
  };
};

const findCountries = async (
  { client }: OdooLedger,
  codes: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (codes.length === 0) return new Map();
  const rows = await client.search('res.country', [['code', 'in', [...new Set(codes)]]], ['code']);
  return new Map(rows.map((row) => [textField(row, 'code') ?? '', idField(row, 'id')]));
};
