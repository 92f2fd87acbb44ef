/** What goes wrong on demand, once each, in the order in which it was asked for. */

export interface Fault {
  /** Such as `PUT Invoices`. */
  readonly on: string;
  /**
   * lost_before: the request never arrives. lost_after: it is carried out, and the answer never arrives. slow: carried out,
   * and answered after the caller gave up. altered: carried out, and a cent is changed afterwards. Or an HTTP status.
   */
  readonly what: 'lost_before' | 'lost_after' | 'slow' | 'altered' | number;
  /** Seconds, for a status. */
  readonly retryAfter?: number;
  /** For a status. */
  readonly body?: string;
}

export class FaultBox {
  private readonly waiting: Fault[] = [];

  add(...faults: readonly Fault[]): void {
    this.waiting.push(...faults);
  }

  take(on: string): Fault | undefined {
    const at = this.waiting.findIndex((fault) => fault.on === on);
    return at === -1 ? undefined : this.waiting.splice(at, 1)[0];
  }
}
