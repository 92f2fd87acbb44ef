import { NodeConnectionTypes, type INodeProperties, type INodeTypeDescription } from 'n8n-workflow';
import { storeProperty, withStoreCredential } from '../shared/store-properties';
import { auditProperties } from './properties/audit';
import { bookProperties } from './properties/book';
import { exceptionProperties } from './properties/exception';
import { healthProperties } from './properties/health';
import { modeProperties } from './properties/mode';
import { privacyProperties } from './properties/privacy';
import { remappingProperties } from './properties/remapping';
import { traceProperties } from './properties/trace';

const resourceProperty: INodeProperties = {
  displayName: 'Resource',
  name: 'resource',
  type: 'options',
  noDataExpression: true,
  options: [
    { name: 'Audit', value: 'audit' },
    { name: 'Book', value: 'book' },
    { name: 'Exception', value: 'exception' },
    { name: 'Health', value: 'health' },
    { name: 'Mode', value: 'mode' },
    { name: 'Privacy', value: 'privacy' },
    { name: 'Re-Mapping', value: 'remapping' },
    { name: 'Trace', value: 'trace' },
  ],
  default: 'trace',
};

export const description: INodeTypeDescription = {
  displayName: 'Finance Trace',
  name: 'financeTrace',
  icon: { light: 'file:../../icons/finance-trace.svg', dark: 'file:../../icons/finance-trace.dark.svg' },
  group: ['transform'],
  version: 1,
  subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
  description:
    'Looks up what became of an order or where a record came from; lists and settles exceptions; says which stores are incomplete; previews and approves re-mappings; reports on the built-in book',
  defaults: { name: 'Finance Trace' },
  usableAsTool: true,
  inputs: [NodeConnectionTypes.Main],
  outputs: [{ type: NodeConnectionTypes.Main, displayName: 'Results' }],
  credentials: withStoreCredential(),
  properties: [
    resourceProperty,
    ...traceProperties,
    ...exceptionProperties,
    ...healthProperties,
    ...bookProperties,
    ...auditProperties,
    ...modeProperties,
    ...privacyProperties,
    ...remappingProperties,
    storeProperty,
  ],
};
