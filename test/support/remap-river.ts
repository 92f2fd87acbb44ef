/** The river of a shop whose policy changes, and what a person does about it. */
import { approveRemap, type RemapDecision, type RemapRequest } from '../../lib/flows/approve-remap';
import { previewRemap, type RemapQuery } from '../../lib/flows/remap';
import { type PolicyInput, policySchema } from '../../lib/policy/policy';
import type { DocumentType } from '../../lib/destinations/ledger-destination';
import { FaultyLedger } from './faulty-ledger';
import { STORE_ID } from './memory-shop';
import type { River } from './river';

/** The same shop, store and ledger under another policy. */
export const under = (river: River, policy: PolicyInput): River =>
  Object.create(river, { policy: { value: policySchema.parse(policy), enumerable: true } }) as River;

/** A ledger that holds these documents beside journals. */
export const ledgerOf = (documents: readonly DocumentType[] = []): FaultyLedger =>
  new FaultyLedger(10, documents);

/** To the policy of the river. */
export const remapQuery = (river: River, more: Partial<RemapQuery> = {}): RemapQuery => ({
  platform: 'memory',
  storeId: STORE_ID,
  destination: river.ledger.id,
  abilities: river.ledger.abilities,
  policy: river.policy,
  ...more,
});

export const preview = (river: River, more: Partial<RemapQuery> = {}, listed = 100) =>
  previewRemap(river.context(), remapQuery(river, more), { listed });

/** Approves what a preview shows now, unless a digest says otherwise. */
export const approve = async (river: River, more: Partial<RemapRequest> = {}): Promise<RemapDecision> => {
  const { digest, scope = 'all', pipeline, ...query } = more;
  const seen = digest ?? (await preview(river, query)).summary.digest;
  const chosen = pipeline === undefined ? {} : { pipeline };
  return approveRemap(river.context(), { ...remapQuery(river, query), digest: seen, scope, ...chosen });
};

/** Runs the pipeline until nothing is due, without asking the shop what changed. */
export const drain = async (river: River): Promise<void> => {
  for (let round = 0; round < 40; round++) {
    river.clock.advance(3_700_000);
    const { due, claimed } = await river.store.countWork({
      pipeline: 'main',
      platform: 'memory',
      storeId: STORE_ID,
    });
    if (due + claimed === 0) return;
    await river.run();
  }
  throw new Error('the river does not come to rest');
};
