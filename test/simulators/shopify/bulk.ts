/** Bulk operations: started, polled until they end, and a file whose lines come in no particular order. */
import { randomUUID } from 'node:crypto';

export interface BulkPlan {
  /** How the next operation ends; `never`: it runs on until it is cancelled. Default COMPLETED. */
  readonly outcome?: 'COMPLETED' | 'FAILED' | 'CANCELED' | 'EXPIRED' | 'never';
  readonly errorCode?: 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | 'TIMEOUT';
  /** FAILED leaves a file with a part of the rows. */
  readonly partial?: boolean;
  /** The file of a COMPLETED operation breaks off in the middle. */
  readonly truncated?: boolean;
  /** Polls that it takes. Default 2. */
  readonly polls?: number;
}

export interface BulkOperation {
  readonly __typename: 'BulkOperation';
  readonly id: string;
  readonly query: string;
  readonly createdAt: string;
  readonly type: 'QUERY';
  status: string;
  errorCode: string | null;
  objectCount: string;
  rootObjectCount: string;
  fileSize: string | null;
  url: string | null;
  partialDataUrl: string | null;
  completedAt: string | null;
}

interface Running {
  readonly operation: BulkOperation;
  readonly plan: BulkPlan;
  readonly rows: () => readonly unknown[];
  polls: number;
}

export interface BulkParts {
  readonly clock: { now(): Date };
  /** Root of the server, without a slash at the end. */
  readonly url: () => string;
}

/** Since 2026-01; one before. */
const PLACES = 5;

const isOpen = (status: string): boolean => status === 'CREATED' || status === 'RUNNING';

/** Every second one first: nobody may rely on the order of the lines. */
const jumbled = <T>(rows: readonly T[]): readonly T[] => [
  ...rows.filter((_, index) => index % 2 === 1),
  ...rows.filter((_, index) => index % 2 === 0),
];

export class Bulk {
  /** Places that other operations of the app take up. */
  occupied = 0;
  private readonly operations = new Map<string, Running>();
  private readonly files = new Map<string, string>();
  private plans: BulkPlan[] = [];
  private lastId = 5_000_000_000_000;

  constructor(private readonly parts: BulkParts) {}

  /** For the next operation that is started; several calls line up. */
  plan(plan: BulkPlan): void {
    this.plans.push(plan);
  }

  /** `rows` is called when the operation ends: what it exports is what is there then. */
  start(query: string, rows: () => readonly unknown[]): BulkOperation | undefined {
    const running = [...this.operations.values()].filter(({ operation }) => isOpen(operation.status)).length;
    if (running + this.occupied >= PLACES) return undefined;
    this.lastId += 1;
    const operation: BulkOperation = {
      __typename: 'BulkOperation',
      id: `gid://shopify/BulkOperation/${this.lastId}`,
      query,
      createdAt: this.now(),
      type: 'QUERY',
      status: 'CREATED',
      errorCode: null,
      objectCount: '0',
      rootObjectCount: '0',
      fileSize: null,
      url: null,
      partialDataUrl: null,
      completedAt: null,
    };
    this.operations.set(operation.id, { operation, rows, polls: 0, plan: this.plans.shift() ?? {} });
    return operation;
  }

  /** Looking at it makes it move on. */
  poll(id: string): BulkOperation | undefined {
    const running = this.operations.get(id);
    if (running === undefined) return undefined;
    const { operation, plan } = running;
    if (!isOpen(operation.status)) return operation;
    running.polls += 1;
    operation.status = 'RUNNING';
    if (plan.outcome !== 'never' && running.polls >= (plan.polls ?? 2)) this.end(running);
    return operation;
  }

  cancel(id: string): BulkOperation | undefined {
    const operation = this.operations.get(id)?.operation;
    if (operation && isOpen(operation.status)) operation.status = 'CANCELED';
    return operation;
  }

  list(): readonly BulkOperation[] {
    return [...this.operations.values()].map(({ operation }) => operation);
  }

  /** Text of a file, by the name in its address. */
  file(name: string): string | undefined {
    return this.files.get(name);
  }

  private end({ operation, plan, rows }: Running): void {
    operation.status = plan.outcome ?? 'COMPLETED';
    const lines = jumbled(rows()).map((row) => `${JSON.stringify(row)}\n`);
    operation.rootObjectCount = operation.objectCount = String(lines.length);
    operation.completedAt = this.now();
    if (operation.status === 'COMPLETED') {
      const text = lines.join('');
      // Shopify leaves no file where there is nothing to put into one.
      if (text !== '')
        operation.url = this.publish(plan.truncated === true ? text.slice(0, text.length / 2) : text);
      operation.fileSize = String(Buffer.byteLength(text));
      return;
    }
    if (operation.status === 'FAILED') operation.errorCode = plan.errorCode ?? 'INTERNAL_SERVER_ERROR';
    if (plan.partial === true)
      operation.partialDataUrl = this.publish(lines.slice(0, lines.length / 2).join(''));
  }

  private publish(text: string): string {
    const name = `${randomUUID()}.jsonl`;
    this.files.set(name, text);
    return `${this.parts.url()}/bulk/${name}`;
  }

  private now(): string {
    return `${this.parts.clock.now().toISOString().slice(0, 19)}Z`;
  }
}
