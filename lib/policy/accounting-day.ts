/** On which day of the store an instant falls. */

/** `2026-03-29T23:30:00Z` → `2026-03-30` in Europe/Berlin. Days around a change of clocks are the calendar's own. */
export const dayIn = (timeZone: string): ((instant: string) => string) => {
  let day = DAYS.get(timeZone);
  if (!day) DAYS.set(timeZone, (day = timeZone === 'UTC' ? utcDay : zonedDay(timeZone)));
  return day;
};

const DAYS = new Map<string, (instant: string) => string>();

/** Instants were checked to be ISO 8601 in UTC, which begin with their day. */
const utcDay = (instant: string): string => instant.slice(0, 10);

const zonedDay = (timeZone: string): ((instant: string) => string) => {
  // Calendar and digits are fixed, or the machine's language would choose them.
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  // Zones change days at whole minutes, and an order's times often share one; formatting is slow.
  const known = new Map<string, string>();
  return (instant) => {
    const minute = instant.slice(0, 16);
    const found = known.get(minute);
    if (found !== undefined) return found;
    const [month = '', day = '', year = ''] = format.format(new Date(instant)).split('/');
    const result = `${year.padStart(4, '0')}-${month}-${day}`;
    if (known.size >= REMEMBERED) known.clear();
    known.set(minute, result);
    return result;
  };
};

const REMEMBERED = 1024;
