/** n8n's own interface behind the editor: JSON in a `data` envelope, a cookie for who is asking. */
export class N8nRest {
  private cookie = '';

  constructor(readonly url: string) {}

  get<T>(path: string): Promise<T> {
    return this.send<T>('GET', path);
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.send<T>('POST', path, body);
  }

  patch<T>(path: string, body: unknown): Promise<T> {
    return this.send<T>('PATCH', path, body);
  }

  delete<T>(path: string): Promise<T> {
    return this.send<T>('DELETE', path);
  }

  /** A file that n8n serves to the editor beside its REST interface: JSON without the envelope. */
  async getFile<T>(path: string): Promise<T> {
    return JSON.parse(await this.exchange('GET', path)) as T;
  }

  private async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const text = await this.exchange(method, `/rest${path}`, body);
    return (text ? (JSON.parse(text) as { data: T }).data : undefined) as T;
  }

  private async exchange(method: string, path: string, body?: unknown): Promise<string> {
    const response = await fetch(this.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...(this.cookie ? { cookie: this.cookie } : {}) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    });
    this.keepCookie(response);
    const text = await response.text();
    if (!response.ok) throw new N8nRestError(method, path, response.status, text);
    return text;
  }

  private keepCookie(response: Response): void {
    const login = response.headers.getSetCookie().find((cookie) => cookie.startsWith('n8n-auth='));
    if (login) this.cookie = login.split(';')[0] ?? '';
  }
}

export class N8nRestError extends Error {
  override name = 'N8nRestError';

  constructor(
    method: string,
    path: string,
    readonly status: number,
    readonly body: string,
  ) {
    super(`${method} ${path} answered ${status}: ${body.slice(0, 2000)}`);
  }
}
