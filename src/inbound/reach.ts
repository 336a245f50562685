import { createHmac } from 'node:crypto';
import { request } from 'undici';
import { Problem } from '#lib/problem.ts';
import { KNOCK } from './envelope.ts';
import { WEBHOOK_PATH } from './routes.ts';

/**
 * Knocks at the bot's own public address with a signed body that is no event: the bot behind it answers 204, and anything
 * else means that Webex's events will not arrive either. Resolves with what to check, or with nothing when all is well. A
 * host whose network can't reach its own public address makes this fail though Webex can: so it is a warning, never a
 * reason not to start.
 */
export async function checkPublicUrl(
  publicUrl: string,
  secret: string,
  timeoutMs = 5_000,
): Promise<Problem | undefined> {
  const target = `${publicUrl.replace(/\/+$/, '')}${WEBHOOK_PATH}`;
  const body = JSON.stringify(KNOCK);
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  try {
    const headers = { 'content-type': 'application/json', 'x-webex-signature': `SHA-256=${signature}` };
    const answer = await request(target, { method: 'POST', body, headers, signal: AbortSignal.timeout(timeoutMs) });
    await answer.body.dump();
    if (answer.statusCode === 204) return undefined;
    return unreachable(`${target} answered with ${answer.statusCode} instead of the bot.`);
  } catch (cause) {
    return unreachable(`${target} did not answer.`, cause);
  }
}

const unreachable = (message: string, cause?: unknown) =>
  new Problem(message, {
    code: 'public-url',
    hint: 'Check PUBLIC_URL: it must lead from the internet to this bot, so that Webex can deliver its events.',
    cause,
  });
