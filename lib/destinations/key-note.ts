/**
 * Our key in a note, memo or description of the ledger, where a person sees it and may write beside it. The mark is plain
 * ASCII without spaces inside its parts, so that it survives HTML, line breaks and re-wrapping.
 */

export interface MarkedKey {
  readonly key: string;
  readonly storeId: string;
}

const MARK = /\[cart-ledger ([^\s[\]]+) ([^\s[\]]+)\]/;

/** Everything that could end the mark, be taken for markup, or be changed by a text field. */
const UNSAFE = /[^A-Za-z0-9:;.,_~/#+*=!?@$^-]/gu;

/** Both as they are where they are plain, else percent-encoded: `[cart-ledger woocommerce:shop.example:7:sale#0 shop.example]`. */
export const keyMark = ({ key, storeId }: MarkedKey): string =>
  `[cart-ledger ${encodePart(key)} ${encodePart(storeId)}]`;

/**
 * A note that holds the mark and, as far as `limit` (UTF-16 units) allows, the lines below it. The mark is never cut.
 * @throws RangeError when the mark alone is longer: then the record could not be found again and must not be made.
 */
export const noteWithKey = (marked: MarkedKey, lines: readonly string[], limit: number): string => {
  const mark = keyMark(marked);
  if (mark.length > limit) throw new RangeError(`the key takes ${mark.length} of ${limit} characters`);
  const note = [mark, ...lines].join('\n');
  return note.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
};

/** The key in a note that a ledger gave back, wherever in it; undefined when it holds none of ours. */
export const keyInNote = (note: unknown): MarkedKey | undefined => {
  if (typeof note !== 'string') return undefined;
  const found = MARK.exec(note);
  const key = decodePart(found?.[1]);
  const storeId = decodePart(found?.[2]);
  return key === undefined || storeId === undefined ? undefined : { key, storeId };
};

/** A part is never empty, or the mark could not be read back. */
const EMPTY = '%00';

const encodePart = (text: string): string =>
  text === '' ? EMPTY : text.replace(UNSAFE, (character) => percentEncoded(character));

const percentEncoded = (character: string): string =>
  [...new TextEncoder().encode(character)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');

const decodePart = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  if (text === EMPTY) return '';
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};
