import type { Migration } from './migration';

/** Dimensions of the built-in book's lines, as a JSON object of names and values; null where a line has none. */
export const bookDimensions: Migration = {
  number: 5,
  name: 'book-dimensions',
  statements: () => [`alter table book_lines add column dimensions text`],
};
