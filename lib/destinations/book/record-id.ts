/** Entry numbers as people read them: 123 is B-000123. */

const RECORD_ID = /^B-(\d{6,15})$/;

export const recordIdOf = (number: number): string => `B-${String(number).padStart(6, '0')}`;

/** Undefined for what is not a record id of the book. */
export const numberOf = (recordId: string): number | undefined => {
  const digits = RECORD_ID.exec(recordId)?.[1];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  return recordIdOf(number) === recordId ? number : undefined;
};
