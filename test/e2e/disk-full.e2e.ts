/** The disk of the embedded store runs full, again and again, each time at another step: nothing lost, nothing twice. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Told } from './disk/full-disk-story';
import { tellOnSmallDisk } from './disk/small-disk';

let told: Told;

beforeAll(async () => {
  told = JSON.parse(await tellOnSmallDisk()) as Told;
});

describe('a store in a file, whose disk is full', () => {
  it('says so in every step that had to be written, and what to do', () => {
    const acts = new Set(told.errors.map(({ act }) => act));
    expect([...acts].sort()).toEqual(['delivery', 'run', 'sweep']);
    const sentence =
      /^(The disk of the trace store \S+ is full|The trace store \S+ cannot be read or written: .+)\. Nothing of this step was written\. Free space on its disk, or mend it; the next run goes on from here\./;
    expect(told.errors.filter(({ message }) => !sentence.test(message))).toEqual([]);
    expect(told.errors.some(({ name }) => name === 'StoreError')).toBe(true);
  });

  it('fails before the ledger is asked, and after it has answered', () => {
    const runs = told.errors.filter(({ act }) => act === 'run').length;
    expect(told.failedAfterSending).toBeGreaterThan(0);
    expect(runs).toBeGreaterThan(told.failedAfterSending);
  });

  it('writes no half of a step, and stays whole', () => {
    expect(told.integrity).toEqual(['ok']);
    expect(told.halves).toBe(0);
  });

  it('goes on when there is space again: every order is in the ledger, once', () => {
    expect(told.undone).toBe(0);
    expect(told.twice).toEqual([]);
    expect(told.balances).toEqual(told.expected);
    expect(Object.keys(told.balances).length).toBeGreaterThan(2);
  });
});
