import type { INodeType, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { ingest } from '../../lib';
import { flowContextOf } from '../shared/flow-context';
import { plainHeaders, systemClock } from '../shared/n8n-host';
import { connectionOf, sourceOf, webhookSecretOf } from '../shared/open-route';
import { CART_LOGIN } from '../shared/source-properties';
import { storeTests } from '../shared/store-properties';
import { ANSWERS } from './answers';
import { description } from './description';
import { registrationOf, webhookMethods } from './registration';
import { RememberedLogins } from './remembered-logins';

const logins = new RememberedLogins(systemClock);

export class CartTrigger implements INodeType {
  description = description;

  methods = { credentialTest: storeTests };

  webhookMethods = webhookMethods;

  /** An error while the delivery is stored reaches n8n, which answers 500: the shop then knows, and tries again. */
  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    const source = sourceOf(String(this.getNodeParameter('platform')));
    const login = String(this.getNodeParameter(CART_LOGIN, ''));
    const known = logins.of(this);
    const storeId = source.storeIdOf(await connectionOf(known, source, login));
    const pipeline = String(this.getNodeParameter('pipeline'));
    const result = await ingest(await flowContextOf(known), {
      source,
      storeId,
      pipeline,
      secret:
        (await webhookSecretOf(known, source, login)) ??
        registrationOf(this.getWorkflowStaticData('node')).secret,
      delivery: {
        headers: plainHeaders(this.getHeaderData()),
        rawBody: await rawBodyOf(this),
        query: plainHeaders(Object(this.getQueryData()) as Record<string, unknown>),
      },
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
