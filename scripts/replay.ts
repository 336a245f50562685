import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'undici';
import type { z } from 'zod';
import { AsideList, eventKey, keysOf, LIST_ASIDE, Replayed, readEnvelope, replayOf } from '#inbound/envelope.ts';
import { WEBHOOK_PATH } from '#inbound/routes.ts';
import { Problem } from '#lib/problem.ts';
import { readDoorConfig } from '../src/config.ts';
import { pathOf, runCommand } from './parts/command.ts';

const LIMIT_MS = 15_000;
const EVERYWHERE = new Set(['0.0.0.0', '::']);

type Door = ReturnType<typeof readDoorConfig>;
type Post = (body: string) => Promise<unknown>;

/**
 * `npm run replay`: what the running bot has set aside. `npm run replay -- <id, key or file>`: lets it work an event again.
 * A file holds an envelope as Webex delivers it. The bot takes both as signed deliveries at its own address.
 */
await runCommand(async (env, [what, ...more]) => {
  if (more.length > 0) throw new Problem('One event at a time.', { code: 'usage', hint: 'Name one id, key or file.' });
  const post = await openDoor(readDoorConfig(env));
  if (what === undefined) return asideOf(understood(AsideList, await post(JSON.stringify(LIST_ASIDE))));
  const path = pathOf(what);
  return existsSync(path) ? replayFile(readFileSync(path), path, post) : replayId(what, post);
});

function asideOf({ aside }: AsideList): string {
  if (aside.length === 0) return 'Nothing is set aside.';
  return aside
    .map(({ key, receivedAt, error }) => `${new Date(receivedAt).toISOString()}  ${key}  ${error}`)
    .join('\n');
}

async function replayId(id: string, post: Post): Promise<string> {
  // A key names its kind before the id.
  const keys = id.includes(':') ? [id] : keysOf(id);
  for (const key of keys) {
    const told = await replayKey(key, post);
    if (told !== undefined) return told;
  }
  throw new Problem(`The bot knows no event ${id}.`, {
    code: 'unknown-event',
    hint: 'npm run replay without anything lists what was set aside; events are forgotten after INBOX_DAYS.',
  });
}

async function replayFile(body: Buffer, path: string, post: Post): Promise<string> {
  const read = readEnvelope(body);
  if (!('event' in read))
    throw new Problem(`${path} holds no event that the bot can work.`, {
      code: 'no-event',
      hint: 'It must be the JSON that Webex posted for a message, a click or a membership.',
    });
  const key = eventKey(read.event);
  const told = await replayKey(key, post);
  if (told !== undefined) return told;
  await post(body.toString());
  return `${key} was new to the bot: it takes it now, unless it is its own doing or older than INBOX_DAYS.`;
}

/** Undefined when the bot does not know the event. */
async function replayKey(key: string, post: Post): Promise<string | undefined> {
  const { isFound, isKnown } = understood(Replayed, await post(JSON.stringify(replayOf(key))));
  if (isFound) return `${key} is worked again.`;
  if (!isKnown) return undefined;
  throw new Problem(`${key} can't be worked again now.`, {
    code: 'not-replayed',
    hint: 'It waits to be worked already, or the bot kept no more of it than that it came.',
  });
}

/** The bot on this machine or, where none listens, at its public address. */
async function openDoor({ port, host, publicUrl, webhookSecret }: Door): Promise<Post> {
  const here = EVERYWHERE.has(host) ? '127.0.0.1' : host;
  const places = [`http://${here.includes(':') ? `[${here}]` : here}:${port}`, ...(publicUrl ? [publicUrl] : [])];
  return async (body) => {
    for (const place of places) {
      const answer = await ask(place + WEBHOOK_PATH, body, webhookSecret);
      // Nobody, or another program.
      if (!answer || answer.status === 404) continue;
      if (answer.status === 401)
        throw new Problem(`The bot at ${place} refused the signature.`, {
          code: 'signature',
          hint: 'Set WEBHOOK_SECRET as the bot has it.',
        });
      if (answer.status !== 200)
        throw new Problem(`The bot at ${place} can't take it now (${answer.status}).`, {
          code: 'refused',
          hint: 'Its log says why.',
        });
      return answer.json;
    }
    throw new Problem(`No bot answers at ${places.join(' or ')}.`, {
      code: 'no-bot',
      hint: 'Start it, or set PORT and PUBLIC_URL as the bot has them.',
    });
  };
}

async function ask(url: string, body: string, secret: string): Promise<{ status: number; json: unknown } | undefined> {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-webex-signature': `SHA-256=${signature}` };
  try {
    const answer = await request(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(LIMIT_MS) });
    const text = await answer.body.text();
    return { status: answer.statusCode, json: parsed(text) };
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function understood<T>(schema: z.ZodType<T>, json: unknown): T {
  const { success, data } = schema.safeParse(json);
  if (success) return data;
  throw new Problem('What answered is not this bot, or an older version of it.', {
    code: 'no-bot',
    hint: 'Set PORT and PUBLIC_URL as the bot has them.',
  });
}
