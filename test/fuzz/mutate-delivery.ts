/** What may come to the address of a webhook: bytes that were changed on the way, headers of somebody else, rubbish. */
import type { RawDelivery } from '../../lib/sources/cart-source';
import type { Random } from '../shop/random';
import { mutatePayload } from './mutate-payload';

const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  '\\u0000',
  '\\ud800',
  '1e400',
  '-0',
  '"__proto__":{"x":1},',
  'null',
  '\u0000',
  '\ufeff',
];
const HEADER_VALUES = [
  '',
  ' ',
  '\u0000',
  'x'.repeat(70_000),
  'orders/updated',
  'order.updated',
  '../..',
  '__proto__',
  'a,b',
  'sha256=',
  '0',
  '-1',
  '=',
  '😀',
];

type Change = (delivery: RawDelivery, random: Random) => RawDelivery;

const withBody = (delivery: RawDelivery, rawBody: Buffer): RawDelivery => ({ ...delivery, rawBody });

const flip: Change = (delivery, random) => {
  const bytes = Buffer.from(delivery.rawBody);
  if (bytes.length === 0) return withBody(delivery, Buffer.from([random.int(0, 255)]));
  const at = random.int(0, bytes.length - 1);
  bytes[at] = (bytes[at] as number) ^ (1 << random.int(0, 7));
  return withBody(delivery, bytes);
};

const splice: Change = (delivery, random) => {
  const { rawBody } = delivery;
  const [from, to] = [random.int(0, rawBody.length), random.int(0, rawBody.length)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  const middle = random.pick([
    Buffer.alloc(0),
    Buffer.from(random.pick(PIECES)),
    rawBody.subarray(0, to),
    Buffer.from([0xff, 0xfe, 0xc0, 0x80]),
  ]);
  return withBody(delivery, Buffer.concat([rawBody.subarray(0, from), middle, rawBody.subarray(to)]));
};

const nest: Change = (delivery, random) => {
  const depth = random.pick([10, 100, 1000, 20_000]);
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"id":', '}'],
  ] as const);
  return withBody(delivery, Buffer.from(`${open.repeat(depth)}1${close.repeat(depth)}`));
};

const structure: Change = (delivery, random) => {
  try {
    const document: unknown = JSON.parse(delivery.rawBody.toString('utf8'));
    mutatePayload(document, random);
    return withBody(delivery, Buffer.from(JSON.stringify(document)));
  } catch {
    return flip(delivery, random);
  }
};

const header: Change = (delivery, random) => {
  const names = Object.keys(delivery.headers);
  if (names.length === 0) return delivery;
  const name = random.pick(names);
  const { [name]: value = '', ...others } = delivery.headers;
  const changed = random.pick([
    ...HEADER_VALUES,
    value.toUpperCase(),
    `${value}\n`,
    ` ${value}`,
    value.slice(1),
    value.slice(0, -1),
    `${value},${value}`,
    value.replace(/=+$/, ''),
  ]);
  return { ...delivery, headers: random.chance(0.2) ? others : { ...others, [name]: changed } };
};

const query: Change = (delivery, random) => {
  const token = delivery.query?.['token'] ?? '';
  const values = [
    '',
    ' ',
    '\u0000',
    `${token} `,
    token.toUpperCase(),
    token.slice(1),
    '__proto__',
    'x'.repeat(100_000),
  ];
  return { ...delivery, query: random.chance(0.2) ? {} : { ...delivery.query, token: random.pick(values) } };
};

const CHANGES: readonly Change[] = [
  flip,
  flip,
  splice,
  nest,
  structure,
  structure,
  structure,
  header,
  header,
  query,
];

export const mutateDelivery = (delivery: RawDelivery, random: Random): RawDelivery => {
  let changed = delivery;
  const times = random.int(1, 3);
  for (let count = 0; count < times; count++) changed = random.pick(CHANGES)(changed, random);
  return changed;
};
