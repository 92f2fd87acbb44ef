/** JSON Schemas of what may be sent: closed, so that a field that Xero does not know fails the test that sends it. */
import { Ajv, type ValidateFunction } from 'ajv';

const text = (maxLength: number, minLength = 1) => ({ type: 'string', minLength, maxLength });
const day = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
const number = { type: 'number' };
const uuid = { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' };
const currency = { type: 'string', pattern: '^[A-Z]{3}$' };

const closed = (required: readonly string[], properties: Readonly<Record<string, unknown>>) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const tracking = {
  type: 'array',
  minItems: 1,
  maxItems: 2,
  items: closed(['Name', 'Option'], { Name: text(100), Option: text(100) }),
};

const lineItems = {
  type: 'array',
  minItems: 1,
  items: closed(
    ['Description', 'Quantity', 'UnitAmount', 'LineAmount', 'AccountCode', 'TaxType', 'TaxAmount'],
    {
      Description: text(4000),
      Quantity: number,
      UnitAmount: number,
      LineAmount: number,
      AccountCode: text(10),
      TaxType: text(50),
      TaxAmount: number,
      Tracking: tracking,
    },
  ),
};

/** Any other field of a contact would change the contact. */
const contact = closed(['ContactID'], { ContactID: uuid });

const accountRef = {
  oneOf: [closed(['Code'], { Code: text(10) }), closed(['AccountID'], { AccountID: uuid })],
};

const sale = {
  Contact: contact,
  Date: day,
  Reference: text(255),
  LineAmountTypes: { enum: ['Exclusive', 'Inclusive', 'NoTax'] },
  Status: { enum: ['DRAFT', 'SUBMITTED', 'AUTHORISED'] },
  LineItems: lineItems,
};

const elements = {
  Invoices: closed(['Type', 'Contact', 'Date', 'DueDate', 'LineItems', 'Status'], {
    ...sale,
    Type: { enum: ['ACCREC', 'ACCPAY'] },
    InvoiceNumber: text(255),
    DueDate: day,
    CurrencyCode: currency,
  }),
  CreditNotes: closed(['Type', 'Contact', 'Date', 'LineItems', 'Status'], {
    ...sale,
    Type: { enum: ['ACCRECCREDIT', 'ACCPAYCREDIT'] },
    CreditNoteNumber: text(255),
    CurrencyCode: currency,
  }),
  BankTransactions: closed(['Type', 'Contact', 'BankAccount', 'LineItems'], {
    ...sale,
    Type: { enum: ['RECEIVE', 'SPEND'] },
    BankAccount: accountRef,
  }),
  Payments: closed(['Account', 'Date', 'Amount'], {
    Invoice: closed(['InvoiceID'], { InvoiceID: uuid }),
    CreditNote: closed(['CreditNoteID'], { CreditNoteID: uuid }),
    Account: accountRef,
    Date: day,
    Amount: number,
    Reference: text(255),
  }),
  ManualJournals: closed(['Narration', 'JournalLines'], {
    Narration: text(4000),
    Date: day,
    LineAmountTypes: { enum: ['NoTax', 'Exclusive', 'Inclusive'] },
    Status: { enum: ['DRAFT', 'POSTED'] },
    JournalLines: {
      type: 'array',
      minItems: 2,
      items: closed(['LineAmount', 'AccountCode'], {
        LineAmount: number,
        AccountCode: text(40),
        Description: text(4000),
        Tracking: tracking,
      }),
    },
  }),
  Contacts: closed(['Name'], {
    // No angle brackets, no space at the ends, none twice.
    Name: { type: 'string', maxLength: 255, pattern: '^(?! )(?!.*  )(?!.* $)[^<>]+$' },
    ContactNumber: text(50),
    EmailAddress: { type: 'string', maxLength: 255, pattern: '^[^@\\s]+@[^@\\s]+$' },
  }),
} as const;

export type WrittenEndpoint = keyof typeof elements;
export const isWritten = (endpoint: string): endpoint is WrittenEndpoint => Object.hasOwn(elements, endpoint);

const ajv = new Ajv({ strict: false, allErrors: true });
const bodies = new Map<string, ValidateFunction>(
  Object.entries(elements).map(([name, items]) => [
    name,
    ajv.compile(closed([name], { [name]: { type: 'array', minItems: 1, items } })),
  ]),
);

/** What is wrong with a body, or nothing. */
export const bodyProblems = (endpoint: WrittenEndpoint, body: unknown): readonly string[] => {
  const validate = bodies.get(endpoint) as ValidateFunction;
  return validate(body)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};
