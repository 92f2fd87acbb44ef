/** From what a user wrote to a policy, or to sentences about what is wrong with it. */
import type { Problem } from '../commerce/problem';
import { type Policy, policySchema } from './policy';

export type ParsedPolicy =
  | { readonly policy: Policy; readonly problems?: undefined }
  | { readonly policy?: undefined; readonly problems: readonly Problem[] };

/** Fills in defaults. Problems are errors with the code `invalid_policy` and a pointer into the input. */
export const parsePolicy = (input: unknown): ParsedPolicy => {
  const parsed = policySchema.safeParse(input);
  if (parsed.success) return { policy: parsed.data };
  return {
    problems: parsed.error.issues.map((issue) => ({
      severity: 'error' as const,
      code: 'invalid_policy',
      message:
        `The policy is not usable: ${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}.`.slice(
          0,
          500,
        ),
      pointer: issue.path.map((step) => `/${String(step).replace(/~/g, '~0').replace(/\//g, '~1')}`).join(''),
    })),
  };
};
