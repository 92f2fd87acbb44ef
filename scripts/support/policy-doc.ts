/** The parts of docs/policy.md that are written from the schema and the ready-made policies; the rest is by hand. */
import { policySchema } from '../../lib/policy/policy';
import { PRESETS, type Preset } from '../../lib/policy/presets';
import { CHOICE_GROUPS } from '../../nodes/shared/policy/choice-groups';
import { type ChoiceHelp, choiceHelps, ruleHelp } from '../../nodes/shared/policy/choice-help';
import { REASONS } from './policy-reasons';

/** @throws Error when the page lacks the marks of a part. */
export const renderPolicyDoc = (page: string): string =>
  Object.entries({ choices: choices(), conditions: conditions(), presets: presets() }).reduce(
    (text, [part, content]) => {
      const [start, end] = [`<!-- ${part}: written by npm run docs:schemas -->`, `<!-- end of ${part} -->`];
      const [from, to] = [text.indexOf(start), text.indexOf(end)];
      if (from < 0 || to < from) throw new Error(`docs/policy.md lacks the marks of its ${part}`);
      return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
    },
    page,
  );

const choices = (): string => {
  const helps = choiceHelps();
  const groups = CHOICE_GROUPS.map(({ title, choices: names }) =>
    [`### ${title}`, ...names.map((name) => choice(name, helps.get(name) as ChoiceHelp))].join('\n\n'),
  );
  const rules = (['accountRules', 'dimensionRules'] as const).map((name) =>
    [
      `#### \`${name}\``,
      'Default: `[]`.',
      shown(policySchema.shape[name].description ?? ''),
      `Why: ${shown(REASONS[name])}`,
    ].join('\n\n'),
  );
  return [...groups, '### Rules', ...rules].join('\n\n');
};

const choice = (name: keyof typeof REASONS, { default: usual, about, values }: ChoiceHelp): string =>
  [
    `#### \`${name}\``,
    `Default: \`${usual}\`.${about ? ` ${shown(about)}` : ''}`,
    ...(values.length > 0 ? [values.map((one) => value(one)).join('\n')] : []),
    `Why: ${shown(REASONS[name])}`,
  ].join('\n\n');

const value = ({ value: name, help }: ChoiceHelp['values'][number]): string =>
  help === '' ? `- \`${name}\`` : `- \`${name}\`: ${shown(help)}`;

const conditions = (): string => {
  const { subjects, conditions: known } = ruleHelp();
  return [
    `A rule is for one kind of line: ${subjects.map((name) => `\`${name}\``).join(', ')}.`,
    'Its conditions:',
    known.map(({ name, help }) => (help ? `- \`${name}\`: ${shown(help)}` : `- \`${name}\``)).join('\n'),
  ].join('\n\n');
};

const presets = (): string => PRESETS.map(presetChapter).join('\n\n');

const presetChapter = ({ name, title, help, policy, notes, setYourself }: Preset): string =>
  [
    `### ${title}: \`${name}\``,
    `${shown(help)} The whole of it: [policies/${name}.json](policies/${name}.json).`,
    notes
      .map(({ choice: key, help: why, sources, unverified }) => {
        const set: unknown = policy[key];
        const what = typeof set === 'string' ? `\`${key}\`: \`${set}\`` : `\`${key}\``;
        const read = sources.map(({ title: text, url }) => `[${text}](${url})`).join(', ');
        return [
          `- ${what}. ${shown(why)}`,
          ...(read ? [`Source: ${read}.`] : []),
          ...(unverified ? [`UNVERIFIED: ${shown(unverified)}`] : []),
        ].join(' ');
      })
      .join('\n'),
    ...(setYourself.length > 0
      ? ['Set yourself:', setYourself.map((one) => `- ${shown(one)}`).join('\n')]
      : []),
  ].join('\n\n');

/** Names in angle brackets would be taken for HTML, and stars for emphasis. */
const shown = (text: string): string =>
  text.replace(/[\w:.-]*<[\w ]+>[\w-]*/g, '`$&`').replace(/(?<!`)\*(?!`)/g, '`*`');
