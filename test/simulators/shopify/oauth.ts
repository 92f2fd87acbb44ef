/** The client-credentials grant: an app's id and secret for a token that lives for a day. */
import { randomBytes } from 'node:crypto';

export interface AppOptions {
  readonly clock: { now(): Date };
  readonly clientId: string;
  readonly clientSecret: string;
  /** Of a custom app that was made in the admin: does not expire. */
  readonly accessToken: string;
  readonly scopes: ReadonlySet<string>;
}

export const TOKEN_SECONDS = 86_399;

export class App {
  private readonly expiries = new Map<string, number>();

  constructor(private readonly options: AppOptions) {}

  /** Answer of the token endpoint. */
  grant(form: Readonly<Record<string, unknown>>): { readonly status: number; readonly body: object } {
    const { clientId, clientSecret, scopes } = this.options;
    if (form.grant_type !== 'client_credentials')
      return { status: 400, body: { error: 'unsupported_grant_type' } };
    if (form.client_id !== clientId || form.client_secret !== clientSecret)
      return {
        status: 400,
        body: { error: 'invalid_client', error_description: 'Client authentication failed' },
      };
    const token = this.issue();
    return {
      status: 200,
      body: { access_token: token, scope: [...scopes].join(','), expires_in: TOKEN_SECONDS },
    };
  }

  issue(): string {
    const token = `token-${randomBytes(12).toString('hex')}`;
    this.expiries.set(token, this.options.clock.now().getTime() + TOKEN_SECONDS * 1000);
    return token;
  }

  /** From here on no token that was given out is worth anything. */
  revokeAll(): void {
    this.expiries.clear();
  }

  accepts(token: unknown): boolean {
    if (typeof token !== 'string') return false;
    if (token === this.options.accessToken) return true;
    return (this.expiries.get(token) ?? 0) > this.options.clock.now().getTime();
  }
}
