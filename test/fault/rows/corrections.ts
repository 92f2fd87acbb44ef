/** How what a ledger holds is corrected: reversed and posted anew, and moved to another policy after a person's approval. */
import { approveRemap } from '../../../lib/flows/approve-remap';
import { previewRemap, remapAbilities } from '../../../lib/flows/remap';
import { type PolicyInput, policySchema } from '../../../lib/policy/policy';
import { STORE_ID } from '../../support/memory-shop';
import { silentLog } from '../../support/test-clock';
import type { LedgerRun } from '../ledger-run';
import type { Row } from '../ledger-suite';
import { CHANGED, shopOrder } from '../shop-orders';
import { holdsEach, HOUR_MS } from '../three-orders';

/** The same run under another policy. */
const under = (run: LedgerRun, policy: PolicyInput): LedgerRun =>
  Object.create(run, {
    policy: { value: policySchema.parse({ ...run.policy, ...policy }), enumerable: true },
  }) as LedgerRun;

const approve = async (run: LedgerRun) => {
  const { store, ledger, policy } = run;
  const { id: destination } = ledger.destination;
  const abilities = remapAbilities(destination);
  if (abilities === undefined) throw new Error(`no abilities of ${destination}`);
  const context = { store, clock: ledger.clock, log: silentLog, actor: 'ann' };
  const query = { platform: 'memory', storeId: STORE_ID, destination, abilities, policy };
  const { summary, changes } = await previewRemap(context, query, { listed: 100 });
  const decision = await approveRemap(context, { ...query, digest: summary.digest, scope: 'all' });
  expect(decision).toMatchObject({ state: 'approved', changed: summary.orders.changed });
  return { summary, changes };
};

export const corrections = (row: Row): void => {
  const edited = async (run: LedgerRun): Promise<void> => {
    await run.place(shopOrder({ id: '1', goods: 10, delivery: 5 }), shopOrder({ id: '2', goods: 10 }));
    await run.run();
    const { length } = await run.plans();
    run.ledger.clock.advance(HOUR_MS);
    await run.place(
      shopOrder({ id: '1', goods: 12, delivery: 5, updatedAt: CHANGED }),
      shopOrder({ id: '2', goods: 10, unpaid: true, updatedAt: CHANGED }),
    );
    await run.run();
    await run.settle();
    expect(await run.exceptions()).toEqual([]);
    // What is gone is reversed alone, what changed is posted anew as well.
    const kinds = (await run.plans('1')).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'reversal')).toHaveLength(length / 2);
    expect(kinds.filter((kind) => kind === 'entry')).toHaveLength(length);
    await holdsEach(run, length + (length * 3) / 2);
    const writes = run.writes();
    await run.replay('1', '2');
    await run.run();
    expect(run.writes()).toBe(writes);
  };

  for (const output of ['receipt', 'invoice'] as const)
    row(
      `an order that changed is reversed and posted anew (${output}), and the ledger nets to the target`,
      output === 'invoice' ? ['payment'] : [],
      edited,
      { output, corrections: 'reverse-and-repost' },
    );

  row(
    'an invoice whose difference is no document is credited and invoiced anew; its payment stays on the first',
    ['payment'],
    async (run) => {
      await run.place(shopOrder({ id: '1', goods: 10, delivery: 5 }));
      await run.run();
      const paid = [...(await run.ledger.paidRecords())];
      const next = under(run, { shipping: 'inside-sales' });
      const { changes } = await approve(next);
      await next.run();
      await next.settle();
      expect(await run.exceptions()).toEqual([]);
      const { documents } = run.ledger.destination.abilities;
      const held = documents.includes('credit_note');
      expect(changes[0]?.documents).toEqual(held ? ['credit_note', 'invoice'] : ['journal']);
      expect((await run.documents('1')).slice(2).map(({ type }) => type)).toEqual(changes[0]?.documents);
      expect(await run.ledger.paidRecords()).toEqual(paid);
      await holdsEach(next, 2 + (held ? 2 : 1));
    },
    { output: 'invoice' },
  );

  row('an order that a person moved to another policy nets to what that makes of it', [], async (run) => {
    await run.place(shopOrder({ id: '1', goods: 10, delivery: 5 }), shopOrder({ id: '2', goods: 10 }));
    await run.run();
    const next = under(run, { shipping: 'inside-sales' });
    // Without the approval nothing changes, whatever the Finance Mapper says.
    const writes = run.writes();
    await run.replay('1', '2');
    await next.run();
    expect(run.writes()).toBe(writes);
    const { summary } = await approve(next);
    expect(summary.orders).toMatchObject({ lookedAt: 2, changed: 1, unchanged: 1 });
    await next.run();
    await next.settle();
    expect(await run.exceptions()).toEqual([]);
    await holdsEach(next, (await run.plans()).length);
    expect((await approve(next)).changes).toEqual([]);
  });
};
