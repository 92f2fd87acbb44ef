import type {
  ICredentialsDisplayOptions,
  IDisplayOptions,
  INodeCredentialDescription,
  INodeProperties,
} from 'n8n-workflow';
import { SOURCES } from '../../lib';
import { loginCredentials, loginProperties } from './logins';

/** Name of the parameter that chooses among several logins of a cart. */
export const CART_LOGIN = 'login';

const LOGINS = SOURCES.map(({ platform, credentials }) => ({ value: platform, credentials }));

/** Every cart of the registry, as a menu, and the logins of those that have several. */
export const platformProperties = (displayOptions: IDisplayOptions = {}): INodeProperties[] => [
  platformProperty(displayOptions),
  ...loginProperties(LOGINS, 'platform', CART_LOGIN, displayOptions.show),
];

/** For operations that only name a cart and do not log in. */
export const platformProperty = (displayOptions: IDisplayOptions = {}): INodeProperties => ({
  displayName: 'Platform',
  name: 'platform',
  type: 'options',
  noDataExpression: true,
  options: SOURCES.map(({ displayName, platform }) => ({ name: displayName, value: platform })),
  default: SOURCES[0]?.platform ?? '',
  description: 'The cart that the shop runs on',
  ...(displayOptions.show ? { displayOptions } : {}),
});

/** The login of each cart, asked for when its platform is chosen. */
export const sourceCredentials = (
  show: ICredentialsDisplayOptions['show'] = {},
): INodeCredentialDescription[] => loginCredentials(LOGINS, 'platform', CART_LOGIN, show);

export const DEFAULT_PIPELINE = 'main';

/** A pipeline is a named route from a shop to a ledger; work and checkpoints belong to it. */
export const pipelineProperty = (displayOptions?: IDisplayOptions): INodeProperties => ({
  displayName: 'Pipeline',
  name: 'pipeline',
  type: 'string',
  default: DEFAULT_PIPELINE,
  required: true,
  description:
    'Name of the route from this shop to a ledger. Use the same name in every node of a workflow; a second name lets one shop feed a second ledger.',
  ...(displayOptions ? { displayOptions } : {}),
});
