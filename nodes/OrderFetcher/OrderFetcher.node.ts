import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { runOperation } from '../shared/operation';
import { storeTests } from '../shared/store-properties';
import { description } from './description';
import { OPERATIONS } from './operations';

export class OrderFetcher implements INodeType {
  description = description;

  methods = { credentialTest: storeTests };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return runOperation(this, this.continueOnFail(), OPERATIONS, this.getNodeParameter('operation', 0));
  }
}
