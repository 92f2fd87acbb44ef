/** The sales book of a GraphQL order: what was sold, when, and what each later agreement added or took back. */
import { cleanText } from '../clean-text';
import type { MoneyReading } from '../read-amount';
import { field, isObject, type JsonObject, preview, report } from '../read-json';
import type { AgreementDraft, ListedPart, SaleDraft } from './drafts';
import type { ListedParts } from './listed-parts';
import { type Money, readMoney } from './read-money';
import { type Entry, readEntries, readGlobalId, readInstant, reportIncomplete, tailOf } from './reading';
import { type TaxDraft, taxNameOf } from './taxes';

type Kind = Pick<SaleDraft, 'kind' | 'purpose'>;

const KINDS: ReadonlyMap<unknown, Kind> = new Map([
  ['PRODUCT', { kind: 'goods' }],
  ['GIFT_CARD', { kind: 'goods' }],
  ['SHIPPING', { kind: 'shipping' }],
  ['TIP', { kind: 'surcharge', purpose: 'tip' }],
  ['DUTY', { kind: 'surcharge', purpose: 'duty' }],
  ['FEE', { kind: 'surcharge', purpose: 'fee' }],
  ['ADDITIONAL_FEE', { kind: 'surcharge', purpose: 'fee' }],
  ['ADJUSTMENT', { kind: 'adjustment' }],
]);

const ACTIONS: ReadonlyMap<unknown, SaleDraft['action']> = new Map([
  ['ORDER', 'order'],
  ['RETURN', 'return'],
  ['UPDATE', 'update'],
]);

const FEES: ReadonlyMap<unknown, string> = new Map([
  ['RestockingFee', 'Restocking fee'],
  ['ReturnShippingFee', 'Return shipping fee'],
]);

/** What a sale is of: `lineItem`, `shippingLine`, `duty`, `fee` or `additionalFee`. */
const subjectOf = (sale: JsonObject): JsonObject | undefined => {
  for (const key of ['lineItem', 'shippingLine', 'duty', 'fee', 'additionalFee']) {
    const subject = field(sale, key);
    if (isObject(subject)) return subject;
  }
  return undefined;
};

const titleOfSale = (kind: Kind, subject: JsonObject | undefined, listed: ListedPart | undefined): string => {
  if (listed !== undefined && listed.title !== '') return listed.title;
  const own = subject && (cleanText(field(subject, 'title')) || cleanText(field(subject, 'name')));
  if (own) return own;
  if (kind.purpose === 'tip') return 'Tip';
  if (kind.purpose === 'duty') return 'Import duty';
  if (kind.purpose === 'fee') return FEES.get(subject && field(subject, '__typename')) ?? 'Fee';
  return kind.kind === 'adjustment' ? 'Adjustment' : '';
};

const readTaxes = (reading: MoneyReading, { raw, path }: Entry): TaxDraft[] =>
  readEntries(reading, raw, 'taxes', path).flatMap((entry) => {
    const money = readMoney(reading, entry.raw, 'amount', entry.path);
    const taxLine = field(entry.raw, 'taxLine');
    return money === undefined ? [] : [{ ...taxNameOf(isObject(taxLine) ? taxLine : {}), ...money }];
  });

/** What Shopify calls unknown is new in a later version of its API: it may be money, so the order is held. */
const reportUnknown = (reading: MoneyReading, what: string, pointer: string): void => {
  const advice = 'This version of the package does not know it; book the order by hand or update.';
  report(reading, 'error', 'unknown_sale', `${what} at ${pointer}. ${advice}`, pointer);
};

const listedOf = (
  kind: Kind,
  subject: JsonObject | undefined,
  parts: ListedParts,
): ListedPart | undefined => {
  const id = subject && tailOf(field(subject, 'id'));
  if (id === undefined) return undefined;
  if (kind.kind === 'goods') return parts.lines.get(id);
  return kind.kind === 'shipping' ? parts.shipping.get(id) : undefined;
};

interface SaleMoney {
  readonly total: Money;
  readonly tax: Money;
  readonly discount: Money;
}

