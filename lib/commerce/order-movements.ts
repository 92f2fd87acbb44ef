/** What happens to an order: money taken and given back, pieces delivered, fees kept. Conventions: see order.ts. */
import { z } from 'zod/v4';
import {
  amountSchema,
  idSchema,
  instantSchema,
  leftoverSchema,
  pointersSchema,
  taxLineSchema,
} from './order-parts';

const tenderSchema = z
  .enum(['gift_card', 'store_credit'])
  .optional()
  .describe('Set when the payment uses what the shop itself owes, so that no gateway holds money.');

/** How a gateway paid out what it took. */
const payoutOfPaymentSchema = z
  .object({
    id: idSchema,
    at: instantSchema,
    currency: z.string().describe('ISO 4217 code of the payout.'),
    gross: z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .describe('Before the fee, in the currency of the payout.'),
    fee: z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .describe('What the gateway kept.'),
    net: z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .describe('What came to the bank: gross less fee.'),
    pointers: pointersSchema,
  })
  .optional()
  .describe('Set when the gateway paid the money out, where the source says so payment by payment.');

export const paymentSchema = z.object({
  id: idSchema,
  kind: z.enum(['authorization', 'capture', 'sale', 'void']),
  status: z.enum(['success', 'pending', 'failed']),
  gateway: z.string(),
  tender: tenderSchema,
  reference: z.string().optional().describe("The gateway's own id of the payment."),
  amount: amountSchema,
  at: instantSchema,
  pointers: pointersSchema,
  settlement: payoutOfPaymentSchema,
});

const refundPartSchema = z.object({
  id: idSchema,
  of: z.string().describe('Id of the order line, shipping line or surcharge that is refunded.'),
  quantity: z.string().optional(),
  amount: amountSchema.describe('Without tax, positive.'),
  restock: z
    .enum(['returned', 'cancelled', 'kept'])
    .optional()
    .describe(
      'returned: delivered pieces came back into stock. cancelled: pieces that were never delivered. kept: nothing came back into stock. Absent: the source does not say.',
    ),
  taxes: z.array(taxLineSchema),
  pointers: pointersSchema,
  leftover: leftoverSchema,
});

export const fulfilmentSchema = z
  .object({
    id: idSchema,
    at: instantSchema,
    pointers: pointersSchema,
    location: z.string().optional(),
    lines: z.array(
      z.object({
        of: z.string().describe('Id of the order line.'),
        quantity: z.string().describe('Pieces delivered, decimal.'),
        pointers: pointersSchema,
      }),
    ),
  })
  .describe('Pieces that were delivered together; cancelled deliveries are left out.');

export const feeSchema = z
  .object({
    id: idSchema,
    kind: z.string().describe('What for, such as processing, dispute or late; becomes fees:<kind>.'),
    gateway: z.string(),
    of: z.string().optional().describe('Id of the payment that it was taken from.'),
    amount: amountSchema.describe('Positive: kept by the gateway. Negative: given back.'),
    at: instantSchema.describe('When it was charged, or found.'),
    pointers: pointersSchema,
  })
  .describe('What a gateway or marketplace kept of the money of this order.');

export const refundSchema = z.object({
  id: idSchema,
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
        id: idSchema,
        gateway: z.string(),
        tender: tenderSchema,
        amount: amountSchema,
        at: instantSchema,
        pointers: pointersSchema,
      }),
    )
    .describe('Money that went back; empty when the order had not been paid.'),
});

export type Payment = z.infer<typeof paymentSchema>;
export type RefundPart = z.infer<typeof refundPartSchema>;
export type Refund = z.infer<typeof refundSchema>;
export type Fulfilment = z.infer<typeof fulfilmentSchema>;
export type Fee = z.infer<typeof feeSchema>;
