/** Orders by id, as many in one query as its cost allows: the first query tells what one order costs. */
import { SourceError } from '../cart-source';
import { cleanText } from '../clean-text';
import { field, isObject, type JsonObject } from '../read-json';
import type { Access } from './access';
import { failureOf, type GraphqlError, TooCostlyError } from './answers';
import type { Admin, Answer } from './graphql';
import { ordersById, orderSections } from './queries';
import { isCost, isPersonal, isWithheld } from './withheld';

/** Shopify refuses a single query above this, however full the bucket is. */
const MOST_POINTS = 1_000;
/** What costs are a little more than last time must not be refused. */
const MARGIN = 0.9;
const MOST_ORDERS = 50;

export type ReadOrder =
  | { readonly state: 'read'; readonly order: JsonObject }
  /** Shopify gives nothing for this id, and does not say why. */
  | { readonly state: 'invisible' }
  /** Sections showed two states of it: read it again. */
  | { readonly state: 'moved' }
  | { readonly state: 'failed'; readonly message: string };

export const gidOf = (id: string): string => `gid://shopify/Order/${id}`;

export class OrderBatches {
  /** Orders that the next query asks for. */
  size = 1;
  /** One query for each section: for shops where even a single order costs too much at once. */
  private isSplit = false;
  private pointsEach = 0;
  private readonly warned = new Set<string>();
  private readonly documents: { readonly whole: readonly string[]; readonly parts: readonly string[] };

  constructor(
    private readonly admin: Admin,
    { extra }: Access,
  ) {
    const sections = orderSections(extra);
    this.documents = {
      whole: [ordersById(sections)],
      parts: sections.map((section) => ordersById([section])),
    };
  }

  /**
   * As many of `ids` as one query may ask for, from the first on.
   * @throws SourceError, also where the app may read none of them.
   */
  async read(ids: readonly string[]): Promise<ReadonlyMap<string, ReadOrder>> {
    for (;;) {
      const batch = ids.slice(0, this.size);
      try {
        return await this.readBatch(batch);
      } catch (error) {
        if (!(error instanceof TooCostlyError)) throw error;
        this.shrink(batch.length, error);
      }
    }
  }

  private async readBatch(ids: readonly string[]): Promise<ReadonlyMap<string, ReadOrder>> {
    const answers: Answer[] = [];
    for (const document of this.isSplit ? this.documents.parts : this.documents.whole) {
      const variables = { ids: ids.map(gidOf) };
      answers.push(await this.admin.queryPartly(document, variables, this.pointsEach * ids.length));
    }
    this.grow(ids.length, answers);
    const read = new Map<string, ReadOrder>();
    ids.forEach((id, index) => read.set(id, this.readOne(id, index, answers)));
    const errors = answers.flatMap((answer) => answer.errors);
    const denied = errors.filter((error) => error.code === 'ACCESS_DENIED' && !isWithheld(error));
    if (denied.length > 0 && [...read.values()].every(({ state }) => state === 'failed'))
      throw failureOf(this.admin.storeId, denied);
    this.warnOfMissing('data of customers', errors.filter(isPersonal));
    this.warnOfMissing('the cost of products', errors.filter(isCost));
    return read;
  }

  private readOne(id: string, index: number, answers: readonly Answer[]): ReadOrder {
    let order: JsonObject | undefined;
    for (const { data, errors } of answers) {
      const error = errors.find(({ path }) => path[0] === 'nodes' && path[1] === index);
      const blocking = errors.find(
        (one) => one.path[0] === 'nodes' && one.path[1] === index && !isWithheld(one),
      );
      if (blocking) return { state: 'failed', message: blocking.message };
      const nodes = field(data, 'nodes');
      const node: unknown = Array.isArray(nodes) ? nodes[index] : undefined;
      if (node === null && error === undefined) return { state: 'invisible' };
      if (!isObject(node) || cleanText(field(node, 'legacyResourceId'), 30) !== id)
        return { state: 'failed', message: 'the answer holds something else.' };
      if (order !== undefined && field(order, 'updatedAt') !== field(node, 'updatedAt'))
        return { state: 'moved' };
      order = { ...order, ...node };
    }
    return order === undefined ? { state: 'invisible' } : { state: 'read', order };
  }

  private grow(asked: number, answers: readonly Answer[]): void {
    const costs = answers.flatMap(({ cost }) => (cost === undefined ? [] : [cost]));
    if (costs.length === 0) return;
    this.pointsEach = Math.max(1, ...costs.map(({ requested }) => requested / asked));
    const allowed = Math.min(MOST_POINTS, ...costs.map(({ maximum }) => maximum)) * MARGIN;
    this.size = Math.min(MOST_ORDERS, Math.max(1, Math.floor(allowed / this.pointsEach)));
  }

  private shrink(asked: number, { cost, limit = MOST_POINTS }: TooCostlyError): void {
    if (asked > 1) {
      const fitting = cost === undefined ? asked / 2 : (asked * limit * MARGIN) / cost;
      this.size = Math.max(1, Math.min(asked - 1, Math.floor(fitting)));
    } else if (!this.isSplit) this.isSplit = true;
    else {
      throw new SourceError(
        'refused',
        `${this.admin.storeId} refuses to give even a single order: its query costs more points than one query may.`,
      );
    }
  }

  private warnOfMissing(what: string, errors: readonly GraphqlError[]): void {
    if (errors.length === 0 || this.warned.has(what)) return;
    this.warned.add(what);
    const scopes = [...new Set(errors.flatMap((error) => error.scopes))].join(' ');
    const message = `Shopify withholds ${what}: orders are read without it`;
    this.admin.context.log.warn(message, { store: this.admin.storeId, scopes });
  }
}
