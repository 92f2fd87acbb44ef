/** The published schema of the Admin API, and which access scope each type and field of it needs. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  buildClientSchema,
  GraphQLError,
  type GraphQLScalarType,
  type GraphQLSchema,
  type IntrospectionQuery,
  isScalarType,
} from 'graphql';
import { API_VERSION } from '../../../lib/sources/shopify/order-fields';

interface ScopeItem {
  readonly type: 'type' | 'field';
  readonly typeName: string;
  readonly fieldName?: string;
  readonly offlineScopes: readonly string[];
  readonly requiredAccess: string;
}

export interface PublishedSchema {
  readonly schema: GraphQLSchema;
  /** By `Type` and by `Type.field`: any one of these scopes will do. */
  readonly scopes: ReadonlyMap<string, ScopeItem>;
}

/** By its path: the package exports nothing of it. */
const DATA = resolve(__dirname, '../../../node_modules/@shopify/dev-mcp/dist/data');

const SHAPES: Readonly<Record<string, RegExp>> = {
  Decimal: /^-?\d+(\.\d+)?$/,
  UnsignedInt64: /^\d+$/,
  DateTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
};

/** A schema from introspection takes any value for a scalar of its own; these are checked, money above all. */
const strict = (name: string, shape: RegExp): ((value: unknown) => unknown) => {
  return (value) => {
    if (typeof value === 'string' && shape.test(value)) return value;
    throw new GraphQLError(`The simulator holds ${JSON.stringify(value)} for a ${name}`);
  };
};

let known: PublishedSchema | undefined;

export const publishedSchema = (): PublishedSchema => {
  if (known !== undefined) return known;
  const file = gunzipSync(readFileSync(join(DATA, `admin_${API_VERSION}.json.gz`))).toString('utf8');
  const { data, offline_scopes: offline } = JSON.parse(file) as {
    data: IntrospectionQuery;
    offline_scopes: { items: readonly ScopeItem[] };
  };
  const schema = buildClientSchema(data, { assumeValid: true });
  for (const type of Object.values(schema.getTypeMap())) {
    const shape = SHAPES[type.name];
    if (isScalarType(type) && shape !== undefined)
      (type as GraphQLScalarType).serialize = strict(type.name, shape);
  }
  const scopes = new Map(
    offline.items
      .filter(({ offlineScopes }) => offlineScopes.length > 0)
      .map(
        (item) =>
          [item.type === 'type' ? item.typeName : `${item.typeName}.${item.fieldName ?? ''}`, item] as const,
      ),
  );
  known = { schema, scopes };
  return known;
};
