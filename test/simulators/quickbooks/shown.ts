/** A row as an answer shows it: some companies' answers leave references out. */
import { type Company, refValue, type Row } from './company';

export const shown = (company: Company, row: Row): Row => {
  const { itemAccountRefs, receivableRefs, multiCurrency, currency } = company.settings;
  const copy = { ...row };
  if (!receivableRefs) delete copy['ARAccountRef'];
  if (!multiCurrency && refValue(copy['CurrencyRef']) === currency) delete copy['CurrencyRef'];
  if (itemAccountRefs || !Array.isArray(copy['Line'])) return copy;
  copy['Line'] = (copy['Line'] as readonly Row[]).map((line) => {
    const detail = line['SalesItemLineDetail'] as Row | undefined;
    if (detail === undefined) return line;
    const { ItemAccountRef: _, ...rest } = detail;
    return { ...line, SalesItemLineDetail: rest };
  });
  return copy;
};
