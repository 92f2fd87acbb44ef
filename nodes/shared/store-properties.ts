import type {
  ICredentialDataDecryptedObject,
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialDescription,
  INodeCredentialTestResult,
  INodeProperties,
} from 'n8n-workflow';
import { checkPostgres, postgresLoginOf } from '../../lib';

/** Name of the parameter that says where the books are kept. */
export const STORE_PARAMETER = 'traceStore';
export const STORE_CREDENTIAL = 'cartLedgerPostgresApi';
export const IN_POSTGRES = 'postgres';

/** Where the trace store is: of every node that opens it. */
export const storeProperty: INodeProperties = {
  displayName: 'Trace Store',
  name: STORE_PARAMETER,
  type: 'options',
  noDataExpression: true,
  options: [
    {
      name: 'Embedded (SQLite File)',
      value: 'embedded',
      description: "A file in n8n's user folder. For n8n in one process.",
    },
    {
      name: 'PostgreSQL',
      value: IN_POSTGRES,
      description: 'A schema of its own in a database. For queue mode and for several workers.',
    },
  ],
  default: 'embedded',
  description: 'Where Cart Ledger keeps its records. Choose the same in every node.',
};

/** The credential of the trace store, after those that the node has anyway. */
export const withStoreCredential = (
  others: readonly INodeCredentialDescription[] = [],
): INodeCredentialDescription[] => [
  ...others,
  {
    name: STORE_CREDENTIAL,
    required: true,
    testedBy: 'cartLedgerPostgresTest',
    displayOptions: { show: { [STORE_PARAMETER]: [IN_POSTGRES] } },
  },
];

/** n8n tests a credential that is no HTTP login through the nodes that use it. */
export const storeTests = {
  async cartLedgerPostgresTest(
    this: ICredentialTestFunctions,
    credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
  ): Promise<INodeCredentialTestResult> {
    try {
      await checkPostgres(postgresLoginOf(credential.data ?? {}));
      return { status: 'OK', message: 'Connection successful!' };
    } catch (error) {
      return { status: 'Error', message: (error as Error).message };
    }
  },
};
