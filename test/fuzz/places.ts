/** Every place in a payload at which something can be changed. */

export type Bag = Record<string, unknown>;

export interface Place {
  readonly parent: Bag;
  readonly key: string;
  /** JSON pointer with list positions as `*`: what the same field is called in every payload. */
  readonly pattern: string;
}

/** Deeper than any cart nests: what a mutation nested itself is not walked. */
const DEEPEST = 60;

/** Own and enumerable even where the key is `__proto__`, as JSON.parse makes it. */
export const put = (parent: Bag, key: string, value: unknown): void => {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
};

/** Depth first, in the order of the document; lists and objects come before what is in them. */
export const placesOf = (document: unknown): readonly Place[] => {
  const places: Place[] = [];
  const walk = (value: unknown, path: string, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
    const isList = Array.isArray(value);
    for (const key of Object.keys(value)) {
      const pattern = `${path}/${isList ? '*' : key}`;
      places.push({ parent: value as Bag, key, pattern });
      walk((value as Bag)[key], pattern, depth + 1);
    }
  };
  walk(document, '', 0);
  return places;
};
