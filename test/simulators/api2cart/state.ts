/** What the simulated store holds, and how it changes. */
import type { A2cDate } from '../../../lib/sources/api2cart/wire';
import type { Json } from './flavour';

export interface StoredOrder {
  readonly order: Json;
  readonly created: number;
  modified: number;
  readonly records: readonly Json[];
}

export interface StoredWebhook {
  readonly id: number;
  entity: string;
  action: string;
  callback: string;
  active: boolean;
  failures: number;
}

export const dateOf = (ms: number, offsetHours = 0): A2cDate & Json => {
  const local = new Date(ms + offsetHours * 3_600_000).toISOString().slice(0, 19);
  const sign = offsetHours < 0 ? '-' : '+';
  return {
    value: `${local}${sign}${String(Math.abs(offsetHours)).padStart(2, '0')}00`,
    format: 'Y-m-d\\TH:i:sO',
  };
};

export class StoreState {
  readonly orders = new Map<string, StoredOrder>();
  readonly webhooks = new Map<number, StoredWebhook>();
  /** Answers of webhook.create by their idempotency key. */
  readonly answered = new Map<string, number>();
  private nextWebhook = 1;

  constructor(private readonly changed: (action: 'add' | 'update' | 'delete', id: string) => void) {}

  put(order: Json, created: number, modified = created, records: readonly Json[] = []): string {
    const id = String(order['order_id']);
    const known = this.orders.has(id);
    const dated = { ...order, create_at: dateOf(created, -5), modified_at: dateOf(modified, -5) };
    this.orders.set(id, { order: dated, created, modified, records });
    this.changed(known ? 'update' : 'add', id);
    return id;
  }

  touch(id: string, modified: number): void {
    const stored = this.orders.get(id);
    if (stored === undefined) throw new Error(`no order ${id}`);
    stored.modified = modified;
    stored.order['modified_at'] = dateOf(modified, -5);
    this.changed('update', id);
  }

  remove(id: string): void {
    if (!this.orders.delete(id)) throw new Error(`no order ${id}`);
    this.changed('delete', id);
  }

  addWebhook(entity: string, action: string, callback: string, active: boolean): number {
    const id = this.nextWebhook++;
    this.webhooks.set(id, { id, entity, action, callback, active, failures: 0 });
    return id;
  }
}
