import type { LedgerDocument, SendContext } from '../../../lib/destinations/ledger-destination';
import { recordDifference } from '../../../lib/posting/read-back';
import { NO_CONTEXT, referenceTo } from '../../contract/destination-samples';
import { type ConnectedOdoo, connectOdooOf, VERSIONS } from './support/connected-odoo';
import { codedTax, itemLine, moneyLine, receivableLine, sale, smallInvoice } from './support/documents';

describe.each(VERSIONS)('payments in Odoo %s', (version) => {
  let connected: ConnectedOdoo;
  beforeEach(async () => {
    connected = await connectOdooOf(version);
  });
  afterEach(() => connected.odoo.stop());

  const post = async (document: LedgerDocument, context: SendContext = NO_CONTEXT): Promise<string> => {
    const [outcome] = await connected.destination.send([document], context);
    expect(outcome).toMatchObject({ state: 'created' });
    return (outcome as { readonly recordId: string }).recordId;
  };
  const payment = (name: string, amount: string, paid: LedgerDocument): LedgerDocument => {
    const { odoo } = connected;
    const lines = [moneyLine(odoo, 'debit', amount), receivableLine(odoo, 'credit', amount)];
    return sale(name, 'payment', lines, { appliesTo: referenceTo(paid.key, paid.type) });
  };
  const move = (id: string) => connected.odoo.rows('account.move').find((row) => String(row.id) === id);

  test('a payment is an entry on the mapped accounts, and its invoice is paid', async () => {
    const { odoo, destination } = connected;
    const invoice = smallInvoice(odoo, 'invoice');
    const invoiceId = await post(invoice);
    const document = payment('payment', '11.90', invoice);
    await post(document, { recordIds: new Map([[invoice.key, invoiceId]]) });
    const [record] = await destination.find([referenceTo(document.key, 'payment')]);
    expect(recordDifference(document, record!)).toBeUndefined();
    expect(record!.lines).toEqual([
      { ledgerAccount: String(odoo.ids.clearing), debit: '11.90' },
      { ledgerAccount: String(odoo.ids.receivable), credit: '11.90' },
    ]);
    expect(move(invoiceId)).toMatchObject({ payment_state: 'paid', amount_residual: 0 });
  });

  test('two part payments pay an invoice together', async () => {
    const invoice = smallInvoice(connected.odoo, 'invoice');
    const invoiceId = await post(invoice);
    const context = { recordIds: new Map([[invoice.key, invoiceId]]) };
    await post(payment('first', '5.00', invoice), context);
    expect(move(invoiceId)).toMatchObject({ payment_state: 'partial' });
    await post(payment('second', '6.90', invoice), context);
    expect(move(invoiceId)).toMatchObject({ payment_state: 'paid' });
  });

  test('a refund payment is matched with its credit note', async () => {
    const { odoo } = connected;
    const note = sale('note', 'credit_note', [
      itemLine(odoo, 'debit', '10.00', { ledgerTaxCodes: [String(odoo.ids.tax19)] }),
      codedTax(odoo.ids.tax19, 'debit', '1.90'),
      receivableLine(odoo, 'credit', '11.90'),
    ]);
    const noteId = await post(note);
    const lines = [receivableLine(odoo, 'debit', '11.90'), moneyLine(odoo, 'credit', '11.90')];
    const refund = sale('refund', 'refund_payment', lines, {
      appliesTo: referenceTo(note.key, 'credit_note'),
    });
    await post(refund, { recordIds: new Map([[note.key, noteId]]) });
    expect(move(noteId)).toMatchObject({ move_type: 'out_refund', payment_state: 'paid' });
  });

  test('payments of several invoices in one batch each meet their own', async () => {
    const { odoo, destination } = connected;
    const invoices = ['a', 'b', 'c'].map((name) => smallInvoice(odoo, name));
    const made = await destination.send(invoices, NO_CONTEXT);
    const recordIds = new Map(
      invoices.map(({ key }, index) => [key, (made[index] as { readonly recordId: string }).recordId]),
    );
    const payments = [payment('pay a', '11.90', invoices[0]!), payment('pay c', '11.90', invoices[2]!)];
    await destination.send(payments, { recordIds });
    expect([...recordIds.values()].map((id) => move(id)?.['payment_state'])).toEqual([
      'paid',
      'not_paid',
      'paid',
    ]);
  });

  test('a payment that was posted before but not matched is matched when it is sent again', async () => {
    const { odoo, destination } = connected;
    const invoice = smallInvoice(odoo, 'invoice');
    const invoiceId = await post(invoice);
    const context = { recordIds: new Map([[invoice.key, invoiceId]]) };
    const document = payment('payment', '11.90', invoice);
    await post(document);
    expect(move(invoiceId)).toMatchObject({ payment_state: 'not_paid' });
    expect(await destination.send([document], context)).toMatchObject([{ errorClass: 'duplicate' }]);
    expect(move(invoiceId)).toMatchObject({ payment_state: 'paid' });
  });

  test('a payment that Odoo will not match is posted all the same, and a person is told', async () => {
    const { odoo, logged } = connected;
    const invoice = smallInvoice(odoo, 'invoice');
    const invoiceId = await post(invoice);
    odoo.change('account.account', odoo.ids.receivable, { reconcile: false });
    const paymentId = await post(payment('payment', '11.90', invoice), {
      recordIds: new Map([[invoice.key, invoiceId]]),
    });
    expect(logged).toEqual([
      expect.stringContaining(
        `not matched in Odoo; match it there by hand {"paymentId":"${paymentId}","paidId":"${invoiceId}"}`,
      ),
    ]);
  });

  test('a payment of nothing that is known here, and one that is paid already, match nothing', async () => {
    const { odoo } = connected;
    const invoice = smallInvoice(odoo, 'invoice');
    const invoiceId = await post(invoice);
    const context = { recordIds: new Map([[invoice.key, invoiceId]]) };
    await post(payment('first', '11.90', invoice), context);
    odoo.forgetCalls();
    await post(payment('again', '11.90', invoice), context);
    await post(payment('unknown', '11.90', invoice));
    expect(odoo.calls.get('account.move.line.reconcile')).toBeUndefined();
  });
});
