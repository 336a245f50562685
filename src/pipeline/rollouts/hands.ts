import { randomUUID } from 'node:crypto';
import { conditionOf } from '#fleet/condition.ts';
import { applyToDevice, confirmOnDevice, type Done, failure } from '#fleet/rollout-apply.ts';
import { surveyBack, surveyDevice } from '#fleet/rollout-survey.ts';
import type { Grip, Hands, Reins } from '#jobs/rollout-work.ts';
import { HeldUp, NotNow } from '#lib/held-up.ts';
import { Problem } from '#lib/problem.ts';
import { answeredWith, PARTLY } from '#lib/rollout.ts';
import { meantOf } from '#lib/rollout-counts.ts';
import type { Rollout, RolloutItem, Settled } from '#store/index.ts';
import type { Device } from '#webex/devices.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import type { Rooms } from '../rooms.ts';
import { heldUpBy, type Starter } from './acting.ts';
import { rightsOf } from './rights.ts';
import { sendCommand, sendReboot, unsure } from './sending.ts';

/** What was read of a device counts for so long, where there are many of them; after that it is read again before it is changed. */
const FRESH_MS = 10 * 60_000;
/** Devices of which each is read again in any case: that costs little, and nobody's change is overwritten. */
const FEW = 500;
/** A rollout has more patience with a pause of Webex than a person has. */
const PATIENCE_MS = 15 * 60_000;
/**
 * What Webex did not answer is tried again after so long, and then it failed. Soon at first: mostly it was a moment, and all the
 * other devices of a wave wait for it.
 */
const AGAIN_MS = [500, 2_000, 8_000, 16_000];
/** While Webex can't be reached at all. */
const AWAY_MS = 5_000;
/** No device takes it at once: so long after it was sent it is asked whether it did, and between the questions. */
const FIRST_ASK_MS = 500;
const ASK_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
const EXTEND_MS = 20_000;

interface HandsOptions {
  rollout: Rollout;
  starter: Starter;
  reins: Reins;
}

