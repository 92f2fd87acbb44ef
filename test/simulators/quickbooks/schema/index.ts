import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { journalEntry } from './journal-entry';
import { customer, item } from './names';
import { payment } from './payment';
import { creditMemo, invoice, refundReceipt, salesReceipt } from './sales-form';
import { closed, listOf, type Schema, text } from './shared';

const ENTITIES = {
  SalesReceipt: salesReceipt,
  Invoice: invoice,
  CreditMemo: creditMemo,
  RefundReceipt: refundReceipt,
  Payment: payment,
  JournalEntry: journalEntry,
  Customer: customer,
  Item: item,
} as const;

export type Entity = keyof typeof ENTITIES;
export const ENTITY_NAMES = Object.keys(ENTITIES) as readonly Entity[];

const piece: Schema = {
  type: 'object',
  properties: {
    bId: text(10),
    operation: { const: 'create' },
    Query: text(4000),
    ...Object.fromEntries(ENTITY_NAMES.map((entity) => [entity, { type: 'object' }])),
  },
  required: ['bId'],
  additionalProperties: false,
  // Its id, and either a question or an operation with what it is on.
  minProperties: 2,
  maxProperties: 3,
};

const ajv = addFormats(new Ajv({ allErrors: true, strict: true, strictTypes: false }));

const VALIDATORS = Object.fromEntries(
  Object.entries(ENTITIES).map(([entity, schema]) => [entity, ajv.compile(schema)]),
) as Readonly<Record<Entity, ValidateFunction>>;

const validBatch = ajv.compile(closed({ BatchItemRequest: listOf(piece) }, ['BatchItemRequest']));

/** What is wrong with a body, in words; undefined when nothing is. */
export const wrongWith = (entity: Entity | 'batch', body: unknown): string | undefined => {
  const validate = entity === 'batch' ? validBatch : VALIDATORS[entity];
  if (validate(body)) return undefined;
  const [first] = validate.errors ?? [];
  const extra = (first?.params as { readonly additionalProperty?: string } | undefined)?.additionalProperty;
  return `${first?.instancePath ?? ''} ${first?.message ?? 'is wrong'}${extra === undefined ? '' : ` (${extra})`}`.trim();
};
