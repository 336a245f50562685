import { may } from '#guard/authorise.ts';
import type { Role } from '#guard/roles.ts';
import type { ApplyContext, Asker, ReadContext } from '#intent/command.ts';
import { sameId } from '#lib/ids.ts';
import { Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';
import type { Device } from '#webex/devices.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import type { Rooms, Talk } from './rooms.ts';
import { begunIn } from './several.ts';

/** Somebody who asks, with the role they have at this moment. */
export interface Known extends Asker {
  role: Role | undefined;
}

/** Devices of one selection that the audit names. */
const MOST_NOTED = 100;

/** A silent device must not hold its space for half a minute. */
const GLANCE_MS = 4_000;

/** Who is asking? Throws a Problem for people of other organisations: they get nothing, not even names. */
export async function introduce({ roles, chat }: Rooms, { person }: Talk): Promise<Known> {
  if (person.orgId === '' || !sameId(person.orgId, chat.me.orgId)) {
    throw new Problem('I only work for people of the organisation I belong to', {
      code: 'other-organisation',
      hint: 'Your account is of another one. Nothing was done.',
    });
  }
  const role = await roles.roleOf(person);
  return {
    id: person.id,
    orgId: person.orgId,
    email: person.email,
    displayName: person.displayName,
    role,
    may: (permission) => may(role, permission),
  };
}

/** One run of a command: what it may use, and what it touched. */
export interface Run {
  read: ReadContext;
  apply: Omit<ApplyContext, 'several'>;
  /** Every device that was resolved, for the audit. */
  targets: Map<string, string>;
  trackingIds: string[];
}

/** Words for the record: a device that a button named by its id is written with its name. */
export function recordOf(words: string, { targets }: Pick<Run, 'targets'>): string {
  let text = words;
  for (const [id, name] of targets) text = text.replaceAll(`id:${id}`, quoted(name));
  return text;
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
  const read: ReadContext = {
    asker,
    space: talk.space,
    parentId: talk.parentId,
    fleet: {
      ...rooms.fleet,
      one: async (phrase, fallbackId) => seen(await rooms.fleet.one(phrase, fallbackId)),
      many: async (phrase) => {
        const devices = await rooms.fleet.many(phrase);
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
    store: rooms.store,
    begun: { of: (effectId) => begunIn(rooms, talk.space.id, effectId) },
    roles: { admins: rooms.admins },
    commands: rooms.commands,
    now: rooms.clock.now(),
    timeZone: rooms.timeZone,
    log: rooms.log,
  };
  const apply: Run['apply'] = {
    ...read,
    async command(device, name, given) {
      try {
        const answer = await webex.xapi.command(device.id, name, given);
        trackingIds.push(answer.trackingId);
        rooms.metrics.commanded('done');
        return answer;
      } catch (error) {
        rooms.metrics.commanded(howItFailed(error));
        throw error;
      }
    },
  };
  return { read, apply, targets, trackingIds };
}
