import type { AdminReads } from '#intent/admin.ts';
import type { Check, Finding } from '#intent/checks.ts';
import type { ReadContext } from '#intent/context.ts';
import { LoginNeeded } from '#intent/login-needed.ts';
import { shortened } from '#lib/shorten.ts';
import type { Device } from '#webex/devices.ts';

const MOST_NAMED = 3;
const MOST_LISTED = 30;
const LONGEST_NAME = 40;
const LOG_IN = [{ title: 'Log in', say: 'login' }];

/**
 * Which workspaces have devices that the bot was not given. An administrator sees them all; without one's login, or the
 * service app, it says that a login would tell, and asks nobody for it.
 */
export const accessCheck = (context: ReadContext): Check => ({
  name: 'access',
  label: 'API access',
  async look() {
    try {
      const admin = await context.admin('devices:read');
      const [all, own] = await Promise.all([
        admin.fleet.list({ isFresh: true }),
        context.fleet.list({ isFresh: true }),
      ]);
      const seen = new Set(own.map(({ id }) => id));
      // A device of a person has no workspace to give.
      const inWorkspaces = all.filter(({ workspaceId }) => workspaceId !== undefined);
      const left = groupsOf(inWorkspaces.filter(({ id }) => !seen.has(id)));
      return found(await namesOf(left, admin, context), groupsOf(inWorkspaces).size, context.bot.email);
    } catch (error) {
      if (!(error instanceof LoginNeeded)) throw error;
      return withoutLogin(context);
    }
  },
});

function withoutLogin({ login }: ReadContext): Finding {
  const says = 'I see only what I was given: whether a workspace leaves me out, an administrator could tell';
  if (!login.isPossible) return { state: 'note', says };
  return { state: 'note', says, remedy: 'With your login as a Webex administrator I can look.', next: LOG_IN };
}

function groupsOf(devices: readonly Device[]): Map<string, Device[]> {
  const groups = new Map<string, Device[]>();
  for (const device of devices) {
    const key = device.workspaceId ?? device.id;
    groups.set(key, [...(groups.get(key) ?? []), device]);
  }
  return groups;
}

/** Names of workspaces; a device is called like its workspace unless somebody named it, so that serves too. */
async function namesOf(
  groups: Map<string, Device[]>,
  { webex, as }: AdminReads,
  { login }: ReadContext,
): Promise<string[]> {
  const maySee = as === 'you' && (await login.served()).includes('workspaces:read');
  const names = await Promise.all(
    [...groups].slice(0, MOST_LISTED).map(async ([id, [first, ...others]], index) => {
      const name = first?.displayName ?? 'A workspace';
      // Only those that are named on the card are worth a call each.
      const known = maySee && index < MOST_NAMED ? await webex.workspaces.get(id).catch(() => undefined) : undefined;
      const count = others.length === 0 ? '' : ` (${others.length + 1} devices)`;
      return `${shortened(known?.displayName ?? name, LONGEST_NAME)}${count}`;
    }),
  );
  return [...names, ...Array.from({ length: Math.max(0, groups.size - MOST_LISTED) }, () => '')];
}

function found(left: readonly string[], workspaces: number, email: string): Finding {
  const some = (count: number) => (count === 1 ? '1 workspace' : `${count} workspaces`);
  if (left.length === 0)
    return {
      state: 'fine',
      says: workspaces === 0 ? 'No workspace has a device' : `All ${some(workspaces)} with devices let me in`,
    };
  const listed = left.filter((name) => name !== '');
  const more = left.length - Math.min(left.length, MOST_NAMED);
  return {
    state: 'needs',
    says: `${some(left.length)} of ${workspaces} with devices ${left.length === 1 ? 'leaves' : 'leave'} me out: ${listed.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    remedy: `If I am to look after them: Control Hub → Workspaces → the workspace → Devices → Edit API access → add ${email} with Full Access.`,
    more:
      more === 0
        ? []
        : [listed.join(', '), ...(left.length > listed.length ? [`And ${left.length - listed.length} more.`] : [])],
  };
}
