export interface Webhook {
  id: string;
  name: string;
  targetUrl: string;
  resource: string;
  event: string;
  filter?: string;
  secret?: string;
  status: 'active' | 'inactive';
  created: string;
  orgId: string;
  createdBy: string;
  appId: string;
  ownedBy: 'creator' | 'org';
}

export class Webhooks {
  readonly #byId = new Map<string, Webhook>();

  /** Adds a webhook, or puts the changed one in its place. */
  put(webhook: Webhook): void {
    this.#byId.set(webhook.id, webhook);
  }

  get(id: string): Webhook | undefined {
    return this.#byId.get(id);
  }

  delete(id: string): void {
    this.#byId.delete(id);
  }

  values(): Iterable<Webhook> {
    return this.#byId.values();
  }

  createdBy(accountId: string): Webhook[] {
    return [...this.#byId.values()].filter(({ createdBy }) => createdBy === accountId);
  }
}
