export { startFaultProxy, type Fault, type FaultProxy } from './fault-proxy';
export { day, decimal } from './rpc';
export { startTryton, type TestDatabase, type Tryton } from './start-tryton';
