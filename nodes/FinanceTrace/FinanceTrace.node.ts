import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { type Operation, runOperation } from '../shared/operation';
import { storeTests } from '../shared/store-properties';
import { description } from './description';
import { auditOperations } from './operations/audit';
import { bookOperations } from './operations/book';
import { exceptionOperations } from './operations/exception';
import { healthOperations } from './operations/health';
import { modeOperations } from './operations/mode';
import { privacyOperations } from './operations/privacy';
import { remappingOperations } from './operations/remapping';
import { traceOperations } from './operations/trace';

const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...traceOperations,
  ...exceptionOperations,
  ...healthOperations,
  ...bookOperations,
  ...auditOperations,
  ...modeOperations,
  ...privacyOperations,
  ...remappingOperations,
};

export class FinanceTrace implements INodeType {
  description = description;

  methods = { credentialTest: storeTests };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const name = `${this.getNodeParameter('resource', 0)}.${this.getNodeParameter('operation', 0)}`;
    return runOperation(this, this.continueOnFail(), OPERATIONS, name);
  }
}
