import fc from 'fast-check';
import { dayIn } from '../../lib/policy/accounting-day';
import { checkedPeriod, instantsOf, isInPeriod, startOfDay } from '../../lib/reconcile/period';

describe('a period of accounting days', () => {
  test('begins and ends at midnight of the store, not of UTC', () => {
    expect(instantsOf({ from: '2026-03-01', to: '2026-03-31' }, 'Europe/Berlin')).toEqual({
      from: '2026-02-28T23:00:00.000Z',
      to: '2026-03-31T22:00:00.000Z',
    });
    expect(instantsOf({ from: '2026-11-22', to: '2026-11-22' }, 'Pacific/Kiritimati')).toEqual({
      from: '2026-11-21T10:00:00.000Z',
      to: '2026-11-22T10:00:00.000Z',
    });
  });

  test('begins at one o’clock where the clocks are put forward at midnight', () => {
    expect(startOfDay('2025-09-07', 'America/Santiago')).toBe('2025-09-07T04:00:00.000Z');
  });

  test('of one day is never empty and every instant of it falls on that day', () => {
    const zones = fc.constantFrom(
      'UTC',
      'America/St_Johns',
      'Asia/Kathmandu',
      'Pacific/Apia',
      'Africa/Cairo',
      'America/Havana',
    );
    const days = fc.date({ min: new Date('2000-01-02'), max: new Date('2035-12-30'), noInvalidDate: true });
    fc.assert(
      fc.property(zones, days, (zone, date) => {
        const day = date.toISOString().slice(0, 10);
        const { from, to } = instantsOf({ from: day, to: day }, zone);
        // Samoa left out 30 December 2011: a day that never was holds no instant.
        if (zone === 'Pacific/Apia' && day === '2011-12-30') return from === to;
        const last = new Date(Date.parse(to) - 1000).toISOString();
        const before = new Date(Date.parse(from) - 1000).toISOString();
        const dayOf = dayIn(zone);
        return dayOf(from) === day && dayOf(last) === day && dayOf(before) < day && dayOf(to) > day;
      }),
      { numRuns: 1000 },
    );
  });

  test.each(['2026-02-30', '26-01-01', '2026-1-1', '', 'yesterday', '2026-13-01'])(
    'has no day "%s"',
    (day) => {
      expect(() => checkedPeriod({ from: day, to: '2026-12-31' })).toThrow(/is not a day/);
    },
  );

  test('does not run backwards', () => {
    expect(() => checkedPeriod({ from: '2026-02-01', to: '2026-01-31' })).toThrow(/before it begins/);
  });

  test('holds its first and its last day', () => {
    const period = { from: '2026-01-01', to: '2026-01-31' };
    expect(
      ['2025-12-31', '2026-01-01', '2026-01-31', '2026-02-01'].map((day) => isInPeriod(day, period)),
    ).toEqual([false, true, true, false]);
  });
});
