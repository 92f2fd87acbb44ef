/** Watches the real store from below: who holds which order or plan, and what it was told of which change. */
import type { Clock } from '../../lib/host';
import type { Lease, PipelineRef, TraceStore, WorkTicket } from '../../lib/store/trace-store';
import { Violation } from './violation';

interface Held {
  readonly claim: string;
  /** In time itself: a clock that is set back makes a claim last longer, never shorter. */
  readonly until: number;
}

/** As the shop named it. */
const idOf = (deliveryId: string): string => deliveryId.split(' ', 1)[0] as string;

const nameOf = (row: PipelineRef & { readonly stream: string; readonly objectId: string }): string =>
  `${row.pipeline}/${row.storeId}/${row.stream}/${row.objectId}`;

export class StoreWatch {
  /** Deliveries that were taken in, by id, and how many repeats came. */
  readonly accepted = new Set<string>();
  repeated = 0;
  /** By `pipeline/store/order`: the number of the shop's version that the store was last told of. */
  readonly heard = new Map<string, number>();
  /** By object: how many exceptions had been raised in all when one of it was raised last. */
  readonly raised = new Map<string, number>();
  raisedSoFar = 0;
  private readonly held = new Map<string, Held>();
  private readonly pipelines = new Map<string, PipelineRef>();

  constructor(
    private readonly time: Pick<Clock, 'now'>,
    private readonly versionOf: (storeId: string, orderId: string) => number,
  ) {}

  observe(store: TraceStore): TraceStore {
    const watched: Partial<TraceStore> = {
      registerPipeline: async (pipeline) => {
        await store.registerPipeline(pipeline);
        this.pipelines.set(`${pipeline.pipeline}/${pipeline.storeId}`, pipeline);
      },
      recordDelivery: async (delivery) => {
        const answer = await store.recordDelivery(delivery);
        if (answer.seen) this.repeated += 1;
        else {
          this.accepted.add(idOf(delivery.deliveryId));
          for (const { pipeline, storeId } of this.pipelines.values())
            if (storeId === delivery.storeId) this.hear(pipeline, storeId, delivery.objectId);
        }
        return answer;
      },
      markDue: async (pipeline, stream, marks, at, checkpoint) => {
        await store.markDue(pipeline, stream, marks, at, checkpoint);
        for (const { objectId } of marks) this.hear(pipeline.pipeline, pipeline.storeId, objectId);
      },
      claimWork: async (pipeline, stream, options) => {
        const tickets = await store.claimWork(pipeline, stream, options);
        for (const ticket of tickets) this.take(nameOf(ticket), options);
        return tickets;
      },
      claimPlans: async (destination, keys, options) => {
        const plans = await store.claimPlans(destination, keys, options);
        for (const { key } of plans) this.take(`${destination}/${key}`, options);
        return plans;
      },
      raiseExceptions: async (exceptions, actor) => {
        await store.raiseExceptions(exceptions, actor);
        this.raisedSoFar += 1;
        for (const { objectId } of exceptions) this.raised.set(objectId, this.raisedSoFar);
      },
      movePlans: async (transitions, attempts, actor) => {
        const moved = await store.movePlans(transitions, attempts, actor);
        for (const key of moved) this.held.delete(`${transitions[0]?.destination}/${key}`);
        return moved;
      },
      completeWork: async (tickets, actor) => {
        await store.completeWork(tickets, actor);
        this.release(tickets);
      },
      holdWork: async (ticket, exceptions, actor) => {
        await store.holdWork(ticket, exceptions, actor);
        this.release([ticket]);
      },
      failWork: async (tickets, failure, actor) => {
        await store.failWork(tickets, failure, actor);
        this.release(tickets);
      },
    };
    return Object.assign(Object.create(store) as TraceStore, watched);
  }

  private hear(pipeline: string, storeId: string, orderId: string): void {
    this.heard.set(`${pipeline}/${storeId}/${orderId}`, this.versionOf(storeId, orderId));
  }

  private take(name: string, { claim, clock, now, leaseUntil }: Lease): void {
    const time = this.time.now().getTime();
    const before = this.held.get(name);
    if (before && before.until > time)
      throw new Violation('claimed twice', `two workers hold ${name} at once`);
    const left = Date.parse(leaseUntil) - Math.max(clock.now().getTime(), Date.parse(now));
    this.held.set(name, { claim, until: time + left });
  }

  private release(tickets: readonly WorkTicket[]): void {
    for (const ticket of tickets)
      if (this.held.get(nameOf(ticket))?.claim === ticket.claim) this.held.delete(nameOf(ticket));
  }
}
