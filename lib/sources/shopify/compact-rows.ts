/** Rows of a long list, kept as numbers: some thirty bytes an order, where objects of strings would take ten times that. */
import type { ChangedObject } from '../cart-source';
import { changedOf } from './read-row';

const FIRST_CAPACITY = 1_024;

const instant = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('.000Z', 'Z');

export class CompactRows {
  length = 0;
  private ids = new BigUint64Array(FIRST_CAPACITY);
  private created = new Float64Array(FIRST_CAPACITY);
  private updated = new Float64Array(FIRST_CAPACITY);
  private order: Uint32Array | undefined;

  /** @throws Error for what is no order. */
  add(row: unknown): void {
    const read = changedOf(row);
    if (read === undefined) throw new Error('a row is no order');
    if (this.length === this.ids.length) this.grow();
    this.ids[this.length] = BigInt(read.id);
    this.created[this.length] = Date.parse(read.createdAt);
    this.updated[this.length] = Date.parse(read.updatedAt);
    this.length += 1;
    this.order = undefined;
  }

  /** Oldest first; those of one second by their id, which Shopify gives out in order. */
  sortByCreation(): void {
    const { ids, created } = this;
    this.order = Uint32Array.from({ length: this.length }, (_, index) => index).sort((a, b) => {
      const later = (created[a] as number) - (created[b] as number);
      if (later !== 0) return later;
      return (ids[a] as bigint) < (ids[b] as bigint) ? -1 : 1;
    });
  }

  slice(start: number, end: number): readonly ChangedObject[] {
    const rows: ChangedObject[] = [];
    for (let place = start; place < Math.min(end, this.length); place++) {
      const index = this.order?.[place] ?? place;
      rows.push({
        id: String(this.ids[index]),
        createdAt: instant(this.created[index] as number),
        updatedAt: instant(this.updated[index] as number),
      });
    }
    return rows;
  }

  private grow(): void {
    const capacity = this.ids.length * 2;
    const { ids, created, updated } = this;
    this.ids = new BigUint64Array(capacity);
    this.created = new Float64Array(capacity);
    this.updated = new Float64Array(capacity);
    this.ids.set(ids);
    this.created.set(created);
    this.updated.set(updated);
  }
}
