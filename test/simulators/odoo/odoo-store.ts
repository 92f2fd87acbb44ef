/** Tables of an Odoo, with dbTransactions that are undone as a whole. */

export type Row = { readonly id: number; [field: string]: unknown };

const LINE = 'account.move.line';

export class OdooStore {
  private readonly tables = new Map<string, Map<number, Row>>();
  private undo: (() => void)[] = [];

  table(model: string): Map<number, Row> {
    let table = this.tables.get(model);
    if (table === undefined) this.tables.set(model, (table = new Map()));
    return table;
  }

  get(model: string, id: unknown): Row | undefined {
    return this.table(model).get(id as number);
  }

  rows(model: string): readonly Row[] {
    return [...this.table(model).values()];
  }

  /** Ids are never used twice, not even when a dbTransaction is undone: like a sequence of PostgreSQL. */
  insert(model: string, fields: Readonly<Record<string, unknown>>): Row {
    const table = this.table(model);
    const id = (this.lastIds.get(model) ?? 0) + 1;
    this.lastIds.set(model, id);
    const row: Row = { ...fields, id };
    table.set(id, row);
    if (model === LINE) this.lineIdsOf(fields['move_id']).push(id);
    this.undo.push(() => table.delete(id));
    return row;
  }

  /** Lines of a move, in the order in which they were made. */
  linesOf(moveId: number): readonly Row[] {
    return this.lineIdsOf(moveId).flatMap((id) => this.get(LINE, id) ?? []);
  }

  private lineIdsOf(moveId: unknown): number[] {
    let ids = this.lineIds.get(moveId);
    if (ids === undefined) this.lineIds.set(moveId, (ids = []));
    return ids;
  }

  update(row: Row, fields: Readonly<Record<string, unknown>>): void {
    const before = { ...row };
    Object.assign(row, fields);
    this.undo.push(() => {
      for (const name of Object.keys(fields)) row[name] = before[name];
    });
  }

  delete(model: string, id: number): void {
    const table = this.table(model);
    const row = table.get(id) as Row;
    table.delete(id);
    this.undo.push(() => table.set(id, row));
  }

  inDbTransaction<T>(work: () => T): T {
    this.undo = [];
    try {
      return work();
    } catch (error) {
      for (const step of this.undo.reverse()) step();
      throw error;
    } finally {
      this.undo = [];
    }
  }

  private readonly lineIds = new Map<unknown, number[]>();
  private readonly lastIds = new Map<string, number>();
}
