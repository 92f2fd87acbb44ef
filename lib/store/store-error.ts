/** The store cannot be used, at all or just now; the message says what to do. */
export class StoreError extends Error {
  constructor(
    readonly code:
      | 'node_too_old'
      | 'cannot_open'
      | 'schema_newer'
      | 'schema_changed'
      /** The server is away. Nothing of the step was written. */
      | 'unreachable'
      /** The server went away while a step was being committed: whether it was is not known. */
      | 'commit_unknown'
      /** Others held what the step needs, for longer than anybody should. Nothing of it was written. */
      | 'busy'
      /** The server refused a statement. Nothing of the step was written. */
      | 'refused'
      /** The disk of the embedded store is full or broken. Nothing of the step was written. */
      | 'disk',
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.name = 'StoreError';
  }
}
