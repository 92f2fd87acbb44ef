/** What QuickBooks takes, and what it makes of it. */
import { JsonNumber } from '../../../lib/destinations/exact-json';
import { amountOf, cents, priced } from './amounts';
import {
  type Company,
  RECEIVABLE,
  refValue,
  type Row,
  TRANSACTION_ENTITIES,
  type TransactionEntity,
} from './company';
import { dimensionsKept } from './dimensions';
import { business, invalidReference, refuse } from './fault';
import { workOutTax } from './sales-tax';
import { type Entity, wrongWith } from './schema';

/** `body` has its numbers as text; `plain` is the same with JSON's own numbers, for the schema. */
export const create = (company: Company, entity: Entity, body: Row, plain: unknown): Row => {
  const wrong = wrongWith(entity, plain);
  if (wrong !== undefined)
    refuse('2010', 'Request has invalid or unsupported property', `${entity}: ${wrong}`);
  if (entity === 'Customer') return createCustomer(company, body);
  if (entity === 'Item') return createItem(company, body);
  const { closeDate } = company.settings;
  if (closeDate !== undefined && String(body['TxnDate']) <= closeDate)
    refuse('6200', 'Account Period Closed', 'Account Period Closed, Cannot Update Through Services API');
  checkCurrency(company, body);
  if (entity === 'Payment') return createPayment(company, body);
  if (entity === 'JournalEntry') return createJournal(company, body);
  return createForm(company, entity, body);
};

const takenName = (what: string): never =>
  refuse('6240', 'Duplicate Name Exists Error', `The name supplied already exists. : ${what}`);

const createCustomer = (company: Company, body: Row): Row => {
  const name = String(body['DisplayName']).toLowerCase();
  if (company.rows.Customer.some((row) => String(row['DisplayName']).toLowerCase() === name)) takenName(name);
  const { multiCurrency, currency } = company.settings;
  const own = refValue(body['CurrencyRef']) ?? currency;
  if (own !== currency && !multiCurrency)
    refuse('2220', 'Unsupported currency', `Currency ${own} is not active.`);
  return company.add('Customer', {
    ...body,
    Active: true,
    ...(multiCurrency ? { CurrencyRef: { value: own } } : {}),
  });
};

const createItem = (company: Company, body: Row): Row => {
  const name = String(body['Name']).toLowerCase();
  if (company.rows.Item.some((row) => String(row['Name']).toLowerCase() === name)) takenName(name);
  company.referred('Account', body['IncomeAccountRef'], 'Accounts');
  return company.add('Item', { ...body, Active: true });
};

const checkCurrency = ({ settings }: Company, body: Row): void => {
  const currency = refValue(body['CurrencyRef']);
  if (currency === undefined) return;
  if (!/^[A-Z]{3}$/.test(currency))
    refuse('2220', 'Unsupported currency', `Currency ${currency} is not known.`);
  if (currency !== settings.currency && !settings.multiCurrency)
    refuse('2220', 'Unsupported currency', `Multicurrency is not enabled: ${currency}.`);
};

/** The customer's currency is the transaction's. */
const customerOf = (company: Company, body: Row, reference: unknown): Row => {
  const customer = company.referred('Customer', reference, 'Names');
  const currency = company.currencyOf(customer);
  const asked = refValue(body['CurrencyRef']);
  if (asked !== undefined && asked !== currency)
    business(`The transaction needs to be in the same currency as the customer: ${currency}.`);
  return customer;
};

const receivableOf = (company: Company, reference: unknown, currency: string): string => {
  if (reference === undefined) return String(company.receivableOf(currency)['Id']);
  const account = company.referred('Account', reference, 'Accounts');
  if (account['AccountType'] !== RECEIVABLE)
    refuse('6430', 'Invalid account type', 'An A/R account is needed.');
  if (company.currencyOf(account) !== currency)
    business('The transaction needs to be in the same currency as the A/R and A/P accounts.');
  return String(account['Id']);
};

const freeNumber = (company: Company, entity: TransactionEntity, body: Row): Row => {
  const number = body['DocNumber'];
  if (!company.settings.customTxnNumbers || number === undefined)
    return { DocNumber: String(1000 + company.rows[entity].length + 1) };
  if (company.rows[entity].some((row) => row['DocNumber'] === number))
    refuse(
      '6140',
      'Duplicate Document Number Error',
      `Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber=${String(number)} is assigned to TxnType=${entity}`,
    );
  return {};
};

