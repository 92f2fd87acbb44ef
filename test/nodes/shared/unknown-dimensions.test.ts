/** What the Accounting Poster does with dimensions that a ledger does not know reaches whatever sends. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { description } from '../../../nodes/AccountingPoster/description';
import { readLedger } from '../../../nodes/shared/posting-route';
import { parametersOf } from '../../../nodes/shared/read-parameters';

const read = (options: unknown) => {
  const values: Readonly<Record<string, unknown>> = { destination: 'quickbooks', options };
  const context = {
    getNodeParameter: (name: string, _: number, fallback: unknown) => values[name] ?? fallback,
    getTimezone: () => 'UTC',
  } as unknown as IExecuteFunctions;
  return readLedger(parametersOf(context, 0)).unknownDimensions;
};

test.each([
  [{ unknownDimensions: 'leave-out' }, 'leave-out'],
  [{ unknownDimensions: 'hold' }, 'hold'],
  [{}, 'hold'],
  [undefined, 'hold'],
  [{ unknownDimensions: 'whatever an expression gave' }, 'hold'],
])('the options %j mean: %s', (options, expected) => {
  expect(read(options)).toBe(expected);
});

test('the option holds unless somebody chooses otherwise', () => {
  const options = description.properties.find(({ name }) => name === 'options')?.options ?? [];
  const option = options.find(({ name }) => name === 'unknownDimensions') as { readonly default: unknown };
  expect(option.default).toBe('hold');
});
