import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parsePolicy } from '../../lib/policy/parse-policy';
import { policySchema } from '../../lib/policy/policy';
import { MAPPING_VERSION, preparePolicy } from '../../lib/policy/prepared-policy';
import { renderSchemas } from '../../scripts/schemas';

describe('a policy', () => {
  it('may leave everything to its defaults', () => {
    expect(parsePolicy({}).policy).toEqual({
      output: 'journal',
      postingTrigger: 'capture',
      discounts: 'contra',
      tax: 'jurisdiction',
      shipping: 'own-account',
      returns: 'contra',
      amountOnlyRefunds: 'unallocated',
      restockingFee: 'own-account',
      roundingLimit: '0',
      accountingDate: 'event',
      correctionDate: 'change',
      timeZone: 'UTC',
      closedPeriod: 'hold',
      testOrders: 'exclude',
      zeroOrders: 'post',
      deferredTax: 'at-sale',
      orderCurrency: 'shop',
      paymentDifference: 'fx',
      tips: 'liability',
      duties: 'liability',
      channelTax: 'left-out',
      costOfGoods: 'none',
      gatewayFees: 'leave-out',
      settlements: 'leave-in-clearing',
      corrections: 'delta',
      accountRules: [],
      dimensionRules: [],
      unmatched: 'report',
    });
  });

  it.each<[unknown, string]>([
    [{ postingTrigger: 'never' }, '/postingTrigger'],
    [{ roundingLimit: 0.05 }, '/roundingLimit'],
    [{ roundingLimit: '-0.05' }, '/roundingLimit'],
    [{ roundingLimit: '5 cents' }, '/roundingLimit'],
    [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
    [{ postingtrigger: 'capture' }, ''],
    [JSON.parse('{"__proto__": {"tax": "line"}}'), ''],
    [null, ''],
    ['capture', ''],
    [[], ''],
  ])('%j is refused with a sentence and its place', (input, pointer) => {
    const { policy, problems } = parsePolicy(input);
    expect(policy).toBeUndefined();
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'error', code: 'invalid_policy', pointer }),
    ]);
  });

  it('has a sentence of help for every choice', () => {
    for (const [key, choice] of Object.entries(policySchema.shape))
      expect([key, choice.description]).toEqual([key, expect.stringMatching(/\.$/)]);
  });

  it('is named in every version by its hash: spelled-out defaults do not change it, choices do', () => {
    const version = (input: object): string => preparePolicy(policySchema.parse(input)).transformationVersion;
    expect(version({})).toMatch(new RegExp(`^${MAPPING_VERSION}\\+[0-9a-f]{12}$`));
    expect(version({ tax: 'jurisdiction', timeZone: 'UTC' })).toBe(version({}));
    expect(version({ tax: 'line' })).not.toBe(version({}));
    expect(version({ closedPeriod: 'next-open-day' })).not.toBe(version({}));
  });
});

describe('the published JSON Schemas', () => {
  it.each(Object.entries(renderSchemas()))('docs/%s is current (npm run docs:schemas)', (name, content) => {
    const published: unknown = JSON.parse(readFileSync(resolve(__dirname, '../../docs', name), 'utf8'));
    expect(published).toEqual(JSON.parse(content));
  });
});
