import { request } from 'undici';
import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';

/** What Webex gave. Times are ms since the epoch; `scopes` is left out where Webex did not say. */
export interface Tokens {
  accessToken: string;
  accessUntil: number;
  refreshToken: string;
  refreshUntil?: number;
  scopes?: string[];
}

/** Webex does not accept what it was shown: a code, or a refresh token. Asking again with the same is of no use. */
export class TokenRefused extends Problem {}

export interface OauthClient {
  /** A code of the authorize page → tokens. Throws TokenRefused, or a Problem `oauth-away`. */
  exchange(given: { code: string; verifier: string }): Promise<Tokens>;
  /** A refresh token → new tokens; the old one may be of no use from then on. Throws like `exchange`. */
  refresh(refreshToken: string): Promise<Tokens>;
}

export interface OauthClientOptions {
  /** The base of the Webex API. */
  apiBase: string;
  clientId: string;
  clientSecret: string;
  /** Exactly as it is registered; a service app has none. */
  redirectUri?: string;
  clock: Clock;
  log: Logger;
  timeoutMs?: number;
}

const MAX_BYTES = 64 * 1024;
const seconds = z.coerce.number().positive();
const Answer = z.object({
  access_token: z.string().min(1),
  expires_in: seconds,
  refresh_token: z.string().min(1),
  refresh_token_expires_in: seconds.optional().catch(undefined),
  scope: z.string().optional().catch(undefined),
});

/** `POST /access_token`: https://developer.webex.com/docs/integrations#getting-an-access-token */
export function createOauthClient(options: OauthClientOptions): OauthClient {
  const { apiBase, clientId, clientSecret, redirectUri, clock, log, timeoutMs = 10_000 } = options;

  async function ask(grant: Record<string, string>): Promise<Tokens> {
    const form = new URLSearchParams({ ...grant, client_id: clientId, client_secret: clientSecret });
    const asked = clock.now();
    const { status, text } = await send(form.toString());
    // What stands in the body may hold a token: only its status is told.
    log.info({ grant: grant['grant_type'], status }, 'Webex was asked for a token');
    if (status === 400 || status === 401 || status === 403)
      throw new TokenRefused('Webex does not accept this login any more.', { code: 'oauth-refused' });
    const answer = status === 200 ? Answer.safeParse(jsonOf(text)) : undefined;
    if (!answer?.success) throw away(`Webex answered with status ${status} when it was asked for a token.`);
    const { data } = answer;
    const until = (after: number) => asked + after * 1_000;
    return {
      accessToken: data.access_token,
      accessUntil: until(data.expires_in),
      refreshToken: data.refresh_token,
      ...(data.refresh_token_expires_in !== undefined && { refreshUntil: until(data.refresh_token_expires_in) }),
      ...(data.scope !== undefined && { scopes: data.scope.split(/[\s,]+/).filter(Boolean) }),
    };
  }

  async function send(body: string): Promise<{ status: number; text: string }> {
    try {
      const response = await request(`${apiBase}/access_token`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const parts: Buffer[] = [];
      let size = 0;
      for await (const part of response.body) {
        size += part.length;
        if (size > MAX_BYTES) throw new Error('the answer is too long');
        parts.push(part);
      }
      return { status: response.statusCode, text: Buffer.concat(parts).toString() };
    } catch (cause) {
      throw away('Webex did not answer when it was asked for a token.', cause);
    }
  }

  return {
    exchange: ({ code, verifier }) =>
      ask({
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        ...(redirectUri !== undefined && { redirect_uri: redirectUri }),
      }),
    refresh: (refreshToken) => ask({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  };
}

const away = (message: string, cause?: unknown) =>
  new Problem(message, { code: 'oauth-away', hint: 'Try again in a minute. Your login is kept.', cause });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
