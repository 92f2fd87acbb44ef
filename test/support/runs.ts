/** Thousands of variants of the code are tried: what is costly and would tell the same is left out. */
export const FEWER_RUNS = process.env.CART_LEDGER_RUNS !== undefined;

/** Runs of a property: as many as the test says, or fewer where thousands of variants of the code are tried. */
export const runs = (many: number): number => {
  const asked = process.env.CART_LEDGER_RUNS;
  return asked === undefined ? many : Math.min(many, Number(asked));
};
