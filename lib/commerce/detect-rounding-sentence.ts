/** What was found out about rounding, as a sentence for the person who reads a certificate. */
import type { RoundingRule } from '../money/rounding';
import {
  type DetectedRounding,
  ROUNDING_BASES,
  type RoundingBasis,
  type TriedMethod,
} from './detect-rounding';
import type { MethodCount, RoundingOverOrders } from './detect-rounding-over-orders';

const BASES: Readonly<Record<RoundingBasis, string>> = {
  line: 'per line',
  order: 'per order',
  unit: 'per unit',
};
const RULES: Readonly<Record<RoundingRule, string>> = {
  'half-up': 'half up',
  'half-even': 'half even',
  down: 'down',
  up: 'up',
};

/** Such as "The source rounds tax per line, half up; per order would have been 5.00 instead of 5.01." */
export const roundingSentence = (detected: DetectedRounding): string => {
  const { state, withoutRate } = detected;
  const left =
    withoutRate === 0
      ? ''
      : ` Of ${withoutRate} ${withoutRate === 1 ? 'tax' : 'taxes'} nothing can be said: a rate is missing.`;
  if (state === 'none') return `No tax with a rate shows how the source rounds.${left}`;
  return `${state === 'fits' ? fitting(detected) : differing(detected)}${left}`;
};

const fitting = ({ methods, stated }: DetectedRounding): string => {
  const fits = methods.filter(({ off }) => off === 0);
  const ways = ROUNDING_BASES.flatMap((basis) => {
    const rules = fits.filter((method) => method.basis === basis).map(({ rule }) => RULES[rule]);
    return rules.length === 0 ? [] : [`${BASES[basis]}, ${rules.join(' or ')}`];
  });
  const [only] = fits;
  if (ways.length === 1 && only) {
    const others = otherwise(methods, only, stated);
    return `The source rounds tax ${ways[0]}${others === '' ? '' : `; ${others}`}.`;
  }
  return `Several ways of rounding give the tax that the source states: ${ways.join('; ')}.`;
};

/** What the same rule would have given on another basis, where that is another amount. */
const otherwise = (methods: readonly TriedMethod[], only: TriedMethod, stated: string): string =>
  methods
    .filter(({ basis, rule, tax }) => basis !== only.basis && rule === only.rule && tax !== stated)
    .map(({ basis, tax }) => `${BASES[basis]} would have been ${tax} instead of ${stated}`)
    .join(', ');

const differing = ({ methods, stated, currency }: DetectedRounding): string => {
  const [nearest] = methods;
  if (!nearest) return '';
  const { basis, rule, tax, difference, off } = nearest;
  const lead = `No way of rounding gives the tax of ${stated} ${currency} that the source states; the nearest is ${BASES[basis]}, ${RULES[rule]}`;
  const numbers = tax === stated ? `, with the same sum` : `, with ${tax}, a difference of ${difference}`;
  return `${lead}${numbers}: ${off} ${off === 1 ? 'tax is' : 'taxes are'} not as stated.`;
};

/** Such as "Of 12 orders with tax rates, per line, half up explains 12; per order, half up explains 9." and what was found. */
export const roundingOverOrdersSentence = ({
  orders,
  unexplained,
  methods,
  findings,
}: RoundingOverOrders): string => {
  if (orders === 0) return 'No tax with a rate shows how the source rounds.';
  const told = (method: MethodCount): string =>
    `${BASES[method.basis]}, ${RULES[method.rule]} explains ${method.fits}`;
  const best = methods.filter(({ fits }) => fits > 0).slice(0, 3);
  const ways = best.length === 0 ? 'no way of rounding explains any' : best.map(told).join('; ');
  const none = unexplained === 0 || best.length === 0 ? '' : `; nothing explains ${unexplained}`;
  const found = findings.map(({ message }) => ` ${message}`).join('');
  return `Of ${orders} ${orders === 1 ? 'order' : 'orders'} with tax rates, ${ways}${none}.${found}`;
};
