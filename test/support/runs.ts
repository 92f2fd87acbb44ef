/** Runs of a property: as many as the test says, or fewer where thousands of variants of the code are tried. */
export const runs = (many: number): number => {
  const asked = process.env.CART_LEDGER_RUNS;
  return asked === undefined ? many : Math.min(many, Number(asked));
};
