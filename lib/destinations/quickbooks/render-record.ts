/** From a document to the body that creates it. Pure: all ids are there already. */
import { checkedLines, documentAmounts, type DocumentAmounts } from '../document-amounts';
import type { LedgerCustomer, LedgerDocument } from '../ledger-destination';
import { ledgerTaxCodeOf } from '../ledger-destination';
import { classRef, departmentRef, headDepartment } from './dimensions';
import { ENTITY_OF } from './entity-of';
import { description, exactPrice, head, money, ref, type Rendering, unfit } from './rendering';
import { renderTax } from './render-tax';
import type { JournalEntry, Payment, RecordEntity, SalesForm, SalesLine } from './wire';

export interface RenderedRecord {
  readonly entity: RecordEntity;
  readonly body: SalesForm | Payment | JournalEntry;
}

/** The record, or a sentence that says why QuickBooks cannot hold the document. */
export const renderRecord = (document: LedgerDocument, rendering: Rendering): RenderedRecord | string => {
  const { facts } = rendering;
  if (document.currency !== facts.homeCurrency && !facts.multiCurrency)
    return `it is in ${document.currency}, and the company keeps ${facts.homeCurrency} only. Switch multicurrency on in QuickBooks, which cannot be undone, or post in ${facts.homeCurrency}`;
  const entity = ENTITY_OF[document.type];
  if (entity === 'JournalEntry') return rendered(entity, renderJournal(document, rendering));
  const amounts = documentAmounts(document);
  if (typeof amounts === 'string') return amounts;
  const minors = [amounts.items, amounts.codedTaxes, amounts.accountTaxes, amounts.counterparts].flatMap(
    (lines) => lines.map(({ minor }) => minor),
  );
  const problem = unfit(document, minors, amounts.decimals);
  if (problem !== undefined) return problem;
  return rendered(
    entity,
    entity === 'Payment'
      ? renderPayment(document, amounts, rendering)
      : renderSalesForm(document, amounts, rendering),
  );
};

const rendered = (entity: RecordEntity, body: RenderedRecord['body'] | string): RenderedRecord | string =>
  typeof body === 'string' ? body : { entity, body };

const customerOf = (document: LedgerDocument, rendering: Rendering): { readonly id: string } | string =>
  document.customer === undefined
    ? 'it names no customer, and QuickBooks asks for one'
    : rendering.customerId(document.customer as LedgerCustomer, document.currency);

const renderSalesForm = (
  document: LedgerDocument,
  amounts: DocumentAmounts,
  rendering: Rendering,
): SalesForm | string => {
  if (!rendering.facts.ownNumbers)
    return 'QuickBooks numbers sales forms by itself, so that a record could not be found again. Switch on "Custom transaction numbers" (Account and settings → Sales → Sales form content), then retry';
  const customer = customerOf(document, rendering);
  if (typeof customer === 'string') return customer;
  const counterpart = counterpartOf(document, amounts, rendering);
  if (typeof counterpart === 'string') return counterpart;
  const tax = renderTax(amounts, rendering.facts, rendering.taxes);
  if (typeof tax === 'string') return tax;
  const lines: SalesLine[] = [];
  for (const { line, minor } of [...amounts.items, ...amounts.accountTaxes]) {
    const item = rendering.itemId(line);
    if (typeof item === 'string') return item;
    const code = tax.codeOf(line);
    lines.push({
      Amount: money(minor, amounts.decimals),
      ...description(line),
      DetailType: 'SalesItemLineDetail',
      SalesItemLineDetail: {
        ItemRef: ref(item.id),
        ...exactPrice(line.quantity, minor, amounts.decimals),
        ...(code === undefined ? {} : { TaxCodeRef: ref(code) }),
        ...classRef(line, rendering.dimensions),
      },
    });
  }
  return {
    DocNumber: document.shortKey,
    ...head(document, rendering),
    CustomerRef: ref(customer.id),
    ...headDepartment(document, rendering.dimensions),
    ...counterpart,
    Line: lines,
    ...tax.fields,
  };
};

