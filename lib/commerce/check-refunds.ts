/** Refunds may give back what was sold and no more, part by part and tax by tax. */
import type { OrderAmounts, PartAmounts, RefundAmounts, RefundPartAmounts } from './order-amounts';
import { amountText } from './order-amounts';
import type { Problem } from './problem';

export const checkRefunds = (amounts: OrderAmounts, limit: bigint, problems: Problem[]): void => {
  const books = openBooks(amounts);
  let refunded = 0n;
  for (const refund of amounts.refunds) {
    checkAmount(amounts, refund, problems);
    const before = refunded;
    refunded += refund.amount;
    if (refunded > amounts.claims.total.amount && before <= amounts.claims.total.amount) {
      problems.push(
        error(
          'refund_exceeds_order',
          `Refund ${refund.refund.id} brings the refunds of order ${amounts.order.source.number} to ${amountText(amounts, refunded)} ${amounts.currency}, ` +
            `more than its total of ${amountText(amounts, amounts.claims.total.amount)}. Correct the refund in the shop.`,
          refund.refund.pointers[0],
        ),
      );
    }
    for (const part of refund.parts) checkPart(amounts, books, refund, part, limit, problems);
  }
};

/** What was sold of a thing and what came back of it so far. */
interface Account {
  readonly sold: bigint;
  refunded: bigint;
}
type Books = ReadonlyMap<string, { readonly self: Account; readonly taxes: Map<string, Account> }>;

const openBooks = (amounts: OrderAmounts): Books => {
  const books = new Map<string, { self: Account; taxes: Map<string, Account> }>();
  for (const sold of amounts.parts) {
    const self = { sold: sold.amount - sold.discountSum, refunded: 0n };
    books.set(`${sold.kind} ${sold.part.id}`, { self, taxes: soldTaxes(sold) });
  }
  return books;
};

const soldTaxes = ({ part, taxes }: PartAmounts): Map<string, Account> => {
  const accounts = new Map<string, Account>();
  part.taxes.forEach((tax, index) => {
    const before = accounts.get(tax.jurisdiction);
    const sold = (taxes[index] as bigint) + (before ? before.sold : 0n);
    accounts.set(tax.jurisdiction, { sold, refunded: 0n });
  });
  return accounts;
};

const error = (code: string, message: string, pointer?: string): Problem => ({
  severity: 'error',
  code,
  message,
  pointer,
});

/** A refund of nothing (a restock, the rest of an edit) moves no money and is no trouble; one of less than nothing is. */
const checkAmount = (amounts: OrderAmounts, refund: RefundAmounts, problems: Problem[]): void => {
  const { id, pointers } = refund.refund;
  const empty = refund.parts.every((part) => part.amount === 0n && part.taxes.every((tax) => tax === 0n));
  // A source that states that it keeps the whole worth of the parts means it; one that does not is read wrongly.
  const kept = empty || refund.refund.adjustment !== undefined;
  if (refund.amount < 0n || (refund.amount === 0n && !kept)) {
    problems.push(
      error(
        'invalid_refund_amount',
        `Refund ${id} of order ${amounts.order.source.number} is of ${amountText(amounts, refund.amount)} ${amounts.currency}; a refund gives back more than nothing. Correct it in the shop.`,
        pointers[0],
      ),
    );
  }
  refund.payments.forEach((payment, index) => {
    if (payment >= 0n) return;
    const at = refund.refund.payments[index];
    problems.push(
      error(
        'invalid_payment_amount',
        `Refund ${id} of order ${amounts.order.source.number} paid back ${amountText(amounts, payment)} ${amounts.currency}, which is negative. Correct it in the shop.`,
        at?.pointers[0],
      ),
    );
  });
};

const checkPart = (
  amounts: OrderAmounts,
  books: Books,
  { refund }: RefundAmounts,
  part: RefundPartAmounts,
  limit: bigint,
  problems: Problem[],
): void => {
  const book = books.get(`${part.kind} ${part.part.of}`);
  if (!book) {
    problems.push(
      error(
        'refund_of_unknown_line',
        `Refund ${refund.id} gives back ${part.kind} ${JSON.stringify(part.part.of).slice(0, 60)}, which order ${amounts.order.source.number} does not have. Restore the line or correct the refund in the shop.`,
        part.part.pointers[0],
      ),
    );
    return;
  }
  const give = (account: Account, amount: bigint, what: string, pointer?: string): void => {
    const before = excess(account);
    account.refunded += amount;
    const over = excess(account);
    if (over === 0n || before !== 0n) return;
    const within = over <= limit;
    problems.push({
      severity: within ? 'warning' : 'error',
      code: 'refund_exceeds_line',
      message:
        `Refund ${refund.id} brings what order ${amounts.order.source.number} gave back of ${what} to ${amountText(amounts, account.refunded)} ${amounts.currency}, ` +
        `while ${amountText(amounts, account.sold)} was sold. ` +
        (within
          ? 'The difference is within the rounding limit of the policy.'
          : 'Correct the refund in the shop.'),
      pointer,
    });
  };
  const name = `${part.kind} ${part.part.of}`;
  give(book.self, part.amount, name, part.part.pointers[0]);
  part.taxes.forEach((tax, index) => {
    const line = part.part.taxes[index] as (typeof part.part.taxes)[number];
    let account = book.taxes.get(line.jurisdiction);
    if (!account) book.taxes.set(line.jurisdiction, (account = { sold: 0n, refunded: 0n }));
    give(account, tax, `the tax ${line.jurisdiction.slice(0, 60)} on ${name}`, line.pointers[0]);
  });
};

/** How far a refund leaves the span between nothing and what was sold; a negative surcharge spans below zero. */
const excess = ({ sold, refunded }: Account): bigint => {
  const [low, high] = sold < 0n ? [sold, 0n] : [0n, sold];
  if (refunded > high) return refunded - high;
  return refunded < low ? low - refunded : 0n;
};
