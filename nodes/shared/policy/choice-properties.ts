/** Each choice of the policy as a field: values, default and help are those of the library's own schema. */
import type { INodeProperties } from 'n8n-workflow';
import { CHOICE_GROUPS, type ChoiceName } from './choice-groups';
import { type ChoiceHelp, choiceHelps, shownText, titleOf } from './choice-help';

export const choiceProperties = (): INodeProperties[] => {
  const helps = choiceHelps();
  return CHOICE_GROUPS.flatMap(({ title, choices }) =>
    choices.map((name) => choiceProperty(title, name, helps.get(name))),
  );
};

function choiceProperty(group: string, name: ChoiceName, help: ChoiceHelp | undefined): INodeProperties {
  if (!help) throw new Error(`the policy has no choice ${name}`);
  const shared = {
    displayName: `${group}: ${titleOf(name)}`,
    name,
    default: help.default,
    ...(help.about ? { description: shownText(help.about) } : {}),
  };
  if (help.values.length === 0) return { ...shared, type: 'string' };
  const options = help.values.map(({ value, help: text }) => ({
    name: titleOf(value),
    value,
    description: shownText(text),
  }));
  return { ...shared, type: 'options', options };
}
