/** What happens to an order after it was posted: the ledger nets to the target. */
import type { DocumentType } from '../../../lib/accounting/document';
import type { LedgerRun } from '../ledger-run';
import type { Row } from '../ledger-suite';
import { CHANGED, shopOrder } from '../shop-orders';
import { holdsEach, HOUR_MS } from '../three-orders';

const PAID_BY: Partial<Record<DocumentType, DocumentType>> = {
  payment: 'invoice',
  refund_payment: 'credit_note',
};

export const changedOrders = (row: Row): void => {
  const later = (becomes: Readonly<Record<string, readonly DocumentType[]>>) => async (run: LedgerRun) => {
    const ids = Object.keys(becomes);
    await run.place(...ids.map((id) => shopOrder({ id, goods: 10 })));
    await run.run();
    run.ledger.clock.advance(HOUR_MS);
    await run.place(
      shopOrder({ id: 'refunded', goods: 10, returned: 4, updatedAt: CHANGED }),
      shopOrder({ id: 'dearer', goods: 15, updatedAt: CHANGED }),
      shopOrder({ id: 'cheaper', goods: 7, updatedAt: CHANGED }),
      shopOrder({ id: 'unpaid', goods: 10, unpaid: true, updatedAt: CHANGED }),
    );
    await run.run();
    expect(await run.exceptions()).toEqual([]);
    const { documents: known } = run.ledger.destination.abilities;
    for (const id of ids)
      expect([id, await run.typesOf(id)]).toEqual([
        id,
        (becomes[id] ?? []).map((type) => (known.includes(type) ? type : 'journal')).sort(),
      ]);
    // Money that comes in pays an invoice, money that goes back a credit note.
    for (const { type, appliesTo } of await run.documents())
      if (type in PAID_BY) expect(appliesTo?.type).toBe(PAID_BY[type]);
    await holdsEach(run, Object.values(becomes).flat().length);
  };

  row(
    'a refund, an edit and a payment that failed become receipts that the ledger nets to the target',
    [],
    later({
      refunded: ['sales_receipt', 'refund_receipt'],
      dearer: ['sales_receipt', 'sales_receipt'],
      cheaper: ['sales_receipt', 'refund_receipt'],
      unpaid: ['sales_receipt', 'refund_receipt'],
    }),
    { output: 'receipt' },
  );

  row(
    'the same become invoices, credit notes and payments, each payment of what is open for it',
    ['payment'],
    later({
      refunded: ['invoice', 'payment', 'credit_note', 'refund_payment'],
      dearer: ['invoice', 'payment', 'invoice', 'payment'],
      cheaper: ['invoice', 'payment', 'credit_note', 'refund_payment'],
      unpaid: ['invoice', 'payment', 'credit_note', 'refund_payment'],
    }),
    { output: 'invoice' },
  );
};
