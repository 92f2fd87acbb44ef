/** Calendar days as YYYY-MM-DD: they sort as text. */

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True for a day that the calendar has: 2028-02-29 is one, 2026-02-29 is not. */
export const isDay = (text: string): boolean => {
  if (!DAY.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};
