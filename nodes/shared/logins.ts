import type {
  ICredentialsDisplayOptions,
  IDisplayOptions,
  INodeCredentialDescription,
  INodeProperties,
} from 'n8n-workflow';
import type { CredentialType } from '../../lib';
import type { Parameters } from './read-parameters';

/** A cart or a ledger, and the ways to log in to it. */
export interface LoginChoice {
  readonly value: string;
  readonly credentials: readonly CredentialType[];
}

/**
 * The credentials of every cart or ledger: each asked for when its cart is chosen, and where there are several ways to log
 * in, when that way is.
 * @param choose name of the parameter that chooses among `choices`
 * @param login name of the parameter that chooses the login
 */
export const loginCredentials = (
  choices: readonly LoginChoice[],
  choose: string,
  login: string,
  show: ICredentialsDisplayOptions['show'] = {},
): INodeCredentialDescription[] =>
  choices.flatMap(({ value, credentials }) =>
    credentials.map(({ name }) => ({
      name,
      required: true,
      displayOptions: {
        show: { ...show, [choose]: [value], ...(credentials.length > 1 ? { [login]: [name] } : {}) },
      },
    })),
  );

/** A menu of logins for each cart or ledger that has more than one. */
export const loginProperties = (
  choices: readonly LoginChoice[],
  choose: string,
  login: string,
  show: IDisplayOptions['show'] = {},
): INodeProperties[] =>
  choices
    .filter(({ credentials }) => credentials.length > 1)
    .map(({ value, credentials }) => ({
      displayName: 'Login',
      name: login,
      type: 'options',
      noDataExpression: true,
      options: credentials.map(({ name, displayName }) => ({ name: displayName, value: name })),
      default: credentials[0]?.name ?? '',
      description: 'How to log in',
      displayOptions: { show: { ...show, [choose]: [value] } },
    }));

/** The credential that a node's parameters choose; the first where nothing is to choose. */
export const chosenCredential = (
  credentials: readonly CredentialType[],
  login: string,
): CredentialType | undefined => credentials.find(({ name }) => name === login) ?? credentials[0];

export const readLogin = (parameters: Parameters, name: string): string => parameters.text(name);
