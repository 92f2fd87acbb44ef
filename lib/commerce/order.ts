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
import { feeSchema, fulfilmentSchema, paymentSchema, refundSchema } from './order-movements';
import {
  amountSchema,
  idSchema,
  instantSchema,
  orderLineSchema,
  pointersSchema,
  shippingLineSchema,
  surchargeSchema,
} from './order-parts';

export const claimSchema = z.object({ amount: amountSchema, pointers: pointersSchema });

export const sourceRefSchema = z.object({
  platform: idSchema,
  storeId: idSchema,
  orderId: idSchema,
  number: idSchema,
  updatedAt: instantSchema,
  environment: z
    .enum(['production', 'sandbox'])
    .optional()
    .describe('What the login of the shop says it is; a ledger of the other kind refuses the order.'),
});

const moneyShape = {
  currency: z.string().describe('ISO 4217 code of the shop currency; all amounts of the order are in it.'),
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
};

export const orderSchema = z.object({
  source: sourceRefSchema,
  ...moneyShape,
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
  channel: z.string().optional().describe('Where it was sold, such as web, pos or a marketplace.'),
  location: z.string().optional().describe('The shop or warehouse that sold it.'),
  tags: z.array(z.string()).optional().describe('Labels that the shop put on the order.'),
  shipTo: z
    .object({ country: z.string().optional(), region: z.string().optional() })
    .optional()
    .describe("Where it is delivered to; rules use it before the buyer's own country."),
  fulfilments: z
    .array(fulfilmentSchema)
    .optional()
    .describe('What was delivered. Absent: the source does not say.'),
  fees: z
    .array(feeSchema)
    .optional()
    .describe('What gateways kept of the order, where the source says so. Absent: it does not.'),
  inPresentment: z
    .object(moneyShape)
    .optional()
    .describe(
      'The same order in the currency that the buyer saw: the same ids in the same places, with their own amounts. Set where that currency is another one and the source states every amount in it.',
    ),
});

export type Claim = z.infer<typeof claimSchema>;
export type SourceRef = z.infer<typeof sourceRefSchema>;
export type Order = z.infer<typeof orderSchema>;
export type * from './order-movements';
export type * from './order-parts';
