/** One line a figure, so that a reader and a script can both find it. */
export const figure = (name: string, value: number | string, unit: string, goal?: string): void => {
  const shown =
    typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 2 }) : value;
  process.stdout.write(
    `${name.padEnd(58)} ${shown.padStart(14)} ${unit}${goal === undefined ? '' : `   (goal: ${goal})`}\n`,
  );
};

export const seconds = async (work: () => unknown): Promise<number> => {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
};

/** Highest resident set of this process so far, in MB. Each bench runs in a process of its own, so it is that bench's. */
export const peakMegabytes = (): number => process.resourceUsage().maxRSS / 1024;

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
};
