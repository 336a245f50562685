import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import type { Webhook } from '#webex/webhooks.ts';

/** What the bot listens to. `all` would leave out attachmentActions, and bring much the bot has no use for. */
const WANTED = [
  { resource: 'messages', event: 'created' },
  { resource: 'attachmentActions', event: 'created' },
  { resource: 'memberships', event: 'created' },
  { resource: 'memberships', event: 'deleted' },
] as const;

const NAME_PREFIX = 'Device bot: ';

export interface ReconcileOptions {
  /** Where Webex reaches this bot, without the webhook's path. */
  publicUrl: string;
  secret: string;
  log: Logger;
}

/**
 * Makes Webex deliver the bot's events to `publicUrl`. Only webhooks with the bot's name and this address are its own;
 * all others stay. A webhook's secret can't be read back and a switched-off webhook does not come back by itself, so
 * each one that is there already gets the secret and `active` anew. Creates before it deletes, so that no event falls
 * between. Throws a Problem that says what to check. https://developer.webex.com/docs/api/v1/webhooks
 */
export async function reconcileWebhooks(webex: Webex, { publicUrl, secret, log }: ReconcileOptions): Promise<void> {
  const targetUrl = targetOf(publicUrl);
  const all = await webex.webhooks.list();
  const own = all.filter((hook) => hook.name.startsWith(NAME_PREFIX) && hook.targetUrl === targetUrl);
  const kept = new Set<string>();
  for (const { resource, event } of WANTED) {
    const name = `${NAME_PREFIX}${resource} ${event}`;
    const present = own.find((hook) => hook.resource === resource && hook.event === event && !hook.filter);
    const revived = present && (await revive(webex, present, { name, targetUrl, secret }));
    if (revived) {
      kept.add(present.id);
      if (present.status !== 'active') log.warn({ resource, event }, 'webhook was switched off, revived');
      continue;
    }
    const { id } = await create(webex, { name, targetUrl, resource, event, secret });
    kept.add(id);
    log.info({ resource, event, targetUrl }, 'webhook created');
  }
  for (const hook of own) if (!kept.has(hook.id)) await discard(webex, hook, log);
  const elsewhere = all.filter((hook) => hook.name.startsWith(NAME_PREFIX) && hook.targetUrl !== targetUrl);
  if (elsewhere.length > 0) {
    log.warn(
      { targetUrls: [...new Set(elsewhere.map((hook) => hook.targetUrl))] },
      'webhooks of this bot lead elsewhere too',
    );
  }
}

function targetOf(publicUrl: string): string {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return `${publicUrl.replace(/\/+$/, '')}/webhooks/webex`;
  throw new Problem('PUBLIC_URL is not a URL.', {
    code: 'public-url',
    hint: 'Give an address such as https://bot.example.com.',
  });
}

/** False when the webhook has gone since it was listed. */
async function revive(webex: Webex, { id }: Webhook, change: { name: string; targetUrl: string; secret: string }) {
  try {
    await webex.webhooks.update(id, { ...change, status: 'active' });
    return true;
  } catch (error) {
    if (error instanceof WebexError && error.status === 404) return false;
    throw refused(error);
  }
}

async function create(webex: Webex, hook: Parameters<Webex['webhooks']['create']>[0]): Promise<Webhook> {
  try {
    return await webex.webhooks.create(hook);
  } catch (error) {
    throw refused(error);
  }
}

async function discard(webex: Webex, hook: Webhook, log: Logger): Promise<void> {
  try {
    await webex.webhooks.remove(hook.id);
  } catch (error) {
    // A webhook too many costs a delivery that is recognised as a double; no reason not to start.
    log.warn({ err: error, id: hook.id }, 'superfluous webhook not removed');
  }
}

function refused(error: unknown): unknown {
  if (!(error instanceof WebexError)) return error;
  const { trackingId, details } = error;
  if (error.status === 400) {
    return new Problem(`Webex did not accept PUBLIC_URL for webhooks${details[0] ? `: ${details[0]}` : '.'}`, {
      code: 'public-url',
      hint: 'Webex must be able to reach the address from the internet, by https.',
      trackingId,
      cause: error,
    });
  }
  if (error.status === 409) {
    return new Problem('Another webhook of this bot leads to PUBLIC_URL already.', {
      code: 'webhook-conflict',
      hint: 'Remove it at developer.webex.com (GET /webhooks shows it), or give this bot another PUBLIC_URL.',
      trackingId,
      cause: error,
    });
  }
  return error;
}
