/** Order of named things by UTF-16 units: the same on every machine, whatever its language. Names differ. */
export const byName = ([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number =>
  a < b ? -1 : 1;
