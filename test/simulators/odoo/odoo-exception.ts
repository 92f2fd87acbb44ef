/** Exceptions as Odoo raises and reports them. */

const STATUS: Readonly<Record<string, number>> = {
  'odoo.exceptions.AccessDenied': 403,
  'odoo.exceptions.AccessError': 403,
  'odoo.exceptions.MissingError': 404,
  'odoo.exceptions.UserError': 422,
  'odoo.exceptions.ValidationError': 422,
  'werkzeug.exceptions.NotFound': 404,
  'werkzeug.exceptions.UnprocessableEntity': 422,
};

/** What no message, log line or record of ours may ever hold. */
export const DEBUG_SECRETS = 'admin_passwd = hunter2-master, postgres://odoo:s3cr3t@db/books';

export class OdooException extends Error {
  constructor(
    /** Class with its module. */
    readonly exception: string,
    message: string,
  ) {
    super(message);
  }

  get status(): number {
    return STATUS[this.exception] ?? 500;
  }

  toJSON(): object {
    return {
      name: this.exception,
      debug: `Traceback (most recent call last):\n  File "/opt/odoo/odoo/http.py"\n${DEBUG_SECRETS}\n${this.exception}: ${this.message}\n`,
      message: this.message,
      arguments: [this.message],
      context: {},
    };
  }
}

export const userError = (message: string): OdooException =>
  new OdooException('odoo.exceptions.UserError', message);
export const missing = (model: string, id: number): OdooException =>
  new OdooException(
    'odoo.exceptions.MissingError',
    `Record does not exist or has been deleted.\n(Record: ${model}(${id},), User: 2)`,
  );
export const invalidField = (model: string, field: string): OdooException =>
  new OdooException('builtins.ValueError', `Invalid field '${field}' on model '${model}'`);
export const accessDenied = (): OdooException =>
  new OdooException('odoo.exceptions.AccessDenied', 'Access Denied');
