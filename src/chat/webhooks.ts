import { z } from 'zod';
import type { Logger } from '#lib/log.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import type { Webhook } from '#webex/webhooks.ts';
import { targetOf, webhookRefused } from './webhook-target.ts';

/** What the bot listens to. `all` would leave out attachmentActions, and bring much the bot has no use for. */
const WANTED = [
  { resource: 'messages', event: 'created' },
  { resource: 'attachmentActions', event: 'created' },
  { resource: 'memberships', event: 'created' },
  { resource: 'memberships', event: 'deleted' },
] as const;

const NAME_PREFIX = 'Device bot: ';

/** Facts that outlive a restart; the store's notes are such. */
export interface Memory {
  get<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined>;
  set(name: string, value: unknown): Promise<void>;
}

const NOTE = 'webhooks';
/** The webhooks that were made for one address: by their ids they are known when somebody leads them elsewhere. */
const Made = z.object({ targetUrl: z.string(), ids: z.array(z.string()) });

interface WebhookOptions {
  /** Where Webex reaches this bot, without the webhook's path. */
  publicUrl: string;
  secret: string;
  log: Logger;
  /** Left out, a webhook that leads elsewhere is not known after a restart, and another one is made. */
  memory?: Memory;
}

/** A webhook that did not bring events: Webex switched it off, somebody removed it, or it led to another address. */
interface WebhookFault {
  /** Such as `messages created`. */
  webhook: string;
  was: 'disabled' | 'deleted' | 'changed';
}

interface WebhookLook {
  faults: WebhookFault[];
  /** Puts right what was wrong, created before removed, so that no event falls between. Left out when all is well. */
  heal?(): Promise<void>;
}

interface WebhookWatch {
  /**
   * Looks at the bot's webhooks, with one request. A webhook's secret can't be read back, so the first look of a run
   * always has something to heal: each webhook gets the secret and `active` anew. Throws WebexError; `heal` also a
   * Problem that says what to check.
   */
  look(signal?: AbortSignal): Promise<WebhookLook>;
}

interface Place {
  resource: string;
  event: string;
  present: Webhook | undefined;
  fault: WebhookFault['was'] | undefined;
}

/**
 * Sees to it that Webex delivers the bot's events to `publicUrl`. The bot's own webhooks are those with its name and this
 * address, and those it made for this address, wherever they lead now; all others stay, also those of another bot of this
 * kind at another address. Throws a Problem when `publicUrl` is none. https://developer.webex.com/docs/api/v1/webhooks
 */
export function createWebhookWatch(webex: Webex, { publicUrl, secret, log, memory }: WebhookOptions): WebhookWatch {
  const targetUrl = targetOf(publicUrl);
  let made = new Set<string>();
  let isFirst = true;

  async function remembered(): Promise<Set<string>> {
    const noted = await memory?.get(NOTE, Made);
    if (noted?.targetUrl === targetUrl) made = new Set([...made, ...noted.ids]);
    return made;
  }

  async function remember(ids: string[]): Promise<void> {
    const isKnown = ids.length === made.size && ids.every((id) => made.has(id));
    made = new Set(ids);
    if (!isKnown) await memory?.set(NOTE, { targetUrl, ids });
  }

  const isOurs = (hook: Webhook) =>
    made.has(hook.id) || (hook.name.startsWith(NAME_PREFIX) && hook.targetUrl === targetUrl);

  function placeOf({ resource, event }: Pick<Webhook, 'resource' | 'event'>, own: Webhook[]): Place {
    const fitting = own.filter((hook) => hook.resource === resource && hook.event === event && !hook.filter);
    const here = fitting.filter((hook) => hook.targetUrl === targetUrl);
    const active = here.find(({ status }) => status === 'active');
    const present = active ?? here[0] ?? fitting[0];
    const fault = active ? undefined : here[0] ? 'disabled' : present ? 'changed' : 'deleted';
    return { resource, event, present, fault };
  }

  /** Gives the id of the webhook that now brings these events. */
  async function mend(client: Webex, { resource, event, present, fault }: Place): Promise<string> {
    const name = `${NAME_PREFIX}${resource} ${event}`;
    if (present && (await revive(client, present, name))) {
      if (fault) log.warn({ resource, event, was: fault }, 'webhook revived');
      return present.id;
    }
    try {
      const { id } = await client.webhooks.create({ name, targetUrl, resource, event, secret });
      log.info({ resource, event, targetUrl }, 'webhook created');
      return id;
    } catch (error) {
      // Another process of this bot may have been a moment quicker.
      if (!(error instanceof WebexError) || error.status !== 409) throw webhookRefused(error);
      const now = placeOf({ resource, event }, (await client.webhooks.list()).filter(isOurs));
      if (now.present && (await revive(client, now.present, name))) return now.present.id;
      throw webhookRefused(error);
    }
  }

  /** False when the webhook has gone since it was listed. */
  async function revive(client: Webex, { id }: Webhook, name: string): Promise<boolean> {
    try {
      await client.webhooks.update(id, { name, targetUrl, secret, status: 'active' });
      return true;
    } catch (error) {
      if (error instanceof WebexError && error.status === 404) return false;
      throw webhookRefused(error);
    }
  }

  async function heal(client: Webex, places: Place[], own: Webhook[]): Promise<void> {
    const kept: string[] = [];
    for (const place of places) {
      const id = isFirst || place.fault ? await mend(client, place) : place.present?.id;
      if (id !== undefined) kept.push(id);
    }
    await remember(kept);
    if (isFirst) for (const hook of own) if (!kept.includes(hook.id)) await discard(client, hook, log);
    isFirst = false;
  }

  return {
    async look(signal) {
      const client = signal ? webex.with({ signal }) : webex;
      const all = await client.webhooks.list();
      await remembered();
      const own = all.filter(isOurs);
      const places = WANTED.map((wanted) => placeOf(wanted, own));
      if (isFirst) tellOfOthers(all, own, log);
      const faults = places.flatMap(({ resource, event, fault }) =>
        fault ? [{ webhook: `${resource} ${event}`, was: fault }] : [],
      );
      if (!isFirst && faults.length === 0) return { faults };
      return { faults, heal: () => heal(client, places, own) };
    },
  };
}

/** Looks once and heals: what a start does that need not watch. Throws as `look` and `heal` do. */
export async function reconcileWebhooks(webex: Webex, options: WebhookOptions): Promise<void> {
  await (await createWebhookWatch(webex, options).look()).heal?.();
}

async function discard(webex: Webex, hook: Webhook, log: Logger): Promise<void> {
  try {
    await webex.webhooks.remove(hook.id);
  } catch (error) {
    // A webhook too many costs a delivery that is recognised as a double; no reason not to start.
    log.warn({ err: error, id: hook.id }, 'superfluous webhook not removed');
  }
}

function tellOfOthers(all: Webhook[], own: Webhook[], log: Logger): void {
  const elsewhere = all.filter((hook) => hook.name.startsWith(NAME_PREFIX) && !own.includes(hook));
  if (elsewhere.length === 0) return;
  const targetUrls = [...new Set(elsewhere.map((hook) => hook.targetUrl))];
  log.warn({ targetUrls }, 'webhooks of this bot lead elsewhere too');
}
