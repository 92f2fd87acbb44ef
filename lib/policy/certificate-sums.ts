/** The cells of a certificate while they are added up, in minor units of one currency. */
import { byName } from '../accounting/by-name';
import { fromMinor } from '../money/minor';
import { type CertificateRow, FLOWS, type Flow, NOTES, type NoteCode } from './certificate-schema';

type Column = 'source' | 'moved' | 'leftOut' | 'entries' | 'ledger';

interface Cells extends Record<Column, bigint> {
  readonly flow: Flow;
  readonly component: string;
  readonly notes: Set<NoteCode>;
}

export class CertificateSums {
  private readonly rows = new Map<string, Cells>();

  constructor(readonly currency: string) {}

  add(flow: Flow, component: string, column: Column, minor: bigint, note?: NoteCode): void {
    if (minor === 0n) return;
    const cells = this.cells(flow, component);
    cells[column] += minor;
    if (note !== undefined) cells.notes.add(note);
  }

  /** Moves what the source leaves open from one row to another; both say so. */
  move(flow: Flow, from: string, to: readonly [Flow, string], minor: bigint, note: NoteCode): void {
    this.add(flow, from, 'moved', -minor, note);
    this.add(to[0], to[1], 'moved', minor, note);
  }

  /** A row that stands there also with nothing on it. */
  open(flow: Flow, component: string): void {
    this.cells(flow, component);
  }

  /** Adds the sums of another certificate in the same currency. */
  addAll(other: CertificateSums): void {
    for (const { flow, component, notes, ...columns } of other.rows.values()) {
      const cells = this.cells(flow, component);
      for (const column of COLUMNS) cells[column] += columns[column];
      for (const note of notes) cells.notes.add(note);
    }
  }

  /** All that was to be booked is left out, for one reason. */
  leaveOutAll(note: NoteCode): void {
    for (const cells of this.rows.values()) {
      const rest = cells.source + cells.moved - cells.leftOut;
      if (rest === 0n) continue;
      cells.leftOut += rest;
      cells.notes.add(note);
    }
  }

  /** What the entries of a flow should come to; tax of the channel is in and out, and nothing between us and buyers. */
  expected(flow: Flow): bigint {
    let sum = 0n;
    for (const cells of this.rows.values())
      if (cells.flow === flow && cells.component !== 'channel_tax')
        sum += cells.source + cells.moved - cells.leftOut;
    return sum;
  }

  /** Rows that are off. */
  differences(): readonly { readonly flow: Flow; readonly component: string; readonly minor: bigint }[] {
    return [...this.rows.values()].flatMap((cells) => {
      const minor = differenceOf(cells);
      return minor === 0n ? [] : [{ flow: cells.flow, component: cells.component, minor }];
    });
  }

  /** In the order of flows and components; `withLedger` where a ledger was read back. */
  written(withLedger: boolean): readonly CertificateRow[] {
    const text = (minor: bigint): string => fromMinor(minor, this.currency);
    return [...this.rows.values()].sort(byPlace).map((cells) => ({
      flow: cells.flow,
      component: cells.component,
      currency: this.currency,
      source: text(cells.source),
      moved: text(cells.moved),
      leftOut: text(cells.leftOut),
      entries: text(cells.entries),
      ...(withLedger ? { ledger: text(cells.ledger) } : {}),
      difference: text(differenceOf(cells)),
      notes: NOTE_ORDER.filter((note) => cells.notes.has(note)),
    }));
  }

  private cells(flow: Flow, component: string): Cells {
    const key = `${flow} ${component}`;
    let cells = this.rows.get(key);
    if (!cells) {
      cells = {
        flow,
        component,
        source: 0n,
        moved: 0n,
        leftOut: 0n,
        entries: 0n,
        ledger: 0n,
        notes: new Set(),
      };
      this.rows.set(key, cells);
    }
    return cells;
  }
}

const COLUMNS: readonly Column[] = ['source', 'moved', 'leftOut', 'entries', 'ledger'];
const NOTE_ORDER = Object.keys(NOTES) as readonly NoteCode[];

const differenceOf = ({ source, moved, leftOut, entries }: Cells): bigint =>
  entries - (source + moved - leftOut);

/** As a sale is told: what was sold, what lowered it, what came on top, and the oddities last. */
const COMPONENTS = [
  'goods',
  'gift_card',
  'discount',
  'shipping',
  'surcharge',
  'tip',
  'duty',
  'cash_rounding',
  'tax',
  'channel_tax',
  'unallocated',
  'restocking_fee',
  'rounding',
  'payment',
  'fee',
  'bank',
  'cost',
  'stock',
  'fx',
  'receivable',
  'deferred',
];

const rankOf = (component: string): number => {
  const colon = component.indexOf(':');
  const rank = COMPONENTS.indexOf(colon === -1 ? component : component.slice(0, colon));
  return rank === -1 ? COMPONENTS.length : rank;
};

const byPlace = (a: Cells, b: Cells): number =>
  FLOWS.indexOf(a.flow) - FLOWS.indexOf(b.flow) ||
  rankOf(a.component) - rankOf(b.component) ||
  byName([a.component], [b.component]);
