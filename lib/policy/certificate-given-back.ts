/** What refunds gave back by component, and what a cancellation took back of the rest. */
import type { OrderAmounts, PartAmounts, RefundAmounts } from '../commerce/order-amounts';
import { type EventPart, type FinanceEvent, eventKey } from '../events/finance-event';
import { exactMinor } from '../money/exact-minor';
import {
  type SourceSide,
  addChannelTax,
  addTax,
  componentOfPart,
  componentOfTax,
  countedComponent,
  isNetOfDiscounts,
} from './certificate-source';
import type { CertificateSums } from './certificate-sums';

/** What is left of each thing that was sold, under a name of its own. */
type Left = Map<string, bigint>;

const partName = (kind: string, id: string): string => `${kind} ${id.length} ${id}`;
const taxName = (kind: string, id: string, liable: string, jurisdiction: string): string =>
  `${partName(kind, id)} ${liable} ${jurisdiction}`;

/** Discount that is still on a gift card: it is owed at its face value. */
const faceName = (kind: string, id: string): string => `face ${partName(kind, id)}`;

const lower = (left: Left, name: string, minor: bigint): void => {
  left.set(name, (left.get(name) ?? 0n) - minor);
};

export const addGivenBack = (sums: CertificateSums, side: SourceSide): void => {
  const { amounts } = side;
  const { state } = amounts.order;
  const natures = new Map(amounts.parts.map((sold) => [partName(sold.kind, sold.part.id), sold]));
  const left = leftOfSale(amounts);
  for (const taken of amounts.refunds) addRefund(sums, side, taken, natures, left);
  if (state === 'cancelled' || state === 'failed') addCancellation(sums, side, left);
};

const leftOfSale = ({ parts, claims }: OrderAmounts): Left => {
  const left: Left = new Map();
  let sum = 0n;
  for (const { kind, nature, part, amount, discountSum, taxes, taxSum } of parts) {
    lower(left, partName(kind, part.id), discountSum - amount);
    if (nature === 'gift_card') lower(left, faceName(kind, part.id), -discountSum);
    part.taxes.forEach(({ liable, jurisdiction }, index) =>
      lower(left, taxName(kind, part.id, liable, jurisdiction), -(taxes[index] as bigint)),
    );
    sum += amount - discountSum + taxSum;
  }
  lower(left, 'rounding', sum - claims.total.amount);
  return left;
};

const addRefund = (
  sums: CertificateSums,
  side: SourceSide,
  taken: RefundAmounts,
  sold: ReadonlyMap<string, PartAmounts>,
  left: Left,
): void => {
  const named = new Map<string, bigint>();
  const name = (component: string, minor: bigint): void => {
    named.set(component, (named.get(component) ?? 0n) + minor);
  };
  for (const { kind, part, amount, taxes } of taken.parts) {
    const component = componentOfPart(kind, sold.get(partName(kind, part.of))?.nature);
    sums.add('given_back', component, 'source', amount);
    name(component, amount);
    part.taxes.forEach((tax, index) => {
      addTax(sums, 'given_back', tax, taxes[index] as bigint, side);
      name(componentOfTax(tax, side.oneTax), taxes[index] as bigint);
    });
  }
  let rest = taken.amount;
  for (const minor of named.values()) rest -= minor;
  const event = eventOf(side, taken);
  if (rest === 0n && !movesEarlier(event)) {
    for (const { kind, part, amount, taxes } of taken.parts) {
      lower(left, partName(kind, part.of), amount);
      part.taxes.forEach(({ liable, jurisdiction }, index) =>
        lower(left, taxName(kind, part.of, liable, jurisdiction), taxes[index] as bigint),
      );
    }
    raiseToFace(sums, side, event, left);
    return;
  }
  // What the source names of it is in the events as well, and counts once.
  for (const { part, taxes } of taken.parts)
    part.taxes.forEach(({ liable }, index) => {
      if (liable === 'channel')
        addChannelTax(sums, 'given_back', 'moved', taxes[index] as bigint, side.policy, -1n);
    });
  divide(sums, side, event, named, rest, left);
};

/** The source states what was paid for a gift card; as much of its discount comes back as the finance event says. */
const raiseToFace = (
  sums: CertificateSums,
  { amounts }: SourceSide,
  event: FinanceEvent | undefined,
  left: Left,
): void => {
  for (const part of event?.parts ?? []) {
    if (part.component !== 'discount') continue;
    const minor = minorOf(part, amounts);
    lower(left, faceName(part.on ?? 'goods', part.of), minor);
    sums.move('given_back', 'discount', ['given_back', 'gift_card'], minor, 'at_face_value');
  }
};

