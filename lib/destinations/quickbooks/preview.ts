/** The requests as they would go out, for people to look at. Nothing is asked: what only QuickBooks knows is named. */
import type { DestinationContext, KnownIds, RenderedRequest } from '../destination-kind';
import { dimensionsIn, folded } from '../dimensions';
import { type LedgerDocument, type LedgerLine, ledgerTaxCodeOf } from '../ledger-destination';
import { chunksOf } from './chunks';
import { batchBody, batchPath } from './batch';
import type { CompanyFacts, Taxes } from './company';
import { companyOf } from './connected';
import { customerKey } from './customers';
import { type DimensionIds, DIMENSIONS, dimensionRefusal } from './dimensions';
import { itemName, skuKey } from './items';
import { type RenderedRecord, renderRecord } from './render-record';
import type { Rendering } from './rendering';
import { BATCH_LIMIT, MINOR_VERSION } from './wire';

/**
 * `known` may hold `customer <customer key> <currency>`, `item <name>`, `item sku <sku> on <ledger account>`,
 * `record <key>`, `class <name>`, `department <name>`, and of the company `company country`, `company currency` and `company multicurrency` (true or false).
 * A company that is not known is shown as one in the US that keeps several currencies.
 */
export const previewRequests = (
  documents: readonly LedgerDocument[],
  context: Pick<DestinationContext, 'connection' | 'company' | 'options'>,
  known: KnownIds,
): readonly RenderedRequest[] => {
  const company = companyOf(context);
  const path = `${company === '' ? '/v3/company/{{company}}/batch' : batchPath(company)}?requestid={{request}}&minorversion=${MINOR_VERSION}`;
  const requests: RenderedRequest[] = [];
  const records: RenderedRecord[] = [];
  for (const document of documents) {
    const rendering = renderingFor(document, context.options, known);
    const problem = dimensionRefusal(document, rendering.facts, rendering.dimensions, context.options);
    const record = problem?.message ?? renderRecord(document, rendering);
    if (typeof record !== 'string') records.push(record);
    else requests.push({ method: 'POST', path, body: { refused: `${document.key}: ${record}` } });
  }
  const batches = chunksOf(records, BATCH_LIMIT).map((chunk) => ({
    method: 'POST',
    path,
    body: JSON.parse(batchBody(chunk)) as unknown,
  }));
  return [...batches, ...requests];
};

const renderingFor = (
  document: LedgerDocument,
  options: DestinationContext['options'],
  known: KnownIds,
): Rendering => {
  const placed = (name: string): string => known.get(name) ?? `{{${name}}}`;
  const facts = factsFrom(document, known);
  return {
    facts,
    dimensions: namedDimensions(document, placed),
    taxes: facts.isUs ? NO_TAXES : namedTaxes(document),
    isReceivable: ({ role }: LedgerLine) => role === 'receivable',
    receivable: (id) => ({ id }),
    customerId: (customer, currency) => ({ id: placed(`customer ${customerKey(customer, currency)}`) }),
    itemId: ({ sku, ledgerAccount }) => {
      const own =
        options.items === 'sku' && sku !== undefined
          ? known.get(`item ${skuKey(sku, ledgerAccount)}`)
          : undefined;
      return { id: own ?? placed(`item ${itemName(ledgerAccount)}`) };
    },
    recordId: (key) => placed(`record ${key}`),
  };
};

const factsFrom = ({ currency }: LedgerDocument, known: KnownIds): CompanyFacts => ({
  isUs: (known.get('company country') ?? 'US') === 'US',
  homeCurrency: known.get('company currency') ?? currency,
  multiCurrency: known.get('company multicurrency') !== 'false',
  ownNumbers: true,
  usesTax: true,
  defaultReceivable: undefined,
  tracksClasses: true,
  tracksDepartments: true,
});

const namedDimensions = (document: LedgerDocument, placed: (name: string) => string): DimensionIds => {
  const [classes, departments] = DIMENSIONS.map(
    (wanted) =>
      new Map(
        dimensionsIn(document)
          .filter(({ name }) => name === wanted)
          .map(({ value }) => [folded(value), placed(`${wanted} ${value}`)]),
      ),
  );
  return { class: classes ?? new Map(), department: departments ?? new Map() };
};

const NO_TAXES: Taxes = { codes: new Map(), rates: new Map() };

/** One rate a code, named: which they are, only QuickBooks knows. */
const namedTaxes = (document: LedgerDocument): Taxes => {
  const taxed = new Set(document.lines.map(ledgerTaxCodeOf).filter((id) => id !== undefined));
  const used = new Set([...taxed, ...document.lines.flatMap(({ ledgerTaxCodes }) => ledgerTaxCodes ?? [])]);
  const rateId = (id: string): string => `{{tax rate of ${id}}}`;
  return {
    codes: new Map(
      [...used].map((id) => [id, { id, name: id, taxable: taxed.has(id), rateIds: [rateId(id)] }]),
    ),
    rates: new Map(
      [...used].map((id) => [rateId(id), { id: rateId(id), percent: taxed.has(id) ? '100' : '0' }]),
    ),
  };
};
