/** The store cannot be used at all; the message says what to do. */
export class StoreError extends Error {
  constructor(
    readonly code: 'node_too_old' | 'cannot_open' | 'schema_newer' | 'schema_changed',
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.name = 'StoreError';
  }
}
