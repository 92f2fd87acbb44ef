/** Where the book and the shop's own expectation disagree, to the cent. */
import type { AccountBalance, ExpectedBook } from '../../shop/expected-book';
import type { BookView } from './book-view';

export interface Difference {
  /** Not there for the trial balance as a whole. */
  readonly orderId?: string;
  readonly account: string;
  readonly currency: string;
  readonly expected: string;
  readonly actual: string;
}

export const bookDifferences = (expected: ExpectedBook, actual: BookView): readonly Difference[] => [
  ...balanceDifferences(expected.trialBalance, actual.trialBalance),
  ...[...new Set([...Object.keys(expected.orders), ...Object.keys(actual.orders)])]
    .sort((a, b) => Number(a) - Number(b))
    .flatMap((orderId) =>
      balanceDifferences(expected.orders[orderId] ?? [], actual.orders[orderId] ?? []).map((difference) => ({
        orderId,
        ...difference,
      })),
    ),
];

const NOTHING = 'nothing';

const balanceDifferences = (
  expected: readonly AccountBalance[],
  actual: readonly AccountBalance[],
): readonly Omit<Difference, 'orderId'>[] => {
  const names = new Map([...expected, ...actual].map((row) => [nameOf(row), row]));
  const wanted = new Map(expected.map((row) => [nameOf(row), row.balance]));
  const found = new Map(actual.map((row) => [nameOf(row), row.balance]));
  return [...names].flatMap(([name, { account, currency }]) => {
    const difference = {
      account,
      currency,
      expected: wanted.get(name) ?? NOTHING,
      actual: found.get(name) ?? NOTHING,
    };
    return difference.expected === difference.actual ? [] : [difference];
  });
};

const nameOf = ({ account, currency }: AccountBalance): string => `${currency} ${account}`;
