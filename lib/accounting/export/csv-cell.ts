/** One cell of comma-separated values (RFC 4180) whose text somebody else wrote, safe to open in a spreadsheet. */

/** What a spreadsheet runs starts with one of these, some of them also in the full-width letters of East Asia. */
const FORMULA = '=+\\-@\\t\\r\\n＝＋－＠';
const STARTS = new RegExp(`^\\s*[${FORMULA}]`);
/** Where a comma is the decimal sign, files are split at semicolons instead, whatever the quotes inside of a line. */
const AFTER_SEPARATOR = new RegExp(`([;|\\t])(\\s*)(?=[${FORMULA}])`, 'g');

/** A spreadsheet runs what starts like a formula, whatever the quotes around it; an apostrophe makes it text. */
export const csvCell = (text: string): string => {
  const whole = STARTS.test(text) ? `'${text}` : text;
  const inert = whole.replace(AFTER_SEPARATOR, "$1$2'");
  return /[",\r\n]/.test(inert) ? `"${inert.replace(/"/g, '""')}"` : inert;
};
