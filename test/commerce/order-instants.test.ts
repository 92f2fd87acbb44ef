import { compareByTime, isInstant } from '../../lib/commerce/order-instants';

describe('instants', () => {
  it.each([
    ['2026-03-29T23:30:00Z', true],
    ['2026-03-29T23:30:00.123Z', true],
    ['2024-02-29T00:00:00Z', true],
    ['2026-02-29T00:00:00Z', false],
    ['2026-02-30T00:00:00Z', false],
    ['2026-04-31T00:00:00Z', false],
    ['2026-13-01T00:00:00Z', false],
    ['2026-03-29T24:00:00Z', false],
    ['2026-03-29T23:30:00', false],
    ['2026-03-29T23:30:00+02:00', false],
    ['2026-03-29', false],
    ['', false],
    [undefined, false],
    [1_760_000_000, false],
  ])('%p: %p', (text, expected) => {
    expect(isInstant(text)).toBe(expected);
  });

  it('sorts by time, then by id with 9 before 10', () => {
    const at = (id: string, time: string): { id: string; at: string } => ({ id, at: time });
    const things = [
      at('10', '2026-01-01T00:00:00Z'),
      at('1', '2026-01-01T00:00:00.500Z'),
      at('9', '2026-01-01T00:00:00Z'),
      at('b', '2026-01-01T00:00:00Z'),
      at('z', '2025-12-31T23:59:59Z'),
    ];
    expect(things.sort(compareByTime).map(({ id }) => id)).toEqual(['z', '9', 'b', '10', '1']);
  });
});
