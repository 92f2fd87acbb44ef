import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import { parsePolicy } from '../../lib/policy/parse-policy';
import { policySchema } from '../../lib/policy/policy';
import { PRESETS } from '../../lib/policy/presets';
import { RULE_SUBJECTS } from '../../lib/policy/rule-schemas';
import { renderPolicyDoc } from '../../scripts/support/policy-doc';

const DOCS = resolve(__dirname, '../../docs');
const page = readFileSync(join(DOCS, 'policy.md'), 'utf8');
const json = (...path: string[]): object => JSON.parse(readFileSync(join(DOCS, ...path), 'utf8')) as object;

/** What an editor says of a policy. */
const validate = new Ajv({ strict: false, allErrors: true }).compile(json('policy.schema.json'));
const says = (policy: unknown): readonly string[] =>
  validate(policy)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

describe('the page about the policy', () => {
  it('is current (npm run docs:schemas)', () => {
    expect(page).toBe(renderPolicyDoc(page));
    expect(() => renderPolicyDoc(page.replace('end of presets', 'end'))).toThrow('lacks the marks');
  });

  it('names every choice with its default, every value, a reason, and every kind of line', () => {
    const chapters = new Map(
      page
        .split(/^#### /m)
        .slice(1)
        .map((chapter) => [/^`(\w+)`/.exec(chapter)?.[1], chapter.split(/^#{2,3} /m)[0] as string]),
    );
    const defaults = policySchema.parse({});
    expect([...chapters.keys()].sort()).toEqual(Object.keys(defaults).sort());
    for (const [name, usual] of Object.entries(defaults)) {
      const chapter = chapters.get(name) ?? '';
      expect(chapter).toContain(`Default: \`${typeof usual === 'string' ? usual : JSON.stringify(usual)}\``);
      expect(chapter).toMatch(/^Why: .+\.$/m);
    }
    for (const [name, choice] of Object.entries(policySchema.shape)) {
      const { options } = ((choice as { def?: { innerType?: unknown } }).def?.innerType ?? {}) as {
        options?: unknown;
      };
      if (!Array.isArray(options)) continue;
      for (const value of options) expect(chapters.get(name)).toContain(`- \`${String(value)}\``);
    }
    for (const subject of RULE_SUBJECTS) expect(page).toContain(`\`${subject}\``);
  });

  it('has examples that are policies, for the program and for an editor', () => {
    const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
      ([, text = '']) => JSON.parse(text) as unknown,
    );
    expect(examples.length).toBeGreaterThanOrEqual(6);
    for (const example of examples) {
      expect(parsePolicy(example).problems).toBeUndefined();
      expect(says(example)).toEqual([]);
    }
  });

  it('describes every ready-made policy with its sources and what is not verified', () => {
    for (const { name, notes, setYourself } of PRESETS) {
      const chapter = page.split(`\`${name}\`\n`)[1]?.split(/^### /m)[0] ?? '';
      for (const { choice, sources, unverified } of notes) {
        expect(chapter).toContain(`- \`${choice}\``);
        for (const { url } of sources) expect(chapter).toContain(`(${url})`);
        expect(chapter.includes('UNVERIFIED') || unverified === undefined).toBe(true);
      }
      expect(chapter.includes('Set yourself:')).toBe(setYourself.length > 0);
    }
  });
});

describe('the files of the ready-made policies', () => {
  it('are one for each, and nothing else', () => {
    expect(readdirSync(join(DOCS, 'policies')).sort()).toEqual(
      PRESETS.map(({ name }) => `${name}.json`).sort(),
    );
  });

  it.each(PRESETS.map(({ name }) => name))(
    'docs/policies/%s.json is that policy, for an editor too',
    (name) => {
      const written = json('policies', `${name}.json`);
      expect(parsePolicy(written)).toEqual(parsePolicy({ extends: name }));
      expect(says(written)).toEqual([]);
    },
  );
});

describe('the schema for editors', () => {
  it.each<[unknown, string]>([
    [{ postingTriger: 'creation' }, 'additional properties'],
    [{ tax: 'lines' }, '/tax must be equal to one of the allowed values'],
    [{ extends: 'mars' }, '/extends must be equal to one of the allowed values'],
    [{ accountRules: [{ account: 'umsatz' }] }, '/accountRules/0/account must match pattern'],
    [{ accountRules: [{ account: 'tax' }] }, '/accountRules/0/account must match pattern'],
    [{ accountRules: [{ for: 'tax', account: 'sales:x' }] }, '/accountRules/0/account must match pattern'],
    [{ accountRules: [{ when: { productTypes: 'Books' }, account: 'sales' }] }, '/accountRules/0/when'],
    [{ dimensionRules: [{ dimensions: { class: 1 } }] }, '/dimensionRules/0/dimensions/class'],
  ])('refuses %j, as the program does', (policy, said) => {
    expect(says(policy).join('; ')).toContain(said);
    expect(parsePolicy(policy).problems).toBeDefined();
  });

  it('explains each value of a choice, and is of the draft that editors know', () => {
    const schema = json('policy.schema.json') as {
      $schema: string;
      properties: Record<string, { enum?: unknown[]; enumDescriptions?: unknown[] }>;
    };
    expect(schema.$schema).toContain('draft-07');
    for (const { enum: values, enumDescriptions } of Object.values(schema.properties))
      expect(enumDescriptions?.length).toBe(values?.length);
  });
});
