/** Account and dimension rules of a policy, laid against the parts of one order. The first rule that fits wins. */
import type { Order, OrderLine, TaxLine } from '../commerce/order';
import type { EventPart } from '../events/finance-event';
import { type CompiledCondition, type FactName, type Facts, compileCondition, fits } from './rule-condition';
import type { AccountRule, DimensionRule, RuleSubject } from './rule-schemas';

interface Chosen {
  readonly account: string;
  /** Name or number of the rule, for explanations. */
  readonly rule: string;
}

/** Compiled once for a policy. */
export interface CompiledRules {
  readonly accounts: ReadonlyMap<RuleSubject, readonly CompiledAccountRule[]>;
  readonly dimensions: readonly CompiledDimensionRule[];
}

interface CompiledAccountRule extends Chosen {
  readonly index: number;
  readonly when: CompiledCondition;
}

interface CompiledDimensionRule {
  readonly index: number;
  readonly subjects: ReadonlySet<RuleSubject> | undefined;
  readonly when: CompiledCondition;
  readonly dimensions: Readonly<Record<string, string>>;
}

export const compileRules = (
  accountRules: readonly AccountRule[],
  dimensionRules: readonly DimensionRule[],
): CompiledRules | undefined => {
  if (accountRules.length === 0 && dimensionRules.length === 0) return undefined;
  const accounts = new Map<RuleSubject, CompiledAccountRule[]>();
  accountRules.forEach((rule, index) => {
    const compiled = {
      index,
      account: rule.account,
      rule: rule.name ?? `account rule ${index + 1}`,
      when: compileCondition(rule.when),
    };
    const known = accounts.get(rule.for);
    if (known) known.push(compiled);
    else accounts.set(rule.for, [compiled]);
  });
  return {
    accounts,
    dimensions: dimensionRules.map((rule, index) => ({
      index,
      subjects: rule.for && new Set(rule.for),
      when: compileCondition(rule.when),
      dimensions: rule.dimensions,
    })),
  };
};

/** Lines of income and expense have dimensions; others only where a rule names them. */
const ALWAYS: ReadonlySet<RuleSubject> = new Set<RuleSubject>([
  'goods',
  'returns',
  'discount',
  'shipping',
  'surcharge',
  'fee',
  'cost',
]);

/** What a line is about, as far as rules care. */
export type About = Pick<EventPart, 'of' | 'on' | 'component' | 'jurisdiction' | 'gateway'>;

/** The rules for one order; remembers which of them fitted. */
export class RuleBook {
  readonly usedAccounts = new Set<number>();
  readonly usedDimensions = new Set<number>();
  /** Ids of goods that no rule for goods fitted. */
  readonly unmatched = new Set<string>();
  private readonly order: Facts;
  private readonly location: string | undefined;
  private readonly accounts = new Map<RuleSubject, readonly CompiledAccountRule[]>();
  private readonly dimensionRules: readonly CompiledDimensionRule[];
  private readonly parts = new Map<string, PartFacts>();

  constructor(rules: CompiledRules, order: Order) {
    const { customer, shipTo, channel, location, tags } = order;
    this.location = location;
    this.order = {
      country: [shipTo?.country ?? customer?.country],
      region: [shipTo?.region ?? customer?.region],
      channel: [channel],
      location: [location],
      tag: tags,
    };
    // What the order itself rules out is looked at once, not for every line: policies have hundreds of rules by country.
    const possible = ({ when }: { readonly when: CompiledCondition }): boolean =>
      fits(when, this.order, OF_ORDER);
    for (const [subject, list] of rules.accounts) this.accounts.set(subject, list.filter(possible));
    this.dimensionRules = rules.dimensions.filter(possible);
    for (const line of order.lines) this.parts.set(`goods ${line.id}`, { line, taxes: line.taxes });
    for (const { id, taxes } of order.shipping) this.parts.set(`shipping ${id}`, { taxes });
    for (const { id, taxes } of order.surcharges) this.parts.set(`surcharge ${id}`, { taxes });
  }

  /** Undefined where no rule fits: the line then has its usual account. */
  account(subject: RuleSubject, about: About | undefined): Chosen | undefined {
    const rules = this.accounts.get(subject);
    if (rules === undefined) return undefined;
    const facts = this.factsOf(about);
    const found = rules.find(({ when }) => fits(when, facts));
    if (found) this.usedAccounts.add(found.index);
    else if (subject === 'goods' && about) this.unmatched.add(about.of);
    return found;
  }

  dimensions(subject: RuleSubject, about: About | undefined): Readonly<Record<string, string>> | undefined {
    if (this.dimensionRules.length === 0) return undefined;
    const facts = this.factsOf(about);
    const found = this.dimensionRules.find(
      ({ subjects, when }) => (subjects ? subjects.has(subject) : ALWAYS.has(subject)) && fits(when, facts),
    );
    if (found) this.usedDimensions.add(found.index);
    return found?.dimensions;
  }

  private factsOf(about: About | undefined): Facts {
    if (about === undefined) return this.order;
    const part = this.parts.get(`${about.on ?? about.component} ${about.of}`);
    const { line, taxes } = part ?? NO_PART;
    const own =
      about.component === 'tax' || about.component === 'channel_tax'
        ? taxes.filter(({ jurisdiction }) => jurisdiction === about.jurisdiction)
        : taxes;
    return {
      ...this.order,
      productType: [line?.productType],
      sku: [line?.sku],
      vendor: [line?.vendor],
      location: [line?.location ?? this.location],
      gateway: [about.gateway],
      jurisdiction:
        about.jurisdiction === undefined ? own.map(({ jurisdiction }) => jurisdiction) : [about.jurisdiction],
      taxRate: part ? ratesOf(own) : [],
    };
  }
}

/** Tax that the channel owes is none of the merchant's: a rule for a rate must not send its sales into a tax return. */
const ratesOf = (taxes: readonly TaxLine[]): readonly (string | undefined)[] => {
  if (taxes.length === 0) return ['none'];
  const owed = taxes.filter(({ liable }) => liable === 'merchant');
  return owed.length === 0 ? ['channel'] : owed.map(({ rate }) => rate);
};

/** The same for every line of an order. */
const OF_ORDER: ReadonlySet<FactName> = new Set<FactName>(['country', 'region', 'channel', 'tag']);

interface PartFacts {
  readonly line?: OrderLine;
  readonly taxes: readonly TaxLine[];
}
const NO_PART: PartFacts = { taxes: [] };