/** What is done with single devices of a rollout, with the rights of whoever asked for it. */
export async function handsOf(rooms: Rooms, options: HandsOptions): Promise<Hands> {
  const { store, clock } = rooms;
  const { rollout } = options;
  const { mayGoOn, signal, waits } = options.reins;
  const { actor } = options.starter;
  const { spec } = rollout;
  const holders = new Map<string, string>();
  const { overMs, window, startAt } = spec.pacing;
  const isSpread = overMs !== undefined || window !== undefined || startAt !== undefined;
  const isQuick = !isSpread && meantOf(await store.rollouts.items.counts(rollout.id)) > FEW;
  const rightsNow = await rightsOf(rooms, rollout, options.starter);

  const acting = rooms.webex.as(actor.auth, actor.limiter).with({ signal, waits, maxWaitMs: PATIENCE_MS });
  const sending = (webex: Webex, { deviceId }: RolloutItem) =>
    webex.with({
      signal,
      waits,
      maxWaitMs: PATIENCE_MS,
      // Webex may make it wait for minutes: it may be paused, and the device somebody else's, by then.
      before: async () => {
        if (!(await mayGoOn())) throw new NotNow();
        const holder = holders.get(deviceId);
        if (holder === undefined || !(await store.locks.isHeld(deviceId, holder))) throw lockBroken();
      },
    });

  /** From a list at most a minute old; where that can't be had, nothing is known. */
  const listed = async (deviceId: string): Promise<Device | undefined> =>
    (await actor.fleet.byId().catch(() => undefined))?.get(deviceId);

  /** Where it stands by Webex's own list; one that is not there is asked for by itself. */
  async function deviceOf({ deviceId }: RolloutItem): Promise<Device | undefined> {
    const known = await listed(deviceId);
    if (known) return known;
    try {
      return await acting.devices.get(deviceId);
    } catch (error) {
      if (error instanceof WebexError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** What came of a call, as its row says it. What is tried again later has all its tries then. */
  function settled(item: RolloutItem, done: Done, now = clock.now()): Settled {
    const { state, why, trackingId, isAway, answered } = done;
    // What became of a change is not known before somebody could look.
    const reason =
      state === 'again' && item.reason === UNKNOWN ? UNKNOWN : isDone(done) ? partOf(item) || done.reason : done.reason;
    const told = {
      reason,
      why,
      lockedSince: undefined,
      callSince: undefined,
      ...(trackingId !== undefined && { trackingId }),
      ...(done.reason === UNKNOWN && { maybeSentAt: item.maybeSentAt ?? now }),
    };
    if (state !== 'again') return { state, ...told, answered: undefined, misses: 0 };
    // Webex did nothing of it.
    const isUntouched = done.reason !== UNKNOWN;
    // Whether Webex is there is none of the device's fault.
    if (isAway) return { state: item.state, ...told, answered, until: now + AWAY_MS, isUntouched };
    const misses = (item.misses ?? 0) + 1;
    const againMs = AGAIN_MS[misses - 1];
    if (againMs === undefined) {
      if (reason === UNKNOWN) return { state: 'uncertain', ...told, misses: 0 };
      return { state: 'failed', ...told, ...(answered !== undefined && { reason: answeredWith(answered) }), misses: 0 };
    }
    return { state: item.state, ...told, answered, misses, until: now + againMs, isUntouched };
  }

  async function guarded(item: RolloutItem, work: () => Promise<Settled>): Promise<Settled> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof HeldUp || error instanceof NotNow) throw error;
      if (error instanceof WebexError) return settled(item, failure(error));
      if (error instanceof Problem && error.code === LOCK_BROKEN)
        return { state: 'skipped', reason: 'lock-broken', why: error.message };
      throw heldUpBy(error, rollout);
    }
  }

  async function change(item: RolloutItem, device: Device): Promise<Settled> {
    const now = clock.now();
    const done = await applyToDevice(sending(acting, item).with({ maxWriteWaitMs: PATIENCE_MS }), {
      deviceId: item.deviceId,
      wishes: item.wishes ?? [],
      before: item.before ?? [],
      isFresh: isQuick && now - (item.readAt ?? 0) < FRESH_MS,
      mayBeSent: item.attempt > 1 || item.sentAt !== undefined || item.maybeSentAt !== undefined,
      isLast: (item.misses ?? 0) >= AGAIN_MS.length,
      isOnline: conditionOf(device).isOnline,
      answered: item.answered,
    });
    return {
      ...settled(item, done),
      name: device.displayName,
      ...(isDone(done) && { sentAt: clock.now() }),
      ...(done.state === 'accepted' && { until: clock.now() + FIRST_ASK_MS }),
      ...(done.state === 'confirmed' && { confirmedAt: now }),
    };
  }

  return {
    survey: (item) =>
      guarded(item, async () => {
        const readAt = clock.now();
        if (spec.work.kind === 'command')
          return item.wasOnline
            ? { state: 'change', readAt }
            : { state: 'blocked', reason: 'offline', why: 'It is offline; commands need a connected device' };
        const found = item.expects
          ? await surveyBack(acting, item.deviceId, item.wishes ?? [], item.expects)
          : await surveyDevice(acting, item.deviceId, item.settings ?? spec.work.settings);
        return { reason: '', why: undefined, misses: 0, readAt, leftAlone: undefined, ...found };
      }).then(async (found) => {
        const device = await listed(item.deviceId);
        const now = device && { wasOnline: conditionOf(device).isOnline, errorCodes: device.errorCodes };
        // Nothing was to be changed yet: it is left out, with its reason.
        const isFault = found.state === 'failed' || found.state === 'uncertain';
        return { ...found, ...now, ...(isFault && { state: 'blocked' as const }) };
      }),

    apply: (item, note) =>
      guarded(item, async () => {
        if (item.state === 'sending') return unsure(item);
        const device = await deviceOf(item);
        if (!device) return { state: 'failed', reason: 'gone', why: 'Webex does not know the device any more' };
        const { isMine, waitsForQuiet, waitsForCall } = await rightsNow();
        if (!isMine(item, device))
          return {
            state: 'skipped',
            reason: 'not-allowed',
            why: `${rollout.personName}’s roles do not cover it any more`,
          };
        const waiting =
          waitsForQuiet(item, device) ?? (await waitsForCall(item, device, sending(rooms.webex, item).xapi));
        if (waiting) return waiting;
        const { work } = spec;
        if (work.kind === 'command')
          return sendCommand(sending(rooms.webex, item), { item, device, work, note, now: () => clock.now() });
        const changed = await change(item, device);
        const isThere = changed.state === 'accepted' || changed.state === 'confirmed';
        if (!spec.thenReboot || !isThere) return changed;
        const again = (error: WebexError) => settled(item, failure(error));
        return sendReboot(sending(rooms.webex, item), { changed, note, deviceId: item.deviceId, again });
      }),

    confirm: (item) =>
      guarded(item, async () => {
        const device = await listed(item.deviceId);
        const isOnline = device === undefined || conditionOf(device).isOnline;
        const done = await confirmOnDevice(acting, { deviceId: item.deviceId, wishes: item.wishes ?? [], isOnline });
        const now = clock.now();
        if (done.state === 'confirmed')
          return { state: 'confirmed', reason: partOf(item), why: undefined, confirmedAt: now };
        if (done.state === 'failed') return { state: 'failed', reason: done.reason, why: done.why };
        const misses = item.misses ?? 0;
        return { state: item.state, misses: misses + 1, until: now + (ASK_MS[misses] ?? ASK_MS.at(-1) ?? 0) };
      }),

    async grip(items): Promise<Grip> {
      const own = `rollout:${rollout.id}:`;
      const holder = own + randomUUID();
      const { mine: free, held } = await store.locks.takeFree({
        holder,
        devices: items.map(({ deviceId, name }) => ({ id: deviceId, name })),
        personId: rollout.personId,
        personName: rollout.personName,
        title: `Rollout ${rollout.number}: ${spec.title}`,
        spaceId: rollout.spaceId,
        ...(rollout.parentId !== undefined && { parentId: rollout.parentId }),
      });
      // Whoever of this rollout had it has it in hand no more: their process was killed, or other devices keep their lock.
      const left = held.filter((lock) => lock.holder.startsWith(own));
      const mine = new Set([...free, ...(await store.locks.takeOver(left, holder))]);
      for (const id of mine) holders.set(id, holder);
      const extending = setInterval(() => {
        store.locks
          .extend(holder)
          .catch((error: unknown) => rooms.log.warn({ err: error }, 'the locks of a rollout could not be extended'));
      }, EXTEND_MS).unref();
      return {
        mine,
        others: new Map(
          held.map(({ deviceId, personName, title }) => [deviceId, `${personName} is changing it: ${title}`]),
        ),
        release() {
          clearInterval(extending);
          for (const id of mine) if (holders.get(id) === holder) holders.delete(id);
          store.locks.release(holder);
        },
      };
    },
  };
}

const UNKNOWN = 'unknown';
const isDone = ({ state }: Done): boolean => state === 'accepted' || state === 'pending' || state === 'confirmed';
/** Whatever goes well with it, it is not all that was asked for. */
const partOf = ({ leftAlone = [] }: RolloutItem): string => (leftAlone.length > 0 ? PARTLY : '');
const LOCK_BROKEN = 'rollout-lock-broken';
const lockBroken = () => new Problem('Somebody took the device for a change of their own', { code: LOCK_BROKEN });
