/** Lines of the journals that a simulated QuickBooks holds, as a person sees them on its screen. */
import type { JsonNumber } from '../../../lib/destinations/exact-json';
import type { SimulatedQuickBooks } from '../../simulators/quickbooks/start-quickbooks';

interface Reference {
  readonly value: string;
}

interface JournalLine {
  readonly Amount: JsonNumber;
  readonly JournalEntryLineDetail: {
    readonly AccountRef: Reference;
    ClassRef?: Reference;
    readonly DepartmentRef?: Reference;
  };
}

const linesOf = ({ company }: SimulatedQuickBooks): readonly JournalLine[] =>
  company.rows.JournalEntry.flatMap(({ Line }) => Line as readonly JournalLine[]);

/** Account, amount, class and department of each line on one of these accounts, sorted. */
export const dimensionsOn = (simulator: SimulatedQuickBooks, ...accounts: readonly string[]) =>
  linesOf(simulator)
    .map(({ Amount, JournalEntryLineDetail: { AccountRef, ClassRef, DepartmentRef } }) => [
      AccountRef.value,
      Amount.text,
      ClassRef?.value,
      DepartmentRef?.value,
    ])
    .filter(([account]) => accounts.includes(String(account)))
    .sort();

/** By hand: the first line that is reported by one class is by another from now on. */
export const changeClass = (simulator: SimulatedQuickBooks, from: string, to: string): void => {
  const line = linesOf(simulator).find(
    ({ JournalEntryLineDetail: { ClassRef } }) => ClassRef?.value === from,
  );
  if (!line) throw new Error(`QuickBooks holds no line of the class ${from}`);
  line.JournalEntryLineDetail.ClassRef = { value: to };
};
