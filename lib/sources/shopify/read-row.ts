/** One order of a list: its id and its two instants. */
import type { ChangedObject } from '../cart-source';
import { cleanText } from '../clean-text';
import { utcInstant } from '../read-instant';
import { field, isObject } from '../read-json';

/** Undefined for what is no order. */
export const changedOf = (row: unknown): ChangedObject | undefined => {
  if (!isObject(row)) return undefined;
  const id = cleanText(field(row, 'legacyResourceId'), 30);
  const createdAt = utcInstant(field(row, 'createdAt'));
  const updatedAt = utcInstant(field(row, 'updatedAt'));
  if (!/^\d+$/.test(id) || createdAt === undefined || updatedAt === undefined) return undefined;
  return { id, createdAt, updatedAt };
};
