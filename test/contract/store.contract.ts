/** What every trace store must do, whatever database stands behind it. */
import type { TraceStore } from '../../lib/store/trace-store';
import { auditContract } from './store-audit.contract';
import { erasureContract } from './store-erasure.contract';
import { exceptionContract } from './store-exceptions.contract';
import { storeLookupsContract } from './store-lookups.contract';
import { planContract } from './store-plans.contract';
import { policyContract } from './store-policies.contract';
import { queueContract } from './store-queue.contract';
import { summaryContract } from './store-summaries.contract';
import { workContract } from './store-work.contract';

/** `open` gives an empty store each time; the suite closes it. */
export type OpenStore = () => Promise<TraceStore>;

export const storeContract = (name: string, open: OpenStore): void => {
  describe(`the trace store (${name})`, () => {
    let store: TraceStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(async () => {
      await store.close();
    });
    queueContract(() => store);
    workContract(() => store);
    planContract(() => store);
    policyContract(() => store);
    exceptionContract(() => store);
    auditContract(() => store);
    erasureContract(() => store);
    storeLookupsContract(() => store);
    summaryContract(() => store);
  });
};