const readSaleMoney = (reading: MoneyReading, { raw, path }: Entry): SaleMoney | undefined => {
  const total = readMoney(reading, raw, 'totalAmount', path);
  const tax = readMoney(reading, raw, 'totalTaxAmount', path);
  const discount = readMoney(reading, raw, 'totalDiscountAmountBeforeTaxes', path);
  return total && tax && discount && { total, tax, discount };
};

/** The fields that an amount without tax and before discount comes from; those that are zero explain nothing. */
const pointersOf = ({ total, tax, discount }: SaleMoney): readonly string[] => [
  total.pointer,
  ...[tax, discount].filter(({ amount }) => amount.digits !== 0n).map(({ pointer }) => pointer),
];

/** A sale that cannot be read in full is left out: the error that was reported holds the order. */
const readSale = (reading: MoneyReading, entry: Entry, parts: ListedParts): SaleDraft | undefined => {
  const { raw, path } = entry;
  const [lineType, actionType] = [field(raw, 'lineType'), field(raw, 'actionType')];
  const [kind, action] = [KINDS.get(lineType), ACTIONS.get(actionType)];
  if (kind === undefined) reportUnknown(reading, `a sale of ${preview(lineType)}`, `${path}/lineType`);
  if (action === undefined) reportUnknown(reading, `a sale by ${preview(actionType)}`, `${path}/actionType`);
  const id = readGlobalId(reading, raw, path);
  const money = readSaleMoney(reading, entry);
  const taxes = readTaxes(reading, entry);
  if (kind === undefined || action === undefined || id === undefined || money === undefined) return undefined;
  const subject = subjectOf(raw);
  const listed = listedOf(kind, subject, parts);
  if (kind.kind === 'goods' && listed === undefined) {
    reportIncomplete(reading, `the line item of the sale at ${path} is not among the line items`, path);
  }
  const quantity = field(raw, 'quantity');
  const of = subject && tailOf(field(subject, 'id'));
  return {
    id,
    ...kind,
    action,
    of,
    // A token without read_returns does not see which fee it is; with it, the part must not change its name.
    partId: lineType === 'FEE' ? id : (of ?? id),
    title: titleOfSale(kind, subject, listed),
    quantity: typeof quantity === 'number' && Number.isSafeInteger(quantity) ? quantity : undefined,
    ...money,
    taxes,
    pointers: pointersOf(money),
    listed,
  };
};

const refIn = (object: JsonObject, key: string): string | undefined => {
  const ref = field(object, key);
  return isObject(ref) ? tailOf(field(ref, 'id')) : undefined;
};

const readAgreement = (
  reading: MoneyReading,
  entry: Entry,
  parts: ListedParts,
): AgreementDraft | undefined => {
  const { raw, path } = entry;
  const id = readGlobalId(reading, raw, path);
  const at = readInstant(reading, raw, ['happenedAt'], path);
  const sales = readEntries(reading, raw, 'sales', path).flatMap((sale) => {
    const draft = readSale(reading, sale, parts);
    return draft === undefined ? [] : [draft];
  });
  if (id === undefined || at === undefined) return undefined;
  const initial = field(raw, 'reason') === 'ORDER';
  const [refundId, returnId] = [refIn(raw, 'refund'), refIn(raw, 'return')];
  return { id, at, pointer: path, initial, refundId, ...(returnId && { returnId }), sales };
};

/** By instant, then by id: ids grow. */
const byTime = (a: AgreementDraft, b: AgreementDraft): number =>
  a.at === b.at ? a.id.length - b.id.length || (a.id < b.id ? -1 : 1) : Date.parse(a.at) - Date.parse(b.at);

/** The agreements in the order in which they happened; empty when the payload holds none by which the order was placed. */
export const readAgreements = (
  reading: MoneyReading,
  order: JsonObject,
  path: string,
  parts: ListedParts,
): readonly AgreementDraft[] => {
  const agreements = readEntries(reading, order, 'agreements', path).flatMap((entry) => {
    const agreement = readAgreement(reading, entry, parts);
    return agreement === undefined ? [] : [agreement];
  });
  agreements.sort(byTime);
  const first = agreements.find(({ initial }) => initial);
  if (first === undefined) return [];
  return agreements.map((agreement) =>
    agreement === first || !agreement.initial ? agreement : { ...agreement, initial: false },
  );
};
