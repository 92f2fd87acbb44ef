/**
 * n8n makes an isolated JavaScript engine to read one credential: more than a webhook otherwise takes in all. A
 * credential that was changed counts after this time.
 */
import type { IWebhookFunctions } from 'n8n-workflow';
import type { Clock } from '../../lib';

const REMEMBERED_MS = 10_000;

interface Login {
  readonly until: number;
  readonly fields: Promise<object>;
}

export class RememberedLogins {
  private readonly logins = new Map<string, Login>();

  constructor(private readonly clock: Clock) {}

  /** As much of the context as flows need, with credentials that are read at most once in ten seconds. */
  of(context: IWebhookFunctions) {
    return {
      getNode: () => context.getNode(),
      getWorkflow: () => context.getWorkflow(),
      getExecutionId: () => context.getExecutionId(),
      logger: context.logger,
      getCredentials: <Fields extends object>(type: string) => this.read(context, type) as Promise<Fields>,
    };
  }

  private read(context: IWebhookFunctions, type: string): Promise<object> {
    const now = this.clock.now().getTime();
    const key = `${triggerOf(context)} ${type} ${JSON.stringify(context.getNode().credentials?.[type] ?? null)}`;
    const known = this.logins.get(key);
    // The second bound is for a clock that was set back.
    if (known !== undefined && now < known.until && now >= known.until - REMEMBERED_MS) return known.fields;
    for (const [old, { until }] of this.logins) if (until <= now) this.logins.delete(old);
    const login = { until: now + REMEMBERED_MS, fields: context.getCredentials<object>(type) };
    this.logins.set(key, login);
    login.fields.catch(() => this.forget(key, login));
    return login.fields;
  }

  private forget(key: string, login: Login): void {
    if (this.logins.get(key) === login) this.logins.delete(key);
  }
}

/** Names a trigger of a workflow. */
export const triggerOf = (context: Pick<IWebhookFunctions, 'getNode' | 'getWorkflow'>): string =>
  `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
