/** What a ledger would be sent for an order that it has nothing of yet: planned and rendered as posting does, sent nowhere. */
import { z } from 'zod/v4';
import type { Order } from '../commerce/order';
import type { Problem } from '../commerce/problem';
import { DESTINATIONS, findDestination } from '../destinations';
import { abilitiesFor } from '../destinations/dimensions';
import type { DestinationKind, RenderedRequest } from '../destinations/destination-kind';
import type { Target } from '../policy/target';
import { accountMapping } from '../posting/account-mapping';
import { ledgerCustomer } from '../posting/ledger-customer';
import { planDifference } from '../posting/plan-difference';
import { documentOf } from '../posting/settle-plan';

const names = z.record(z.string(), z.string());

/** The Accounting Poster's choices as a file. */
export const mappingSchema = z
  .strictObject({
    accounts: names
      .default({})
      .describe('From logical accounts, or wildcards such as tax:*, to accounts of the ledger.'),
    taxCodes: names
      .default({})
      .describe('From logical tax codes, wildcards or "none" to tax codes of the ledger.'),
    customers: z.enum(['store', 'buyer']).default('store'),
    items: z.enum(['generic', 'sku']).default('generic'),
    taxRoundingLimit: z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .default('0'),
    unknownDimensions: z
      .enum(['hold', 'leave-out'])
      .default('hold')
      .describe('What becomes of dimensions that the ledger has no place for.'),
    company: z.string().default('').describe('Company, tenant or realm of the ledger.'),
    credential: z
      .record(z.string(), z.unknown())
      .default({})
      .describe('Fields of the credential that are not secret, such as url, db or environment.'),
    known: names
      .default({})
      .describe('Ids that only the ledger can give, by the placeholder in which they are missing.'),
  })
  .describe('How documents are rendered for one ledger.');
export type MappingInput = z.input<typeof mappingSchema>;

export type PreviewedRequests =
  | {
      readonly requests: readonly RenderedRequest[];
      readonly problems: readonly Problem[];
    }
  /** There is no such ledger, or the mapping is none. */
  | { readonly unusable: string };

export const previewRequests = (
  destination: string,
  mappingInput: unknown,
  order: Order,
  target: Target,
): PreviewedRequests => {
  const kind = findDestination(destination);
  if (!kind) {
    const known = DESTINATIONS.map((one) => one.kind).join(', ');
    return {
      unusable: `There is no ledger "${destination}". Known: ${known}.`,
    };
  }
  const parsed = mappingSchema.safeParse(asMapping(mappingInput));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      unusable: `The mapping cannot be used: ${issue?.path.join('.')}: ${issue?.message}`,
    };
  }
  return renderFor(kind, parsed.data, order, target);
};

/** A plain map of texts is a map of accounts. */
const asMapping = (input: unknown): unknown => {
  if (typeof input !== 'object' || input === null || Object.hasOwn(input, 'accounts')) return input;
  const plain = names.safeParse(input);
  const own = Object.keys(mappingSchema.shape);
  return plain.success && !Object.keys(plain.data).some((key) => own.includes(key))
    ? { accounts: plain.data }
    : input;
};

const renderFor = (
  kind: DestinationKind,
  mapping: z.output<typeof mappingSchema>,
  order: Order,
  target: Target,
): PreviewedRequests => {
  const { company, items, unknownDimensions } = mapping;
  // Nothing is sent, so any address will do where the mapping names none.
  const connection = kind.connectionOf({
    url: 'https://ledger.example',
    database: 'ledger',
    user: 'cart-ledger',
    ...mapping.credential,
  });
  const options = { items, unknownDimensions };
  const { newPlans, problems } = planDifference(target, [], {
    destination: kind.kind,
    abilities: abilitiesFor(kind.abilities, options),
    mapping: accountMapping(rulesOf(mapping.accounts), () => kind.company === 'book'),
    taxCodes: accountMapping(rulesOf(mapping.taxCodes), () => false),
    customer: ledgerCustomer(order, mapping.customers),
    taxRoundingLimit: mapping.taxRoundingLimit,
    snapshotHash: '',
  });
  const documents = newPlans.map(documentOf);
  const known = new Map(Object.entries(mapping.known));
  return {
    requests: kind.preview(documents, { connection, company, options }, known),
    problems,
  };
};

const rulesOf = (rules: Readonly<Record<string, string>>) =>
  Object.entries(rules).map(([logical, ledgerAccount]) => ({
    logical,
    ledgerAccount,
  }));
