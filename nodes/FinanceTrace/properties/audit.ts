import type { INodeProperties } from 'n8n-workflow';
import { listLimits, shownFor } from './shown';

export const auditProperties: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: shownFor('audit'),
    options: [
      {
        name: 'Export',
        value: 'export',
        action: 'Export the audit log',
        description: 'Put the whole log out as a file that anybody can verify without this node',
      },
      {
        name: 'Get Many',
        value: 'getMany',
        action: 'Get many audit rows',
        description: 'List who posted, retried, resolved or changed what, and when',
      },
      {
        name: 'Verify',
        value: 'verify',
        action: 'Verify the audit log',
        description: 'Check that no row was changed, removed or slipped in',
      },
    ],
    default: 'getMany',
  },
  {
    displayName: 'Format',
    name: 'format',
    type: 'options',
    options: [
      { name: 'CSV', value: 'csv', description: 'For a spreadsheet' },
      { name: 'JSON Lines', value: 'json-lines', description: 'For a program that verifies the hashes' },
    ],
    default: 'json-lines',
    displayOptions: shownFor('audit', 'export'),
  },
  {
    displayName: 'Options',
    name: 'exportOptions',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    displayOptions: shownFor('audit', 'export'),
    options: [
      {
        displayName: 'After Row',
        name: 'afterId',
        type: 'number',
        typeOptions: { minValue: 1 },
        default: 1,
        description: 'Only rows with a higher number, to go on where the last export ended',
      },
    ],
  },
  ...listLimits('audit', 'getMany', 50),
  {
    displayName: 'Filters',
    name: 'filters',
    type: 'collection',
    placeholder: 'Add filter',
    default: {},
    displayOptions: shownFor('audit', 'getMany'),
    options: [
      {
        displayName: 'After Row',
        name: 'afterId',
        type: 'number',
        typeOptions: { minValue: 1 },
        default: 1,
        description: 'Only rows with a higher number, to read on where a list ended',
      },
      {
        displayName: 'Subject',
        name: 'subject',
        type: 'string',
        default: '',
        placeholder: 'e.g. exception:12',
        description:
          'Key of a plan, or one such as exception:12, book:main or woocommerce:shop.example.com:1042',
      },
    ],
  },
];
