/** Policies that posted, and orders that a person moved from one to another. */
import type { RemapApproval, TraceStore } from '../../lib/store/trace-store';
import { actor, at, DESTINATION, STORE } from './store-samples';

const hashOf = (start: string): string => start.padEnd(64, '0');

export const policyContract = (store: () => TraceStore): void => {
  const approval = (orderId: string, policy: string, destination = DESTINATION): RemapApproval => ({
    ...STORE,
    destination,
    orderId,
    policyHash: hashOf(policy),
  });

  describe('policies', () => {
    it('are found by the first digits of their hash, and stay as they were first kept', async () => {
      await store().savePolicies(
        [
          { hash: hashOf('abc1'), policy: '{"a":1}' },
          { hash: hashOf('abc2'), policy: '{"a":2}' },
          { hash: hashOf('f'), policy: '{"a":3}' },
        ],
        at(1),
      );
      await store().savePolicies([{ hash: hashOf('abc1'), policy: '{"a":9}' }], at(2));
      expect(await store().getPolicies(['abc1', 'abc1', 'd', 'f'])).toEqual([
        { hash: hashOf('abc1'), policy: '{"a":1}' },
        { hash: hashOf('f'), policy: '{"a":3}' },
      ]);
      expect(await store().getPolicies([])).toEqual([]);
      await store().savePolicies([], at(3));
    });
  });

  describe('approvals of re-mappings', () => {
    it('are those of an order at a ledger, the latest, and audited one by one', async () => {
      await store().approveRemap([approval('1', 'a'), approval('2', 'a')], actor(1));
      await store().approveRemap([approval('1', 'b'), approval('1', 'c', 'book:other')], actor(2, 'ann'));
      expect(await store().getRemapApprovals(DESTINATION, STORE, ['1', '2', '3'])).toEqual([
        approval('1', 'b'),
        approval('2', 'a'),
      ]);
      expect(await store().getRemapApprovals('book:other', STORE, ['1', '2'])).toEqual([
        approval('1', 'c', 'book:other'),
      ]);
      expect(await store().getRemapApprovals(DESTINATION, { ...STORE, storeId: 'other' }, ['1'])).toEqual([]);
      const rows = await store().listAudit({ limit: 10, subject: 'woocommerce:shop.example:1' });
      expect(rows.map(({ action, actor: who, detail }) => [action, who, JSON.parse(detail)])).toEqual([
        ['order.remap_approved', 'workflow/1', { destination: DESTINATION, policy: hashOf('a') }],
        ['order.remap_approved', 'ann', { destination: DESTINATION, policy: hashOf('b') }],
        ['order.remap_approved', 'ann', { destination: 'book:other', policy: hashOf('c') }],
      ]);
      expect(await store().verifyAudit()).toEqual({ rows: 4 });
    });

    it('may be many at once, or none', async () => {
      const many = Array.from({ length: 2500 }, (_, index) => approval(`o${index}`, 'a'));
      await store().approveRemap(many, actor(1));
      const ids = many.map(({ orderId }) => orderId);
      expect(await store().getRemapApprovals(DESTINATION, STORE, ids)).toHaveLength(2500);
      await store().approveRemap([], actor(2));
      expect(await store().getRemapApprovals(DESTINATION, STORE, [])).toEqual([]);
    });
  });
};
