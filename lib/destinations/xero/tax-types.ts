/** What rendering needs of an organisation's tax rates. */
import type { Decimal } from '../../money/decimal';
import type { TaxRate } from './books';
import { NO_TAX_TYPE } from './wire';

/** Australian books have no NONE. */
const NO_TAX_TYPES = [NO_TAX_TYPE, 'BASEXCLUDED'];

/** Tax type of a line without tax, where the mapping names none. */
export const noTaxTypeOf = (taxRates: ReadonlyMap<string, TaxRate>): string =>
  NO_TAX_TYPES.find((taxType) => taxRates.has(taxType)) ?? NO_TAX_TYPE;

export const percentsOf = (taxRates: ReadonlyMap<string, TaxRate>): ReadonlyMap<string, Decimal> =>
  new Map(
    [...taxRates].flatMap(([taxType, { percent }]) => (percent === undefined ? [] : [[taxType, percent]])),
  );
