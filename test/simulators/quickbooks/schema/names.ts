/** What sales forms refer to: customers and items. */
import { closed, name, ref, type Schema, text } from './shared';

export const customer: Schema = closed(
  {
    DisplayName: name(),
    PrintOnCheckName: text(110),
    CompanyName: name(),
    PrimaryEmailAddr: closed({ Address: { ...text(100), format: 'email' } }, ['Address']),
    CurrencyRef: ref,
    Notes: text(2000),
  },
  ['DisplayName'],
);

export const item: Schema = closed(
  {
    Name: name(),
    Sku: text(100),
    Type: { enum: ['Service', 'NonInventory', 'Inventory'] },
    IncomeAccountRef: ref,
  },
  ['Name', 'Type', 'IncomeAccountRef'],
);
