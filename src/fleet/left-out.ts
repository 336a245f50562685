import type { Fact } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import type { Device } from '#webex/devices.ts';
import { lackOf } from './abilities.ts';
import { accessOf, conditionOf } from './condition.ts';
import { isPrivate, type Wanted } from './device-plan.ts';
import { seeThem } from './selection.ts';

/** A device that gets nothing of a change of several. */
export interface LeftOut {
  device: Device;
  /** One or two words: "offline". */
  why: string;
  /** What checking its arguments found, where it was that. */
  error?: Problem;
}

/** Names shown of each reason, and reasons. */
const NAMES = 4;
const REASONS = 6;

/** What keeps a device from taking any command of this tier; undefined when nothing is known to. */
export function hindrance(device: Device, wanted: Pick<Wanted, 'tier' | 'touchesPrivacy'>): string | undefined {
  const access = accessOf(device);
  if (access === 'none') return 'not granted to me';
  if (access === 'readonly') return 'read-only for me';
  const { isOnline, word } = conditionOf(device);
  if (!isOnline) return word.toLowerCase();
  return isPrivate(wanted) && device.personId !== undefined ? 'personal device' : undefined;
}

/** What a device lacks that says itself that it has no such command. */
export async function lackIn(
  device: Device,
  { command }: Pick<Wanted, 'command'>,
  { catalogues }: Pick<ReadContext, 'catalogues'>,
): Promise<string | undefined> {
  const catalogue = await catalogues.of(device);
  return catalogue && !catalogue.command(command) ? lackOf(command) : undefined;
}

/** "Left out (offline): Sognefjord and Kew", a line for each reason, the most frequent first. */
export function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  const reasons = [...Map.groupBy(leftOut, ({ why }) => why)].sort(([, left], [, right]) => right.length - left.length);
  const others = reasons.slice(REASONS).flatMap(([, those]) => those);
  return [...reasons.slice(0, REASONS), ...(others.length > 0 ? [['other reasons', others] as const] : [])].map(
    ([why, those]) => {
      const names = those.map(({ device }) => device.displayName);
      return `Left out (${why}): ${nameList(names, NAMES)}`;
    },
  );
}

/** Devices of an earlier change that are not there any more, as facts of a plan; what is hidden from the asker is only counted. */
export async function goneFacts(
  parts: readonly { id: string; name: string }[],
  { fleet, sees }: Pick<ReadContext, 'sees'> & { fleet: Pick<ReadContext['fleet'], 'list'> },
): Promise<Fact[]> {
  const listed = new Set((await fleet.list()).map(({ id }) => id));
  const missing = parts.filter(({ id }) => !listed.has(id));
  const isSeen = await sees();
  const gone = missing.filter(({ id }) => isSeen(id)).map(({ name }) => name);
  const hidden = missing.length - gone.length;
  return [
    ...(gone.length > 0 ? [{ key: 'gone', text: `Not there any more: ${nameList(gone, NAMES)}` }] : []),
    ...(hidden > 0 ? [{ key: 'hidden', text: `Left out (gone, or not yours to see): ${deviceCount(hidden)}` }] : []),
  ];
}

/** There is nobody left to do it on. Where one fault keeps all of them, that fault. */
export function nothingLeft(phrase: string, leftOut: readonly LeftOut[]): Problem {
  const [first] = leftOut;
  // Those that can't be reached would not take it otherwise either.
  const faults = leftOut.flatMap(({ error }) => error ?? []);
  const [fault] = faults;
  if (fault && first && faults.every(({ code, message }) => code === fault.code && message === fault.message))
    return fault;
  const isOffline = leftOut.some(({ why }) => why.includes('offline'));
  return new Problem(`None of the ${leftOut.length} devices can take this now`, {
    code: 'nothing-left',
    hint: [...leftOutLines(leftOut).map((line) => `${line}.`), 'Nothing was sent.'].join(' '),
    next: [...(isOffline ? [{ title: 'What is offline', say: 'devices is:offline' }] : []), ...seeThem(phrase)],
  });
}
