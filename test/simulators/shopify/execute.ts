/** One request to the API: read, held against the published schema, priced, and carried out. */
import { type DocumentNode, executeSync, getOperationAST, type GraphQLError, parse, validate } from 'graphql';
import type { Bucket } from './bucket';
import { actualCost, requestedCost } from './cost';
import { fieldResolver, MUTATION_ROOT, QUERY_ROOT, type QueryContext, typeResolver } from './resolve';
import { publishedSchema } from './schema';

export interface GraphqlRequest {
  readonly query?: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

export interface Answered {
  readonly body: Readonly<Record<string, unknown>>;
  readonly requestedCost: number;
  readonly actualCost: number | null;
  readonly codes: readonly string[];
}

/** Above this a query is refused, however full the bucket is. */
const MOST_POINTS = 1_000;

const known = new Map<string, DocumentNode | readonly GraphQLError[]>();

/** The document, or why Shopify would not take it. Deprecated fields count as mistakes: they are gone one day. */
const read = (query: string): DocumentNode | readonly GraphQLError[] => {
  const seen = known.get(query);
  if (seen !== undefined) return seen;
  let result: DocumentNode | readonly GraphQLError[];
  try {
    const document = parse(query);
    const errors = validate(publishedSchema().schema, document);
    result = errors.length > 0 ? errors : document;
  } catch (error) {
    result = [error as GraphQLError];
  }
  known.set(query, result);
  return result;
};

const isErrors = (result: DocumentNode | readonly GraphQLError[]): result is readonly GraphQLError[] =>
  Array.isArray(result);

const errorBody = (message: string, extensions: object): Readonly<Record<string, unknown>> => ({
  errors: [{ message, extensions }],
});

const run = (document: DocumentNode, variables: GraphqlRequest['variables'], context: QueryContext) =>
  executeSync({
    schema: context.published.schema,
    document,
    rootValue: getOperationAST(document)?.operation === 'mutation' ? MUTATION_ROOT : QUERY_ROOT,
    contextValue: context,
    variableValues: variables ?? {},
    fieldResolver,
    typeResolver,
  });

const readBulk = (query: string): DocumentNode => {
  const document = read(query);
  if (isErrors(document)) throw document[0] ?? new Error('unreadable');
  const root = getOperationAST(document)?.selectionSet.selections ?? [];
  if (root.length !== 1) throw new Error('Bulk queries must contain exactly one connection');
  return document;
};

export const checkBulk = (query: string): void => void readBulk(query);

/** Rows of a bulk query: one connection at the top, and plain fields of its nodes. */
export const bulkRows = (
  query: string,
  context: Omit<QueryContext, 'rowsOf' | 'unlimited'>,
): readonly unknown[] => {
  const result = run(readBulk(query), {}, { ...context, unlimited: true, rowsOf: () => [] });
  if (result.errors?.[0]) throw result.errors[0];
  const [connection] = Object.values(result.data ?? {}) as {
    nodes?: readonly unknown[];
    edges?: readonly { node: unknown }[];
  }[];
  const rows = connection?.nodes ?? connection?.edges?.map(({ node }) => node);
  if (rows === undefined) throw new Error('Bulk queries must contain at least one connection');
  return rows;
};

/** `costFactor`: live shops charge less than the published formula says. */
export const answer = (
  request: GraphqlRequest,
  context: QueryContext,
  bucket: Bucket,
  costFactor: number,
): Answered => {
  const document = read(request.query ?? '');
  if (isErrors(document)) {
    const errors = document.map(({ message, locations }) => ({
      message,
      locations,
      extensions: { code: 'INVALID' },
    }));
    return { body: { errors }, requestedCost: 0, actualCost: null, codes: ['INVALID'] };
  }
  const priced = requestedCost(context.published.schema, document, request.variables ?? {});
  const requested = Math.ceil(priced * costFactor);
  const extensions = (actual: number | null) => ({
    cost: { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: bucket.status() },
  });
  if (requested > MOST_POINTS) {
    const message = `Query cost is ${requested}, which exceeds the single query max cost limit (${MOST_POINTS}).`;
    const body = errorBody(message, { code: 'MAX_COST_EXCEEDED', cost: requested, maxCost: MOST_POINTS });
    return { body, requestedCost: requested, actualCost: null, codes: ['MAX_COST_EXCEEDED'] };
  }
  if (!bucket.has(requested)) {
    const body = { ...errorBody('Throttled', { code: 'THROTTLED' }), extensions: extensions(null) };
    return { body, requestedCost: requested, actualCost: null, codes: ['THROTTLED'] };
  }
  const { data, errors } = run(document, request.variables, context);
  const mutation = getOperationAST(document)?.operation === 'mutation';
  const actual = mutation ? requested : Math.min(requested, Math.max(0, actualCost(data) - 1));
  bucket.take(actual);
  const codes = (errors ?? []).map((error) => String(error.extensions.code ?? 'ERROR'));
  return {
    body: {
      data,
      ...(errors ? { errors: errors.map((error) => error.toJSON()) } : {}),
      extensions: extensions(actual),
    },
    requestedCost: requested,
    actualCost: actual,
    codes,
  };
};
