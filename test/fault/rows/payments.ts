/** Invoices and their payments. */
import type { LedgerRun } from '../ledger-run';
import type { Row } from '../ledger-suite';
import { CHANGED, shopOrder } from '../shop-orders';
import { all, holdsEach, placeThree } from '../three-orders';

const isInvoice = (document: string): boolean =>
  (JSON.parse(document) as { readonly type: string }).type === 'invoice';

export const payments = (row: Row): void => {
  const invoiceRecords = async (run: LedgerRun): Promise<readonly string[]> =>
    (await run.plans())
      .filter(({ document, state }) => state === 'posted' && isInvoice(document))
      .map(({ recordId }) => recordId as string)
      .sort();
  const allPaid = async (run: LedgerRun, documents: number): Promise<void> => {
    expect([...(await run.ledger.paidRecords())].sort()).toEqual(await invoiceRecords(run));
    await holdsEach(run, documents);
  };

  row(
    'each payment is applied to its invoice',
    ['payment'],
    async (run) => {
      await placeThree(run);
      expect((await run.run()).orders).toEqual(all('posted'));
      expect(await run.typesOf('1')).toEqual(['invoice', 'payment']);
      await allPaid(run, 6);
    },
    { output: 'invoice' },
  );

  row(
    'a lost answer to the payments alone leaves one payment each',
    ['payment'],
    async (run) => {
      await placeThree(run);
      await run.ledger.fault('answer_lost_after', 'payment');
      expect((await run.run()).orders).toEqual(all('retrying'));
      await run.settle();
      await holdsEach(run, 6);
    },
    { output: 'invoice' },
  );

  row(
    'a payment that is found after its answer was lost is applied to its invoice',
    ['payment', 'matched_when_found'],
    async (run) => {
      await placeThree(run);
      await run.ledger.fault('answer_lost_after', 'payment');
      await run.run();
      await run.settle();
      await allPaid(run, 6);
    },
    { output: 'invoice' },
  );

  row(
    'a payment waits while its invoice is refused, and pays what the order becomes',
    ['payment', 'validation'],
    async (run) => {
      await run.place(shopOrder({ id: '1', goods: 10 }), shopOrder({ id: '2', goods: 10, delivery: 5 }));
      await run.ledger.fault('validation');
      expect((await run.run()).orders).toEqual({ '1': 'posted', '2': 'held' });
      expect(await run.ledger.documentsHeld()).toBe(2);
      await run.place(shopOrder({ id: '2', goods: 12, updatedAt: CHANGED }));
      expect((await run.run()).orders).toEqual({ '2': 'posted' });
      expect(await run.exceptions()).toEqual([]);
      await allPaid(run, 4);
    },
    { output: 'invoice' },
  );
};
