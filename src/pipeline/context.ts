import type { Fleet } from '#fleet/fleet.ts';
import { recordOfPlace } from '#fleet/places.ts';
import type { Standing } from '#guard/authorise.ts';
import { looksAtDevices, mayAny } from '#guard/policy/decide.ts';
import { rulesOf, standInWords } from '#guard/policy/rule-words.ts';
import type { Admin } from '#intent/admin.ts';
import type { Asker, Tier } from '#intent/asker.ts';
import type { Intent } from '#intent/command.ts';
import type { ApplyContext, ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import type { Device } from '#webex/devices.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import { type Acts, type AdminFor, adminFor } from './admin.ts';
import { isAllowedAtAll, mineBy, roleFor, seenBy } from './allowed.ts';
import { approvalsOf } from './approval-list.ts';
import { BREAK_GLASS, mayBreakGlass } from './break-glass.ts';
import { judge } from './judge.ts';
import { keepLive } from './live.ts';
import { loginOf } from './log-in.ts';
import { limitsOf } from './my-limits.ts';
import { createBefore } from './progress.ts';
import type { Rooms, Talk } from './rooms.ts';
import { begunIn } from './several.ts';
import { titleOf } from './titles.ts';

/** Somebody who asks, with the roles they have at this moment. */
export interface Known extends Asker {
  standing: Standing;
}

/** Devices of one selection that the audit names. */
const MOST_NOTED = 100;

/** A silent device must not hold its space for half a minute. */
const GLANCE_MS = 4_000;

/**
 * Who is asking? Throws a Problem for people of other organisations: they get nothing, not even names. `isFresh` asks Webex
 * anew who is in the spaces that give roles.
 */
export async function introduce(
  rooms: Rooms,
  { person, space }: Pick<Talk, 'person' | 'space'>,
  { isFresh = false } = {},
): Promise<Known> {
  const standing = await rooms.guard.standingOf(person, { isFresh });
  if (!standing) {
    throw new Problem('I only work for people of the organisation I belong to', {
      code: 'other-organisation',
      hint: 'Your account is of another one. Nothing was done.',
    });
  }
  const { policy, roles } = standing;
  const known: Known = {
    id: person.id,
    orgId: person.orgId,
    email: person.email,
    displayName: person.displayName,
    standing,
    roles,
    role: roles.length > 0 ? roles.join(', ') : undefined,
    may: (needs) => needs === 'open' || mayAny(policy, roles, needs, space, rooms.guard.needsOf),
    can: (command) =>
      isAllowedAtAll(rooms, known, command, space) && (command.name !== BREAK_GLASS || mayBreakGlass(known)),
    roleFor: (wanted) => roleFor(known, wanted, space),
  };
  return known;
}

/** Sends one command. `before` runs right before each time that it goes out, and keeps it back by throwing. */
type Send = (
  ...given: [...Parameters<ApplyContext['command']>, how?: { before?: () => Promise<void> }]
) => ReturnType<ApplyContext['command']>;

/** One run of a command: what it may use, and what it touched. */
export interface Run {
  read: ReadContext;
  apply: Omit<ApplyContext, 'several' | 'command' | 'admin'> & { command: Send; adminAs: AdminFor };
  /** Every device that was resolved, for the audit. */
  targets: Map<string, string>;
  trackingIds: string[];
  /** What is being run: what its asker sees and may change goes by it. Set before it runs. */
  intent?: Pick<Intent, 'name' | 'kind' | 'needs' | 'standsIn'> & Partial<Pick<Intent, 'say' | 'words'>>;
  /** Of the plan, once there is one. */
  tier?: Tier;
  /** Whose rights Webex was asked with last, where it took an administrator's. */
  actedAs?: Admin['as'];
}

function howItFailed(error: unknown): 'refused' | 'failed' | 'uncertain' {
  if (!(error instanceof WebexError)) return 'failed';
  if (error.outcome === 'unknown') return 'uncertain';
  return error.outcome === 'refused' ? 'refused' : 'failed';
}

/** Makes what a command may use. `webex` is this talk's own view of the client: it tells the asker of long waits. */
export function startRun(rooms: Rooms, talk: Talk, asker: Known, webex: Webex): Run {
  const targets = new Map<string, string>();
  const trackingIds: string[] = [];
  const seen = (device: Device): Device => {
    targets.set(device.id, device.displayName);
    return device;
  };
  const run: Acts = { trackingIds, targets };
  const adminAs = adminFor(rooms, talk, asker, run, webex);
  /** The fleet as this person may see it with this command. */
  const theirs = async (): Promise<Fleet> => rooms.fleet.within(await seenBy(rooms, asker, talk.space, run.intent));
  const read: ReadContext = {
    asker,
    space: talk.space,
    parentId: talk.parentId,
    origin: talk.attempt.key,
    sentWith: talk.sentWith,
    fleet: {
      locations: () => rooms.fleet.locations(),
      forget: (deviceId) => rooms.fleet.forget(deviceId),
      relist: () => rooms.fleet.relist(),
      list: async (how) => (await theirs()).list(how),
      one: async (phrase, fallbackId) => seen(await (await theirs()).one(phrase, fallbackId)),
      many: async (phrase) => {
        const devices = await (await theirs()).many(phrase);
        // An entry of the audit is no list of all there is.
        devices.slice(0, MOST_NOTED).forEach(seen);
        return devices;
      },
    },
    catalogues: rooms.catalogues,
    webex: {
      xapi: webex.xapi,
      glance: { status: (id, paths) => webex.with({ signal: AbortSignal.timeout(GLANCE_MS) }).xapi.status(id, paths) },
    },
    admin: (...wants) => adminAs(wants),
    login: loginOf(rooms, talk),
    bot: { displayName: rooms.chat.me.displayName, email: rooms.chat.me.email },
    // They name settings and addresses.
    checks: () => (asker.may('administer') ? rooms.checks() : []),
    store: rooms.store,
    isOverGlass: () => talk.glass !== undefined,
    tellsOn: (live) => keepLive(rooms, talk, live),
    tells: (text, count) => {
      talk.before ??= createBefore(rooms, talk);
      talk.before.tell(text, count);
    },
    pause: (ms) => rooms.clock.sleep(ms),
    begun: { of: (effectId) => begunIn(rooms, talk.space.id, effectId) },
    roles: { admins: rooms.guard.admins() },
    rights: {
      source: asker.standing.policy.source,
      rules: rulesOf(asker.standing.policy, asker.roles),
      standIns: rooms.acting.hasServiceApp ? standInWords(asker.standing.policy, asker.roles) : [],
      judge: (asked) => judge(rooms, { introduce, startRun }, talk, asker, asked),
    },
    limits: () => limitsOf(rooms, talk, asker),
    approvals: approvalsOf(rooms, talk, asker, (posted) => {
      talk.onPosted = posted;
    }),
    sees: async () => {
      if (!looksAtDevices(asker.standing.policy, asker.roles)) return () => true;
      const seen = new Set((await (await theirs()).list()).map(({ id }) => id));
      return (deviceId) => seen.has(deviceId);
    },
    seesPlaces: async () => {
      const sees = await seenBy(rooms, asker, talk.space, run.intent);
      return (target) => sees(recordOfPlace(target, target.place));
    },
    isMine: async (device, sent) => (await mineBy(rooms, asker, talk.space))(run, device, sent),
    commands: rooms.commands,
    titleOf: (spaceId) => titleOf(rooms, talk, spaceId),
    now: rooms.clock.now(),
    timeZone: rooms.timeZone,
    log: rooms.log,
  };
  const apply: Run['apply'] = {
    ...read,
    adminAs,
    async command(device, name, given, how = {}) {
      try {
        const answer = await webex.with(how).xapi.command(device.id, name, given);
        trackingIds.push(answer.trackingId);
        rooms.metrics.commanded('done');
        return answer;
      } catch (error) {
        rooms.metrics.commanded(howItFailed(error));
        throw error;
      }
    },
  };
  return Object.assign(run, { read, apply });
}
