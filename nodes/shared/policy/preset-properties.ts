/** The menu of ready-made policies, and what each of them sets and why. */
import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { PRESETS, type Preset } from '../../../lib';
import { shownText, titleOf } from './choice-help';

export const presetProperties = (displayOptions: IDisplayOptions): INodeProperties[] => [
  {
    displayName: 'Ready-Made Policy',
    name: 'policyPreset',
    type: 'options',
    noDataExpression: true,
    options: PRESETS.map(({ name, title, help }) => ({
      name: title,
      value: name,
      description: shownText(help),
    })),
    default: PRESETS[0]?.name ?? '',
    description: 'What is chosen below goes before it; rules stand in front of its own',
    displayOptions,
  },
  ...PRESETS.map((preset) => ({
    displayName: shownText(whatItSets(preset)),
    name: `policyPresetNotice_${preset.name}`,
    type: 'notice' as const,
    default: '',
    displayOptions: { show: { ...displayOptions.show, policyPreset: [preset.name] } },
  })),
];

/** Only what differs from the defaults; docs/policy.md has the rest and the sources. */
const whatItSets = ({ policy, notes, setYourself }: Preset): string =>
  [
    ...notes
      .filter(({ choice }) => Object.hasOwn(policy, choice))
      .map(({ choice, help, unverified }) => {
        const value = policy[choice];
        const set = `${titleOf(choice)}${typeof value === 'string' ? ` = ${value}` : ''}: ${help}`;
        return unverified ? `${set} Not verified: ${unverified}` : set;
      }),
    ...(setYourself.length > 0 ? [`Set yourself: ${setYourself.join(' ')}`] : []),
    'Check it with whoever files your returns.',
  ].join(' ');
