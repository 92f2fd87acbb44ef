import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { runOperation } from '../shared/operation';
import { mappingMenus } from '../shared/posting-route';
import { storeTests } from '../shared/store-properties';
import { description } from './description';
import { OPERATIONS } from './operations';

export class Reconciler implements INodeType {
  description = description;

  methods = { listSearch: mappingMenus, credentialTest: storeTests };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return runOperation(this, this.continueOnFail(), OPERATIONS, this.getNodeParameter('operation', 0));
  }
}
