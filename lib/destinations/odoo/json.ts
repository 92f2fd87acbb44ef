/** Values of a request to Odoo. Numbers are told apart from text by their class and never pass through a float. */
import { JsonNumber } from '../exact-json';

export type Json = string | boolean | null | JsonNumber | readonly Json[] | { readonly [name: string]: Json };

/** A plain decimal or an id as a number of JSON. */
export const jsonNumber = (text: string): JsonNumber => new JsonNumber(text);

/** An id of Odoo as a number; what stands for one in a preview stays a text. */
export const idJson = (id: string): JsonNumber | string => (/^[1-9]\d*$/.test(id) ? jsonNumber(id) : id);

export const jsonIds = (ids: Iterable<string>): Json => [...ids].map(idJson);
