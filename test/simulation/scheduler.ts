/**
 * Processes that take turns. Every call over a boundary stops its process until the story lets it go on: once to happen, once
 * to be answered. So a process can be overtaken, or die, before each call, and after it.
 */
import type { TestClock } from '../support/test-clock';
import type { Note } from './befell';
import { Violation } from './violation';

interface Gate {
  readonly name: string;
  /** What is still to happen, in order; then the answer is there, and one more turn delivers it. */
  readonly phases: Phase[];
  outcome: { readonly value: unknown } | { readonly error: unknown } | undefined;
  readonly deliver: () => void;
}

export interface Phase {
  readonly name: string;
  readonly act: () => unknown;
  /** The clock does not pass this instant (milliseconds) before it happened. */
  readonly by?: number;
}

export interface Process {
  readonly name: string;
  gate?: Gate;
  /** Called when it stands at its next gate, or is through. */
  arrived: () => void;
  over: boolean;
}

export class Scheduler {
  readonly running: Process[] = [];
  private started = 0;

  constructor(
    private readonly clock: TestClock,
    private readonly log: (line: string) => void,
    private readonly note: Note,
  ) {}

  /** Runs `body` up to its first gate. What it throws is given to `failed`; a process that was killed never comes back. */
  async start(
    name: string,
    body: (process: Process) => Promise<unknown>,
    failed: (error: unknown) => void,
  ): Promise<Process> {
    this.started += 1;
    const process: Process = { name: `${name}-${this.started}`, arrived: () => {}, over: false };
    this.running.push(process);
    await this.untilArrived(process, () => {
      body(process)
        .catch(failed)
        .finally(() => this.end(process));
    });
    return process;
  }

  /** A boundary call of a process. */
  call<T>(process: Process, name: string, phases: readonly Phase[]): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const gate: Gate = {
        name,
        phases: [...phases],
        outcome: undefined,
        deliver: () => {
          const outcome = gate.outcome as NonNullable<Gate['outcome']>;
          if ('error' in outcome) reject(outcome.error as Error);
          else resolve(outcome.value as T);
        },
      };
      process.gate = gate;
      process.arrived();
    });
  }

  /** Something that is under way without a process, such as a request whose sender gave up or died. */
  underWay(name: string, phase: Phase): void {
    this.started += 1;
    const process: Process = { name: `${name}-${this.started}`, arrived: () => {}, over: false };
    process.gate = {
      name,
      phases: [phase],
      outcome: undefined,
      deliver: () => this.end(process),
    };
    this.running.push(process);
  }

  async go(process: Process): Promise<void> {
    const { gate } = process;
    if (gate === undefined) throw new Error(`${process.name} stands at no gate`);
    const phase = gate.phases.shift();
    if (phase === undefined) {
      this.log(`${process.name} ${gate.name} answered`);
      await this.untilArrived(process, () => {
        process.gate = undefined;
        gate.deliver();
      });
      return;
    }
    try {
      const value = await phase.act();
      gate.outcome = { value };
      this.log(`${process.name} ${gate.name} ${phase.name} ${brief(value)}`);
    } catch (error) {
      if (error instanceof Violation) throw error;
      gate.outcome = { error };
      this.log(`${process.name} ${gate.name} ${phase.name} ! ${(error as Error).message}`);
    }
  }

  /** It never learns of anything any more. Gives the phase that was to happen next. */
  kill(process: Process): Phase | undefined {
    this.log(`${process.name} dies at ${process.gate?.name}`);
    process.over = true;
    this.running.splice(this.running.indexOf(process), 1);
    const { name = '', phases = [] } = process.gate ?? {};
    this.note(`crash ${phases.length > 0 ? 'before' : 'after'} ${name}`);
    return phases[0];
  }

  /** The clock goes on; what has to happen by then happens in time. */
  async wait(milliseconds: number): Promise<void> {
    const until = this.clock.now().getTime() + milliseconds;
    for (;;) {
      const next = this.running
        .flatMap((process) => {
          const by = process.gate?.phases[0]?.by;
          return by !== undefined && by <= until ? [{ process, by }] : [];
        })
        .sort((a, b) => a.by - b.by)[0];
      if (next === undefined) break;
      this.clock.advance(Math.max(0, next.by - this.clock.now().getTime()));
      await this.go(next.process);
    }
    this.clock.advance(Math.max(0, until - this.clock.now().getTime()));
  }

  /** Lets everybody go on, in turn, until nobody is left. */
  async drain(): Promise<void> {
    for (let turns = 0; this.running.length > 0; turns++) {
      if (turns > 100_000) throw new Error('processes that never end');
      await this.go(this.running[turns % this.running.length] as Process);
    }
  }

  private end(process: Process): void {
    if (process.over) return;
    process.over = true;
    this.running.splice(this.running.indexOf(process), 1);
    process.arrived();
  }

  private untilArrived(process: Process, act: () => void): Promise<void> {
    return new Promise((resolve) => {
      process.arrived = resolve;
      act();
    });
  }
}

const brief = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.length}]`
    : typeof value === 'object' || value === undefined
      ? ''
      : String(value);
