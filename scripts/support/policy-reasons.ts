/** Why each choice of the policy is one, and who says so: for docs/policy.md. */
import type { Policy } from '../../lib/policy/policy';

/** UNVERIFIED stands before what no source that was read confirms. */
export const REASONS: Readonly<Record<keyof Policy, string>> = {
  output:
    'Ledgers differ in what they hold, and teams in what they want to see. Journals are the default because every ledger has them and they lose nothing.',
  postingTrigger:
    'Stores on a cash view book at capture, which is the default: nothing is booked that was not paid. Bookkeep makes two entries, at capture and at fulfilment. A payment before the supply makes a tax point in the UK (HMRC VATTOS5105).',
  deferredTax:
    'UNVERIFIED for each country: whether tax is due when money is taken or when goods are supplied. Ask whoever files your returns.',
  orderCurrency:
    "Practice differs: the shop's currency, the buyer's, or that of the payout. Only the first is always stated in full.",
  paymentDifference:
    "Shopify rounds amounts in the shop's currency differently in orders and in payments (Global-e); Business Central's documentation has an order of 409.53 paid with 409.48. By default that is an exchange difference, never a change of the sale.",
  discounts:
    'Contra keeps what was given away visible, which is why it is the default. Net is what sales tax and VAT are worked out on.',
  tax: 'Returns are filed by jurisdiction, so that is the default. One amount for an order is enough where there is one authority.',
  shipping:
    "A2X and Business Central give delivery an income account of its own. Inside sales is for those who don't.",
  returns:
    'Contra keeps gross sales and returns apart (Stripe Revenue Recognition and ledgerly do the same). To sales is shorter.',
  amountOnlyRefunds:
    'A guess about what was given back would be a guess about tax. By default nobody guesses: the amount waits for a person.',
  restockingFee:
    'The fee is part of what the transaction brings, that is revenue (PwC Viewpoint on TRG question 42). The default shows it on its own account. Some let it lower the return instead.',
  tips: 'Passed on to staff, a tip is no revenue (Ceterus), hence the default. Kept by the owner it is income.',
  duties:
    'Collected for the carrier, who bills them later (Shopify), hence the default. Tradebox books them as income against which the bill is an expense.',
  channelTax:
    'What a marketplace owes is not the debt of the merchant. Left out with a note is the default (Remote Books Online); through an account that stays at nothing is the practice of A2X and SellerZen.',
  costOfGoods:
    'Periodic bookkeeping books none. Perpetual follows deliveries and what comes back into stock (MyWorks reverses on return).',
  gatewayFees:
    'With the payout is the default, because that is the statement that the bank sees; ledgerly books each at the time of the charge.',
  settlements:
    'The payout itself clears what the gateway holds. Payment by payment is for carts that state it and ledgers that are reconciled that way.',
  roundingLimit:
    'No plug line: what does not add up holds the order unless you allow a difference and how large it may be.',
  accountingDate:
    'Each thing on its day is what happened. Everything on the day of the order is simpler to lay beside the shop.',
  correctionDate:
    'A change belongs into the period of the change: in the UK a lower price is accounted for when the refund is made (HMRC rules of September 2019), in Australia in the later activity statement (ATO).',
  corrections:
    'A delta is one short entry; reversal and new entry show the whole before and after. Nothing is ever deleted.',
  timeZone:
    "Which day, and so which month, an order belongs to is the store's own question. There is no safe guess: set it.",
  closedPeriod: 'A closed period was reported to somebody. By default a person decides.',
  testOrders: 'Nobody paid for a test.',
  accountRules:
    'Charts of accounts differ by what is sold, where, and through whom. See the chapter on rules.',
  dimensionRules:
    'QuickBooks has classes and departments, Xero tracking categories, Odoo analytic accounts. See the chapter on rules.',
  unmatched:
    'A product that no rule knows is most often a new one. By default the order is booked and the gap is reported.',
  zeroOrders: 'A fully discounted order is a sale and a discount, and goods leave the stock.',
};
