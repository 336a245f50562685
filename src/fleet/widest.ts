import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import { statusOf } from '#lib/status.ts';
import type { Fleet } from './fleet.ts';

/** The devices that somebody can look at, and how far that goes. */
export interface Widest {
  fleet: Fleet;
  /** Webex with their own rights, where they are logged in for that. */
  admin?: AdminReads;
  /** Why it is no further than the bot sees, though they are logged in. */
  note?: string;
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
  try {
    // Whether their account may look at all devices, Webex says only then. The list is kept for a while.
    await admin.fleet.list();
    return { fleet: admin.fleet, admin };
  } catch (error) {
    const isForbidden = statusOf(error) === 403;
    if (!isForbidden) throw error;
    return { fleet: context.fleet, note: NO_ADMINISTRATOR };
  }
}

const NO_ADMINISTRATOR = 'As I see it myself: your account is no administrator of devices in Webex.';

/** For `catch`: what the bot does not see may be there all the same, for those who could log in and look. */
export function mayBeSeenByLogin(
  { admin, note }: Widest,
  { login, asker }: Pick<ReadContext, 'login' | 'asker'>,
): (error: unknown) => never {
  return (error) => {
    const isMissing = error instanceof Problem && ['no-such-device', 'no-devices', 'device-gone'].includes(error.code);
    if (!isMissing || admin || note !== undefined || !login.isPossible || !asker.may('administer')) throw error;
    throw new Problem(error.message, {
      code: error.code,
      hint: `${error.hint ?? ''} I see it once you log in, if you administer it in Webex.`.trim(),
      next: [...error.next.slice(0, 3), { title: 'Log in', say: 'login for devices' }],
    });
  };
}
