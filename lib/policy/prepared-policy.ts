/** What is worked out once for a policy and used for every order that it maps. */
import { canonicalJson } from '../accounting/canonical-json';
import { sha256 } from '../accounting/content-hash';
import { dayIn } from './accounting-day';
import type { Policy } from './policy';
import { type CompiledRules, compileRules } from './rule-book';

/** Raised whenever the same order and policy come to give other entries than before. */
export const MAPPING_VERSION = '3';

export interface PreparedPolicy {
  readonly policy: Policy;
  /** SHA-256 (hex) of the whole policy, defaults filled in. */
  readonly policyHash: string;
  /** `<mapping version>+<first 12 hex digits of the policy's hash>`. */
  readonly transformationVersion: string;
  /** Day of an instant in the store's time zone. */
  readonly dayOf: (instant: string) => string;
  /** Undefined where the policy has no rules for accounts or dimensions. */
  readonly rules: CompiledRules | undefined;
}

const PREPARED = new WeakMap<Policy, PreparedPolicy>();

export const preparePolicy = (policy: Policy): PreparedPolicy => {
  const known = PREPARED.get(policy);
  if (known) return known;
  const policyHash = sha256(canonicalJson(policy));
  const prepared: PreparedPolicy = {
    policy,
    policyHash,
    transformationVersion: `${MAPPING_VERSION}+${policyHash.slice(0, 12)}`,
    dayOf: dayIn(policy.timeZone),
    rules: compileRules(policy.accountRules, policy.dimensionRules),
  };
  PREPARED.set(policy, prepared);
  return prepared;
};
