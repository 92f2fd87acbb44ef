/** What the schema of the policy says for people, taken apart for menus: one text explains a choice and its values. */
import { policySchema, toJSONSchema } from '../../../lib';

export interface ChoiceHelp {
  readonly default: string;
  readonly about: string;
  /** Empty for a choice that is a text. */
  readonly values: readonly { readonly value: string; readonly help: string }[];
}

interface SchemaPart {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly items?: SchemaPart;
}

const policyParts = (): Readonly<Record<string, SchemaPart>> =>
  (toJSONSchema(policySchema, { io: 'input' }) as SchemaPart).properties ?? {};

/** By name, the rules left out. */
export const choiceHelps = (): ReadonlyMap<string, ChoiceHelp> =>
  new Map(
    Object.entries(policyParts()).flatMap(([name, part]) =>
      typeof part.default === 'string' ? [[name, splitHelp(part, part.default)] as const] : [],
    ),
  );

export interface RuleHelp {
  /** Kinds of lines that a rule may be for. */
  readonly subjects: readonly string[];
  readonly conditions: readonly { readonly name: string; readonly help: string }[];
}

export const ruleHelp = (): RuleHelp => {
  const { for: subject, when } = policyParts().accountRules?.items?.properties ?? {};
  return {
    subjects: subject?.enum ?? [],
    conditions: Object.entries(when?.properties ?? {}).map(([name, { description = '' }]) => ({
      name,
      help: description,
    })),
  };
};

/** The text is `about. first: … second: …`. */
function splitHelp({ description: help = '', enum: values = [] }: SchemaPart, usual: string): ChoiceHelp {
  const starts = values
    .map((value) => ({ value, at: help.search(new RegExp(`(?:^|\\s)${value}: `)) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  const end = (index: number): number => starts[index + 1]?.at ?? help.length;
  const parts = new Map(
    starts.map(({ value, at }, index) => [
      value,
      help.slice(at, end(index)).trim().slice(`${value}: `.length),
    ]),
  );
  return {
    default: usual,
    about: help.slice(0, starts[0]?.at ?? help.length).trim(),
    values: values.map((value) => ({ value, help: sentence(parts.get(value) ?? '') })),
  };
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `postingTrigger` and `own-account` as a person reads them. */
export const titleOf = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

/** The editor shows help as HTML, where a name in angle brackets would vanish. */
export const shownText = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
