/** JSON whose numbers keep their text: API2Cart sends money as JSON numbers, and a parser would make floats of them. */

const TEXT_OR_NUMBER = /("[^"\\]*(?:\\.[^"\\]*)*")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON with every number as the text that it was written with: `{"total": 10.50}` gives `{ total: '10.50' }`. What
 * comes out can be written as JSON and read again without losing a digit.
 * @throws SyntaxError when the text is not JSON.
 */
export const parseExactJson = (text: string): unknown => {
  // A byte order mark comes from a proxy or a plugin; it is not part of the answer.
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  // A text without an end would be searched once more from each quote in it; and what is no JSON before must be none after.
  JSON.parse(json);
  return JSON.parse(json.replace(TEXT_OR_NUMBER, (token, quoted) => (quoted ? token : `"${token}"`)));
};
