/** Values and records as Tryton's JSON-RPC writes them. */
import { z } from 'zod/v4';
import { type Decimal, parseDecimal, powerOfTen } from '../../money/decimal';

export interface WireDecimal {
  readonly __class__: 'Decimal';
  readonly decimal: string;
}

export interface WireDate {
  readonly __class__: 'date';
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export const wireDecimal = (text: string): WireDecimal => ({ __class__: 'Decimal', decimal: text });

/** Of a day such as 2026-01-31, checked before. */
export const wireDate = (day: string): WireDate => {
  const [year = '', month = '', date = ''] = day.split('-');
  return { __class__: 'date', year: Number(year), month: Number(month), day: Number(date) };
};

/** A Decimal as Python prints it: `11.90`, but `0E-10` too. */
const PYTHON_DECIMAL = /^(-?\d+(?:\.\d+)?)(?:E([+-]\d{1,3}))?$/;

const readDecimal = (text: string): Decimal | undefined => {
  const [, mantissa, exponentText = '+0'] = PYTHON_DECIMAL.exec(text) ?? [];
  const value = parseDecimal(mantissa);
  const exponent = Number(exponentText);
  if (value === undefined || Math.abs(exponent) > 40) return undefined;
  const scale = value.scale - exponent;
  return scale < 0
    ? { digits: value.digits * powerOfTen(-scale), scale: 0 }
    : { digits: value.digits, scale };
};

const decimal = z
  .object({ __class__: z.literal('Decimal'), decimal: z.string().max(60) })
  .transform(({ decimal: text }, context) => {
    const value = readDecimal(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: 'no decimal' });
    return z.NEVER;
  });

const twoDigits = (part: number): string => String(part).padStart(2, '0');

/** Reads as YYYY-MM-DD. */
const date = z
  .object({
    __class__: z.literal('date'),
    year: z.int(),
    month: z.int().min(1).max(12),
    day: z.int().min(1).max(31),
  })
  .transform(
    ({ year, month, day }) => `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`,
  );

/** SQLite answers 0 and 1, PostgreSQL false and true. */
const flag = z.union([z.boolean(), z.int(), z.null()]).transform(Boolean);

const id = z.int();
const text = z.string().nullable();

export const ids = z.array(id);

export const companies = z.array(
  z.object({ id, 'party.': z.object({ name: z.string() }), 'currency.': z.object({ id, code: z.string() }) }),
);

/** `type` is null for headings of the chart, which hold no lines. */
export const accounts = z.array(
  z.object({
    id,
    name: z.string(),
    code: text,
    closed: flag,
    party_required: flag,
    'type.': z
      .object({
        statement: text,
        assets: flag,
        receivable: flag,
        revenue: flag,
      })
      .nullable(),
  }),
);

export const taxes = z.array(
  z.object({
    id,
    name: z.string(),
    description: z.string(),
    type: z.string(),
    rate: decimal.nullable(),
    parent: id.nullable(),
    childs: ids,
    invoice_account: id.nullable(),
    credit_note_account: id.nullable(),
    'group.': z.object({ kind: z.string() }).nullable(),
  }),
);

export const journals = z.array(z.object({ id, code: text, type: z.string() }));

export const periods = z.array(
  z.object({ id, name: z.string(), state: z.string(), start_date: date, end_date: date }),
);

export const parties = z.array(z.object({ id, code: z.string(), addresses: ids }));

export const countries = z.array(z.object({ id, code: z.string() }));

const taxLine = z.object({ tax: id, type: z.string() });

export const moves = z.array(
  z.object({
    id,
    number: text,
    state: z.string(),
    date,
    description: text,
    /** Such as `account.invoice,7`. */
    origin: text,
    'origin.': z.object({ rec_name: z.string() }).nullable(),
    'lines.': z.array(
      z.object({
        id,
        account: id,
        debit: decimal,
        credit: decimal,
        description: text,
        'tax_lines.': z.array(taxLine),
      }),
    ),
  }),
);
export type WireMove = z.output<typeof moves>[number];

export const invoices = z.array(
  z.object({
    id,
    state: z.string(),
    move: id.nullable(),
    reference: text,
    account: id,
    invoice_date: date.nullable(),
    'lines.': z.array(z.object({ account: id.nullable(), amount: decimal })),
    'taxes.': z.array(z.object({ account: id, tax: id.nullable(), amount: decimal })),
  }),
);
export type WireInvoice = z.output<typeof invoices>[number];

/** Open lines of debts and of what pays them. */
export const openLines = z.array(
  z.object({
    id,
    move: id,
    account: id,
    party: id.nullable(),
    debit: decimal,
    credit: decimal,
    'move.': z.object({ date, origin: text }),
  }),
);
export type WireOpenLine = z.output<typeof openLines>[number];

/** What calls give back that only do something. */
export const nothing = z.unknown();
