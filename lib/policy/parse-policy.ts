/** From what a user wrote to a policy, or to sentences about what is wrong with it. */
import { z } from 'zod/v4';
import type { Problem } from '../commerce/problem';
import { nearestName } from './nearest-name';
import { type Policy, policySchema } from './policy';
import { PRESETS, presetNamed } from './presets';

export type ParsedPolicy =
  | { readonly policy: Policy; readonly problems?: undefined }
  | { readonly policy?: undefined; readonly problems: readonly Problem[] };

/**
 * Fills in defaults. Two keys are no choices: `$schema`, which editors want, is read over; `extends` names a ready-made
 * policy that stands beneath. What is written beside it goes before it: a choice replaces, rules stand in front.
 * Problems are errors with the code `invalid_policy` and a pointer into the input.
 */
export const parsePolicy = (input: unknown): ParsedPolicy => {
  const written = withoutFrame(input);
  if (written.problem) return { problems: [written.problem] };
  const parsed = policySchema.safeParse(written.choices);
  if (parsed.success) return { policy: parsed.data };
  return { problems: parsed.error.issues.flatMap(problemsOf) };
};

const FRAME: readonly string[] = ['$schema', 'extends'];
const RULE_LISTS: readonly string[] = ['accountRules', 'dimensionRules'];

type Unframed =
  | { readonly choices: unknown; readonly problem?: undefined }
  | { readonly problem: Problem; readonly choices?: undefined };

const withoutFrame = (input: unknown): Unframed => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return { choices: input };
  const own = new Map(Object.entries(input));
  const [schema, base] = FRAME.map((key) => own.get(key));
  for (const key of FRAME) own.delete(key);
  if (schema !== undefined && typeof schema !== 'string')
    return { problem: invalid('$schema: it is a text, the address of the schema', ['$schema']) };
  if (base === undefined) return { choices: Object.fromEntries(own) };
  const preset = typeof base === 'string' ? presetNamed(base) : undefined;
  if (preset === undefined) return { problem: unknownPreset(base) };
  // Entries, and not a spread or an assignment: a key may be called __proto__.
  const merged = new Map<string, unknown>(Object.entries(preset.policy));
  for (const [key, value] of own) {
    const beneath = merged.get(key);
    const both = RULE_LISTS.includes(key) && Array.isArray(value) && Array.isArray(beneath);
    merged.set(key, both ? [...(value as unknown[]), ...(beneath as unknown[])] : value);
  }
  return { choices: Object.fromEntries(merged) };
};

const unknownPreset = (written: unknown): Problem => {
  const names = PRESETS.map(({ name }) => name);
  const near = typeof written === 'string' ? nearestName(written, names) : undefined;
  const named = typeof written === 'string' ? `"${written.slice(0, 60)}" is no` : 'it names no';
  const hint = near ? `Did you mean "${near}"` : `There are ${names.join(', ')}`;
  return invalid(`extends: ${named} ready-made policy. ${hint}`, ['extends'], near ? '?' : '.');
};

/** An unknown key is the one mistake that would otherwise pass for a choice: each is named, with what it may have meant. */
const problemsOf = (issue: z.core.$ZodIssue): readonly Problem[] => {
  const place = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  if (issue.code !== 'unrecognized_keys') return [invalid(`${place}${issue.message}`, issue.path)];
  const known = keysAt(issue.path);
  return issue.keys.map((key) => {
    const near = nearestName(key, known);
    const said = `${place}there is no key "${key.slice(0, 60)}"`;
    return near ? invalid(`${said}. Did you mean "${near}"`, issue.path, '?') : invalid(said, issue.path);
  });
};

const invalid = (said: string, path: readonly PropertyKey[], end = '.'): Problem => ({
  severity: 'error',
  code: 'invalid_policy',
  message: `The policy is not usable: ${said}${end}`.slice(0, 500),
  pointer: path.map((step) => `/${String(step).replace(/~/g, '~0').replace(/\//g, '~1')}`).join(''),
});

interface SchemaPart {
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly items?: SchemaPart;
}

/** What may stand at a place of the policy. */
const keysAt = (path: readonly PropertyKey[]): readonly string[] => {
  let part = z.toJSONSchema(policySchema, { io: 'input' }) as SchemaPart;
  for (const step of path)
    part = (typeof step === 'number' ? part.items : part.properties?.[String(step)]) ?? {};
  const keys = Object.keys(part.properties ?? {});
  return path.length === 0 ? [...keys, ...FRAME] : keys;
};
