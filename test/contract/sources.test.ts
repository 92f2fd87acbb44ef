/** The contract of a source, for every source in the registry. */
import { createHmac } from 'node:crypto';
import { SOURCES } from '../../lib/sources';
import { describeSource, type SourceSample } from './source.contract';

const SAMPLES: Readonly<Record<string, SourceSample>> = {
  woocommerce: {
    delivery: (objectId, secret) => {
      const rawBody = Buffer.from(JSON.stringify({ id: Number(objectId) }));
      const headers = {
        'x-wc-webhook-topic': 'order.updated',
        'x-wc-webhook-delivery-id': 'f2b76d57b047028e7e21da7f0c4d2584',
        'x-wc-webhook-signature': createHmac('sha256', secret).update(rawBody).digest('base64'),
      };
      return { headers, rawBody };
    },
  },
};

test('every source has a sample here, and every sample a source', () => {
  expect(SOURCES.map(({ platform }) => platform).sort()).toEqual(Object.keys(SAMPLES).sort());
});

for (const source of SOURCES) {
  const sample = SAMPLES[source.platform];
  if (sample !== undefined) describeSource(source, sample);
}
