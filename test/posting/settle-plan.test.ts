/** What a refusal is worth after a lost answer. */
import { refusedTooSoon, type Settled } from '../../lib/posting/settle-plan';
import type { Attempt, Plan } from '../../lib/store/trace-store';

const plan = { key: 'shop:store.example:1:sale:1#1', destination: 'http:main' } as Plan;
const refused: Settled = {
  plan,
  action: 'send',
  to: 'rejected',
  errorClass: 'validation',
  outcome: { state: 'refused', code: 'validation', message: 'The period is closed.' },
};
const attempt = (at: string, outcome: string, planKey = plan.key): Attempt => ({
  planKey,
  destination: plan.destination,
  at,
  action: 'send',
  outcome,
});
const NOON = Date.parse('2026-03-01T12:00:00Z');

describe('a refusal', () => {
  it('does not count for two minutes after a lost answer: the plan is looked up once more', () => {
    const lost = [
      attempt('2026-03-01T11:00:00Z', 'unconfirmed'),
      attempt('2026-03-01T11:59:00Z', 'unconfirmed'),
    ];
    expect(refusedTooSoon(refused, lost, NOON)).toMatchObject({
      to: 'unconfirmed',
      attempt: 'refused, and may be under way',
      outcome: { state: 'retry', retryAfterMs: 60_000, blameless: true },
    });
    expect(refusedTooSoon(refused, lost, NOON + 59_999)).toMatchObject({ to: 'unconfirmed' });
    expect(refusedTooSoon(refused, lost, NOON + 60_000)).toBe(refused);
  });

  it('counts where no answer was lost, or that of another plan', () => {
    expect(refusedTooSoon(refused, [], NOON)).toBe(refused);
    const others = [
      attempt('2026-03-01T11:59:00Z', 'rejected'),
      attempt('2026-03-01T11:59:00Z', 'unconfirmed', 'another'),
    ];
    expect(refusedTooSoon(refused, others, NOON)).toBe(refused);
  });

  it('of a payment that only waits for its invoice is none', () => {
    const waits: Settled = { ...refused, outcome: { state: 'retry', message: 'waits', blameless: true } };
    expect(refusedTooSoon(waits, [attempt('2026-03-01T11:59:00Z', 'unconfirmed')], NOON)).toBe(waits);
  });
});
