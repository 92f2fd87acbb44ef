/** A shop and a ledger on loopback that a template connects: how they are set up, trade, stumble and are looked at. */
import type { Ledger } from './ledger';
import type { Login } from './route';
import type { SetUp } from './set-up';
import type { Story } from './story';
import type { Net } from './sums';

export interface Deliveries {
  readonly lost: number;
  readonly repeated: number;
  /** Answered with success. */
  readonly acknowledged: number;
}

export interface Stage {
  /** File name of the template. */
  readonly template: string;
  readonly storeId: string;
  /** Whom n8n asks in the place of vendors whose address no credential holds. */
  readonly hosts: Readonly<Record<string, string>>;
  /** What the id of the ledger begins with. */
  readonly destination: string;
  readonly shop: Login;
  readonly ledger: Login;
  readonly setUp: SetUp;
  readonly stories: readonly Story[];
  readonly books: Ledger;
  /** Minor units by ledger account as the shop's own orders have it, debits positive; without those that are left out. */
  expected(leftOut: ReadonlySet<string>): Net;
  /** Once the webhooks are registered: from here on they are treated badly. */
  published(): void;
  /** What goes wrong in the shop and in the ledger while the next bout is booked. */
  stumble(bout: number): void;
  /** Sends the webhooks of the bout: some lost, some twice, in any order. */
  deliver(): Promise<void>;
  deliveries(): Deliveries;
  /** One more order, paid at once and as plain as can be; gives its id. */
  placePlain(): string;
  /** What must never be seen outside of requests. */
  readonly secrets: readonly string[];
  /** What was wrong with requests to the shop, by its published schema. */
  wrongRequests(): readonly string[];
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;

/** Days around now, inclusive, that hold all of a trade that began `days` ago. */
export const daysSince = (days: number): { readonly from: string; readonly to: string } => ({
  from: dayAt(-days - 1),
  to: dayAt(1),
});

const dayAt = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** Component → ledger account, for an expectation that knows components. @throws for one that nobody thought of */
export const accountsOf =
  (table: Readonly<Record<string, string>>) =>
  (component: string): string => {
    const known = table[component] ?? table[component.replace(/ .*$/, ' *')];
    if (known === undefined) throw new Error(`no ledger account is meant for "${component}"`);
    return known;
  };
