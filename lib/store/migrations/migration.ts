/** A numbered step of the schema. Once released it never changes: its checksum is stored beside its number. */

/** What the databases spell differently. */
export interface SchemaWords {
  /** A primary key that numbers itself. */
  readonly autoId: string;
  /** A whole number of at least 53 bits. */
  readonly integer: string;
  /** Ends a table definition. */
  readonly strict: string;
  /** Ends the definition of a table that is stored in the order of its primary key. */
  readonly strictByKey: string;
  /** Statements after which no row of the table can be changed or deleted. */
  appendOnly(table: string): readonly string[];
  /**
   * Tells a planner that keeps no statistics of its own how large tables grow. Each index is named (the table's own name
   * for one stored by key) with its rows, then the rows that share its first column, its first two, and so on.
   */
  sizes(indexes: Readonly<Record<string, readonly [index: string, rows: string][]>>): readonly string[];
  /** Statements before anything is looked at, in the same dbTransaction as the steps. */
  readonly before: readonly string[];
  /** Statements after the last step, where one was taken. */
  readonly after: readonly string[];
}

export interface Migration {
  readonly number: number;
  readonly name: string;
  statements(words: SchemaWords): readonly string[];
}
