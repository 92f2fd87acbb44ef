/** Tax of a sales form as QuickBooks works it out, where it does not take the amounts that it is sent. */
import { JsonNumber } from '../../../lib/destinations/exact-json';
import { amountOf, cents, percentOf } from './amounts';
import { type Company, refValue, type Row } from './company';
import { business, refuse } from './fault';

export interface WorkedTax {
  readonly total: bigint;
  /** As it stands in the answer. */
  readonly detail: Row | undefined;
}

type Rows = readonly Row[];

export const workOutTax = (company: Company, body: Row, lines: Rows): WorkedTax => {
  const given = body['TxnTaxDetail'] as Row | undefined;
  return company.settings.country === 'US'
    ? usTax(company, given, lines)
    : lineTax(company, body, given, lines);
};

const codeOf = (line: Row): string | undefined =>
  refValue((line['SalesItemLineDetail'] as Row)['TaxCodeRef']);

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

const ratesOf = (company: Company, codeId: string): readonly string[] => {
  const code = company.referred('TaxCode', { value: codeId }, 'TaxCode');
  const list = (code['SalesTaxRateList'] as Row)['TaxRateDetail'] as Rows;
  return list.map((detail) => refValue(detail['TaxRateRef']) as string);
};

const percentIn = (company: Company, rateId: string): string =>
  (company.referred('TaxRate', { value: rateId }, 'TaxRate')['RateValue'] as JsonNumber).text;

const taxLine = (rateId: string, percent: string, base: bigint, amount: bigint): Row => ({
  Amount: amountOf(amount),
  DetailType: 'TaxLineDetail',
  TaxLineDetail: {
    TaxRateRef: { value: rateId },
    PercentBased: true,
    TaxPercent: new JsonNumber(percent),
    NetAmountTaxable: amountOf(base),
  },
});

const usTax = (company: Company, given: Row | undefined, lines: Rows): WorkedTax => {
  const wrong = lines.map(codeOf).find((code) => code !== undefined && code !== 'TAX' && code !== 'NON');
  if (wrong !== undefined)
    refuse('6100', 'Invalid Line TaxCode', `The line tax code ${wrong} is invalid: use TAX or NON.`);
  const base = sum(lines.filter((line) => codeOf(line) === 'TAX').map((line) => cents(line['Amount'])));
  const asked = refValue(given?.['TxnTaxCodeRef']);
  const automatic = company.settings.automatedSalesTax;
  const code = automatic && base !== 0n ? '5' : asked;
  if (code === undefined) return { total: 0n, detail: undefined };
  const worked = ratesOf(company, code).map((rateId) => {
    const percent = percentIn(company, rateId);
    return taxLine(rateId, percent, base, percentOf(base, percent));
  });
  const own = sum(worked.map((line) => cents((line['Amount'] as JsonNumber).text)));
  const total =
    automatic || given?.['TotalTax'] === undefined || base === 0n ? own : cents(given['TotalTax']);
  return {
    total,
    detail: { TxnTaxCodeRef: { value: code }, TotalTax: amountOf(total), TaxLine: worked },
  };
};

const lineTax = (company: Company, body: Row, given: Row | undefined, lines: Rows): WorkedTax => {
  const mode = body['GlobalTaxCalculation'];
  if (mode === 'NotApplicable') {
    if (given !== undefined)
      refuse(
        '6170',
        'Invalid Tax Detail',
        'TxnTaxDetail is not allowed when GlobalTaxCalculation is NotApplicable.',
      );
    return { total: 0n, detail: undefined };
  }
  if (!company.settings.usingSalesTax) return { total: 0n, detail: undefined };
  if (lines.some((line) => codeOf(line) === undefined))
    business('Make sure all your transactions have a VAT rate before you save.');
  if (mode === 'TaxInclusive') return business('The simulator does not know tax-inclusive amounts.');
  const bases = new Map<string, bigint>();
  for (const line of lines)
    for (const rateId of ratesOf(company, codeOf(line) as string))
      bases.set(rateId, (bases.get(rateId) ?? 0n) + cents(line['Amount']));
  const asked = new Map(
    ((given?.['TaxLine'] ?? []) as Rows).map((line) => [
      refValue((line['TaxLineDetail'] as Row)['TaxRateRef']),
      cents(line['Amount']),
    ]),
  );
  const stray = [...asked.keys()].find((rateId) => !bases.has(rateId ?? ''));
  if (stray !== undefined) business(`The tax rate ${stray} is not one of the tax codes of the lines.`);
  const amounts = [...bases].map(([rateId, base]) => {
    const percent = percentIn(company, rateId);
    return { rateId, percent, base, amount: asked.get(rateId) ?? percentOf(base, percent) };
  });
  const total = sum(amounts.map(({ amount }) => amount));
  const worked = amounts.map(({ rateId, percent, base, amount }) => taxLine(rateId, percent, base, amount));
  return { total, detail: { TotalTax: amountOf(total), TaxLine: worked } };
};
