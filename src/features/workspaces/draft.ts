import { z } from 'zod';
import { isTree } from '#lib/tree.ts';
import type { WorkspaceBody, WorkspaceNow } from '#webex/workspaces.ts';
import type { Faults, Given, Key } from './fields.ts';

/** What is set, as JSON: null clears a field. */
export type Change = {
  [Field in keyof WorkspaceBody]?: Exclude<WorkspaceBody[Field], undefined> | null;
};

/** One field that becomes another. */
export interface Line {
  key: Key;
  /** "Capacity: 8 → 10" */
  text: string;
  /** What is said to have it back, empty where it was not set; left out where there is no way back. */
  back?: string | undefined;
  /** What it was and becomes, as people read it; empty for what is not set. */
  was?: string;
  will?: string;
}

/** What would be written, and what keeps it from being written. */
export interface Draft {
  set: Change;
  lines: Line[];
  faults: Faults;
}

export const NOTHING: Draft = { set: {}, lines: [], faults: {} };

export const together = (parts: readonly Draft[]): Draft => ({
  set: Object.assign({}, ...parts.map(({ set }) => set)),
  lines: parts.flatMap(({ lines }) => lines),
  faults: Object.assign({}, ...parts.map(({ faults }) => faults)),
});

export const fault = (key: Key, sentence: string): Draft => ({ ...NOTHING, faults: { [key]: sentence } });

interface Becomes {
  /** As people read it; undefined for what is not set. */
  was: string | undefined;
  will: string | undefined;
  back?: string | undefined;
}

/** A field that is set or cleared. `isNew`: there was nothing before. */
export function becomes(key: Key, label: string, set: Change, { was, will, back }: Becomes, isNew: boolean): Draft {
  const after = will ?? (isNew ? 'not set' : 'cleared');
  const text = isNew || will === undefined ? `${label}: ${after}` : `${label}: ${was ?? 'not set'} → ${after}`;
  const line = { key, text, was: was ?? '', will: will ?? '', ...(back !== undefined && { back }) };
  return { set, lines: [line], faults: {} };
}

/** A body for `POST`. */
export const newBody = (name: string, change: Change): WorkspaceBody => ({ ...filled(change), displayName: name });

/** A body for `PUT`: all that has to be repeated, with what changes. */
export function mergedBody(now: WorkspaceNow, change: Change): WorkspaceBody {
  const { repeat, locationId } = now;
  const isOtherCalling = change.calling && change.calling.type !== 'thirdPartySipCalling';
  return {
    ...repeat,
    // Neither is taken without the other.
    ...(change.floorId !== undefined && locationId !== undefined && { locationId }),
    ...(isOtherCalling && { sipAddress: undefined }),
    ...filled(change),
  };
}

/** What null stands for: nothing, or for a map null itself. */
function filled({ indoorNavigation, ...change }: Change): Partial<WorkspaceBody> {
  const fields = Object.fromEntries(Object.entries(change).map(([key, value]) => [key, value ?? undefined]));
  return { ...fields, ...(indoorNavigation !== undefined && { indoorNavigation }) };
}

/** What must be the same when it is written as when it was shown. */
export const fingerprint = ({
  repeat,
  calling,
  calendar,
  locationId,
  floorId,
  supportedDevices,
}: WorkspaceNow): string => JSON.stringify({ repeat, calling, calendar, locationId, floorId, supportedDevices });

/** Whether a workspace is as it was to become: asked when nobody knows whether a change was written. */
export function isAs(now: WorkspaceNow, { calling, calendar, indoorNavigation, ...set }: Change): boolean {
  const have = { ...now, ...now.repeat };
  return (
    Object.entries(set).every(([key, wanted]) => isSame(have[key as keyof typeof have] ?? null, wanted)) &&
    (!calling || now.calling?.type === calling.type) &&
    (!calendar || isSame({ type: 'none', ...now.calendar }, calendar)) &&
    (indoorNavigation === undefined || isSame(now.indoorNavigation ?? null, indoorNavigation))
  );
}

const isSame = (left: unknown, right: unknown): boolean =>
  isTree(left) && isTree(right)
    ? [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => left[key] === right[key])
    : left === right;

/** The words that take lines back; undefined where one of them has no way back. */
export function backWords(lines: readonly Line[]): Given | undefined {
  if (lines.some(({ back }) => back === undefined)) return undefined;
  return Object.fromEntries(lines.map(({ key, back }) => [key, back]));
}

/** What lines leave behind, for the words that take them back. */
export const leftBy = (lines: readonly Line[]): string =>
  JSON.stringify(Object.fromEntries(lines.flatMap(({ key, will }) => (will === undefined ? [] : [[key, will]]))));

const Left = z.record(z.string(), z.string());

/** Of lines that take back a change: "Capacity was 6 after your change, and is 7 now", where somebody changed it since. */
export function changedSince(lines: readonly Line[], after: string | undefined): string[] {
  if (after === undefined) return [];
  let left: Record<string, string> = {};
  try {
    left = Left.parse(JSON.parse(after));
  } catch {
    // Words that nobody of us spelled: they are no more than the change that they say.
    return [];
  }
  return lines.flatMap(({ key, text, was }) => {
    const then = left[key];
    if (then === undefined || was === undefined || was === then) return [];
    return `${text.split(':')[0]} was ${then || 'not set'} after your change, and is ${was || 'not set'} now.`;
  });
}
