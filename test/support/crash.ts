/**
 * A process that dies: every call that goes through `mortal` counts, and from the chosen one on nothing gets through
 * any more. Dying `before` a call means that it never happened, `after` that it did and nobody learned of it.
 */
export class Crash extends Error {
  constructor() {
    super('the process died');
  }
}

export interface Fate {
  readonly at: number;
  readonly when: 'before' | 'after';
}

export class Life {
  calls = 0;
  dead = false;
  readonly names: string[] = [];

  constructor(private readonly fate?: Fate) {}

  mortal<T extends object>(target: T, name: string): T {
    return new Proxy(target, {
      get: (object, property, receiver) => {
        const value: unknown = Reflect.get(object, property, object);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) =>
          this.step(`${name}.${String(property)}`, () => value.apply(object, args), receiver);
      },
    });
  }

  private async step(name: string, act: () => unknown, _receiver: unknown): Promise<unknown> {
    if (this.dead) throw new Crash();
    const call = this.calls++;
    this.names.push(name);
    if (this.fate?.at === call && this.fate.when === 'before') this.die();
    const result = await act();
    if (this.fate?.at === call && this.fate.when === 'after') this.die();
    return result;
  }

  private die(): never {
    this.dead = true;
    throw new Crash();
  }
}
