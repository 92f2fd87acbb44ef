import { parametersOf, yesterdayIn } from '../../../nodes/shared/read-parameters';

const given = (values: Record<string, unknown>, timeZone = 'Europe/Berlin') =>
  parametersOf(
    {
      getNodeParameter: ((name: string, _item: number, fallback: unknown) =>
        values[name] ?? fallback) as never,
      getTimezone: () => timeZone,
    },
    0,
  );

it.each([
  ['2026-07-01T00:00:00', '2026-06-30T22:00:00.000Z'],
  ['2026-07-01', '2026-06-30T22:00:00.000Z'],
  ['2026-07-01T00:00:00Z', '2026-07-01T00:00:00.000Z'],
  ['2026-07-01T00:00:00-05:00', '2026-07-01T05:00:00.000Z'],
  [new Date('2026-07-01T12:00:00Z'), '2026-07-01T12:00:00.000Z'],
])('reads the instant %p in the time zone of the workflow', (value, instant) => {
  expect(given({ at: value }).instant('at')).toBe(instant);
});

it.each([
  ['2026-07-01', '2026-07-01'],
  ['2026-07-01T00:00:00', '2026-07-01'],
  ['2026-07-01T23:30:00-02:00', '2026-07-01'],
])('reads the day %p as it was written', (value, day) => {
  expect(given({ on: value }).day('on')).toBe(day);
});

it('takes an empty date for none, and says when something is no date', () => {
  expect(given({ at: '' }).instant('at')).toBeUndefined();
  expect(given({}).day('on')).toBeUndefined();
  expect(() => given({ on: 'soon' }).day('on')).toThrow('"on" is not a date');
});

it.each([1, 100, '25'])('takes %p for a count', (value) => {
  expect(given({ limit: value }).count('limit')).toBe(Number(value));
});

it.each([0, -1, 1.5, Number.NaN, '', 'many', null, '1e3'])('refuses %p as a count', (value) => {
  expect(() => given({ limit: value }).count('limit')).toThrow('"limit" is not a whole number');
});

it('reads lists, texts and flags', () => {
  const parameters = given({ ids: ' 1, 2,,3 ', none: '', name: '  a b ', on: true, also: 'true' });
  expect(parameters.list('ids')).toEqual(['1', '2', '3']);
  expect(parameters.list('none')).toBeUndefined();
  expect(parameters.text('name')).toBe('a b');
  expect([parameters.flag('on'), parameters.flag('also'), parameters.flag('name')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(() => parameters.needed('none', 'text')).toThrow('"none" is empty');
});

it('fills a collection up with its defaults', () => {
  const options = given({ options: { a: 5 } }).within('options', { a: 1, b: 2 });
  expect([options.count('a'), options.count('b')]).toEqual([5, 2]);
});

it('knows that yesterday is not the same day everywhere', () => {
  expect(yesterdayIn('Pacific/Kiritimati')).not.toBe(yesterdayIn('Pacific/Niue'));
});
