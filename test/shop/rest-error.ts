/** Errors as WordPress' REST API words them. */

export class RestError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly params?: Readonly<Record<string, string>>,
  ) {
    super(message);
  }

  toJSON(): object {
    const data =
      this.params === undefined ? { status: this.status } : { status: this.status, params: this.params };
    return { code: this.code, message: this.message, data };
  }
}

export const invalidParam = (name: string, why: string): RestError =>
  new RestError(400, 'rest_invalid_param', `Invalid parameter(s): ${name}`, { [name]: why });

export const noRoute = (): RestError =>
  new RestError(404, 'rest_no_route', 'No route was found matching the URL and request method.');

export const invalidOrderId = (): RestError =>
  new RestError(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.');
