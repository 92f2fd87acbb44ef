import type { INodeProperties } from 'n8n-workflow';
import { shownFor } from './shown';

export const traceProperties: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: shownFor('trace'),
    options: [
      {
        name: 'Find by Key',
        value: 'byKey',
        action: 'Find a trace by key',
        description:
          "Look up the key that stands in the ledger record's reference, or the key of a finance event",
      },
      {
        name: 'Find by Ledger Record',
        value: 'byLedgerRecord',
        action: 'Find a trace by ledger record',
        description: 'Go from a record of the ledger back to its order, the rules and the arithmetic',
      },
      {
        name: 'Find by Order',
        value: 'byOrder',
        action: 'Find a trace by order',
        description: 'Go from an order to everything that became of it',
      },
    ],
    default: 'byOrder',
  },
  {
    displayName: 'Order ID',
    name: 'orderId',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. 1042',
    description: 'ID of the order in the shop',
    displayOptions: shownFor('trace', 'byOrder'),
  },
  {
    displayName: 'Record ID',
    name: 'recordId',
    type: 'string',
    default: '',
    required: true,
    description: 'What the ledger calls the record',
    displayOptions: shownFor('trace', 'byLedgerRecord'),
  },
  {
    displayName: 'Key',
    name: 'key',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. woocommerce:shop.example.com:1042:sale:1#1',
    description: 'Key of a plan or of an entry',
    displayOptions: shownFor('trace', 'byKey'),
  },
  {
    displayName: 'Store ID',
    name: 'storeId',
    type: 'string',
    default: '',
    placeholder: 'e.g. shop.example.com',
    description: 'Only this shop; empty for every shop that has such an order',
    displayOptions: shownFor('trace', 'byOrder'),
  },
  {
    displayName: 'Ledger',
    name: 'destination',
    type: 'string',
    default: '',
    placeholder: 'e.g. book:main',
    description: 'Only this ledger; empty for all of them',
    displayOptions: shownFor('trace', 'byKey', 'byLedgerRecord'),
  },
];
