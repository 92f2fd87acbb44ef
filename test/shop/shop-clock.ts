/** The shop's own time. A test turns it by hand; a demo beside a real n8n lets it follow the wall clock. */

export interface ShopClock {
  now(): Date;
  /** Moves a hand-turned clock; a clock that follows real time takes no notice. */
  advance(seconds: number): void;
  /** From here on, real time: history was made in the past, and now the shop is live. */
  followRealTime(): void;
}

export const steppedClock = (start: Date): ShopClock => {
  let at: number | undefined = start.getTime();
  return {
    now: () => (at === undefined ? new Date() : new Date(at)),
    advance: (seconds) => {
      if (at !== undefined) at += seconds * 1000;
    },
    followRealTime: () => {
      at = undefined;
    },
  };
};

export const clockFrom = (now: () => Date): ShopClock => ({
  now,
  advance: () => undefined,
  followRealTime: () => undefined,
});
