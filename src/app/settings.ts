import { ADMIN, type Policy } from '#guard/policy/policy.ts';
import { checkPublicUrl } from '#inbound/reach.ts';
import type { Logger } from '#lib/log.ts';
import type { Config } from '../config.ts';

/** Which setting to look at when something does not answer. */
export const hintsOf = ({ databaseUrl }: Config): Record<string, string> => ({
  store: `The store does not answer. Look at ${databaseUrl === undefined ? 'DATA_DIR and its disk' : 'DATABASE_URL and the database'}.`,
  webex: 'Webex does not answer. Look at WEBEX_API_BASE and the network.',
});

/** Settings that work, but probably not as meant. */
export function warnOf({ webex }: Config, policy: Policy, log: Logger): void {
  if (webex.webhookSecret.length < 16) log.warn('WEBHOOK_SECRET is short: 16 characters or more are harder to guess');
  if (policy.roles.get(ADMIN)?.members.length === 0)
    log.warn('ADMINS is empty: nobody may do what can lock a device up');
  checkPublicUrl(webex.publicUrl, webex.webhookSecret).then(
    (problem) => problem && log.warn({ reason: problem.message, hint: problem.hint }, 'PUBLIC_URL does not lead here'),
    (error) => log.warn({ err: error }, 'the public address could not be checked'),
  );
}
