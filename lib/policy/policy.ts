/**
 * The policy: what the user chooses. Every choice has a default and a sentence of help; the hash of the whole is part
 * of the transformation version of every entry, so that it is always known under which choices a record came to be.
 */
import { z } from 'zod/v4';
import { amountSchema } from '../commerce/order';

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

export const policySchema = z
  .strictObject({
    output: z
      .enum(['journal', 'receipt', 'invoice'])
      .default('journal')
      .describe(
        'What the ledger is given. journal: journal entries. receipt: a sales receipt for an order that one gateway paid, a refund receipt for what it paid back; an invoice or credit note with payments otherwise. invoice: always invoices, credit notes and payments. A ledger without such documents gets journals of the same amounts.',
      ),
    postingTrigger: z
      .enum(['capture', 'creation'])
      .default('capture')
      .describe(
        'When a sale enters the books. capture: when the money is captured. creation: when the order is placed, against receivable, with the capture clearing it.',
      ),
    discounts: z
      .enum(['contra', 'net', 'negative-line'])
      .default('contra')
      .describe(
        'contra: sales before discount, one debit to discounts per discounted part. net: sales after discount. negative-line: as contra, with one discounts line for each coupon or reduction on the sales document.',
      ),
    tax: z
      .enum(['jurisdiction', 'line', 'order'])
      .default('jurisdiction')
      .describe(
        'jurisdiction: one tax line for each jurisdiction, to tax:<jurisdiction>. line: one for each taxed part and jurisdiction. order: one line to tax:all.',
      ),
    shipping: z
      .enum(['own-account', 'inside-sales'])
      .default('own-account')
      .describe('own-account: delivery income to shipping. inside-sales: to sales.'),
    returns: z
      .enum(['contra', 'sales'])
      .default('contra')
      .describe('Refunded goods. contra: debit sales-returns. sales: debit sales.'),
    amountOnlyRefunds: z
      .enum(['unallocated', 'spread'])
      .default('unallocated')
      .describe(
        'A refund that names an amount but no lines. unallocated: to unallocated-refunds, with a warning. spread: over what is left of each component, in proportion. A refund of all that is left is always split exactly.',
      ),
    restockingFee: z
      .enum(['own-account', 'hold'])
      .default('own-account')
      .describe(
        'A refund that pays back less than its lines are worth. own-account: the rest is income in restocking-fees, with a warning. hold: a person decides.',
      ),
    roundingLimit: amountSchema
      .refine((limit) => !limit.startsWith('-'), 'a limit is not negative')
      .default('0')
      .describe(
        'Largest difference between the parts of an order and its claimed total that may go to a rounding line, in the currency of the order. 0: any difference holds the order.',
      ),
    accountingDate: z
      .enum(['event', 'placed'])
      .default('event')
      .describe(
        'event: each finance event on its own day. placed: everything of an order on the day it was placed.',
      ),
    correctionDate: z
      .enum(['change', 'original'])
      .default('change')
      .describe(
        'Date of an entry that corrects a posted one. change: the day of the change. original: the date of the entry it corrects.',
      ),
    timeZone: z
      .string()
      .refine(isTimeZone, 'not an IANA time zone such as Europe/Berlin')
      .default('UTC')
      .describe('IANA time zone of the store; decides which day a finance event falls on.'),
    closedPeriod: z
      .enum(['hold', 'next-open-day'])
      .default('hold')
      .describe(
        'When the ledger is closed for the date. hold: an exception. next-open-day: the first open day, with the original date in the memo.',
      ),
    testOrders: z
      .enum(['exclude', 'include'])
      .default('exclude')
      .describe('Orders that the cart marks as tests.'),
    zeroOrders: z
      .enum(['post', 'skip'])
      .default('post')
      .describe(
        'Orders whose total is zero. post: their sales and discounts, without a payment. skip: nothing.',
      ),
  })
  .describe('How finance events become journal entries.');

export type Policy = z.infer<typeof policySchema>;
/** What a user writes: every key may be left out. */
export type PolicyInput = z.input<typeof policySchema>;
