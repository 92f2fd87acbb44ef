/** Dimensions are Xero's tracking categories: the name of the category, and its option. Xero has at most two in use. */
import type { LedgerOptions } from '../destination-kind';
import {
  dimensionProblem,
  type DimensionProblem,
  dimensionsIn,
  folded,
  type LineDimension,
  notFound,
  notSupported,
} from '../dimensions';
import { type LedgerDocument, ledgerTaxCodeOf } from '../ledger-destination';
import type { XeroClient } from './client';
import { type Tracking, trackingCategoriesAnswer } from './wire';

/** Options of the categories in use, both as Xero writes them; by name as people read it. */
export type TrackingCategories = ReadonlyMap<
  string,
  { readonly name: string; readonly options: ReadonlyMap<string, string> }
>;

export const NO_TRACKING: TrackingCategories = new Map();

/** For those documents: what was read before, unless one of them names what is not there. */
export type TrackingReader = (documents: readonly LedgerDocument[]) => Promise<TrackingCategories>;

/** Nothing is asked where no document has dimensions. Kept for a connection only: a name may be given to another option. */
export const trackingReader = (client: XeroClient): TrackingReader => {
  let known: TrackingCategories | undefined;
  return async (documents) => {
    const wanted = documents.flatMap(dimensionsIn);
    if (wanted.length === 0) return NO_TRACKING;
    if (known !== undefined && wanted.every(({ name, value }) => optionOf(known, name, value))) return known;
    return (known = await readCategories(client));
  };
};

const readCategories = async (client: XeroClient): Promise<TrackingCategories> => {
  const { TrackingCategories } = await client.get('TrackingCategories', {}, trackingCategoriesAnswer);
  const active = ({ Status }: { readonly Status?: string | null | undefined }): boolean =>
    (Status ?? 'ACTIVE') === 'ACTIVE';
  return new Map(
    TrackingCategories.filter(active).map(({ Name, Options }) => [
      folded(Name),
      {
        name: Name,
        options: new Map((Options ?? []).filter(active).map((option) => [folded(option.Name), option.Name])),
      },
    ]),
  );
};

const optionOf = (
  categories: TrackingCategories | undefined,
  name: string,
  value: string,
): Tracking | undefined => {
  const category = categories?.get(folded(name));
  const option = category?.options.get(folded(value));
  return category === undefined || option === undefined ? undefined : { Name: category.name, Option: option };
};

/** What Xero would lose or refuse. */
export const trackingProblem = (
  document: LedgerDocument,
  categories: TrackingCategories,
  options: Pick<LedgerOptions, 'unknownDimensions'>,
): DimensionProblem | undefined =>
  dimensionProblem(document, options, (dimension) => judged(dimension, document, categories));

const judged = (
  dimension: LineDimension,
  document: LedgerDocument,
  categories: TrackingCategories,
): DimensionProblem | undefined => {
  const { name, value } = dimension;
  if (!categories.has(folded(name)))
    return notSupported(
      dimension,
      `Xero has no active tracking category of that name (${known(categories)})`,
    );
  if (!hasPlace(dimension, document)) {
    const what = document.type.replace('_', ' ');
    return notSupported(dimension, `Xero takes tracking on the lines of what was sold only in a ${what}`);
  }
  return optionOf(categories, name, value) === undefined
    ? notFound(dimension, 'no active option of that name in this tracking category of Xero')
    : undefined;
};

const known = (categories: TrackingCategories): string =>
  categories.size === 0
    ? 'it has none'
    : `it has ${[...categories.values()].map(({ name }) => `"${name}"`).join(' and ')}`;

const hasPlace = ({ line }: LineDimension, { type }: LedgerDocument): boolean =>
  type === 'journal' ||
  (type !== 'payment' &&
    type !== 'refund_payment' &&
    (line.role === 'item' || line.role === 'tax') &&
    ledgerTaxCodeOf(line) === undefined);

/** As Xero writes them, in order of the categories. What is not there was left out by choice. */
export const trackingOf = (
  { dimensions }: Pick<LedgerDocument['lines'][number], 'dimensions'>,
  categories: TrackingCategories,
): readonly Tracking[] =>
  Object.entries(dimensions ?? {})
    .flatMap(([name, value]) => optionOf(categories, name, value) ?? [])
    .sort((a, b) => (a.Name < b.Name ? -1 : 1));

/** Where the categories are not known: each as the policy writes it. */
export const namedTracking = (documents: readonly LedgerDocument[]): TrackingCategories => {
  const categories = new Map<string, { readonly name: string; readonly options: Map<string, string> }>();
  for (const { name, value } of documents.flatMap(dimensionsIn)) {
    const category = categories.get(folded(name)) ?? { name, options: new Map<string, string>() };
    category.options.set(folded(value), value);
    categories.set(folded(name), category);
  }
  return categories;
};
