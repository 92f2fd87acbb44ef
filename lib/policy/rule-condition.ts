/** When a rule fits: everything that it names must, each by a text or a pattern, without regard to case. */
import type { RuleCondition } from './rule-schemas';

export type FactName = keyof RuleCondition;

/** What is known of a line, by name; of several values any may fit. */
export type Facts = { readonly [Name in FactName]?: readonly (string | undefined)[] | undefined };

export type CompiledCondition = readonly {
  readonly name: FactName;
  readonly patterns: readonly Pattern[];
}[];

/** The pieces between the stars. */
type Pattern = readonly string[];

export const compileCondition = (when: RuleCondition): CompiledCondition =>
  (Object.keys(when) as FactName[]).flatMap((name) => {
    const wanted = when[name];
    if (wanted === undefined) return [];
    const texts = typeof wanted === 'string' ? [wanted] : wanted;
    return [{ name, patterns: texts.map((text) => normalized(name, text).split('*')) }];
  });

/** With `only`, what is named beside these is taken to fit. */
export const fits = (condition: CompiledCondition, facts: Facts, only?: ReadonlySet<FactName>): boolean =>
  condition.every(
    ({ name, patterns }) =>
      (only !== undefined && !only.has(name)) ||
      facts[name]?.some((value) => {
        if (value === undefined) return false;
        const text = normalized(name, value);
        return patterns.some((pattern) => matches(pattern, text));
      }),
  );

/** Rates are numbers: 19, 19.0 and 19.00 are one. */
const normalized = (name: FactName, text: string): string => {
  const plain = text.trim().toLowerCase();
  if (name !== 'taxRate') return plain;
  return plain
    .replace(/%$/, '')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
};

/** Without a regular expression: shop text and patterns of any length are compared in one pass. */
const matches = (pieces: Pattern, text: string): boolean => {
  const [first = '', ...rest] = pieces;
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  const last = rest.pop() as string;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
};
