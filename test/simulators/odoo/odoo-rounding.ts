/** Odoo's own arithmetic: binary floats, rounded half away from zero with a little help against what floats lose. */
export const floatRound = (value: number, decimals: number): number => {
  const factor = 10 ** decimals;
  const scaled = value * factor;
  const epsilon = 2 ** (Math.log2(Math.abs(scaled) || 1) - 50);
  const rounded = Math.sign(scaled) * Math.round(Math.abs(scaled) + epsilon);
  // Through the decimal text, so that 93.83 is the float that is nearest to it.
  return Number((rounded / factor).toFixed(decimals));
};
