/** The parts of Medusa's answers that the tests' shop-keeper reads. */
export interface MedusaOrder {
  readonly id: string;
  readonly display_id: number;
  readonly updated_at: string;
  readonly created_at: string;
  readonly version: number;
  readonly summary: { readonly pending_difference: number };
  readonly items: readonly {
    readonly id: string;
    readonly variant_sku: string;
    readonly quantity: number;
    readonly detail: { readonly fulfilled_quantity: number };
  }[];
  readonly payment_collections: readonly {
    readonly id: string;
    readonly status: string;
    readonly payments: readonly { readonly id: string; readonly captured_at: string | null }[];
  }[];
}

type Json = Record<string, unknown>;

/** Requests to a running Medusa: as its administrator until there is a key, with the key from then on. */
export class MedusaApi {
  private headers: Record<string, string> = {};

  constructor(readonly url: string) {}

  static async login(url: string, email: string, password: string): Promise<MedusaApi> {
    const api = new MedusaApi(url);
    const { token } = await api.post<{ token: string }>('/auth/user/emailpass', { email, password });
    api.headers = { authorization: `Bearer ${token}` };
    return api;
  }

  /** A secret key goes as the user name of basic authentication; as a bearer token Medusa refuses it. */
  static withKey(url: string, secretKey: string): MedusaApi {
    const api = new MedusaApi(url);
    api.headers = { authorization: `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}` };
    return api;
  }

  /** The same shop as a buyer's browser sees it. */
  storefront(publishableKey: string): MedusaApi {
    const store = new MedusaApi(this.url);
    store.headers = { 'x-publishable-api-key': publishableKey };
    return store;
  }

  get<T>(path: string): Promise<T> {
    return this.send('GET', path);
  }

  post<T>(path: string, body: Json = {}): Promise<T> {
    return this.send('POST', path, body);
  }

  delete<T>(path: string): Promise<T> {
    return this.send('DELETE', path);
  }

  async order(id: string): Promise<MedusaOrder> {
    const { order } = await this.get<{ order: MedusaOrder }>(`/admin/orders/${id}`);
    return order;
  }

  private async send<T>(method: string, path: string, body?: Json): Promise<T> {
    const response = await fetch(this.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...this.headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} → ${response.status} ${text.slice(0, 500)}`);
    return JSON.parse(text) as T;
  }
}
