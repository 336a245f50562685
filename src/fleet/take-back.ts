import type { Undo } from '#intent/command.ts';
import type { ApplyContext, ReadContext } from '#intent/context.ts';
import type { CommandBack } from '#intent/parts.ts';
import { quoted } from '#lib/quoted.ts';
import type { CommandResult } from '#webex/xapi.ts';
import { type DeviceStep, send } from './device-plan.ts';
import { readsBefore, told } from './inverse.ts';
import { lookedAt } from './many-send.ts';

type Leaves = NonNullable<CommandBack['leaves']>;

/**
 * Sends the step's command, and says what takes it back: the device is asked for its state before, when that tells, and a
 * device that keeps silent gets the command all the same. `before` is that state where it is known already.
 */
export async function sendWithUndo(
  step: DeviceStep,
  context: ApplyContext,
  before?: unknown,
): Promise<CommandResult & { undo?: Extract<Undo, { words: string }> }> {
  const { deviceId, command, arguments: given } = step;
  const paths = readsBefore(command, given);
  const was = before ?? (await look(deviceId, paths, context));
  const sent = await send(step, context);
  const back = was === undefined ? undefined : lookedAt(command, given, was).back;
  if (!back) return sent;
  const leaves = back.leaves ?? (await leftBehind(deviceId, paths, was, context));
  return { ...sent, undo: { words: wordsOf(deviceId, back), ...(leaves && { left: { deviceId, leaves } }) } };
}

const look = async (deviceId: string, paths: string[], { webex, log }: ReadContext): Promise<unknown> => {
  if (paths.length === 0) return undefined;
  return webex.glance.status(deviceId, paths).catch((error) => {
    log.warn({ deviceId, err: error }, 'a device did not tell its state before a change');
    return undefined;
  });
};

/** What only the device can tell; what is as before may still be on its way. */
async function leftBehind(
  deviceId: string,
  paths: string[],
  before: unknown,
  context: ReadContext,
): Promise<Leaves | undefined> {
  const after = await look(deviceId, paths, context);
  if (after === undefined) return undefined;
  const changed = paths.filter((path) => told(after, path) !== told(before, path));
  return changed.length === 0 ? undefined : Object.fromEntries(changed.map((path) => [path, [told(after, path)]]));
}

/** Commands with a verb of their own. */
const VERBS = new Map([
  ['audio.microphones.mute', 'mute'],
  ['audio.microphones.unmute', 'unmute'],
  ['standby.activate', 'standby'],
  ['standby.deactivate', 'wake'],
]);

/** A command in words, as they stand before "on". */
export const verbOf = (command: string): string => VERBS.get(command.toLowerCase()) ?? command;

/** The words that bring it back, for this very device. */
function wordsOf(deviceId: string, { command, arguments: given = {} }: CommandBack): string {
  const target = ` on id:${deviceId}`;
  const verb = VERBS.get(command.toLowerCase());
  if (verb !== undefined) return verb + target;
  const { Level: level, ...others } = given;
  if (command === 'Audio.Volume.Set' && Object.keys(others).length === 0) return `volume ${level}${target}`;
  const args = Object.entries(given).flatMap(([name, value]) =>
    [value].flat().map((one) => ` ${name}: ${quoted(String(one))}`),
  );
  return `xCommand ${command}${args.join('')}${target}`;
}

/** What somebody changed since, as a sentence; undefined when nobody did, and when the device does not tell. */
export async function changedSince(
  { deviceId, leaves }: { deviceId: string; leaves: Leaves },
  context: ReadContext,
): Promise<string | undefined> {
  const now = await look(deviceId, Object.keys(leaves), context);
  if (now === undefined) return undefined;
  const changed = Object.entries(leaves).filter(([path, values]) => !values.includes(told(now, path)));
  if (changed.length === 0) return undefined;
  const lines = changed.map(
    ([path, [left = '']]) => `${path} was ${shown(left)} after your change, and is ${shown(told(now, path))} now`,
  );
  return `It was changed since: ${lines.join('; ')}.`;
}

const shown = (text: string): string => (text === '' ? 'empty' : text);