const eventOf = ({ amounts, events }: SourceSide, { refund }: RefundAmounts): FinanceEvent | undefined => {
  const key = eventKey(amounts.order.source, 'refund', refund.id);
  return events.find((one) => one.key === key);
};

/** Lines of a refund may show that an earlier one without lines was spread over the wrong things. */
const movesEarlier = (event: FinanceEvent | undefined): boolean =>
  event !== undefined && event.parts.some(({ amount }) => amount.startsWith('-'));

/** What a refund gives back beyond its lines stands on one row, and is moved to where the entries say it belongs. */
const divide = (
  sums: CertificateSums,
  side: SourceSide,
  event: FinanceEvent | undefined,
  named: ReadonlyMap<string, bigint>,
  rest: bigint,
  left: Left,
): void => {
  const { amounts, policy } = side;
  const open = rest >= 0n ? 'unallocated' : 'restocking_fee';
  sums.add('given_back', open, 'source', rest);
  const told = new Map<string, bigint>();
  for (const part of event?.parts ?? []) {
    const minor = minorOf(part, amounts);
    const [component, sign] = countedComponent(part, side);
    told.set(component, (told.get(component) ?? 0n) + sign * minor);
    lowerBy(left, part, minor);
    if (component === 'channel_tax') addChannelTax(sums, 'given_back', 'moved', minor, policy);
  }
  for (const component of new Set([...told.keys(), ...named.keys()])) {
    if (component === open) continue;
    const minor = (told.get(component) ?? 0n) - (named.get(component) ?? 0n);
    sums.add('given_back', open, 'moved', -minor, 'divided');
    if (component !== 'channel_tax') sums.add('given_back', component, 'moved', minor, 'divided');
  }
};

const lowerBy = (left: Left, part: EventPart, minor: bigint): void => {
  const { component, of, on = 'goods', jurisdiction = '' } = part;
  if (component === 'tax') lower(left, taxName(on, of, 'merchant', jurisdiction), minor);
  else if (component === 'discount') {
    lower(left, partName(on, of), -minor);
    lower(left, faceName(on, of), minor);
  } else if (component === 'channel_tax') lower(left, taxName(on, of, 'channel', jurisdiction), minor);
  else if (component === 'rounding' || component === 'unallocated') lower(left, component, minor);
  else if (component !== 'restocking_fee') lower(left, partName(component, of), minor);
};

const addCancellation = (sums: CertificateSums, side: SourceSide, left: Left): void => {
  const { amounts, policy } = side;
  for (const { kind, nature, part, discountSum } of amounts.parts) {
    const name = partName(kind, part.id);
    const rest = left.get(name) ?? 0n;
    const face = faceName(kind, part.id);
    const reduced = nature === 'gift_card' ? (left.get(face) ?? 0n) : discountSum;
    left.delete(name);
    left.delete(face);
    if (rest === 0n && (nature !== 'gift_card' || reduced === 0n)) continue;
    const component = componentOfPart(kind, nature);
    if (isNetOfDiscounts(policy, nature)) sums.add('given_back', component, 'source', rest);
    else {
      sums.add('given_back', component, 'source', rest + reduced);
      sums.add('given_back', 'discount', 'source', -reduced);
    }
  }
  for (const [name, rest] of left) {
    if (name === 'rounding' || name === 'unallocated') sums.add('given_back', name, 'source', rest);
    else addTax(sums, 'given_back', taxOf(name), rest, side);
  }
};

/** Names that are left behind the parts are those of taxes. */
const taxOf = (name: string): { liable: 'merchant' | 'channel'; jurisdiction: string } => {
  const [kind = '', length = ''] = name.split(' ', 2);
  const rest = name.slice(kind.length + length.length + 2 + Number(length) + 1);
  const liable = rest.startsWith('channel ') ? 'channel' : 'merchant';
  return { liable, jurisdiction: rest.slice(liable.length + 1) };
};

export const minorOf = (part: EventPart, { decimals }: Pick<OrderAmounts, 'decimals'>): bigint => {
  const minor = exactMinor(part.amount, decimals);
  if (minor === undefined) throw new Error(`an event holds "${part.amount}", which is not an exact amount`);
  return minor;
};
