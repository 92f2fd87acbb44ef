/**
 * The conservation certificate: for each component of an order, or of the orders of a store and period, what the source
 * says, what the journal entries hold, and the difference. Amounts are decimal strings with the currency's decimals.
 */
import { z } from 'zod/v4';
import { canonicalJson } from '../accounting/canonical-json';
import { sha256 } from '../accounting/content-hash';

/** Raised whenever a field changes its meaning or goes. */
export const CERTIFICATE_VERSION = 1;

/** What happened to the money, in the order in which certificates list it. */
export const FLOWS = [
  'sold',
  'given_back',
  'taken',
  'paid_back',
  'charged',
  'paid_out',
  'sent',
  'restocked',
  'exchange',
  'balance',
] as const;
export type Flow = (typeof FLOWS)[number];

export const NOTES = {
  net_of_discounts: 'net of discounts, as the policy says',
  one_tax: 'all taxes in one amount, as the policy says',
  owed_by_channel: 'tax that the sales channel owes itself; the policy leaves it out',
  kept_by_channel: 'kept by the sales channel for tax that it owes itself; clearing holds the rest',
  fees_left_out: 'booked with the payout; the policy leaves it out',
  payouts_left_out: 'the policy leaves payouts to the payout itself',
  paid_out_in_other_currency: 'paid out in another currency; booked with the payout itself',
  not_paid_out: 'not paid out by the gateway yet; booked when it is',
  divided: 'the source names no lines for it; divided over what was left, as the explanations say',
  at_face_value: 'gift cards are owed at their face value, so their discount comes back with them',
  waiting: 'earned with the delivery; until then it waits on deferred',
  net_waiting:
    'discounts show with the delivery; before it, and in what is taken back, goods are net of them',
  not_booked_test: 'a test order, which the policy leaves out',
  not_booked_zero: 'an order of nothing, which the policy leaves out',
  not_booked_draft: 'a draft: not an order yet',
  not_booked_unpaid: 'given up without being paid',
  not_booked_yet: 'what lets the sale enter the books has not happened yet',
  held: 'held by a problem: nothing of it is booked until it is settled',
} as const;
export type NoteCode = keyof typeof NOTES;
const noteCodes = Object.keys(NOTES) as [NoteCode, ...NoteCode[]];

const amount = z.string().regex(/^-?\d+(\.\d+)?$/);

export const certificateRowSchema = z.strictObject({
  flow: z
    .enum(FLOWS)
    .describe(
      'sold: agreed with buyers, later additions included. given_back: by refunds and cancellations. taken, paid_back: payments. charged: fees. paid_out: to the bank. sent, restocked: cost of goods. exchange: losses of payments, gains negative. balance: what is left standing.',
    ),
  component: z.string().describe('Such as goods, tax:DE-MWST-1 or payment:stripe.'),
  currency: z.string(),
  source: amount.describe('As the source states it. What lowers a total, such as a discount, is negative.'),
  moved: amount.describe(
    'What the source leaves open and was divided, or what waits to be earned: out of one row and into another.',
  ),
  leftOut: amount.describe('What the policy leaves out of the books; the notes say why.'),
  entries: amount.describe('Sum of the journal lines.'),
  ledger: amount
    .optional()
    .describe('Of the entries: what the ledger holds to the unit. Set where a ledger was read back.'),
  difference: amount.describe('entries - (source + moved - leftOut). Anything but zero is a fault.'),
  notes: z.array(z.enum(noteCodes)),
});

const roundingSchema = z.strictObject({
  sentence: z.string(),
  fits: z.array(z.strictObject({ basis: z.enum(['line', 'order', 'unit']), rule: z.string() })),
});

const countsSchema = z.strictObject({
  certified: z.int(),
  conserved: z.int(),
  broken: z.int(),
  notBooked: z.int(),
  held: z.int(),
});

const fields = {
  certificate: z.literal('conservation'),
  version: z.literal(CERTIFICATE_VERSION),
  of: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('order'),
      platform: z.string(),
      storeId: z.string(),
      orderId: z.string(),
      number: z.string(),
      updatedAt: z.string(),
    }),
    z.strictObject({
      kind: z.literal('period'),
      platform: z.string(),
      storeId: z.string(),
      from: z.string(),
      to: z.string(),
    }),
  ]),
  transformationVersions: z.array(z.string()).describe('Of the mapping and its policy; sorted.'),
  verdict: z
    .enum(['conserved', 'broken', 'held', 'not_booked'])
    .describe(
      'conserved: no row has a difference. broken: one has. held: nothing is booked of what a problem holds. not_booked: nothing is to be booked, or not yet.',
    ),
  orders: countsSchema,
  rows: z.array(certificateRowSchema),
  broken: z
    .array(
      z.strictObject({
        orderId: z.string(),
        number: z.string(),
        flow: z.enum(FLOWS),
        component: z.string(),
        currency: z.string(),
        difference: amount,
      }),
    )
    .describe('Where the differences are, order by order; at most a hundred.'),
  rounding: roundingSchema
    .optional()
    .describe('How the source rounds its taxes, and the methods that fit everywhere. It changes nothing.'),
};

export const certificateSchema = z
  .strictObject({
    ...fields,
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('SHA-256 (hex) of the canonical JSON of all the other fields.'),
  })
  .describe(
    'Conservation certificate: what the source says and what the entries hold, component by component.',
  );

export type CertificateRow = z.infer<typeof certificateRowSchema>;
export type Certificate = z.infer<typeof certificateSchema>;
export type CertificateBody = Omit<Certificate, 'digest'>;

export const sealCertificate = (body: CertificateBody): Certificate => ({ ...body, digest: digestOf(body) });

/** False when a field was changed after the certificate was made. */
export const hasTrueDigest = ({ digest, ...body }: Certificate): boolean => digest === digestOf(body);

const digestOf = (body: CertificateBody): string => sha256(canonicalJson(body));
