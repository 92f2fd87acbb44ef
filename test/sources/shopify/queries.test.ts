/** Every text that is sent to Shopify, against the schema that Shopify publishes for the pinned version. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NoDeprecatedCustomRule, parse, specifiedRules, validate } from 'graphql';
import {
  API_VERSION,
  type ExtraScopes,
  fulfilmentFields,
  PAGE_SIZES,
  refundFields,
} from '../../../lib/sources/shopify/order-fields';
import * as queries from '../../../lib/sources/shopify/queries';
import { requestedCost } from '../../simulators/shopify/cost';
import { publishedSchema } from '../../simulators/shopify/schema';

const { schema } = publishedSchema();

const documentsFor = (scopes: ExtraScopes): Readonly<Record<string, string>> => ({
  whole: queries.ordersById(queries.orderSections(scopes)),
  ...Object.fromEntries(
    queries
      .orderSections(scopes)
      .map((section, index) => [`section ${index}`, queries.ordersById([section])]),
  ),
  nextLineItems: queries.nextLineItems(scopes),
  nextAgreements: queries.nextAgreements(scopes),
  nextSales: queries.nextSales(scopes),
  refundsById: queries.refundsById(scopes),
  fulfilmentsById: queries.fulfilmentsById(scopes),
});

const CONSTANTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(queries).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  ),
  byUpdate: queries.listOrderIds('UPDATED_AT'),
  byCreation: queries.listOrderIds('CREATED_AT'),
  bulk: queries.bulkOrderIds("created_at:>='2026-01-01T00:00:00Z' created_at:<'2026-02-01T00:00:00Z'"),
  ...Object.fromEntries(
    (Object.keys(queries.REFUND_CONNECTIONS) as queries.RefundConnection[]).map((name) => [
      `of refund ${name}`,
      queries.nextOfRefund(name),
    ]),
  ),
};

const SCOPES: readonly (readonly [string, ExtraScopes])[] = [
  ['no further scope', {}],
  ['all scopes', { products: true, customers: true, returns: true, locations: true, costs: true }],
];

/** `NoDeprecatedCustomRule` also tells of input fields. */
const problemsOf = (document: string): readonly string[] =>
  validate(schema, parse(document), [...specifiedRules, NoDeprecatedCustomRule]).map(
    ({ message }) => message,
  );

describe('what Shopify is asked', () => {
  test.each(Object.entries(CONSTANTS))(
    '%s is allowed by the schema, and nothing in it is deprecated',
    (_, text) => {
      expect(problemsOf(text)).toEqual([]);
    },
  );

  test('what the documents tell to ask for gift cards is allowed too', () => {
    const page = readFileSync(join(__dirname, '../../../docs/carts/shopify.md'), 'utf8');
    const [, query = ''] = /```graphql\n([\s\S]*?)```/.exec(page) ?? [];
    expect(query).toContain('giftCards');
    expect(problemsOf(query)).toEqual([]);
    expect(requestedCost(schema, parse(query), {})).toBeLessThan(1_000);
  });

  test('every text of the file is among them', () => {
    const functions = Object.entries(queries).filter(([, value]) => typeof value === 'function');
    expect(functions.map(([name]) => name).sort()).toEqual(
      [
        'bulkOrderIds',
        'fulfilmentsById',
        'listOrderIds',
        'nextAgreements',
        'nextLineItems',
        'nextOfRefund',
        'nextSales',
        'orderSections',
        'ordersById',
        'refundsById',
      ].sort(),
    );
    expect(Object.keys(CONSTANTS).length).toBeGreaterThan(15);
  });

  describe.each(SCOPES)('with %s', (_name, scopes) => {
    test.each(Object.entries(documentsFor(scopes)))('%s is allowed and not deprecated', (_document, text) => {
      expect(problemsOf(text)).toEqual([]);
    });

    test.each(Object.entries(documentsFor(scopes)))(
      '%s costs no more than one query may',
      (_document, text) => {
        const variables = { ids: ['gid://shopify/Order/1'] };
        expect(requestedCost(schema, parse(text), variables)).toBeLessThan(1_000);
      },
    );
  });

  test('further pages of a refund ask for what its first page asks for', () => {
    const compact = refundFields().replace(/\s+/g, ' ');
    for (const [name, [size, fields]] of Object.entries(queries.REFUND_CONNECTIONS))
      expect(compact).toContain(`${name}(first: ${size}) { nodes { ${fields} }`);
  });

  test('further pages of a delivery ask for what its first page asks for', () => {
    const compact = (text: string): string => text.replace(/\s+/g, ' ').replace(/\(.*?\)/g, '');
    const asked = /fulfillmentLineItems \{ nodes \{ (.*?) \} pageInfo/;
    const [first, next] = [fulfilmentFields(), queries.NEXT_OF_FULFILMENT].map((text) =>
      asked.exec(compact(text).replace('fulfillmentLineItems{', 'fulfillmentLineItems {')),
    );
    expect(first?.[1]).toBeDefined();
    expect(next?.[1]).toBe(first?.[1]);
  });

  test('pages are within what Shopify gives, and the version is a stable one', () => {
    expect(Math.max(...Object.values(PAGE_SIZES))).toBeLessThanOrEqual(queries.LARGEST_PAGE);
    expect(API_VERSION).toMatch(/^20\d\d-(01|04|07|10)$/);
  });
});
