import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { IngestResult } from '../../lib';
import { systemClock } from '../shared/n8n-host';
import { GatheredRuns } from './gathered-runs';
import { triggerOf } from './remembered-logins';

type Answer = (
  context: IWebhookFunctions,
  result: IngestResult,
  about: IDataObject,
) => IWebhookResponseData | Promise<IWebhookResponseData>;

const runs = new GatheredRuns(systemClock);

const respond = (context: IWebhookFunctions, status: number, received: boolean): void => {
  context.getResponseObject().status(status).json({ received });
};

/** 200 without a run: the shop is content, and there is nothing new to do. */
const acknowledge: Answer = () => ({ webhookResponse: { received: true } });

/** Whoever sends what we do not accept learns nothing of why; the audit log and the store health do. */
const decline =
  (status: number): Answer =>
  (context) => {
    respond(context, status, false);
    return { noWebhookResponse: true };
  };

/** The delivery is stored: the shop hears so at once, and not when n8n has a run ready. */
const start: Answer = async (context, { outcome: _, ...delivery }, about) => {
  const item = { ...about, ...delivery };
  // Somebody who listens in the editor sees each delivery as it comes.
  if (context.getMode() === 'manual') return { workflowData: [[{ json: item }]] };
  respond(context, 200, true);
  const items = await runs.add(triggerOf(context), item);
  if (items === undefined) return { noWebhookResponse: true };
  return { noWebhookResponse: true, workflowData: [items.map((json) => ({ json }))] };
};

export const ANSWERS: Readonly<Record<IngestResult['outcome'], Answer>> = {
  accepted: start,
  repeated: acknowledge,
  ignored: acknowledge,
  refused: decline(401),
  unreadable: decline(400),
  oversized: decline(413),
};
