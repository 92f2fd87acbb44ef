/**
 * Xero's contacts of our customers. One is found by its contact number, which Xero keeps unique and people cannot edit; so
 * that two workers at once make one, not two. Names are unique too: two buyers of one name are told apart by a suffix.
 */
import { createHash } from 'node:crypto';
import { cleanText } from '../../accounting/clean-text';
import type { LookupCache } from '../destination-kind';
import { writeExactJson } from '../exact-json';
import { type LedgerCustomer, LedgerError } from '../ledger-destination';
import type { XeroClient } from './client';
import { chunksWithin } from './where';
import { type Failure, failure, isTakenContact, refusalOf, wordsOfElement } from './refusal';
import { BATCH_LIMIT, contactAnswer, NAME_LIMIT, type NewContact, pageAnswer } from './wire';

/** Kind under which the trace store keeps the ids. */
export const CUSTOMER = 'customer';

/** Xero's id, or why there is none. */
export type Contact = { readonly id: string } | { readonly refusal: Failure };

/** 80 bits: short enough to be looked up by the dozen, long enough to be one customer's alone. */
export const contactNumber = ({ key }: Pick<LedgerCustomer, 'key'>): string =>
  `CL-${createHash('sha256').update(key).digest('hex').slice(0, 20)}`;

/** What Xero takes for a name: no angle brackets, no space at the ends, none twice. */
const nameOf = ({ name, company }: LedgerCustomer, suffix: string): string => {
  const room = NAME_LIMIT - suffix.length;
  const text = cleanText((company ?? name).replace(/[<>]/g, ' '), 2 * NAME_LIMIT)
    .replace(/\s+/g, ' ')
    .slice(0, room)
    .replace(/[\ud800-\udbff]$/, '')
    .trim();
  return `${text === '' ? 'Customer' : text}${suffix}`;
};

const EMAIL = /^[\x21-\x3f\x41-\x7e]{1,64}@[A-Za-z0-9.-]{1,180}$/;

export const newContact = (customer: LedgerCustomer, distinguished = false): NewContact => {
  const ContactNumber = contactNumber(customer);
  const { email } = customer;
  return {
    Name: nameOf(customer, distinguished ? ` (${ContactNumber.slice(0, 9)})` : ''),
    ContactNumber,
    ...(email !== undefined && EMAIL.test(email) ? { EmailAddress: email } : {}),
  };
};

/**
 * The contact of each customer, by key; made where there is none.
 * @throws LedgerError when Xero cannot be asked.
 */
export const findOrMakeContacts = async (
  client: XeroClient,
  lookups: LookupCache,
  customers: readonly LedgerCustomer[],
): Promise<ReadonlyMap<string, Contact>> => {
  const byKey = new Map(customers.map((customer) => [customer.key, customer]));
  const known = await lookups.get(CUSTOMER, [...byKey.keys()]);
  const contacts = new Map<string, Contact>([...known].map(([key, id]) => [key, { id }]));
  const wanted = [...byKey.values()].filter(({ key }) => !contacts.has(key));
  if (wanted.length === 0) return contacts;
  await adopt(client, wanted, contacts);
  const absent = wanted.filter(({ key }) => !contacts.has(key));
  for (let start = 0; start < absent.length; start += BATCH_LIMIT)
    await make(client, absent.slice(start, start + BATCH_LIMIT), contacts);
  const learned = wanted.flatMap(({ key }) => {
    const contact = contacts.get(key);
    return contact && 'id' in contact ? [[key, contact.id] as const] : [];
  });
  if (learned.length > 0) await lookups.put(CUSTOMER, new Map(learned));
  return contacts;
};

