import type {
  ICredentialsDisplayOptions,
  IDisplayOptions,
  INodeCredentialDescription,
  INodeProperties,
} from 'n8n-workflow';
import { DESTINATIONS } from '../../lib';
import { loginCredentials, loginProperties } from './logins';

const DEFAULT_BOOK = 'main';

/** Name of the parameter that chooses among several logins of a ledger. */
export const LEDGER_LOGIN = 'ledgerLogin';

const LOGINS = DESTINATIONS.map(({ kind, credentials }) => ({ value: kind, credentials }));
const kindsWith = (company: (typeof DESTINATIONS)[number]['company']): string[] =>
  DESTINATIONS.filter((kind) => kind.company === company).map(({ kind }) => kind);

/** The login of each ledger that needs one. */
export const ledgerCredentials = (
  show: ICredentialsDisplayOptions['show'] = {},
): INodeCredentialDescription[] => loginCredentials(LOGINS, 'destination', LEDGER_LOGIN, show);

/** Every ledger of the registry, how to log in to it, and which of its companies or books. */
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
    ...loginProperties(LOGINS, 'destination', LEDGER_LOGIN, show),
    {
      displayName: 'Book',
      name: 'book',
      type: 'string',
      default: DEFAULT_BOOK,
      required: true,
      description: 'Name of the book; it is opened with the first entry that is posted to it',
      displayOptions: { show: { ...show, destination: kindsWith('book') } },
    },
    {
      displayName: 'Company',
      name: 'company',
      type: 'resourceLocator',
      default: { mode: 'list', value: '' },
      description: 'Which of the companies that the login may see; not needed when there is only one',
      modes: [
        {
          displayName: 'From List',
          name: 'list',
          type: 'list',
          typeOptions: { searchListMethod: 'searchCompanies', searchable: true },
        },
        { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 1' },
      ],
      displayOptions: { show: { ...show, destination: kindsWith('choice') } },
    },
  ];
};

/** From logical tax codes to the ledger's; for ledgers that have tax codes. */
export const taxMappingProperty = (displayOptions?: IDisplayOptions): INodeProperties => ({
  displayName: 'Tax Mapping',
  name: 'taxMapping',
  type: 'fixedCollection',
  typeOptions: {
    multipleValues: true,
    multipleValueButtonText: 'Add Tax Code',
    fixedCollection: { itemTitle: '={{ $collection.item.value.logical }}' },
  },
  placeholder: 'Add tax code',
  default: {},
  description:
    "Which tax code of the ledger stands for each tax of the shop, on invoices, receipts and credit notes. What is not mapped here stands as a line on its tax account, exact to the cent, but outside the ledger's tax report.",
  options: [
    {
      displayName: 'Tax Codes',
      name: 'rules',
      values: [
        {
          displayName: 'Tax of the Shop',
          name: 'logical',
          type: 'string',
          default: '',
          required: true,
          placeholder: 'e.g. DE-MWST-19, DE-* or none',
          description:
            'What stands behind "tax:" in the logical account, or a wildcard; "none" for items without any tax, where the ledger wants a code for those too',
        },
        {
          displayName: 'Tax Code of the Ledger',
          name: 'ledgerTaxCode',
          type: 'resourceLocator',
          default: { mode: 'list', value: '' },
          required: true,
          modes: [
            {
              displayName: 'From List',
              name: 'list',
              type: 'list',
              typeOptions: { searchListMethod: 'searchLedgerTaxCodes', searchable: true },
            },
            { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. OUTPUT2' },
          ],
        },
      ],
    },
  ],
  displayOptions: {
    show: { ...displayOptions?.show, destination: [...kindsWith('login'), ...kindsWith('choice')] },
  },
});

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
