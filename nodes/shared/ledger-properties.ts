import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { DESTINATIONS } from '../../lib';

const DEFAULT_BOOK = 'main';

/** Every ledger of the registry, and which of its companies or books. */
export const destinationProperties = (displayOptions?: IDisplayOptions): INodeProperties[] => {
  const show = displayOptions?.show ?? {};
  return [
    {
      displayName: 'Ledger',
      name: 'destination',
      type: 'options',
      noDataExpression: true,
      options: DESTINATIONS.map(({ kind, displayName, description }) => ({
        name: displayName,
        value: kind,
        description,
      })),
      default: DESTINATIONS[0]?.kind ?? '',
      description: 'Where the records go',
      displayOptions: { show },
    },
    {
      displayName: 'Book',
      name: 'book',
      type: 'string',
      default: DEFAULT_BOOK,
      required: true,
      description: 'Name of the book; it is opened with the first entry that is posted to it',
      displayOptions: { show: { ...show, destination: ['book'] } },
    },
  ];
};

/** From logical accounts to the ledger's own, each with its menu. */
export const mappingProperty = (displayOptions?: IDisplayOptions): INodeProperties => ({
  displayName: 'Account Mapping',
  name: 'accountMapping',
  type: 'fixedCollection',
  typeOptions: {
    multipleValues: true,
    multipleValueButtonText: 'Add Account',
    fixedCollection: { itemTitle: '={{ $collection.item.value.logical.value }}' },
  },
  placeholder: 'Add account',
  default: {},
  description:
    'Which account of the ledger stands for each logical account. An exact name goes before a wildcard such as tax:*. The built-in book takes every logical account as it is, so that it needs no mapping; in other ledgers an account that is not mapped holds the order.',
  options: [
    {
      displayName: 'Accounts',
      name: 'rules',
      values: [
        {
          displayName: 'Logical Account',
          name: 'logical',
          type: 'resourceLocator',
          default: { mode: 'list', value: '' },
          required: true,
          description: 'Account of the mapping, such as sales or tax:DE-MWST-1, or a wildcard such as tax:*',
          modes: [
            {
              displayName: 'From List',
              name: 'list',
              type: 'list',
              typeOptions: {
                searchListMethod: 'searchLogicalAccounts',
                searchable: true,
                skipCredentialsCheckInRLC: true,
              },
            },
            {
              displayName: 'By Name',
              name: 'name',
              type: 'string',
              placeholder: 'e.g. clearing:stripe',
            },
          ],
        },
        {
          displayName: 'Ledger Account',
          name: 'ledgerAccount',
          type: 'resourceLocator',
          default: { mode: 'list', value: '' },
          required: true,
          description: "Account from the ledger's own chart",
          modes: [
            {
              displayName: 'From List',
              name: 'list',
              type: 'list',
              typeOptions: {
                searchListMethod: 'searchLedgerAccounts',
                searchable: true,
                skipCredentialsCheckInRLC: true,
              },
            },
            {
              displayName: 'By ID',
              name: 'id',
              type: 'string',
              placeholder: 'e.g. 4000',
            },
          ],
        },
      ],
    },
  ],
  ...(displayOptions ? { displayOptions } : {}),
});
