import type { INodeType, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { ingest } from '../../lib';
import { flowContextOf } from '../shared/flow-context';
import { plainHeaders } from '../shared/n8n-host';
import { connectionOf, sourceOf } from '../shared/open-route';
import { ANSWERS } from './answers';
import { description } from './description';
import { registrationOf, webhookMethods } from './registration';

export class CartTrigger implements INodeType {
  description = description;

  webhookMethods = webhookMethods;

  /** An error while the delivery is stored reaches n8n, which answers 500: the shop then knows, and tries again. */
  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    const source = sourceOf(String(this.getNodeParameter('platform')));
    const storeId = source.storeIdOf(await connectionOf(this, source));
    const pipeline = String(this.getNodeParameter('pipeline'));
    const result = await ingest(await flowContextOf(this), {
      source,
      storeId,
      pipeline,
      secret: registrationOf(this.getWorkflowStaticData('node')).secret,
      delivery: { headers: plainHeaders(this.getHeaderData()), rawBody: await rawBodyOf(this) },
    });
    return ANSWERS[result.outcome](this, result, { platform: source.platform, storeId, pipeline });
  }
}

/** The bytes that were signed. n8n has read them, except for an upload of forms, which no cart sends. */
async function rawBodyOf(context: IWebhookFunctions): Promise<Buffer> {
  const request = context.getRequestObject();
  if (request.rawBody === undefined) await request.readRawBody?.();
  return request.rawBody ?? Buffer.alloc(0);
}
