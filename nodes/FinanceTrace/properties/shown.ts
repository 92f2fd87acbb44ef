import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/** Shown for these operations of a resource; for all of them when none is named. */
export const shownFor = (resource: string, ...operations: string[]): IDisplayOptions => ({
  show: { resource: [resource], ...(operations.length > 0 ? { operation: operations } : {}) },
});

/** n8n's usual pair for lists. */
export const listLimits = (resource: string, operation: string, limit: number): INodeProperties[] => [
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
    displayOptions: shownFor(resource, operation),
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: limit,
    description: 'Max number of results to return',
    displayOptions: { show: { resource: [resource], operation: [operation], returnAll: [false] } },
  },
];

/** Who decided, where a form or a chat asked somebody. */
export const onBehalfOf = (displayOptions: IDisplayOptions): INodeProperties => ({
  displayName: 'On Behalf Of',
  name: 'onBehalfOf',
  type: 'string',
  default: '',
  placeholder: 'e.g. Nathan',
  description: 'Who decided it; stands in the audit log beside the workflow and the execution',
  displayOptions,
});
