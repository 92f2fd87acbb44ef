import { destinationContract } from '../../contract/destination.contract';
import { openLedgerFor } from './contract-ledger';

jest.setTimeout(60_000);

// The registry's own run is over invoices; a journal goes another way through the library and through QuickBooks.
destinationContract('QuickBooks Online, journals', openLedgerFor('journal'));
destinationContract('QuickBooks Online, invoices', openLedgerFor('invoice'));
