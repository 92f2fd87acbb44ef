import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { choiceProperties } from './policy/choice-properties';
import { presetProperties } from './policy/preset-properties';
import { ruleProperties } from './policy/rule-properties';

export { readPolicy } from './policy/read-policy';

/** The policy as form fields. `policySource`, `policy` and `policyJson` are as workflows of version 0.2.0 wrote them. */
export const policyProperties = (displayOptions?: IDisplayOptions): INodeProperties[] => {
  const show = displayOptions?.show ?? {};
  const shownFor = (...sources: string[]): IDisplayOptions => ({ show: { ...show, policySource: sources } });
  return [
    {
      displayName: 'Policy',
      name: 'policySource',
      type: 'options',
      noDataExpression: true,
      options: [
        { name: 'Choose Below', value: 'fields' },
        {
          name: 'Ready-Made',
          value: 'preset',
          description: 'A policy for the taxes of a country, with your own choices before it',
        },
        {
          name: 'JSON',
          value: 'json',
          description: 'Such as a policy that was tested with the preview command',
        },
      ],
      default: 'fields',
      description: 'How finance events become journal entries',
      displayOptions: { show },
    },
    ...presetProperties(shownFor('preset')),
    {
      displayName: 'Choices',
      name: 'policy',
      type: 'collection',
      placeholder: 'Add choice',
      default: {},
      options: choiceProperties(),
      description: 'What is not chosen here has its default, or that of the ready-made policy',
      displayOptions: shownFor('fields', 'preset'),
    },
    ...ruleProperties(shownFor('fields', 'preset')),
    {
      displayName: 'Policy (JSON)',
      name: 'policyJson',
      type: 'json',
      default: '{}',
      description:
        'Keys and values of the policy; what is left out has its default. "extends" names a ready-made policy to start from.',
      displayOptions: shownFor('json'),
    },
  ];
};
