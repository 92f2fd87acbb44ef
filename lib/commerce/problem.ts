/** Expected trouble is a value, not an exception: it names what is wrong, where, and what to do next. */
export type Severity = 'error' | 'warning' | 'info';

export interface Problem {
  /** An `error` holds the order; a `warning` or `info` travels with it. */
  readonly severity: Severity;
  /** Stable, machine-readable name in snake_case, such as `source_totals_mismatch`. */
  readonly code: string;
  /** A sentence for a person: what happened, to which order, and what to do. */
  readonly message: string;
  /** JSON pointer (RFC 6901) into the source payload. */
  readonly pointer?: string;
}

export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some((problem) => problem.severity === 'error');
