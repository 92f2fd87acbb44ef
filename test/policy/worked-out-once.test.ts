/** What is remembered between orders, because mapping thousands of them would otherwise ask for it each time. */
import { dayIn } from '../../lib/policy/accounting-day';
import { policySchema } from '../../lib/policy/policy';
import { preparePolicy } from '../../lib/policy/prepared-policy';

describe('the days of a zone', () => {
  const formatted = jest.spyOn(
    Intl.DateTimeFormat.prototype as unknown as { readonly format: object },
    'format',
    'get',
  );
  beforeEach(() => formatted.mockClear());
  afterAll(() => formatted.mockRestore());

  const minute = (index: number, second = '00'): string =>
    new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString().replace(':00.000Z', `:${second}Z`);

  it('are asked of the calendar once a minute, which is as fine as zones are', () => {
    const day = dayIn('Europe/Berlin');
    expect([day('2026-03-28T22:59:00Z'), day('2026-03-28T22:59:59Z')]).toEqual(['2026-03-28', '2026-03-28']);
    expect(formatted).toHaveBeenCalledTimes(1);
    expect(day('2026-03-28T23:00:00Z')).toBe('2026-03-29');
    expect(formatted).toHaveBeenCalledTimes(2);
  });

  it('are shared by all who ask for the zone', () => {
    expect(dayIn('Asia/Kathmandu')).toBe(dayIn('Asia/Kathmandu'));
  });

  it('are not asked for at all where instants already begin with them', () => {
    expect(dayIn('UTC')('2026-03-28T23:59:59Z')).toBe('2026-03-28');
    expect(formatted).not.toHaveBeenCalled();
  });

  it('are remembered for 1024 minutes, and then from the beginning again, so that memory is bounded', () => {
    const day = dayIn('America/New_York');
    for (let index = 0; index < 1024; index++) day(minute(index));
    for (let index = 0; index < 1024; index++) day(minute(index, '30'));
    expect(formatted).toHaveBeenCalledTimes(1024);
    day(minute(1024));
    expect(formatted).toHaveBeenCalledTimes(1025);
    day(minute(1024, '30'));
    expect(formatted).toHaveBeenCalledTimes(1025);
    day(minute(0));
    expect(formatted).toHaveBeenCalledTimes(1026);
  });
});

describe('a policy', () => {
  it('is prepared once', () => {
    const policy = policySchema.parse({ accountRules: [{ account: 'sales:all' }] });
    expect(preparePolicy(policy)).toBe(preparePolicy(policy));
    expect(preparePolicy(policySchema.parse({}))).not.toBe(preparePolicy(policy));
  });
});
