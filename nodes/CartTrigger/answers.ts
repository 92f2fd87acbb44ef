import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { IngestResult } from '../../lib';

type Answer = (context: IWebhookFunctions, result: IngestResult, about: IDataObject) => IWebhookResponseData;

/** 200 without a run: the shop is content, and there is nothing new to do. */
const acknowledge: Answer = () => ({ webhookResponse: { received: true } });

/** Whoever sends what we do not accept learns nothing of why; the log and the store health do. */
const decline =
  (status: number): Answer =>
  (context) => {
    context.getResponseObject().status(status).json({ received: false });
    return { noWebhookResponse: true };
  };

/** n8n answers 200 only after it has stored the run; the delivery itself was stored before. */
const start: Answer = (_context, { outcome: _, ...delivery }, about) => ({
  workflowData: [[{ json: { ...about, ...delivery } }]],
});

export const ANSWERS: Readonly<Record<IngestResult['outcome'], Answer>> = {
  accepted: start,
  repeated: acknowledge,
  ignored: acknowledge,
  refused: decline(401),
  unreadable: decline(400),
};
