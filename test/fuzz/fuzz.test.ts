/**
 * Whatever comes in: a payload maps, in balance and conserved, or is held by a typed problem; a delivery is accepted only
 * when the shop signed it as it is. Nothing throws, nothing computes for a second, no prototype is touched.
 * More of it: `npm run fuzz -- --count 100000 --seed 7`.
 */
import { SOURCES } from '../../lib/sources';
import { runs } from '../support/runs';
import { PLATFORMS, seedsOf } from './corpus';
import { DeliveryFuzz } from './fuzz-deliveries';
import { OrderFuzz } from './fuzz-orders';

const SEED = 20_261_123;
const PAYLOADS = runs(9_000);
const DELIVERIES = runs(4_000);

jest.setTimeout(600_000);

test('every cart of the registry brings fixtures to mutate', () => {
  const counts = PLATFORMS.map((platform) => [platform, seedsOf(platform).length] as const);
  expect(counts.filter(([, count]) => count < 20)).toEqual([]);
  expect(PLATFORMS).toHaveLength(SOURCES.length + 1);
});

test('mutated payloads map in balance and conserved, or are held by a typed problem', () => {
  const { findings, outcomes } = new OrderFuzz(SEED).run(PAYLOADS);
  expect(findings).toEqual([]);
  // A fuzzer that breaks everything, or nothing, tests nothing.
  for (const platform of PLATFORMS) {
    const { mapped = 0, held = 0 } = outcomes[platform] ?? {};
    expect([platform, mapped > 0, held > mapped / 10]).toEqual([platform, true, true]);
  }
});

test('the same seed makes the same payloads', () => {
  const [one, other] = [new OrderFuzz(5), new OrderFuzz(5)];
  for (let index = 0; index < 40; index++) expect(other.payload(index)).toEqual(one.payload(index));
});

test('mutated deliveries are accepted only when the shop signed them as they are', async () => {
  const fuzz = await DeliveryFuzz.open(SEED);
  try {
    const { findings, outcomes } = await fuzz.run(DELIVERIES);
    expect(findings).toEqual([]);
    for (const { platform } of SOURCES) {
      const { accepted = 0, refused = 0, unreadable = 0 } = outcomes[platform] ?? {};
      expect([platform, accepted > 0, refused > 0, unreadable > 0]).toEqual([platform, true, true, true]);
    }
  } finally {
    await fuzz.close();
  }
});
