import { destinationContract } from '../../contract/destination.contract';
import { openLedger } from './contract-ledger';

// JSON-2 is tried with all other ledgers, in test/contract.
destinationContract('Odoo 17, JSON-RPC', () => openLedger(17));