const counterpartOf = (
  { currency }: LedgerDocument,
  { counterparts }: DocumentAmounts,
  rendering: Rendering,
): Pick<SalesForm, 'ARAccountRef' | 'DepositToAccountRef'> | string => {
  const [first] = counterparts;
  if (first === undefined) return 'it has neither money nor receivable';
  const { role, ledgerAccount } = first.line;
  if (role === 'money') return { DepositToAccountRef: ref(ledgerAccount) };
  const account = rendering.receivable(ledgerAccount, currency);
  if (typeof account === 'string') return account;
  return account.id === undefined ? {} : { ARAccountRef: ref(account.id) };
};

const renderPayment = (
  document: LedgerDocument,
  amounts: DocumentAmounts,
  rendering: Rendering,
): Payment | string => {
  const customer = customerOf(document, rendering);
  if (typeof customer === 'string') return customer;
  const [paid, owed] = amounts.counterparts;
  if (paid === undefined || owed === undefined) return 'its lines are not those of a payment';
  const account = rendering.receivable(owed.line.ledgerAccount, document.currency);
  if (typeof account === 'string') return account;
  const total = money(amounts.total, amounts.decimals);
  // Only an invoice can be paid off; the debt of a journal stays open beside the payment, and the balance is right.
  const paidKey = document.appliesTo?.type === 'invoice' ? document.appliesTo.key : undefined;
  const invoice = paidKey === undefined ? undefined : rendering.recordId(paidKey);
  if (paidKey !== undefined && invoice === undefined)
    return `the invoice that it pays, ${paidKey}, is not in QuickBooks yet`;
  return {
    PaymentRefNum: document.shortKey,
    ...head(document, rendering),
    CustomerRef: ref(customer.id),
    TotalAmt: total,
    DepositToAccountRef: ref(paid.line.ledgerAccount),
    ...(account.id === undefined ? {} : { ARAccountRef: ref(account.id) }),
    ...(invoice === undefined
      ? {}
      : { Line: [{ Amount: total, LinkedTxn: [{ TxnId: invoice, TxnType: 'Invoice' }] }] }),
  };
};

const renderJournal = (document: LedgerDocument, rendering: Rendering): JournalEntry | string => {
  const checked = checkedLines(document);
  if (typeof checked === 'string') return checked;
  const problem = unfit(
    document,
    checked.lines.map(({ minor }) => minor),
    checked.decimals,
  );
  if (problem !== undefined) return problem;
  const lines: JournalEntry['Line'][number][] = [];
  for (const { line, side, minor } of checked.lines) {
    if (ledgerTaxCodeOf(line) !== undefined) return 'a journal takes tax on an account, not under a tax code';
    const detail = journalDetail(document, line, rendering);
    if (typeof detail === 'string') return detail;
    lines.push({
      Amount: money(minor, checked.decimals),
      ...description(line),
      DetailType: 'JournalEntryLineDetail',
      JournalEntryLineDetail: { PostingType: side === 'debit' ? 'Debit' : 'Credit', ...detail },
    });
  }
  return { DocNumber: document.shortKey, ...head(document, rendering), Line: lines };
};

const journalDetail = (
  document: LedgerDocument,
  line: LedgerDocument['lines'][number],
  rendering: Rendering,
): Omit<JournalEntry['Line'][number]['JournalEntryLineDetail'], 'PostingType'> | string => {
  const dimensions = {
    ...classRef(line, rendering.dimensions),
    ...departmentRef(line, rendering.dimensions),
  };
  if (!rendering.isReceivable(line)) return { AccountRef: ref(line.ledgerAccount), ...dimensions };
  const customer = customerOf(document, rendering);
  if (typeof customer === 'string') return customer;
  const account = rendering.receivable(line.ledgerAccount, document.currency);
  if (typeof account === 'string') return account;
  if (account.id === undefined)
    return `QuickBooks has no receivable account in ${document.currency} yet. It opens one with the first invoice in that currency; open one under Chart of accounts, then retry`;
  const Entity = { Type: 'Customer', EntityRef: ref(customer.id) } as const;
  return { AccountRef: ref(account.id), Entity, ...dimensions };
};
