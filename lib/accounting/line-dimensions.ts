/** Dimensions of lines (class, department, tracking category, analytic account), and what is said where one has no place. */
import { byName } from './by-name';

/** A line that may have dimensions, by name. */
export interface Dimensioned {
  readonly logicalAccount: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

export interface LineDimension<Line extends Dimensioned> {
  readonly line: Line;
  readonly name: string;
  readonly value: string;
}

/** All of them, in order of the lines, then of the names. */
export const dimensionsIn = <Line extends Dimensioned>({
  lines,
}: {
  readonly lines: readonly Line[];
}): readonly LineDimension<Line>[] =>
  lines.flatMap((line) =>
    Object.entries(line.dimensions ?? {})
      .sort(byName)
      .map(([name, value]) => ({ line, name, value })),
  );

/** Names and values are compared as people read them. */
export const folded = (text: string): string => text.trim().toLowerCase();

export interface DimensionProblem {
  /**
   * dimension_not_supported: the ledger has no place for it. dimension_not_found: the ledger has no such value.
   * dimension_conflict: the ledger cannot hold these together.
   */
  readonly code: 'dimension_not_supported' | 'dimension_not_found' | 'dimension_conflict';
  /** What happened, and what to do. */
  readonly message: string;
}

/** `why` is the ledger's reason, such as `Tryton knows no dimensions`. */
export const notSupported = (
  { line, name, value }: LineDimension<Dimensioned>,
  why: string,
): DimensionProblem => ({
  code: 'dimension_not_supported',
  message: `the line of "${line.logicalAccount}" has the dimension "${name}" = "${value}", and ${why}. Correct the policy's dimension rules, or choose "Leave Out" under "Dimensions the Ledger Does Not Know" in the Accounting Poster, then retry the exception.`,
});

/** `what` is what the ledger calls such values, such as `no active class of that name in QuickBooks`. */
export const notFound = (
  { line, name, value }: LineDimension<Dimensioned>,
  what: string,
): DimensionProblem => ({
  code: 'dimension_not_found',
  message: `the line of "${line.logicalAccount}" has the dimension "${name}" = "${value}", and there is ${what}. Create it in the ledger, or correct the policy's dimension rule, then retry the exception.`,
});
