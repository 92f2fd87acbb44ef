/** Xero's `where` filters, joined by OR and cut so that each fits into the query string of a request. */
import { WHERE_LIMIT } from './wire';

const OR = ' OR ';

/** Filters of as many of the conditions as fit; `frame` is what each is put into, such as `Reference!=null AND (…)`. */
export const chunksWithin = (
  conditions: readonly string[],
  frame: (joined: string) => string = (joined) => joined,
): readonly string[] => {
  const filters: string[] = [];
  let open: string[] = [];
  const room = WHERE_LIMIT - encoded(frame(''));
  let used = 0;
  for (const condition of conditions) {
    const length = encoded(condition) + encoded(OR);
    if (open.length > 0 && used + length > room) {
      filters.push(frame(open.join(OR)));
      [open, used] = [[], 0];
    }
    open.push(condition);
    used += length;
  }
  return open.length === 0 ? filters : [...filters, frame(open.join(OR))];
};

const encoded = (text: string): number => encodeURIComponent(text).length;
