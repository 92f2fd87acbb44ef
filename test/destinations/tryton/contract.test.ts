import { destinationContract } from '../../contract/destination.contract';
import { openLedger } from './contract-ledger';

jest.setTimeout(120_000);

destinationContract('Tryton, invoices', () => openLedger('invoice'));
