/** What a case must come to under a policy, from the worked numbers and not from a run. */

/**
 * Either debits | credits summed over the whole journal, or one line for each entry in its order:
 * `kind date: debits | credits`.
 */
export type Statement = readonly [name: string, policy: string, statement: string | readonly string[]];

export const NOTHING = '';
