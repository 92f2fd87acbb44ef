/** A ready-made policy: what differs from the defaults in a country, why, and who says so. */
import type { AccountRule, RuleCondition, RuleSubject } from '../rule-schemas';
import type { PolicyInput } from '../policy';

export interface PresetSource {
  readonly title: string;
  readonly url: string;
}

export interface PresetNote {
  /** The choice of the policy that it is about. */
  readonly choice: keyof PolicyInput;
  /** A sentence for a person. */
  readonly help: string;
  /** Empty where the choice is ours and follows from no source. */
  readonly sources: readonly PresetSource[];
  /** What of it no source that was read confirms. */
  readonly unverified?: string;
}

export interface Preset {
  /** What a policy writes behind `extends`. */
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly policy: PolicyInput;
  /** One for each choice that differs from its default, and for defaults that the country's rules bear out. */
  readonly notes: readonly PresetNote[];
  /** What no ready-made policy can know. */
  readonly setYourself: readonly string[];
}

export const taxRule = (account: string, when: RuleCondition, name?: string): AccountRule => ({
  for: 'tax',
  when,
  account: `tax:${account}`,
  ...(name === undefined ? {} : { name }),
});

const SALE_ACCOUNTS = {
  goods: 'sales',
  returns: 'sales-returns',
  discount: 'discounts',
  shipping: 'shipping',
} as const satisfies Partial<Record<RuleSubject, string>>;

/** One rule each for goods, returns, discounts and shipping, so that their sum is the taxed amount. */
export const saleRules = (suffix: string, when: RuleCondition): AccountRule[] =>
  Object.entries(SALE_ACCOUNTS).map(([subject, family]) => ({
    for: subject as keyof typeof SALE_ACCOUNTS,
    when,
    account: `${family}:${suffix}`,
  }));
