/** Commands of Odoo's one2many and many2many fields: triples of a code, an id and values. */
import type { JsonNumber } from '../exact-json';
import { type Json, jsonNumber } from './json';

const NOTHING = jsonNumber('0');

export const createLine = (values: Json): Json => [NOTHING, NOTHING, values];

export const updateLine = (id: string, values: Json): Json => [jsonNumber('1'), jsonNumber(id), values];

/** These and no others; of none, also keeps Odoo from putting in its defaults. */
export const onlyThese = (ids: readonly (JsonNumber | string)[]): Json => [[jsonNumber('6'), NOTHING, ids]];
