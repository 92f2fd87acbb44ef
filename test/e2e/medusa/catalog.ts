import type { MedusaApi } from './medusa-api';

/** Where buyers live; each has its currency, its taxes and whether prices there include them. */
export const REGIONS = {
  'eur-net': { currency: 'eur', country: 'de', gross: false },
  'eur-gross': { currency: 'eur', country: 'fr', gross: true },
  usd: { currency: 'usd', country: 'us', gross: false },
  jpy: { currency: 'jpy', country: 'jp', gross: true },
  kwd: { currency: 'kwd', country: 'kw', gross: false },
} as const;

export type RegionName = keyof typeof REGIONS;
export type Sku = 'SHIRT-M' | 'BOOK-1' | 'MUG-1';
/** TEN: 10 % off goods. FIX10: 10 USD off goods. FIX5: 5 EUR off goods, tax included. FREESHIP: shipping for nothing. */
export type PromotionCode = 'TEN' | 'FIX10' | 'FIX5' | 'FREESHIP';

const PRODUCTS: readonly { title: string; sku: Sku; prices: Readonly<Record<string, number>> }[] = [
  { title: 'T-Shirt', sku: 'SHIRT-M', prices: { eur: 19.99, usd: 21.5, jpy: 2980, kwd: 6.125 } },
  { title: 'Book', sku: 'BOOK-1', prices: { eur: 12.34, usd: 9.99, jpy: 1500, kwd: 3.333 } },
  { title: 'Mug', sku: 'MUG-1', prices: { eur: 8.5, usd: 7, jpy: 900, kwd: 2.5 } },
];
const SHIPPING_PRICES = { eur: 4.9, usd: 7.5, jpy: 550, kwd: 1.25 };

/** What a fresh shop needs before it can sell: all of it through the admin API, as an administrator would. */
export async function furnish(api: MedusaApi): Promise<void> {
  const channel = await salesChannel(api);
  const regions = await makeRegions(api);
  const location = await makeLocation(api, channel);
  const zone = await makeZone(api, location);
  const { shipping_profiles } = await api.get<{ shipping_profiles: Identified[] }>(
    '/admin/shipping-profiles',
  );
  const profile =
    shipping_profiles[0] ??
    (
      await api.post<{ shipping_profile: Identified }>('/admin/shipping-profiles', {
        name: 'Default',
        type: 'default',
      })
    ).shipping_profile;
  for (const [name, isReturn] of [
    ['Standard', false],
    ['Return', true],
  ] as const)
    await makeShippingOption(api, name, isReturn, zone, profile, regions['eur-gross']);
  const products = await makeProducts(api, channel, profile, regions['eur-gross']);
  await makeTaxes(api, products);
  await makePromotions(api);
}

interface Identified {
  readonly id: string;
}

async function salesChannel(api: MedusaApi): Promise<Identified> {
  const { sales_channels } = await api.get<{ sales_channels: Identified[] }>('/admin/sales-channels');
  const { api_keys } = await api.get<{ api_keys: Identified[] }>('/admin/api-keys?type=publishable');
  const { stores } = await api.get<{ stores: Identified[] }>('/admin/stores');
  const [channel, key, store] = [sales_channels[0], api_keys[0], stores[0]];
  if (!channel || !store) throw new Error('this is no fresh Medusa: it has no sales channel or no store');
  const publishable =
    key ??
    (await api.post<{ api_key: Identified }>('/admin/api-keys', { title: 'shop', type: 'publishable' }))
      .api_key;
  await api.post(`/admin/api-keys/${publishable.id}/sales-channels`, { add: [channel.id] });
  const supported_currencies = ['eur', 'usd', 'jpy', 'kwd'].map((currency_code) => ({
    currency_code,
    is_default: currency_code === 'eur',
    is_tax_inclusive: currency_code === 'jpy',
  }));
  await api.post(`/admin/stores/${store.id}`, {
    supported_currencies,
    default_sales_channel_id: channel.id,
  });
  return channel;
}

async function makeRegions(api: MedusaApi): Promise<Readonly<Record<string, Identified>>> {
  const made: Record<string, Identified> = {};
  for (const [name, { currency, country, gross }] of Object.entries(REGIONS)) {
    const { region } = await api.post<{ region: Identified }>('/admin/regions', {
      name,
      currency_code: currency,
      countries: [country],
      payment_providers: ['pp_system_default'],
      automatic_taxes: true,
      is_tax_inclusive: gross,
    });
    made[name] = region;
  }
  return made;
}

async function makeLocation(api: MedusaApi, channel: Identified): Promise<Identified> {
  const address = { address_1: 'Street 1', city: 'Berlin', country_code: 'de' };
  const { stock_location } = await api.post<{ stock_location: Identified }>('/admin/stock-locations', {
    name: 'Main',
    address,
  });
  const path = `/admin/stock-locations/${stock_location.id}`;
  await api.post(`${path}/sales-channels`, { add: [channel.id] });
  await api.post(`${path}/fulfillment-providers`, { add: ['manual_manual'] });
  await api.post(`${path}/fulfillment-sets`, { name: 'ship', type: 'shipping' });
  return stock_location;
}

