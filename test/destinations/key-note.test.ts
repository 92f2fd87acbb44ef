import fc from 'fast-check';
import { keyInNote, keyMark, noteWithKey } from '../../lib/destinations/key-note';

const KEY = { key: 'woocommerce:shop.example:1042:sale#0', storeId: 'shop.example' };
const MARK = '[cart-ledger woocommerce:shop.example:1042:sale#0 shop.example]';

describe('a note', () => {
  it('tells the key in plain letters', () => {
    expect(keyMark(KEY)).toBe(MARK);
    expect(noteWithKey(KEY, ['Order 1042'], 4000)).toBe(`${MARK}\nOrder 1042`);
  });

  it('is found wherever a person moves it', () => {
    for (const note of [MARK, `checked by Ada\n${MARK}`, `<p>${MARK}</p><p>x</p>`, `Voided - ${MARK}`])
      expect(keyInNote(note)).toEqual(KEY);
  });

  it('of somebody else holds no key', () => {
    for (const note of [
      undefined,
      null,
      7,
      '',
      'Order 1042',
      '[cart-ledger]',
      '[cart-ledger a]',
      '[cart-ledger %zz a]',
    ])
      expect(keyInNote(note)).toBeUndefined();
  });

  it('is cut below the mark, never in it and never in half a character', () => {
    expect(noteWithKey(KEY, ['Order 1042'], MARK.length + 6)).toBe(`${MARK}\nOrder`);
    expect(noteWithKey(KEY, ['😀😀'], MARK.length + 4)).toBe(`${MARK}\n😀`);
    expect(() => noteWithKey(KEY, [], MARK.length - 1)).toThrow(RangeError);
  });

  it('gives back any key and store, also beside text that looks like a mark', () => {
    const wellFormed = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(wellFormed, wellFormed, wellFormed, (key, storeId, line) => {
        const note = noteWithKey({ key, storeId }, [line, keyMark({ key: 'other', storeId: 'x' })], 100_000);
        expect(keyInNote(note)).toEqual({ key, storeId });
        // Ledgers that keep notes as HTML change nothing in it.
        expect(keyMark({ key, storeId })).not.toMatch(/[<>&"'\n]/);
      }),
    );
  });
});
