/** What must never be so. `kind` is what a shorter story has to show as well. */
export class Violation extends Error {
  constructor(
    readonly kind: string,
    readonly detail: string,
  ) {
    super(`${kind}: ${detail}`);
  }
}

/** The violation behind an error; any other error breaks a run off that nothing was done to. */
export const asViolation = (error: unknown, message: string): Violation => {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof Violation) return cause;
  return new Violation('broke off', message);
};
