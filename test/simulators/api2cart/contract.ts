/** What API2Cart takes: methods, verbs, parameter names, required ones; written down from its OpenAPI 1.1. */

export interface Method {
  readonly verb: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Of the query, or of the JSON body for POST and PUT. */
  readonly names: readonly string[];
  /** One of each group must be there. */
  readonly required: readonly (readonly string[])[];
}

const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

const CHOICE = words('params response_fields exclude');
const READING = [
  ...CHOICE,
  ...words('enable_cache use_latest_api_version rounding_precision allow_user_defined_order_statuses'),
];
const FILTERS = words(
  `start count ids order_ids since_id store_id vendor_id customer_id customer_email basket_id currency_id phone order_status
   order_status_ids ebay_order_status financial_status financial_status_ids fulfillment_status return_status
   fulfillment_channel shipping_method skip_order_ids is_deleted shipping_country_iso3 delivery_method ship_node_type
   created_to created_from modified_to modified_from tags sort_by sort_direction`,
);

export const METHODS: Readonly<Record<string, Method>> = {
  'cart.info': { verb: 'GET', names: ['store_id', ...CHOICE], required: [] },
  'cart.methods': { verb: 'GET', names: [], required: [] },
  'order.info': {
    verb: 'GET',
    names: ['id', 'order_id', 'store_id', ...READING],
    required: [['id', 'order_id']],
  },
  'order.list': { verb: 'GET', names: ['page_cursor', ...FILTERS, ...READING], required: [] },
  'order.count': {
    verb: 'GET',
    names: words(
      `order_ids ids customer_id store_id customer_email order_status order_status_ids ebay_order_status financial_status
       financial_status_ids fulfillment_channel fulfillment_status shipping_method delivery_method tags ship_node_type
       created_from created_to modified_from modified_to use_latest_api_version vendor_id`,
    ),
    required: [],
  },
  'order.transaction.list': {
    verb: 'GET',
    names: ['count', 'page_cursor', 'order_ids', 'store_id', ...CHOICE],
    required: [['order_ids', 'page_cursor']],
  },
  'webhook.list': { verb: 'GET', names: words('start count entity action active ids params'), required: [] },
  'webhook.events': { verb: 'GET', names: [], required: [] },
  'webhook.create': {
    verb: 'POST',
    names: words(
      'entity action callback label fields response_fields active lang_id store_id filtering_conditions idempotency_key',
    ),
    required: [['entity'], ['action']],
  },
  'webhook.update': {
    verb: 'PUT',
    names: words(
      'id callback label fields response_fields active lang_id filtering_conditions idempotency_key',
    ),
    required: [['id']],
  },
  'webhook.delete': { verb: 'DELETE', names: ['id'], required: [['id']] },
};

/** Beside a cursor there may be a choice of fields, and nothing that filters. */
const BESIDE_CURSOR = new Set(['page_cursor', ...READING]);

export interface Refusal {
  readonly code: number;
  readonly message: string;
}

/** What API2Cart says to parameters that break its contract; undefined when they do not. */
export const refusalOfParameters = (
  name: string,
  { names, required }: Method,
  given: Readonly<Record<string, unknown>>,
): Refusal | undefined => {
  const unknown = Object.keys(given).find((key) => !names.includes(key));
  if (unknown !== undefined)
    return { code: 109, message: `Parameter '${unknown}' is not valid for ${name}.` };
  const missing = required.find((group) =>
    group.every((key) => given[key] === undefined || given[key] === ''),
  );
  if (missing !== undefined)
    return { code: 114, message: `Required parameter '${missing[0]}' is not specified.` };
  const count = given['count'];
  if (count !== undefined && (!/^\d+$/.test(String(count)) || Number(count) > 250))
    return { code: 109, message: "Parameter 'count' is not valid. Max allowed count=250." };
  const precision = given['rounding_precision'];
  if (precision !== undefined && !/^[1-6]$/.test(String(precision)))
    return { code: 109, message: "Parameter 'rounding_precision' is not valid." };
  const beside = Object.keys(given).find((key) => !BESIDE_CURSOR.has(key));
  if (given['page_cursor'] !== undefined && beside !== undefined)
    return { code: 109, message: `Parameter 'page_cursor' can't be used with parameter '${beside}'.` };
  return undefined;
};