const createForm = (
  company: Company,
  entity: 'SalesReceipt' | 'Invoice' | 'CreditMemo' | 'RefundReceipt',
  body: Row,
): Row => {
  const atOnce = entity === 'SalesReceipt' || entity === 'RefundReceipt';
  if (body['CustomerRef'] !== undefined) customerOf(company, body, body['CustomerRef']);
  const currency = refValue(body['CurrencyRef']) ?? company.settings.currency;
  const asked = body['Line'] as readonly Row[];
  const lines = asked.map((line, index) => checkedLine(company, line, index));
  const number = freeNumber(company, entity, body);
  const tax = workOutTax(company, body, asked);
  const net = asked.reduce((sum, line) => sum + cents(line['Amount']), 0n);
  if (net + tax.total < 0n) business('Transaction amount must be 0 or greater.');
  const account = atOnce
    ? { DepositToAccountRef: { value: depositTo(company, body['DepositToAccountRef']) } }
    : { ARAccountRef: { value: receivableOf(company, body['ARAccountRef'], currency) } };
  return company.add(entity, {
    ...dimensionsKept(company, body),
    ...number,
    ...account,
    CurrencyRef: { value: currency },
    Line: [...lines, { Amount: amountOf(net), DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} }],
    TxnTaxDetail: tax.detail ?? { TotalTax: new JsonNumber('0') },
    TotalAmt: amountOf(net + tax.total),
    ...(atOnce ? {} : { Balance: amountOf(net + tax.total) }),
  });
};

const depositTo = (company: Company, reference: unknown): string => {
  const account = company.referred('Account', reference ?? { value: '4' }, 'Accounts');
  if (!['Bank', 'Other Current Asset'].includes(String(account['AccountType'])))
    business('Select a bank account for this deposit.');
  return String(account['Id']);
};

const checkedLine = (company: Company, line: Row, index: number): Row => {
  const detail = line['SalesItemLineDetail'] as Row;
  const item = company.referred('Item', detail['ItemRef'], 'Items');
  const amount = cents(line['Amount']);
  const { Qty, UnitPrice } = detail;
  if (Qty !== undefined && UnitPrice !== undefined && priced(Qty, UnitPrice) !== amount)
    refuse(
      '6070',
      'Amount calculation incorrect in the request',
      `Amount is not equal to UnitPrice * Qty. Supplied value:${String(line['Amount'])}`,
    );
  return {
    ...line,
    Id: String(index + 1),
    LineNum: index + 1,
    Amount: amountOf(amount),
    SalesItemLineDetail: {
      ...dimensionsKept(company, detail),
      ...(Qty === undefined ? {} : { Qty: new JsonNumber(String(Qty)) }),
      ...(UnitPrice === undefined ? {} : { UnitPrice: new JsonNumber(String(UnitPrice)) }),
      ItemAccountRef: item['IncomeAccountRef'],
    },
  };
};

const createPayment = (company: Company, body: Row): Row => {
  const customer = customerOf(company, body, body['CustomerRef']);
  const currency = company.currencyOf(customer);
  const total = cents(body['TotalAmt']);
  if (total < 0n) refuse('2140', 'Invalid amount', 'A payment must not be negative.');
  let unapplied = total;
  for (const line of (body['Line'] ?? []) as readonly Row[]) {
    const amount = cents(line['Amount']);
    unapplied -= amount;
    for (const linked of line['LinkedTxn'] as readonly Row[]) {
      const id = String(linked['TxnId']);
      const invoice = company.find('Invoice', id) ?? invalidReference('Txn', id);
      if (refValue(invoice['CustomerRef']) !== customer['Id'])
        business('The invoice is of another customer.');
      const balance = cents((invoice['Balance'] as JsonNumber).text) - amount;
      if (balance < 0n) business('The payment is larger than what is open.');
      invoice['Balance'] = amountOf(balance);
    }
  }
  return company.add('Payment', {
    ...body,
    CurrencyRef: { value: currency },
    TotalAmt: amountOf(total),
    UnappliedAmt: amountOf(unapplied),
    DepositToAccountRef: { value: depositTo(company, body['DepositToAccountRef']) },
    ARAccountRef: { value: receivableOf(company, body['ARAccountRef'], currency) },
  });
};

const createJournal = (company: Company, body: Row): Row => {
  const currency = refValue(body['CurrencyRef']) ?? company.settings.currency;
  let balance = 0n;
  const lines = (body['Line'] as readonly Row[]).map((line, index) => {
    const detail = line['JournalEntryLineDetail'] as Row;
    const amount = cents(line['Amount']);
    if (amount < 0n)
      refuse('2290', 'Negative amount', 'Line amounts of a journal entry must not be negative.');
    const account = company.referred('Account', detail['AccountRef'], 'Accounts');
    if (account['AccountType'] === RECEIVABLE) {
      const entity = detail['Entity'] as Row | undefined;
      if (entity?.['Type'] !== 'Customer')
        business('When you use Accounts Receivable, you must choose a customer in the Name field.');
      customerOf(company, { CurrencyRef: { value: currency } }, entity?.['EntityRef']);
      receivableOf(company, detail['AccountRef'], currency);
    }
    balance += detail['PostingType'] === 'Debit' ? amount : -amount;
    const kept = dimensionsKept(company, detail);
    return { ...line, JournalEntryLineDetail: kept, Id: String(index), Amount: amountOf(amount) };
  });
  if (balance !== 0n)
    refuse(
      '2300',
      'Debits and credits are not equal',
      'The total of debits must equal the total of credits.',
    );
  return company.add('JournalEntry', { ...body, CurrencyRef: { value: currency }, Line: lines });
};

export const isTransaction = (entity: string): entity is TransactionEntity =>
  TRANSACTION_ENTITIES.some((name) => name === entity);
