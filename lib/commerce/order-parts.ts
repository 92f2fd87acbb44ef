/** What an order is made of: lines, shipping and surcharges, each with its discounts and taxes. Conventions: see order.ts. */
import { z } from 'zod/v4';

export const amountSchema = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .describe('Decimal amount in the order\'s currency, such as "12.34". Never a JSON number.');
const STORABLE =
  // eslint-disable-next-line no-control-regex
  /^(?:[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff])*$/;
/**
 * An identifier: keys are made of it, so it holds nothing that a database would not give back as it was (controls, half
 * a surrogate pair) and is of a length that an index takes.
 */
export const idSchema = z.string().max(200).regex(STORABLE);
export const instantSchema = z.string().describe('Instant in UTC, ISO 8601, such as "2026-11-22T17:52:49Z".');
export const pointersSchema = z
  .array(z.string())
  .describe('JSON pointers (RFC 6901) to the fields of the source payload that the amount comes from.');

export const leftoverSchema = z
  .string()
  .optional()
  .describe(
    'Set where a leftover minor unit of a rounding landed on this amount: how much, and for which sum.',
  );

export const taxLineSchema = z.object({
  jurisdiction: z.string().describe('Stable name of the taxing place and rate; becomes tax:<jurisdiction>.'),
  label: z.string(),
  rate: z.string().optional().describe('Percent as the cart states it, such as "19". For information only.'),
  compound: z.boolean(),
  liable: z.enum(['merchant', 'channel']).describe('Who owes the tax to the authority.'),
  amount: amountSchema,
  pointers: pointersSchema,
  leftover: leftoverSchema,
});

export const discountSchema = z.object({
  code: z.string().optional(),
  amount: amountSchema.describe('Reduction before tax, positive.'),
  pointers: pointersSchema,
  leftover: leftoverSchema,
});

const pricedShape = {
  id: idSchema,
  title: z.string(),
  amount: amountSchema.describe('Before discount, without tax.'),
  pointers: pointersSchema,
  leftover: leftoverSchema,
  discounts: z.array(discountSchema),
  taxes: z.array(taxLineSchema),
  added: z
    .object({ id: idSchema, at: instantSchema, pointers: pointersSchema })
    .optional()
    .describe(
      'The edit or exchange that added this after the order was placed: its id and instant. Booked on that day, apart from the sale.',
    ),
};

export const orderLineSchema = z.object({
  ...pricedShape,
  sku: z.string().optional(),
  quantity: z.string(),
  productId: z.string().optional(),
  productType: z.string().optional(),
  vendor: z.string().optional(),
  location: z.string().optional(),
  giftCard: z.boolean(),
  requiresShipping: z
    .boolean()
    .optional()
    .describe(
      'False for what is never sent, such as a download or a service: it is earned without a delivery. Absent: the source does not say.',
    ),
  unitCost: z
    .object({
      amount: z.string().regex(/^\d+(\.\d+)?$/),
      pointers: pointersSchema,
    })
    .optional()
    .describe(
      "What one piece cost the shop, in the order's currency; it may have more decimals than the currency.",
    ),
});

export const shippingLineSchema = z.object(pricedShape);
export const surchargeSchema = z
  .object({
    ...pricedShape,
    purpose: z
      .enum(['fee', 'tip', 'duty', 'cash_rounding'])
      .optional()
      .describe(
        'fee (also when absent): income. tip: to pass on. duty: import duty collected. cash_rounding: what rounding to coins added or took.',
      ),
  })
  .describe('A fee, tip, duty or cash rounding on the order; a negative amount reduces it.');

export type TaxLine = z.infer<typeof taxLineSchema>;
export type Discount = z.infer<typeof discountSchema>;
export type OrderLine = z.infer<typeof orderLineSchema>;
export type ShippingLine = z.infer<typeof shippingLineSchema>;
export type Surcharge = z.infer<typeof surchargeSchema>;
/** Goods, shipping and surcharges have these in common. */
export type PricedPart = ShippingLine;