async function makeZone(api: MedusaApi, location: Identified): Promise<Identified> {
  const path = `/admin/stock-locations/${location.id}?fields=*fulfillment_sets`;
  const { stock_location } = await api.get<{ stock_location: { fulfillment_sets: Identified[] } }>(path);
  const geo_zones = Object.values(REGIONS).map(({ country }) => ({ type: 'country', country_code: country }));
  const { fulfillment_set } = await api.post<{ fulfillment_set: { service_zones: Identified[] } }>(
    `/admin/fulfillment-sets/${stock_location.fulfillment_sets[0]?.id}/service-zones`,
    { name: 'all', geo_zones },
  );
  return fulfillment_set.service_zones[0] as Identified;
}

/** A price of a region beside that of its currency: the region's says that it includes tax. */
const pricesOf = (prices: Readonly<Record<string, number>>) =>
  Object.entries(prices).map(([currency_code, amount]) => ({ currency_code, amount }));

async function makeShippingOption(
  api: MedusaApi,
  name: string,
  isReturn: boolean,
  zone: Identified,
  profile: Identified,
  grossRegion: Identified | undefined,
): Promise<void> {
  await api.post('/admin/shipping-options', {
    name,
    price_type: 'flat',
    provider_id: 'manual_manual',
    service_zone_id: zone.id,
    shipping_profile_id: profile.id,
    type: { label: name, description: name, code: name.toLowerCase() },
    prices: [...pricesOf(SHIPPING_PRICES), { region_id: grossRegion?.id, amount: SHIPPING_PRICES.eur }],
    rules: [
      { attribute: 'enabled_in_store', value: 'true', operator: 'eq' },
      { attribute: 'is_return', value: String(isReturn), operator: 'eq' },
    ],
  });
}

async function makeProducts(
  api: MedusaApi,
  channel: Identified,
  profile: Identified,
  grossRegion: Identified | undefined,
): Promise<Readonly<Record<Sku, Identified>>> {
  const { product_type } = await api.post<{ product_type: Identified }>('/admin/product-types', {
    value: 'Clothing',
  });
  const made: Partial<Record<Sku, Identified>> = {};
  for (const { title, sku, prices } of PRODUCTS) {
    const variant = {
      title: 'One size',
      sku,
      manage_inventory: false,
      options: { Size: 'One' },
      prices: [
        ...pricesOf(prices),
        { currency_code: 'eur', amount: prices.eur, rules: { region_id: grossRegion?.id } },
      ],
    };
    const { product } = await api.post<{ product: Identified }>('/admin/products', {
      title,
      status: 'published',
      shipping_profile_id: profile.id,
      sales_channels: [{ id: channel.id }],
      options: [{ title: 'Size', values: ['One'] }],
      variants: [variant],
      ...(sku === 'SHIRT-M' ? { type_id: product_type.id } : {}),
    });
    made[sku] = product;
  }
  return made as Record<Sku, Identified>;
}

async function makeTaxes(api: MedusaApi, products: Readonly<Record<Sku, Identified>>): Promise<void> {
  const region = async (country_code: string, code: string, rate: number, more: object = {}) => {
    const body = {
      country_code,
      provider_id: 'tp_system',
      default_tax_rate: { name: code, code, rate },
      ...more,
    };
    return (await api.post<{ tax_region: Identified }>('/admin/tax-regions', body)).tax_region;
  };
  const germany = await region('de', 'DE19', 19);
  const france = await region('fr', 'FR20', 20);
  await region('jp', 'JP10', 10);
  await region('kw', 'KW5', 5);
  const state = await region('us', 'NY-STATE', 4);
  await region('us', 'NYC', 4.875, {
    province_code: 'us-ny',
    parent_id: state.id,
    provider_id: undefined,
    default_tax_rate: { name: 'NYC', code: 'NYC', rate: 4.875, is_combinable: true },
  });
  for (const [place, code, rate] of [
    [germany, 'DE7', 7],
    [france, 'FR5.5', 5.5],
  ] as const)
    await api.post('/admin/tax-rates', {
      tax_region_id: place.id,
      name: code,
      code,
      rate,
      rules: [{ reference: 'product', reference_id: products['BOOK-1'].id }],
    });
}

async function makePromotions(api: MedusaApi): Promise<void> {
  const make = (code: PromotionCode, application_method: object, more: object = {}) =>
    api.post('/admin/promotions', {
      code,
      type: 'standard',
      status: 'active',
      is_automatic: false,
      application_method,
      ...more,
    });
  const across = { allocation: 'across' };
  await make('TEN', { ...across, type: 'percentage', target_type: 'items', value: 10 });
  await make('FIX10', { ...across, type: 'fixed', target_type: 'items', value: 10, currency_code: 'usd' });
  const gross = { is_tax_inclusive: true };
  await make(
    'FIX5',
    { ...across, type: 'fixed', target_type: 'items', value: 5, currency_code: 'eur' },
    gross,
  );
  await make('FREESHIP', { ...across, type: 'percentage', target_type: 'shipping_methods', value: 100 });
}
