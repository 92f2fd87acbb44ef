/** Structural mutations: what plugins, importers, other versions and attackers do to a payload. */
import type { Random } from '../shop/random';
import { type Bag, type Place, placesOf, put } from './places';

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  0.1,
  1e-9,
  1e21,
  1e300,
  -1e300,
  Infinity,
  -Infinity,
  NaN,
  2 ** 53,
  2 ** 53 + 2,
  0.30000000000000004,
];
const NUMERALS = [
  '0',
  '-0.00',
  '1e400',
  '-1e400',
  '1e-400',
  'NaN',
  'Infinity',
  '-Infinity',
  '0x10',
  '1,234.56',
  '1.234,56',
  ' 12.34 ',
  '+1.00',
  '.5',
  '5.',
  '--1',
  '１２.３４',
  '12.345',
  '12.3400000',
  '999999999999999999999999.99',
  '-5.00',
  '',
  '1_000',
  '0.0000000000000000001',
  `${'9'.repeat(400)}.00`,
  `0.${'1'.repeat(400)}`,
  'null',
  'zero',
];
const TEXTS = [
  '\ud800',
  'a\udfff',
  '\u0000',
  'a\u0000b',
  '\u202eabc',
  '\ufeff',
  '=HYPERLINK("http://x")',
  '@SUM(1)',
  "'; drop table plan; --",
  '<script>alert(1)</script>',
  '{{ $json }}',
  '=${process.env}',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '../../etc',
  'line\r\nbreak',
  ':',
  '/',
  '#1',
  '%00',
  '😀'.repeat(100),
  'x'.repeat(5000),
  ' '.repeat(3000),
  `${'a'.repeat(2000)}!`,
  '\\',
  '"',
];
const DATES = [
  '2026-02-30T00:00:00Z',
  '0000-00-00T00:00:00',
  '9999-12-31T23:59:59Z',
  '1969-12-31T23:59:59Z',
  '2026-03-01',
  '2026-03-01 10:00:00',
  '01/02/2026',
  'now',
  '2026-13-01T00:00:00Z',
  '2026-03-29T02:30:00+25:00',
  '+012026-03-01T00:00:00Z',
  1772366400,
  -1,
  '',
];
const CURRENCIES = ['USD', 'JPY', 'KWD', 'eur', 'XXX', 'EURO', '', '€', 'XAU', 'CLF', '__proto__'];
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'toJSON',
  '',
  'length',
  'id',
  'total',
  'amount',
];

const MONEY_TEXT = /^-?\d{1,12}(\.\d{1,8})?$/;
const DATE_TEXT = /^\d{4}-\d\d-\d\d/;
const CURRENCY_KEY = /currency/i;

const nested = (depth: number, list: boolean): unknown => {
  let value: unknown = 'core';
  for (let level = 0; level < depth; level++) value = list ? [value] : { a: value };
  return value;
};

/** A number as a text, a text as a number. */
const retold = (value: unknown): unknown =>
  typeof value === 'string' ? Number(value) : typeof value === 'number' ? `${value}` : 1;

/** What is nested too deeply to be copied stands in its new place as a text. */
const copied = (value: unknown): unknown => {
  try {
    return structuredClone(value);
  } catch {
    return 'too deep';
  }
};

/** One cent, one unit of the last digit, or another digit: the smallest lie. */
export const nudged = (value: unknown, up: boolean): unknown => {
  if (typeof value === 'number') return Number((value + (up ? 0.01 : -0.01)).toFixed(6));
  if (typeof value !== 'string' || !MONEY_TEXT.test(value)) return value;
  const decimals = value.split('.')[1]?.length ?? 0;
  // A price with six decimals is changed by a cent and not by a millionth, which rounding may swallow rightly.
  const unit = decimals > 3 ? 10n ** BigInt(decimals - 2) : 1n;
  const raised = BigInt(value.replace('.', '')) + (up ? unit : -unit);
  const digits = String(raised < 0n ? -raised : raised).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return `${raised < 0n ? '-' : ''}${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ''}`;
};

type Change = (place: Place, random: Random, places: readonly Place[]) => void;

