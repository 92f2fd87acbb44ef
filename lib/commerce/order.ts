/**
 * The canonical order: what a buyer agreed to pay, in one shape for every cart.
 *
 * Conventions that every cart's `normalize` keeps:
 * - Amounts are decimal strings in `order.currency`, written with exactly the currency's number of decimals.
 * - Amounts of goods, shipping and surcharges are BEFORE discount and WITHOUT tax, however the cart enters prices;
 *   `discounts` and `taxes` stand beside them. What a part costs = amount - discounts + taxes.
 * - Amounts of a refund are positive.
 * - `pointers` are JSON pointers into the source payload: the fields that the amount was read from.
 * - Times are ISO 8601 instants in UTC (`…Z`).
 */
import { z } from 'zod/v4';

export const amountSchema = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .describe('Decimal amount in the order\'s currency, such as "12.34". Never a JSON number.');
const instantSchema = z.string().describe('Instant in UTC, ISO 8601, such as "2026-11-22T17:52:49Z".');
const pointersSchema = z
  .array(z.string())
  .describe('JSON pointers (RFC 6901) to the fields of the source payload that the amount comes from.');

const leftoverSchema = z
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
  id: z.string(),
  title: z.string(),
  amount: amountSchema.describe('Before discount, without tax.'),
  pointers: pointersSchema,
  leftover: leftoverSchema,
  discounts: z.array(discountSchema),
  taxes: z.array(taxLineSchema),
  added: z
    .object({ id: z.string(), at: instantSchema, pointers: pointersSchema })
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
  fulfilledAt: instantSchema.optional(),
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

const tenderSchema = z
  .enum(['gift_card', 'store_credit'])
  .optional()
  .describe('Set when the payment uses what the shop itself owes, so that no gateway holds money.');

export const paymentSchema = z.object({
  id: z.string(),
  kind: z.enum(['authorization', 'capture', 'sale', 'void']),
  status: z.enum(['success', 'pending', 'failed']),
  gateway: z.string(),
  tender: tenderSchema,
  reference: z.string().optional().describe("The gateway's own id of the payment."),
  amount: amountSchema,
  at: instantSchema,
  pointers: pointersSchema,
});

const refundPartSchema = z.object({
  id: z.string(),
  of: z.string().describe('Id of the order line, shipping line or surcharge that is refunded.'),
  quantity: z.string().optional(),
  amount: amountSchema.describe('Without tax, positive.'),
  taxes: z.array(taxLineSchema),
  pointers: pointersSchema,
  leftover: leftoverSchema,
});

export const refundSchema = z.object({
  id: z.string(),
  at: instantSchema,
  reason: z.string().optional(),
  amount: amountSchema.describe('What the buyer gets back in all, as the cart claims it.'),
  pointers: pointersSchema,
  adjustment: z
    .object({ amount: amountSchema, pointers: pointersSchema })
    .optional()
    .describe(
      'What the source itself states that the buyer gets beyond (positive) or short of (negative) what the parts are worth.',
    ),
  lines: z.array(refundPartSchema),
  shipping: z.array(refundPartSchema),
  surcharges: z.array(refundPartSchema),
  payments: z
    .array(
      z.object({
        id: z.string(),
        gateway: z.string(),
        tender: tenderSchema,
        amount: amountSchema,
        at: instantSchema,
        pointers: pointersSchema,
      }),
    )
    .describe('Money that went back; empty when the order had not been paid.'),
});

export const claimSchema = z.object({ amount: amountSchema, pointers: pointersSchema });

export const sourceRefSchema = z.object({
  platform: z.string(),
  storeId: z.string(),
  orderId: z.string(),
  number: z.string(),
  updatedAt: instantSchema,
  environment: z
    .enum(['production', 'sandbox'])
    .optional()
    .describe('What the login of the shop says it is; a ledger of the other kind refuses the order.'),
});

export const orderSchema = z.object({
  source: sourceRefSchema,
  currency: z.string().describe('ISO 4217 code of the shop currency; all amounts of the order are in it.'),
  presentmentCurrency: z.string().optional().describe('What the buyer saw and paid in, where it differs.'),
  presentmentTotal: z
    .object({ amount: z.string().regex(/^-?\d+(\.\d+)?$/), pointers: pointersSchema })
    .optional()
    .describe('Total in the presentment currency, for information: nothing is booked in it.'),
  state: z
    .enum(['draft', 'pending', 'open', 'cancelled', 'failed'])
    .describe(
      'draft: not an order yet; pending: awaits payment; open: agreed; cancelled and failed: not to be paid.',
    ),
  sourceStatus: z.string(),
  test: z.boolean(),
  pricesIncludeTax: z
    .boolean()
    .describe('How prices were entered in the shop; amounts here never include tax.'),
  placedAt: instantSchema,
  cancelledAt: instantSchema.optional(),
  customer: z
    .object({
      id: z.string().optional(),
      name: z.string().optional(),
      email: z.string().optional(),
      company: z.string().optional(),
      taxId: z.string().optional(),
      country: z.string().optional(),
      region: z.string().optional(),
    })
    .optional(),
  lines: z.array(orderLineSchema),
  shipping: z.array(shippingLineSchema),
  surcharges: z.array(surchargeSchema),
  payments: z.array(paymentSchema),
  refunds: z.array(refundSchema),
  claims: z
    .object({
      total: claimSchema.describe('What the buyer owes in all, tax included, before refunds.'),
      tax: claimSchema.optional(),
      shipping: claimSchema.optional(),
      discount: claimSchema.optional(),
      taxByJurisdiction: z.record(z.string(), claimSchema).optional(),
      current: claimSchema
        .optional()
        .describe('What is left of the total after all refunds, as the source claims it.'),
    })
    .describe('Totals as the source claims them; check-order compares the parts with them.'),
});

export type TaxLine = z.infer<typeof taxLineSchema>;
export type Discount = z.infer<typeof discountSchema>;
export type OrderLine = z.infer<typeof orderLineSchema>;
export type ShippingLine = z.infer<typeof shippingLineSchema>;
export type Surcharge = z.infer<typeof surchargeSchema>;
export type Payment = z.infer<typeof paymentSchema>;
export type RefundPart = z.infer<typeof refundPartSchema>;
export type Refund = z.infer<typeof refundSchema>;
export type Claim = z.infer<typeof claimSchema>;
export type SourceRef = z.infer<typeof sourceRefSchema>;
export type Order = z.infer<typeof orderSchema>;
/** Goods, shipping and surcharges have these in common. */
export type PricedPart = ShippingLine;
