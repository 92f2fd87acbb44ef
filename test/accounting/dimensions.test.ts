import {
  differingDimensions,
  heldDimensions,
  plannedDimensions,
} from '../../lib/accounting/compare-dimensions';
import { dimensionsIn, folded, notFound, notSupported } from '../../lib/accounting/line-dimensions';

const CURRENCY = 'EUR';

interface Given {
  readonly ledgerAccount: string;
  readonly debit?: string;
  readonly credit?: string;
}

const wanted = (lines: readonly (Given & { readonly dimensions?: Record<string, string> })[]) =>
  plannedDimensions({
    currency: CURRENCY,
    lines: lines.map((line) => ({ logicalAccount: 'sales', ...line })),
  });

const shown = (lines: readonly (Given & { readonly dimensions?: { name: string; value: string }[] })[]) =>
  heldDimensions({ currency: CURRENCY, lines });

const online = [{ name: 'Class', value: 'Online' }];

describe('dimensions of lines', () => {
  it('come in the order of the lines, then of the names', () => {
    const first = { logicalAccount: 'sales', dimensions: { b: '2', a: '1' } };
    const second = { logicalAccount: 'shipping' };
    const third = { logicalAccount: 'sales', dimensions: { A: '3' } };
    expect(dimensionsIn({ lines: [first, second, third] })).toEqual([
      { line: first, name: 'a', value: '1' },
      { line: first, name: 'b', value: '2' },
      { line: third, name: 'A', value: '3' },
    ]);
  });

  it('are the same to people whatever their case and the spaces around them', () => {
    expect(folded('  OnLine Ärger ')).toBe('online ärger');
  });

  it('that a ledger cannot hold are named with their line, the reason and what to do', () => {
    const one = { line: { logicalAccount: 'sales' }, name: 'class', value: 'Online' };
    expect(notSupported(one, 'Tryton knows no dimensions')).toEqual({
      code: 'dimension_not_supported',
      message: expect.stringMatching(
        /^the line of "sales" has the dimension "class" = "Online", and Tryton knows no dimensions\. Correct .* then retry/,
      ),
    });
    expect(notFound(one, 'no class of that name')).toEqual({
      code: 'dimension_not_found',
      message: expect.stringMatching(
        /^the line of "sales" has the dimension "class" = "Online", and there is no class of that name\. Create it/,
      ),
    });
  });
});

describe('planned and held dimensions', () => {
  it('agree when the amounts do, whatever the spelling, the order and the number of lines', () => {
    const planned = wanted([
      { ledgerAccount: '4000', credit: '7.00', dimensions: { class: 'online', shop: 'One' } },
      { ledgerAccount: '4000', credit: '3.00', dimensions: { class: 'Online', shop: 'One' } },
      { ledgerAccount: '1000', debit: '10.00' },
    ]);
    const held = shown([
      { ledgerAccount: '1000', debit: '10.00' },
      {
        ledgerAccount: '4000',
        credit: '12.00',
        dimensions: [...online, { name: 'SHOP', value: ' one ' }],
      },
      { ledgerAccount: '4000', debit: '2.00', dimensions: [...online, { name: 'SHOP', value: 'one' }] },
    ]);
    expect(differingDimensions(planned, held, true)).toEqual([]);
  });

  it('differ value by value: what was planned first, then what only the ledger has', () => {
    const planned = wanted([
      { ledgerAccount: '4000', credit: '7.00', dimensions: { class: 'Online' } },
      { ledgerAccount: '4000', credit: '3.00', dimensions: { class: 'Market' } },
      { ledgerAccount: '4000', credit: '1.00', dimensions: { class: 'Fair' } },
      { ledgerAccount: '5000', debit: '1.00', dimensions: { class: 'Online' } },
    ]);
    const held = shown([
      { ledgerAccount: '4000', credit: '9.00', dimensions: online },
      { ledgerAccount: '4000', credit: '0.50', dimensions: [{ name: 'class', value: 'Retail' }] },
      { ledgerAccount: '4000', credit: '0.50', dimensions: [{ name: 'class', value: 'Outlet' }] },
      { ledgerAccount: '4000', credit: '1.00', dimensions: [{ name: 'class', value: 'fair' }] },
      { ledgerAccount: '4000', credit: '4.00', dimensions: [{ name: 'class', value: 'Void' }] },
      { ledgerAccount: '4000', debit: '4.00', dimensions: [{ name: 'class', value: 'Void' }] },
      { ledgerAccount: '5000', debit: '1.00', dimensions: online },
    ]);
    expect(differingDimensions(planned, held, true)).toEqual([
      {
        ledgerAccount: '4000',
        name: 'class',
        values: [
          { value: 'Online', planned: -700n, held: -900n },
          { value: 'Market', planned: -300n, held: 0n },
          { value: 'Retail', planned: 0n, held: -50n },
          { value: 'Outlet', planned: 0n, held: -50n },
        ],
      },
    ]);
  });

  it('are held against one another for each ledger account and each dimension', () => {
    const planned = wanted([
      { ledgerAccount: '4000', credit: '7.00', dimensions: { class: 'Online', shop: 'One' } },
      { ledgerAccount: '5000', debit: '2.00', dimensions: { class: 'Online' } },
    ]);
    const held = shown([
      { ledgerAccount: '4000', credit: '7.00', dimensions: [{ name: 'shop', value: 'Two' }, ...online] },
      { ledgerAccount: '5000', debit: '3.00', dimensions: online },
    ]);
    expect(differingDimensions(planned, held, true)).toEqual([
      {
        ledgerAccount: '4000',
        name: 'shop',
        values: [
          { value: 'One', planned: -700n, held: 0n },
          { value: 'Two', planned: 0n, held: -700n },
        ],
      },
      { ledgerAccount: '5000', name: 'class', values: [{ value: 'Online', planned: 200n, held: 300n }] },
    ]);
  });

  it('that a ledger does not tell are no difference, unless it tells all', () => {
    const planned = wanted([{ ledgerAccount: '4000', credit: '7.00', dimensions: { class: 'Online' } }]);
    const held = shown([{ ledgerAccount: '4000', credit: '7.00' }]);
    expect(differingDimensions(planned, held, false)).toEqual([]);
    expect(differingDimensions(planned, held, true)).toEqual([
      { ledgerAccount: '4000', name: 'class', values: [{ value: 'Online', planned: -700n, held: 0n }] },
    ]);
    const other = shown([
      { ledgerAccount: '4000', credit: '7.00', dimensions: [{ name: 'class', value: 'Retail' }] },
    ]);
    expect(differingDimensions(planned, other, false)).toHaveLength(1);
  });

  it('that only the ledger has are what it adds by itself', () => {
    const held = shown([{ ledgerAccount: '4000', credit: '7.00', dimensions: online }]);
    expect(differingDimensions(wanted([{ ledgerAccount: '4000', credit: '7.00' }]), held, true)).toEqual([]);
  });

  it('with an amount that is not exact are refused', () => {
    expect(() =>
      wanted([{ ledgerAccount: '4000', credit: '7.001', dimensions: { class: 'Online' } }]),
    ).toThrow(RangeError);
  });
});
