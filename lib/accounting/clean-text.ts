/** Text of a shop on its way into records: one line, bounded, nothing invisible that changes how the rest is read. */

// Controls, lone surrogates, line and paragraph separators, and the marks that turn the direction of writing.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;
const PLAIN = /^[ -~\u00a1-\u02ff]*$/;

/** Longest memo and description, in UTF-16 units. */
export const TEXT_LIMIT = 120;

export const cleanText = (text: string, limit: number = TEXT_LIMIT): string => {
  // A note may be of megabytes; what is cut off anyway is not searched.
  const head = text.length > limit * 8 ? text.slice(0, limit * 8) : text;
  const clean = PLAIN.test(head) ? head : head.replace(UNPRINTABLE, ' ');
  if (clean.length <= limit) return clean.trim();
  const cut = clean.slice(0, limit - 1);
  // Half a surrogate pair is not a character.
  const whole = /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
  return `${whole.trim()}…`;
};
