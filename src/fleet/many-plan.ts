import type { Tier } from '#intent/asker.ts';
import type { Plan } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { isGraveTogether } from '#lib/together.ts';
import type { Device } from '#webex/devices.ts';
import type { CommandArguments } from '#webex/xapi.ts';
import type { Selected } from './asked.ts';
import type { Wanted } from './device-plan.ts';
import { fanOut } from './fan-out.ts';
import { hindrance, type LeftOut, lackIn, leftOutLines, nothingLeft } from './left-out.ts';
import { activities, activityFacts } from './many-activity.ts';

/** One xCommand on several devices: what a plan promises and `sendToMany` sends. */
export interface ManyStep {
  /** How the devices were named. */
  phrase: string;
  command: string;
  arguments?: CommandArguments;
  body?: string | Record<string, unknown>;
  targets: Target[];
}

/** What is given here goes to this device in place of the step's own. */
export interface Target extends Pick<ManyStep, 'arguments' | 'body'> {
  id: string;
  name: string;
  command?: string;
}

export interface WantedOfMany extends Wanted {
  /** What running calls mean, as a sentence; asked and told only where `inCall` is given. */
  inCalls?: string;
  /** Devices without a call are left out. */
  onlyInCall?: boolean;
  /**
   * What this very device gets, checked by its own schema. A Problem leaves it out, with the Problem's message as the
   * reason; when all devices have the same, it is thrown as it is. Left out: each has to know the command, that is all.
   */
  each?: (device: Device) => Promise<Omit<Target, 'id' | 'name'>>;
}

const NAMES = 6;
/** Of so many devices at most the space hears one by one that they are back. */
export const MOST_WATCHED = 5;

/** "12 devices", or the name of the only one: what titles are made of. */
export const subjectOf = (targets: readonly { name: string }[]): string =>
  targets.length === 1 && targets[0] ? targets[0].name : deviceCount(targets.length);

/**
 * The plan of one xCommand on a selection. It asks always, says which devices are left out and why, and what goes on at
 * the others. Throws a Problem for what may be done on one device at a time only, and when no device is left.
 */
export async function planOnMany(
  { phrase, devices }: Selected,
  wanted: WantedOfMany,
  context: ReadContext,
): Promise<Plan<ManyStep>> {
  if (wanted.tier === 3) throw oneByOne(wanted);
  const { able, leftOut } = await sift(devices, wanted, context);
  const told =
    wanted.inCall !== undefined || wanted.onlyInCall
      ? await activities(
          able.map(({ device }) => device),
          context,
        )
      : new Map();
  const chosen = able.filter(({ device }) => {
    const isIdle = wanted.onlyInCall && (told.get(device)?.calls.count ?? (told.has(device) ? 1 : 0)) === 0;
    if (!isIdle) return true;
    told.delete(device);
    leftOut.push({ device, why: 'not in a call' });
    return false;
  });
  if (chosen.length === 0) throw nothingLeft(phrase, leftOut);
  const targets = chosen.map(({ target }) => target);
  const subject = subjectOf(targets);
  const tier = tierTogether(wanted, targets.length);
  const names = targets.map(({ name }) => name);
  return {
    tier,
    title: wanted.title(subject),
    action: wanted.action(subject),
    targets: targets.map(({ id, name }) => ({ id, name })),
    sends: [...new Set(targets.map((target) => target.command ?? wanted.command))],
    facts: [
      ...(wanted.warning ? [wanted.warning] : []),
      ...(names.length > 1 ? [{ key: 'devices', text: `${nameList(names, NAMES)}.` }] : []),
      ...(wanted.inCall === undefined ? [] : activityFacts(told, wanted.inCalls ?? 'They may be disturbed.')),
      ...(wanted.facts ?? []),
      ...leftOutLines(leftOut).map((text) => ({ key: 'left-out', text })),
    ],
    step: {
      phrase,
      command: wanted.command,
      ...(wanted.arguments && { arguments: wanted.arguments }),
      ...(wanted.body !== undefined && { body: wanted.body }),
      targets,
    },
    asks: true,
    isNoted: true,
    ...(wanted.comesBack && { comesBack: true }),
    ...(tier === 3 && { typed: String(targets.length) }),
  };
}

function tierTogether({ tier, command }: Pick<Wanted, 'tier' | 'command'>, count: number): Tier {
  return count > 1 && isGraveTogether(command) ? 3 : tier;
}

interface Able {
  device: Device;
  target: Target;
}

/** Who can take the command, with what goes there, and who can't. */
async function sift(
  devices: readonly Device[],
  wanted: WantedOfMany,
  context: ReadContext,
): Promise<{ able: Able[]; leftOut: LeftOut[] }> {
  // One request for several kinds of devices, instead of one for each.
  await context.catalogues.warm(devices);
  const leftOut: LeftOut[] = [];
  const found = await fanOut(devices, async (device): Promise<Able[]> => {
    try {
      const why = hindrance(device, wanted) ?? (wanted.each ? undefined : await lackIn(device, wanted, context));
      if (why === undefined) {
        const own = (await wanted.each?.(device)) ?? {};
        if (!(await context.isMine(device, { tier: wanted.tier, sends: [own.command ?? wanted.command] }))) {
          leftOut.push({ device, why: 'your roles do not cover it' });
          return [];
        }
        return [{ device, target: { id: device.id, name: device.displayName, ...own } }];
      }
      leftOut.push({ device, why });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // One reason for all devices it holds for.
      leftOut.push({ device, why: error.message.replaceAll(device.displayName, 'it'), error });
    }
    return [];
  });
  leftOut.sort((left, right) => left.device.displayName.localeCompare(right.device.displayName, 'en'));
  return { able: found.flat(), leftOut };
}

const oneByOne = ({ command }: Pick<Wanted, 'command'>) =>
  new Problem(`${command} goes to one device at a time`, {
    code: 'one-at-a-time',
    hint: 'It can lock a device up or lose its data. Name the one device, for example "on Fjord". Nothing was sent.',
    next: [{ title: 'Devices', say: 'devices' }],
  });
