/**
 * The policy: what the user chooses. Every choice has a default and a sentence of help; the hash of the whole is part
 * of the transformation version of every entry, so that it is always known under which choices a record came to be.
 */
import { z } from 'zod/v4';
import { amountSchema } from '../commerce/order-parts';
import { accountRulesSchema, dimensionRulesSchema } from './rule-schemas';

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
      .enum(['journal', 'receipt', 'invoice', 'summary'])
      .default('journal')
      .describe(
        'What the ledger is given. journal: journal entries. receipt: a sales receipt for an order that one gateway paid, a refund receipt for what it paid back; an invoice or credit note with payments otherwise. invoice: always invoices, credit notes and payments. summary: one journal for each day and currency of the store, which knows its orders; it is posted by Post Summaries of the Accounting Poster. A ledger without such documents gets journals of the same amounts.',
      ),
    postingTrigger: z
      .enum(['capture', 'creation', 'fulfilment', 'settlement'])
      .default('capture')
      .describe(
        'When a sale enters the books. capture: when the money is captured. creation: when the order is placed, against receivable, with the capture clearing it. fulfilment: what is paid and not yet delivered waits on deferred-revenue and becomes income with each delivery. settlement: when the gateway pays the money out.',
      ),
    deferredTax: z
      .enum(['at-sale', 'at-fulfilment'])
      .default('at-sale')
      .describe(
        'For the trigger fulfilment: when tax becomes owed to the authority, which differs by country. at-sale: with the first entry. at-fulfilment: it waits on deferred-tax and moves with each delivery.',
      ),
    orderCurrency: z
      .enum(['shop', 'presentment'])
      .default('shop')
      .describe(
        'shop: orders are booked in the currency of the shop. presentment: in the currency that the buyer paid in, where the cart states every amount in it; an order where it does not is held.',
      ),
    paymentDifference: z
      .enum(['fx', 'rounding'])
      .default('fx')
      .describe(
        'Where the buyer paid in another currency, what a payment is worth in that of the shop may differ from what it settles. fx: to fx, as a realised gain or loss. rounding: to rounding.',
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
      .enum(['own-account', 'against-returns', 'hold'])
      .default('own-account')
      .describe(
        'A refund that pays back less than its lines are worth. own-account: the rest is income in restocking-fees, with a warning. against-returns: the rest lowers what was returned, with a warning. hold: a person decides.',
      ),
    tips: z
      .enum(['liability', 'income'])
      .default('liability')
      .describe("liability: tips are owed to staff, on tips. income: they are the owner's, on tip-income."),
    duties: z
      .enum(['liability', 'income'])
      .default('liability')
      .describe(
        'Import duties that the buyer pays with the order. liability: collected for the carrier, on duties. income: on duty-income, against which the bill of the carrier is an expense.',
      ),
    channelTax: z
      .enum(['left-out', 'zero-sum'])
      .default('left-out')
      .describe(
        'Tax that a marketplace collects and owes itself. left-out: not booked, and the description says how much it was. zero-sum: in and out of facilitator-tax, so that reports show it and the balance stays nothing.',
      ),
    costOfGoods: z
      .enum(['none', 'perpetual'])
      .default('none')
      .describe(
        'none: cost of goods is kept elsewhere. perpetual: each delivery moves the cost that the shop states from inventory to cost-of-goods, and what comes back into stock moves it back.',
      ),
    gatewayFees: z
      .enum(['leave-out', 'book'])
      .default('leave-out')
      .describe(
        'Fees that the cart states with an order. leave-out: they are booked with the payout. book: each on the day on which it was charged or found, from clearing to fees.',
      ),
    settlements: z
      .enum(['leave-in-clearing', 'book'])
      .default('leave-in-clearing')
      .describe(
        'Payouts that the cart states payment by payment. leave-in-clearing: clearing is settled by the payout itself. book: each moves its payment from clearing to bank, less the fee.',
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
    corrections: z
      .enum(['delta', 'reverse-and-repost'])
      .default('delta')
      .describe(
        'How a posted entry is corrected. delta: by an entry of the difference. reverse-and-repost: by its reversal and a new entry. Where a ledger cannot hold the difference as a document, it is reversed and posted anew either way.',
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
    accountRules: accountRulesSchema
      .default([])
      .describe(
        'Accounts by product type, sku, vendor, tag, country, channel and the like; the first that fits wins.',
      ),
    dimensionRules: dimensionRulesSchema
      .default([])
      .describe('Dimensions of lines (class, department, tracking, analytic); the first that fits wins.'),
    unmatched: z
      .enum(['ignore', 'report', 'hold'])
      .default('report')
      .describe(
        'Goods that no account rule fits while there are rules for goods. ignore: they go to sales. report: the same, with a warning. hold: a person decides.',
      ),
    zeroOrders: z
      .enum(['post', 'skip'])
      .default('post')
      .describe(
        'Orders whose total is zero. post: their sales and discounts, without a payment. skip: nothing, unless the order issues a gift card.',
      ),
  })
  .describe('How finance events become journal entries.');

export type Policy = z.infer<typeof policySchema>;
/** What a user writes: every key may be left out. */
export type PolicyInput = z.input<typeof policySchema>;
