/**
 * Dimensions on their way into a ledger. A plan keeps them as the policy names them, so that its hash and later corrections
 * do not hang on a ledger's ids; ids are found on sending.
 */
import {
  dimensionsIn,
  type DimensionProblem,
  type LineDimension as Dimension,
} from '../accounting/line-dimensions';
import type { LedgerOptions } from './destination-kind';
import type { LedgerAbilities, LedgerDocument, LedgerLine } from './ledger-destination';

export {
  type DimensionProblem,
  dimensionsIn,
  folded,
  notFound,
  notSupported,
} from '../accounting/line-dimensions';

export type LineDimension = Dimension<LedgerLine>;

/** With dimensions left out that it does not know, a ledger may be handed any: it takes those that it has a place for. */
export const abilitiesFor = (
  abilities: LedgerAbilities,
  { unknownDimensions }: Pick<LedgerOptions, 'unknownDimensions'>,
): LedgerAbilities => (unknownDimensions === 'leave-out' ? { ...abilities, dimensions: 'any' } : abilities);

/** The first thing that speaks against a document's dimensions. What has no place may be left out; all else is held. */
export const dimensionProblem = (
  document: Pick<LedgerDocument, 'lines'>,
  { unknownDimensions = 'hold' }: Pick<LedgerOptions, 'unknownDimensions'>,
  judge: (dimension: LineDimension) => DimensionProblem | undefined,
): DimensionProblem | undefined => {
  for (const dimension of dimensionsIn(document)) {
    const problem = judge(dimension);
    if (problem === undefined) continue;
    if (problem.code !== 'dimension_not_supported' || unknownDimensions === 'hold') return problem;
  }
  return undefined;
};
