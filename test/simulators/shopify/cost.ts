/**
 * What a query costs, by Shopify's published formula: scalars nothing, an object one point, a connection two points and
 * what each of its nodes costs, a mutation ten. Money counts as a value and costs nothing, as measured on live shops.
 * Live costs are lower still for large pages, so that what fits here fits there.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getOperationAST,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isLeafType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

const VALUES = new Set(['MoneyBag', 'MoneyV2', 'PageInfo', 'Count']);
const MUTATION = 10;
const CONNECTION = 2;

interface Pricing {
  readonly schema: GraphQLSchema;
  readonly variables: Variables;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

const argument = (pricing: Pricing, field: FieldNode, name: string): unknown => {
  const node = field.arguments?.find((candidate) => candidate.name.value === name);
  return node && valueFromASTUntyped(node.value, { ...pricing.variables });
};

const typeOf = (parent: GraphQLNamedType, name: string): GraphQLNamedType | undefined => {
  const fields = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields() : {};
  const type = fields[name]?.type;
  return type && getNamedType(type);
};

/** Of a connection: the cost of one of its nodes, wherever they are asked for. */
const nodeCost = (pricing: Pricing, connection: GraphQLNamedType, selection: SelectionSetNode): number => {
  let cost = 0;
  for (const field of selection.selections) {
    if (field.kind !== Kind.FIELD || !field.selectionSet) continue;
    const inner = typeOf(connection, field.name.value);
    if (inner === undefined || field.name.value === 'pageInfo') continue;
    cost +=
      field.name.value === 'edges'
        ? nodeCost(pricing, inner, field.selectionSet)
        : 1 + selectionCost(pricing, inner, field.selectionSet);
  }
  return cost;
};

/** Plain lists: of the nodes that are asked for by id, or as many as `first` allows. */
const repeats = (pricing: Pricing, field: FieldNode): number => {
  const ids = argument(pricing, field, 'ids');
  return Array.isArray(ids) ? ids.length : Number(argument(pricing, field, 'first') ?? 1);
};

const fieldCost = (pricing: Pricing, parent: GraphQLNamedType, field: FieldNode): number => {
  const type = typeOf(parent, field.name.value);
  if (type === undefined || isLeafType(type) || !field.selectionSet || VALUES.has(type.name)) return 0;
  if (type.name.endsWith('Connection')) {
    const size = argument(pricing, field, 'first') ?? argument(pricing, field, 'last') ?? 10;
    return CONNECTION + Number(size) * nodeCost(pricing, type, field.selectionSet);
  }
  return repeats(pricing, field) * (1 + selectionCost(pricing, type, field.selectionSet));
};

/** Fields cost together; of fragments on several types only one can apply, so that the dearest counts. */
const selectionCost = (
  pricing: Pricing,
  type: GraphQLNamedType,
  { selections }: SelectionSetNode,
): number => {
  let together = 0;
  let dearest = 0;
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) together += fieldCost(pricing, type, selection);
    else {
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : pricing.fragments.get(selection.name.value);
      if (fragment === undefined) continue;
      const name = fragment.typeCondition?.name.value;
      const on = name === undefined ? type : pricing.schema.getType(name);
      if (!isCompositeType(on)) continue;
      dearest = Math.max(dearest, selectionCost(pricing, on, fragment.selectionSet));
    }
  }
  return together + dearest;
};

/** Points that a query may cost, known before it runs. */
export const requestedCost = (
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Variables,
): number => {
  const operation = getOperationAST(document);
  if (!operation) return 0;
  if (operation.operation === 'mutation') return MUTATION * operation.selectionSet.selections.length;
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const root = schema.getQueryType();
  return root ? selectionCost({ schema, variables, fragments }, root, operation.selectionSet) : 0;
};

const isValue = (data: object): boolean => 'amount' in data || 'shopMoney' in data || 'hasNextPage' in data;

/** Points that the answer did cost: its objects, and two for each connection. */
export const actualCost = (data: unknown): number => {
  if (Array.isArray(data)) return data.reduce<number>((sum, entry) => sum + actualCost(entry), 0);
  if (typeof data !== 'object' || data === null || isValue(data)) return 0;
  const own = 'nodes' in data || 'edges' in data ? CONNECTION : 1;
  return Object.values(data).reduce<number>((sum, entry) => sum + actualCost(entry), own);
};