const set = ({ parent, key }: Place, value: unknown): void => {
  if (Array.isArray(parent)) parent[Number(key)] = value;
  else put(parent, key, value);
};

const drop: Change = ({ parent, key }) => {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
};

const duplicate: Change = ({ parent, key }, random) => {
  const copy = copied(parent[key]);
  if (Array.isArray(parent)) parent.splice(random.int(0, parent.length), 0, copy);
  else put(parent, random.pick(KEYS), copy);
};

const rename: Change = ({ parent, key }, random) => {
  const value = parent[key];
  if (Array.isArray(parent)) parent.reverse();
  else {
    delete parent[key];
    put(parent, random.pick([key.toUpperCase(), `${key} `, `_${key}`, ...KEYS]), value);
  }
};

const retype: Change = (place, random) => {
  const value = place.parent[place.key];
  const others: readonly unknown[] = [
    null,
    undefined,
    true,
    false,
    [],
    {},
    [value],
    { value },
    retold(value),
    [null],
    [[]],
    0,
    '',
  ];
  set(place, random.pick(others));
};

const flood: Change = ({ parent, key }, random) => {
  const value = parent[key];
  const times = random.pick([20, 200, 1500]);
  if (Array.isArray(value) && value.length > 0) {
    const [first] = value;
    for (let count = 0; count < times; count++) value.push(random.chance(0.5) ? first : copied(first));
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value))
    for (let count = 0; count < times; count++) put(value as Bag, `k${count}`, count);
};

const pollute: Change = ({ parent, key }, random) => {
  const value = parent[key];
  const target =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : parent;
  if (Array.isArray(target)) return;
  const evil = {
    polluted: true,
    amount: '1.00',
    isAdmin: true,
    toString: 'x',
    constructor: { prototype: { polluted: true } },
  };
  put(target, random.pick(KEYS.slice(0, 8)), random.chance(0.5) ? evil : random.pick(TEXTS));
};

const swap: Change = (place, random, places) => {
  const other = random.pick(places);
  const [mine, theirs] = [place.parent[place.key], other.parent[other.key]];
  set(place, copied(theirs));
  if (random.chance(0.5)) set(other, copied(mine));
};

const CHANGES: readonly (readonly [string, Change])[] = [
  ['drop', drop],
  ['duplicate', duplicate],
  ['rename', rename],
  ['retype', retype],
  ['number', (place, random) => set(place, random.pick(NUMBERS))],
  ['numeral', (place, random) => set(place, random.pick(NUMERALS))],
  ['text', (place, random) => set(place, random.pick(TEXTS))],
  ['nest', (place, random) => set(place, nested(random.pick([3, 50, 3000]), random.chance(0.5)))],
  ['flood', flood],
  ['pollute', pollute],
  ['swap', swap],
];

/** Changes that need a field of their kind: they are what comes closest to a payload that could be true. */
const aimed = (place: Place, random: Random): string | undefined => {
  const value = place.parent[place.key];
  if (CURRENCY_KEY.test(place.key) && typeof value === 'string') {
    set(place, random.pick(CURRENCIES));
    return 'currency';
  }
  if (typeof value === 'string' && DATE_TEXT.test(value)) {
    set(place, random.pick(DATES));
    return 'date';
  }
  if ((typeof value === 'string' && MONEY_TEXT.test(value)) || typeof value === 'number') {
    set(place, nudged(value, random.chance(0.5)));
    return 'nudge';
  }
  return undefined;
};

/** Changes the document in place, one to four times. Gives the names of what was done, for a report. */
export const mutatePayload = (document: unknown, random: Random): readonly string[] => {
  const done: string[] = [];
  const times = random.pick([1, 1, 1, 2, 2, 3, 4]);
  for (let count = 0; count < times; count++) {
    const places = placesOf(document);
    if (places.length === 0) break;
    const place = random.pick(places);
    const aim = random.chance(0.4) ? aimed(place, random) : undefined;
    const [name, change] = random.pick(CHANGES);
    if (aim === undefined) change(place, random, places);
    done.push(`${aim ?? name} ${place.pattern.slice(0, 80)}`);
  }
  return done;
};
