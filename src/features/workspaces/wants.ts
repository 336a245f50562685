import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Want } from '#webex/scopes.ts';

/**
 * Webex with the asker's rights. A first login is asked for places as well, so that they are told by name; one that does
 * not go so far still serves.
 */
export async function withPlaces(context: Pick<ReadContext, 'login' | 'admin'>, want: Want): Promise<AdminReads> {
  const served = await context.login.served();
  return served.includes(want) ? context.admin(want) : context.admin(want, 'locations:read');
}
