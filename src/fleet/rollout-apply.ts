import { NotNow } from '#lib/held-up.ts';
import { Problem } from '#lib/problem.ts';
import { answeredWith, HAD_IT, type ItemState, type Was, type Wish } from '#lib/rollout.ts';
import type { Configuration, DeviceConfigurations } from '#webex/device-configurations.ts';
import type { WebexError } from '#webex/errors.ts';
import { readKeys } from './configuration-keys.ts';
import { valueWords } from './configuration-state.ts';
import { sameValue } from './configuration-values.ts';
import { entryOf, isAsBefore, isSo } from './rollout-survey.ts';

/** One device that is about to be changed. */
export interface Doing {
  deviceId: string;
  wishes: readonly Wish[];
  before: readonly Was[];
  /** What was read of it counts as true; otherwise it is read again first. */
  isFresh: boolean;
  /** Somebody had it in hand before, and may have sent it. */
  mayBeSent: boolean;
  /** It was sent often enough: now it is only looked at what came of it. */
  isLast: boolean;
  /** With which HTTP status Webex answered the try before, if it did. */
  answered?: number | undefined;
  isOnline: boolean;
}

/** What came of it. `again` is to be tried once more after a while, since nothing, or nothing that is known of, was done. */
export interface Done {
  state:
    | Extract<ItemState, 'same' | 'accepted' | 'pending' | 'confirmed' | 'failed' | 'skipped' | 'uncertain'>
    | 'again';
  reason: string;
  why?: string;
  trackingId?: string;
  /** The HTTP status that Webex answered with, where it is to be tried again. */
  answered?: number;
  /** Webex could not be asked at all. */
  isAway?: boolean;
}

interface Writes {
  deviceConfigurations: DeviceConfigurations;
}

/** Changes one device as it was planned, unless somebody else changed it since. Throws what is no answer of Webex. */
export async function applyToDevice(webex: Writes, doing: Doing): Promise<Done> {
  const { deviceId, wishes, before, isFresh, mayBeSent, isLast, isOnline, answered } = doing;
  try {
    if (!isFresh || mayBeSent) {
      const now = await readKeys(
        webex.deviceConfigurations,
        deviceId,
        wishes.map(({ key }) => key),
      );
      if (wishes.every((wish) => isSoIn(now, wish)))
        // What somebody else made so is not this rollout's to take back.
        return mayBeSent ? landed(now, wishes, isOnline) : { state: 'same', reason: '' };
      const changed = before.find((was, index) => {
        const found = entryOf(now, was.key)?.[1];
        const wish = wishes[index];
        // Of a request that was cut off Webex may have done a part.
        return !found || !(isAsBefore(found, was) || (mayBeSent && wish && isSo(found, wish)));
      });
      if (changed) return { state: 'skipped', reason: 'changed', why: changedWords(changed, now) };
      if (isLast && mayBeSent) return { state: 'failed', ...notTaken(answered) };
    }
    const { trackingId, shown } = await webex.deviceConfigurations.patch(
      deviceId,
      wishes.map((wish) => ('reset' in wish ? { key: wish.key, remove: true } : { key: wish.key, value: wish.value })),
    );
    const done = landed(shown, wishes, isOnline);
    // What an offline device has by now it had before: what was asked of it in between never reached it.
    return { ...done, ...(done.state === 'confirmed' && !isOnline && { reason: HAD_IT }), trackingId };
  } catch (error) {
    if (!isOfWebex(error)) throw error;
    return failure(error);
  }
}

/** It was sent as often as it may be, and nothing came of it. */
const notTaken = (answered: number | undefined): { reason: string; why: string } =>
  answered === undefined
    ? { reason: 'no-answer', why: 'Webex did not take it, and gave no answer that I could read' }
    : { reason: answeredWith(answered), why: `Webex did not take it: it answered ${answered}` };

/** Asks whether a device took what Webex accepted. `again` while it did not. */
export async function confirmOnDevice(
  webex: Writes,
  { deviceId, wishes, isOnline }: Pick<Doing, 'deviceId' | 'wishes' | 'isOnline'>,
): Promise<Done> {
  try {
    const now = await readKeys(
      webex.deviceConfigurations,
      deviceId,
      wishes.map(({ key }) => key),
    );
    const other = wishes.find((wish) => !isSoIn(now, wish));
    if (!other) return landed(now, wishes, isOnline);
    const found = entryOf(now, other.key)?.[1];
    const is = found ? valueWords(found.value) : 'gone';
    return { state: 'failed', reason: 'changed-after', why: `Somebody changed ${other.key} since: it is ${is}` };
  } catch (error) {
    if (!isOfWebex(error)) throw error;
    const failed = failure(error);
    // Webex took it, and does not say more: that is no failure of the device.
    return failed.state === 'failed' && failed.reason !== 'gone' ? { ...failed, state: 'again' } : failed;
  }
}

/** Whether a device took it itself, as far as what Webex shows tells. What it does not show was accepted all the same. */
function landed(shown: ReadonlyMap<string, Configuration>, wishes: readonly Wish[], isOnline: boolean): Done {
  const taken = wishes.every((wish) => {
    const found = entryOf(shown, wish.key)?.[1];
    if (!found?.applied || !isSo(found, wish)) return false;
    return sameValue(found.applied.value, found.value);
  });
  if (taken) return { state: 'confirmed', reason: '' };
  return isOnline ? { state: 'accepted', reason: '' } : { state: 'pending', reason: 'offline' };
}

const isSoIn = (known: ReadonlyMap<string, Configuration>, wish: Wish): boolean => {
  const found = entryOf(known, wish.key)?.[1];
  return found !== undefined && isSo(found, wish);
};

/** The client says of each of its errors what became of the request. */
const isOfWebex = (error: unknown): error is WebexError => error instanceof Problem && 'outcome' in error;

/** What an error of Webex means for one device. The others go on. Throws NotNow for what was called off while it waited. */
export function failure(error: WebexError): Done {
  const { status, outcome, kind, message, details, trackingId, code } = error;
  if (code === 'webex-stopped') throw new NotNow(error);
  const told = { ...(trackingId !== undefined && { trackingId }) };
  const said = message.replace(/\.$/, '');
  const because = [said, ...details.filter((detail) => !said.includes(detail.replace(/\.$/, '')))].join(': ');
  if (status === 404)
    return { state: 'failed', reason: 'gone', why: 'Webex does not know the device any more', ...told };
  if (status === 403) return { state: 'failed', reason: 'forbidden', why: because, ...told };
  const answered = status === undefined ? {} : { answered: status };
  // Nothing was done, or nobody knows: it is looked at before it is tried again.
  if (status === 429 || (outcome === 'not-sent' && kind !== 'refused'))
    return { state: 'again', reason: 'no-answer', why: because, ...answered, isAway: true };
  const passes = outcome === 'unknown' || status === undefined || [409, 423].includes(status) || status >= 500;
  if (passes)
    return {
      state: 'again',
      reason: outcome === 'unknown' ? 'unknown' : 'no-answer',
      why: because,
      ...answered,
      ...told,
    };
  return { state: 'failed', reason: 'refused', why: because, ...told };
}

function changedWords(was: Was, now: ReadonlyMap<string, Configuration>): string {
  const found = entryOf(now, was.key)?.[1];
  if (!found) return `It has no ${was.key} any more`;
  const is = valueWords(found.value);
  const before = valueWords(was.value);
  return is === before
    ? `${was.key} is ${is} as in the plan, but from another source now`
    : `Somebody changed ${was.key} since the plan: it was ${before} and is ${is}`;
}
