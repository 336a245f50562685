import { Agent } from 'undici';
import type { Change } from './changes.ts';
import type { Webhook } from './stores/webhooks.ts';
import { canSeeChange } from './visibility.ts';
import { passesFilter } from './webhook-filters.ts';
import { type Signatures, signatureHeaders } from './webhook-signature.ts';
import type { World } from './world.ts';

/** One attempt to deliver; `status` is undefined when nobody answered in time. */
export interface Delivery {
  webhookId: string;
  targetUrl: string;
  headers: Record<string, string>;
  /** The exact text that was signed. */
  body: string;
  status: number | undefined;
}

export interface DeliveryOptions {
  onDelivery?: (delivery: Delivery) => void;
  signatures?: Signatures;
  /** How long a target may take to answer, in milliseconds. */
  timeoutMs?: number;
}

/** Webex's own rule: so many failed deliveries within this time disable a webhook. */
const FAILURES = 100;
const WINDOW_MS = 5 * 60_000;
/** Deliveries under way before further ones count as failed, so that a target that hangs can't fill the memory. */
const MOST_WAITING = 10_000;

interface Health {
  /** When deliveries failed, the oldest first. */
  failedAt: number[];
  disabledAt: number;
}

/** Sends what happens in the world to the webhooks that asked for it. Failed deliveries are not repeated. */
export class WebhookSender {
  readonly #world: World;
  readonly #options: DeliveryOptions;
  readonly #agent: Agent;
  readonly #health = new Map<string, Health>();
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #stop: () => void;
  #waiting = 0;

  constructor(world: World, options: DeliveryOptions = {}) {
    const timeout = options.timeoutMs ?? 5_000;
    this.#world = world;
    this.#options = options;
    this.#agent = new Agent({
      connections: 64,
      connectTimeout: timeout,
      headersTimeout: timeout,
      bodyTimeout: timeout,
    });
    this.#stop = world.onChange((change) => this.#spread(change));
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#agent.destroy();
  }

  #spread(change: Change): void {
    for (const webhook of this.#world.webhooks.values()) {
      if (webhook.status !== 'active' || !isAskedFor(webhook, change)) continue;
      const creator = this.#world.people.get(webhook.createdBy);
      if (!creator || !canSeeChange(this.#world, creator, change)) continue;
      if (webhook.filter && !passesFilter(webhook.filter, change, creator.id)) continue;
      this.#inOrder(`${webhook.id} ${change.roomId}`, () => this.#deliver(webhook, envelopeOf(webhook, change)));
    }
  }

  /**
   * One delivery after another for each webhook and space. Live Webex does not promise that, but mostly does it; a test of
   * disorder posts its own events.
   */
  #inOrder(lane: string, deliver: () => Promise<void>): void {
    const turn = (this.#lanes.get(lane) ?? Promise.resolve()).then(deliver);
    this.#lanes.set(lane, turn);
    void turn.then(() => {
      if (this.#lanes.get(lane) === turn) this.#lanes.delete(lane);
    });
  }

  async #deliver({ id, targetUrl, secret }: Webhook, envelope: Record<string, unknown>): Promise<void> {
    const body = JSON.stringify(envelope);
    const signatures = this.#options.signatures ?? { spark: true, webex: true };
    const headers = { 'content-type': 'application/json', ...signatureHeaders(secret, body, signatures) };
    const status = await this.#post(targetUrl, headers, body);
    if (status === undefined || status < 200 || status > 299) this.#failed(id);
    this.#options.onDelivery?.({ webhookId: id, targetUrl, headers, body, status });
  }

  async #post(targetUrl: string, headers: Record<string, string>, body: string): Promise<number | undefined> {
    if (this.#waiting >= MOST_WAITING) return undefined;
    this.#waiting += 1;
    try {
      const { origin, pathname, search } = new URL(targetUrl);
      const path = pathname + search;
      const answer = await this.#agent.request({ origin, path, method: 'POST', headers, body });
      await answer.body.dump();
      return answer.statusCode;
    } catch {
      return undefined;
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Counts a failure. A webhook that was disabled less than five minutes ago gets no second chance. */
  #failed(id: string): void {
    const now = this.#world.now();
    const health = this.#health.get(id) ?? { failedAt: [], disabledAt: Number.NEGATIVE_INFINITY };
    this.#health.set(id, health);
    health.failedAt.push(now);
    while ((health.failedAt[0] ?? now) <= now - WINDOW_MS) health.failedAt.shift();
    const webhook = this.#world.webhooks.get(id);
    if (webhook?.status !== 'active') return;
    if (health.failedAt.length < FAILURES && now - health.disabledAt > WINDOW_MS) return;
    this.#world.webhooks.put({ ...webhook, status: 'inactive' });
    health.failedAt = [];
    health.disabledAt = now;
  }
}

/** `all` leaves out attachmentActions (https://developer.webex.com/messaging/docs/webhooks). */
function isAskedFor({ resource, event }: Webhook, change: Change): boolean {
  if (event !== 'all' && event !== change.event) return false;
  return resource === 'all' ? change.resource !== 'attachmentActions' : resource === change.resource;
}

/** What travels: metadata only, never text nor inputs. The receiver fetches the rest with its own rights. */
function envelopeOf(webhook: Webhook, change: Change): Record<string, unknown> {
  const { id, name, filter, orgId, createdBy, appId, ownedBy } = webhook;
  return {
    id,
    name,
    resource: change.resource,
    event: change.event,
    ...(filter ? { filter } : {}),
    orgId,
    createdBy,
    appId,
    ownedBy,
    status: 'active',
    actorId: change.actorId,
    data: metadataOf(change),
  };
}

function metadataOf(change: Change): Record<string, unknown> {
  if (change.resource === 'messages') {
    const { id, roomId, roomType, personId, personEmail, created, updated } = change.data;
    return { id, roomId, roomType, personId, personEmail, created, ...(updated ? { updated } : {}) };
  }
  if (change.resource === 'attachmentActions') {
    const { id, type, messageId, roomId, personId, created } = change.data;
    return { id, type, messageId, roomId, personId, created };
  }
  if (change.resource === 'rooms') {
    const { title: _title, description: _description, ...metadata } = change.data;
    return metadata;
  }
  return { ...change.data };
}
