import { readKeys } from '#fleet/configuration-keys.ts';
import { isSecretKey } from '#fleet/configuration-secrets.ts';
import { sameValue } from '#fleet/configuration-values.ts';
import type { AdminWrites } from '#intent/admin.ts';
import type { Outcome } from '#intent/command.ts';
import type { ApplyContext } from '#intent/context.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import type { Was, Wish } from '#lib/rollout.ts';
import { shortened } from '#lib/shorten.ts';
import { said } from '#render/replies.ts';
import type { Configuration } from '#webex/device-configurations.ts';
import { shownValue } from './shown.ts';

/** What a plan promises: what each configuration is to be, and what it was. */
export interface SetStep {
  id: string;
  name: string;
  isOnline: boolean;
  wishes: Wish[];
  before: Was[];
  /** Words, where it can be taken back. */
  back?: string;
}

type Known = ReadonlyMap<string, Configuration>;
type Reads = Pick<AdminWrites, 'deviceConfigurations'>;

/**
 * confirmed: the device took it. pending: it is offline. accepted: Webex took it, and nothing is known of the device. had: it is
 * offline and has it, since the change before this one never reached it.
 */
type Taken = 'confirmed' | 'accepted' | 'pending' | 'had';

/** A device that is connected takes a value within a second or two. */
const LOOKS_MS = [400, 800, 1_200];

/** Sets all of them in one request, unless somebody changed one since the plan, and looks whether the device takes them. */
export async function applySet(step: SetStep, context: ApplyContext): Promise<Outcome> {
  const admin = await context.admin('configurations:write');
  const { id, name, back } = step;
  const after = await admin.afresh((webex) => written(step, webex), { id, name });
  const { taken, known } = await lookedAt(step, after, admin.webex, context);
  return {
    reply: reply(step, taken, known),
    // The pipeline notes those of what is done with an administrator's rights.
    trackingIds: [],
    ...(back !== undefined && { undo: { words: back } }),
  };
}

/** Writes them where all are as they were seen, and gives what Webex has of them then. Throws `changed-meanwhile` elsewhere. */
async function written({ id, name, wishes, before }: SetStep, { deviceConfigurations }: Reads): Promise<Known> {
  const keys = wishes.map(({ key }) => key);
  const now = await readKeys(deviceConfigurations, id, keys);
  const changed = before.find((was) => !isAsBefore(now.get(was.key), was));
  if (changed) throw changedMeanwhile(changed.key, id, name);
  try {
    const { shown } = await deviceConfigurations.patch(
      id,
      wishes.map((wish) => ('reset' in wish ? { key: wish.key, remove: true } : { key: wish.key, value: wish.value })),
    );
    return shown;
  } catch (error) {
    if (!isUnknown(error)) throw error;
    // Where Webex did not say whether it was done, its configurations may.
    const then = await readKeys(deviceConfigurations, id, keys).catch(() => undefined);
    if (!then) throw error;
    if (wishes.every((wish) => isSo(then.get(wish.key), wish))) return then;
    const isBefore = before.every((was) => isAsBefore(then.get(was.key), was));
    throw new Problem(
      `Webex did not say whether it took the change. I looked again: ${name} is ${isBefore ? 'as before' : 'neither as before nor as asked for'}`,
      {
        code: 'webex-outcome-unknown',
        hint: 'Look at it before you ask again.',
        next: [{ title: 'Look at it', say: `config id:${id} ${keys.join(' ')}` }],
      },
    );
  }
}

const isUnknown = (error: unknown): boolean =>
  error instanceof Error && 'outcome' in error && error.outcome === 'unknown';

const isAsBefore = (now: Configuration | undefined, { value, source, configured }: Was): boolean =>
  now !== undefined &&
  now.source === source &&
  sameValue(now.value, value) &&
  sameValue(now.configured.value, configured);

/** Whether Webex has it so; the value itself may come from elsewhere. */
const isSo = (now: Configuration | undefined, wish: Wish): boolean =>
  now !== undefined && ('reset' in wish ? now.configured.value === null : sameValue(now.configured.value, wish.value));

/** What Webex answers right away is mostly older than what the device takes a moment later. */
async function lookedAt(
  { id, wishes, isOnline }: SetStep,
  shown: Known,
  { deviceConfigurations }: Reads,
  { pause }: Pick<ApplyContext, 'pause'>,
): Promise<{ taken: Taken; known: Known }> {
  const keys = wishes.map(({ key }) => key);
  const isTaken = (known: Known) => keys.every((key) => hasTaken(known.get(key)));
  if (isTaken(shown)) return { taken: isOnline ? 'confirmed' : 'had', known: shown };
  if (!isOnline) return { taken: 'pending', known: shown };
  let known = shown;
  for (const ms of LOOKS_MS) {
    await pause(ms);
    // The change was made: that it can't be looked at is no fault of it.
    known = await readKeys(deviceConfigurations, id, keys).catch(() => known);
    if (isTaken(known)) return { taken: 'confirmed', known };
  }
  return { taken: 'accepted', known };
}

const hasTaken = (now: Configuration | undefined): boolean =>
  now?.applied !== undefined && sameValue(now.applied.value, now.value);

const TAKEN: Readonly<Record<Taken, (name: string) => string>> = {
  confirmed: () => 'The device confirmed it.',
  accepted: () => 'Accepted by Webex. The device did not confirm it yet.',
  had: (name) => `${name} is offline and has this value: the change before had not reached it.`,
  pending: (name) => `Pending: ${name} is offline, and takes it when it is back.`,
};

function reply({ id, name, wishes, before, back }: SetStep, taken: Taken, known: Known) {
  const keys = wishes.map(({ key }) => key);
  const [only, another] = wishes;
  const lines = wishes.map((wish, index) => {
    const was = before[index];
    const value = valueAfter(wish, known);
    return { key: wish.key, value, was: was ? shownValue(was.key, was.value) : '' };
  });
  const [line] = lines;
  const isWaiting = taken === 'pending';
  const title =
    only && line && !another
      ? `${shortened(only.key, 120)} ${isWaiting ? 'will be' : 'is'} ${line.value} on ${name}`
      : `${wishes.length} configurations of ${name} ${isWaiting ? 'will change' : 'are changed'}`;
  const told = lines.map(({ key, value, was }) => (another ? `${key}: ${was} → ${value}` : `It was ${was}.`));
  const next: NextStep[] = [
    ...(back === undefined ? [] : [{ title: 'Undo', say: back }]),
    {
      title: taken === 'confirmed' || taken === 'had' ? 'Look at it' : 'Look again',
      say: `config id:${id} ${keys.join(' ')}`,
    },
  ];
  return said(title, { detail: [...told, TAKEN[taken](name)].join('\n'), next });
}

function valueAfter(wish: Wish, known: Known): string {
  const now = known.get(wish.key);
  if (isSecretKey(wish.key)) return 'reset' in wish ? 'at its default' : 'set anew';
  if (now) return shownValue(wish.key, now.value);
  return 'reset' in wish ? 'at its default' : shownValue(wish.key, wish.value);
}

const changedMeanwhile = (key: string, id: string, name: string) =>
  new Problem(`Somebody else changed ${shortened(key, 80)} on ${name} just now`, {
    code: 'changed-meanwhile',
    hint: 'Nothing was sent, so that their change stays. Look at it and ask again.',
    next: [{ title: 'Look at it', say: `config id:${id} ${key}` }],
  });