/** Takes up those that Xero has under their number. */
const adopt = async (
  client: XeroClient,
  customers: readonly LedgerCustomer[],
  contacts: Map<string, Contact>,
): Promise<void> => {
  const byNumber = new Map(customers.map((customer) => [contactNumber(customer).toLowerCase(), customer]));
  const clauses = customers.map((customer) => `ContactNumber=="${contactNumber(customer)}"`);
  for (const where of chunksWithin(clauses)) {
    // An archived contact keeps its number, so that another of it could not be made.
    const query = { where, page: '1', includeArchived: 'true' };
    const { Contacts = [] } = await client.get('Contacts', query, pageAnswer('Contacts'));
    for (const found of Contacts) {
      const read = contactAnswer.safeParse(found);
      const customer = read.success ? byNumber.get((read.data.ContactNumber ?? '').toLowerCase()) : undefined;
      if (read.success && customer !== undefined) contacts.set(customer.key, contactOf(read.data, customer));
    }
  }
};

const contactOf = (
  { ContactID, ContactStatus }: { readonly ContactID: string; readonly ContactStatus?: string | null },
  customer: LedgerCustomer,
): Contact =>
  (ContactStatus ?? 'ACTIVE') === 'ACTIVE'
    ? { id: ContactID }
    : {
        refusal: failure(
          'validation',
          `the contact ${contactNumber(customer)} is archived in Xero; restore it, then retry the exception`,
        ),
      };

/** A name or number that is taken was taken by another worker just now, or is another person's: both are settled here. */
const make = async (
  client: XeroClient,
  customers: readonly LedgerCustomer[],
  contacts: Map<string, Contact>,
): Promise<void> => {
  const taken = await create(client, customers, contacts, false);
  if (taken.length === 0) return;
  await adopt(client, taken, contacts);
  const namesakes = taken.filter(({ key }) => !contacts.has(key));
  if (namesakes.length > 0) await create(client, namesakes, contacts, true);
};

/** Those whose name or number was taken, unless they were told apart already. */
const create = async (
  client: XeroClient,
  customers: readonly LedgerCustomer[],
  contacts: Map<string, Contact>,
  distinguished: boolean,
): Promise<readonly LedgerCustomer[]> => {
  const body = writeExactJson({ Contacts: customers.map((customer) => newContact(customer, distinguished)) });
  const written = await client.put('Contacts', { summarizeErrors: 'false' }, body);
  if (written.state === 'failed') {
    // Nothing of the documents was sent yet, and a contact that was made after all is found by its number.
    const errorClass = written.errorClass === 'unknown_outcome' ? 'transient' : written.errorClass;
    throw new LedgerError(errorClass, written.message, written.retryAfterMs);
  }
  if (written.state === 'refused')
    return createApart(client, customers, contacts, distinguished, written.words);
  const read = pageAnswer('Contacts').safeParse(written.json);
  const elements = read.success ? (read.data['Contacts'] ?? []) : [];
  if (elements.length !== customers.length)
    throw new LedgerError('transient', "Xero's answer to new contacts cannot be read.");
  const taken: LedgerCustomer[] = [];
  let refused = false;
  customers.forEach((customer, index) => {
    const words = wordsOfElement(elements[index]);
    const contact = contactAnswer.safeParse(elements[index]);
    refused ||= words !== undefined;
    if (words !== undefined && isTakenContact(words) && !distinguished) taken.push(customer);
    else if (words !== undefined || !contact.success)
      contacts.set(customer.key, {
        refusal: refusalOf(`${words ?? 'no contact'} (contact "${newContact(customer).Name}")`),
      });
    else contacts.set(customer.key, { id: contact.data.ContactID });
  });
  if (refused) await client.renew(written.request);
  return taken;
};

/** The whole request was turned away: one customer must not harm the others. */
const createApart = async (
  client: XeroClient,
  customers: readonly LedgerCustomer[],
  contacts: Map<string, Contact>,
  distinguished: boolean,
  words: string,
): Promise<readonly LedgerCustomer[]> => {
  const [first, ...others] = customers;
  if (first === undefined) return [];
  if (others.length === 0) {
    contacts.set(first.key, { refusal: refusalOf(`${words} (contact "${newContact(first).Name}")`) });
    return [];
  }
  const middle = Math.ceil(customers.length / 2);
  return [
    ...(await create(client, customers.slice(0, middle), contacts, distinguished)),
    ...(await create(client, customers.slice(middle), contacts, distinguished)),
  ];
};
