import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import type { Fleet } from './fleet.ts';

/** The devices that somebody can look at, and how far that goes. */
export interface Widest {
  fleet: Fleet;
  /** Webex with their own rights, where they are logged in for that. */
  admin?: AdminReads;
}

/**
 * All devices of the organisation for those who are logged in, else those of the bot: nobody has to log in to look at what
 * the bot sees anyway.
 */
export async function widest(context: Pick<ReadContext, 'login' | 'admin' | 'fleet'>): Promise<Widest> {
  const served = await context.login.served();
  if (!served.includes('devices:read')) return { fleet: context.fleet };
  const admin = served.includes('workspaces:read')
    ? await context.admin('devices:read', 'workspaces:read')
    : await context.admin('devices:read');
  return { fleet: admin.fleet, admin };
}

/** For `catch`: what the bot does not see may be there all the same, for those who could log in and look. */
export function mayBeSeenByLogin(
  { admin }: Widest,
  { login, asker }: Pick<ReadContext, 'login' | 'asker'>,
): (error: unknown) => never {
  return (error) => {
    const isMissing = error instanceof Problem && ['no-such-device', 'no-devices', 'device-gone'].includes(error.code);
    if (!isMissing || admin || !login.isPossible || !asker.may('administer')) throw error;
    throw new Problem(error.message, {
      code: error.code,
      hint: `${error.hint ?? ''} I see it once you log in, if you administer it in Webex.`.trim(),
      next: [...error.next.slice(0, 3), { title: 'Log in', say: 'login for devices' }],
    });
  };
}
