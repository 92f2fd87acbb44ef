/** What goes over the wire to an internal ledger service, and what has to come back: the published contract. */
import { z } from 'zod/v4';
import { DOCUMENT_TYPES } from '../../accounting/document';

const amount = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .describe('Positive decimal in the currency of the document, such as "12.34". Never a JSON number.');
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe('Accounting date.');
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .describe('ISO 4217.');

const dimensions = z.record(z.string(), z.string());

const referenceSchema = z.object({
  key: z.string().describe('Idempotency key: one effect for ever.'),
  shortKey: z.string().max(21),
  type: z.enum(DOCUMENT_TYPES),
  date: day,
  currency,
});

export const lineSchema = z
  .object({
    ledgerAccount: z
      .string()
      .describe('Account of the ledger; `tax-code:<id>` for tax under one of its tax codes.'),
    logicalAccount: z.string(),
    role: z.enum(['item', 'tax', 'money', 'receivable']),
    debit: amount.optional(),
    credit: amount.optional(),
    memo: z.string().optional(),
    taxCode: z.string().optional(),
    taxedBy: z.array(z.string()).optional(),
    ledgerTaxCodes: z.array(z.string()).optional(),
    sku: z.string().optional(),
    quantity: z.string().optional(),
    dimensions: dimensions
      .optional()
      .describe('Such as `{ "class": "Online" }`: names and values of the policy.'),
  })
  .describe('Exactly one of debit and credit.');

export const documentSchema = referenceSchema
  .extend({
    contentHash: z.string().describe('The same key with another hash is an error, never a second effect.'),
    kind: z.enum(['entry', 'delta', 'reversal']).or(z.string()),
    description: z.string(),
    corrects: z.string().optional().describe('Key of the document that this one corrects.'),
    source: z.object({
      platform: z.string(),
      storeId: z.string(),
      orderId: z.string(),
      number: z.string(),
    }),
    customer: z
      .object({
        key: z.string(),
        name: z.string(),
        email: z.string().optional(),
        company: z.string().optional(),
        country: z.string().optional(),
      })
      .optional(),
    appliesTo: referenceSchema.optional().describe('What a payment pays, or pays out.'),
    appliesToRecord: z.string().optional().describe('The same, as the ledger called the record.'),
    rounding: z.object({ ledgerAccount: z.string(), limit: amount }).optional(),
    lines: z.array(lineSchema).min(1).describe('Balanced: the journal entry that the document amounts to.'),
  })
  .describe('A document and the journal entry that it must amount to.');

export const postBodySchema = z.object({ documents: z.array(documentSchema).min(1).max(100) });

const ERROR_CLASSES = [
  'throttled',
  'transient',
  'credential',
  'validation',
  'period_closed',
  'duplicate',
  'unknown_outcome',
] as const;

export const postAnswerSchema = z.object({
  results: z
    .array(
      z.union([
        z.object({ key: z.string(), state: z.literal('created'), recordId: z.string().min(1) }),
        z.object({
          key: z.string(),
          state: z.literal('failed'),
          errorClass: z.enum(ERROR_CLASSES),
          message: z.string(),
          retryAfterMs: z.number().int().nonnegative().optional(),
        }),
      ]),
    )
    .describe('One for each document, in the same order.'),
});

export const recordSchema = z.object({
  recordId: z.string().min(1),
  key: z.string(),
  storeId: z.string(),
  date: day,
  currency,
  total: amount.describe('Sum of the debits.'),
  lines: z.array(
    z.object({
      ledgerAccount: z.string(),
      debit: amount.optional(),
      credit: amount.optional(),
      dimensions: dimensions
        .optional()
        .describe(
          'As they were sent, `{}` for none. A service that keeps them says so on each line; then one that is missing is noticed.',
        ),
    }),
  ),
});

export const lookUpBodySchema = z.object({ keys: z.array(z.string()).min(1).max(500) });
export const lookUpAnswerSchema = z.object({
  records: z.array(recordSchema).describe('Those of the keys that the ledger holds, in any order.'),
});
export const listAnswerSchema = z.object({
  records: z.array(recordSchema),
  next: z.string().optional().describe('Cursor of the next page; absent on the last.'),
});
export const accountsAnswerSchema = z.object({
  accounts: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      type: z.enum(['asset', 'liability', 'equity', 'income', 'expense']),
    }),
  ),
});
export const taxCodesAnswerSchema = z.object({
  taxCodes: z.array(z.object({ id: z.string(), name: z.string(), rate: z.string().optional() })),
});
export const companyAnswerSchema = z.object({
  name: z.string(),
  lockDate: day.optional().describe('Last closed day.'),
});
