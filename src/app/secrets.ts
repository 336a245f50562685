// Unlike decodeURIComponent it bears a lone percent sign.
import { unescape as decode } from 'node:querystring';
import type { CommonConfig, Config } from '../config.ts';

/** The values that must never stand in the log or on a card, however they come to be part of one. */
export function secretsOf({
  databaseUrl,
  metricsToken,
  auditWebhook,
  secretKeys = [],
  webex,
}: CommonConfig & Partial<Pick<Config, 'webex'>>): string[] {
  const password = databaseUrl === undefined ? '' : new URL(databaseUrl).password;
  const keys = secretKeys.map(({ base64 }) => base64);
  return [
    webex?.botToken,
    webex?.webhookSecret,
    webex?.integration?.clientSecret,
    webex?.serviceApp?.clientSecret,
    webex?.serviceApp?.refreshToken,
    metricsToken,
    auditWebhook?.secret,
    password,
    decode(password),
    ...keys,
  ].flatMap((secret) => secret ?? []);
}
