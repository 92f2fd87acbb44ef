/** What befell the river, by kind: that a fault was in the story does not say that it struck anything. */
import type { Webhook } from './sim-shop';

export type Note = (what: string) => void;

interface Webhooks {
  readonly waiting: readonly Webhook[];
  readonly told: readonly Webhook[];
}

export class Befell {
  readonly counts = new Map<string, number>();

  readonly note: Note = (what) => {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  };

  /** Of a webhook that is delivered now, the one at that place of those that wait. */
  fateOf(webhook: Webhook, at: number, { waiting, told }: Webhooks): void {
    if (told.includes(webhook)) this.note('webhook repeated');
    if (at > 0) this.note('webhook overtaken');
    const isNewer = ({ shop, orderId, deliveryId }: Webhook): boolean =>
      shop === webhook.shop &&
      orderId === webhook.orderId &&
      changeOf(deliveryId) > changeOf(webhook.deliveryId);
    if (waiting.some(isNewer) || told.some(isNewer)) this.note('webhook late');
  }

  addTo(sums: Map<string, number>): void {
    for (const [what, count] of this.counts) sums.set(what, (sums.get(what) ?? 0) + count);
  }
}

/** The number of the change that it announces ends it. */
const changeOf = (deliveryId: string): number => Number(deliveryId.slice(deliveryId.lastIndexOf('-') + 1));

/** What the store commits on an order's way through the river. */
const COMMITS = [
  'recordDelivery',
  'registerPipeline',
  'markDue',
  'claimWork',
  'saveSnapshots',
  'savePolicies',
  'putLookups',
  'planOrders',
  'claimPlans',
  'movePlans',
  'completeWork',
] as const;

/** Each of these has to happen in a few hundred stories, else the simulator proves less than it says. */
export const EVERY_KIND = [
  'webhook lost',
  'webhook repeated',
  'webhook overtaken',
  'webhook late',
  'shop unreachable',
  'shop stale',
  'shop one_fails',
  'shop list unreachable',
  'shop list stale',
  'clock set back',
  ...COMMITS.flatMap((commit) => [`crash before store.${commit}`, `crash after store.${commit}`]),
  'crash before ledger.send',
  'crash after ledger.send',
  'crash before ledger.find',
  'crash after ledger.find',
  'crash before shop.fetch',
  'crash after shop.fetch',
  'crash before shop.list',
  'crash after shop.list',
  'ledger answer_lost',
  'ledger request_lost',
  'ledger slow',
  'ledger shown_late',
  'ledger other_amount',
  'ledger called_duplicate',
  'ledger throttled',
  'ledger server_error',
  'ledger rejected',
  'ledger login_refused',
  'ledger refuses the order',
  'ledger has closed the period',
  'ledger asked again for what it has',
  'lookup does not show it yet',
  'ledger away: server_error',
  'ledger away: login_refused',
  'two runs at once',
];
