import type { Clock } from '#lib/clock.ts';
import type { HeldUp } from '#lib/held-up.ts';
import type { Logger } from '#lib/log.ts';
import { GOOD_MS, type ItemState, restarts, type Status, TRIED_AGAIN } from '#lib/rollout.ts';
import { countOf, doneOf, failuresOf, isOverLimit, meantOf } from '#lib/rollout-counts.ts';
import { dealStages } from '#lib/rollout-stages.ts';
import { nextOpening, openAt } from '#lib/rollout-window.ts';
import type { Count, Rollout, Store, Turn } from '#store/index.ts';
import { canaryWatch, watchBegun } from './rollout-canary.ts';
import { devicesOf } from './rollout-devices.ts';
import { createLookout } from './rollout-lookout.ts';
import { noteTakenBack } from './rollout-taken-back.ts';
import type { RolloutWork } from './rollout-work.ts';

/** How long the devices of a canary may take to say that they have it, and to come back after a restart. */
const CANARY_MS = 120_000;
const BACK_MS = 600_000;
/** Between looks at devices that are to come back. */
const LOOK_MS = 10_000;
/** How long all of them may, after the last one was sent: what is not confirmed by then stays accepted. */
const CONFIRM_MS = 120_000;
/** Where the plan could not be shown, the next try is as long after it as this one was after the plan, but not sooner. */
const SHOW_AGAIN_MS = 5_000;

/** Nothing was changed that could be worse off for it. */
const NOBODY = { isBack: true, isSettled: true };

/** Those that work on devices goes on in. */
const WORKING: readonly Status[] = ['surveying', 'running', 'confirming'];

const LEFT: readonly ItemState[] = ['change', 'sending'];
/** Whether the next wave may begin while this one comes to its end: it restarts nothing, and is not the canary. */
const mayOverlap = ({ stage, stages, spec }: Rollout): boolean => stage > 0 && stage < stages && !restarts(spec);

interface DriverOptions {
  rollouts: Store['rollouts'];
  work: RolloutWork;
  clock: Clock;
  log: Logger;
}

/** Sees to one rollout as a whole. Only one process at a time does so for each. */
export interface Driver {
  /** Whether devices are worked on. */
  isWorking(rollout: Rollout): boolean;
  /** Does what is next for the whole; `again` when it is in another state now. Otherwise gives it as it is. */
  drive(rollout: Rollout, counts: readonly Count[]): Promise<Rollout | 'again'>;
  /** Resolves when nothing is looked at beside it any more. */
  idle(): Promise<void>;
  /** Stops it when more failed than it bears, whoever sees to the rest of it: gives it as it is otherwise. */
  guard(rollout: Rollout, counts: readonly Count[]): Promise<Rollout | 'again'>;
  /** Pauses it for a reason of its own. */
  holdUp(id: string, error: HeldUp): Promise<void>;
}

export function createDriver({ rollouts, work, clock, log }: DriverOptions): Driver {
  const { items } = rollouts;
  /** When to look at the devices of a rollout again, by elapsed time. */
  const lookAt = new Map<string, number>();
  /** Since when this process sees to one, by elapsed time: while none did, nobody asked its devices. */
  const seenSince = new Map<string, number>();
  /** For how long devices had a chance to say that they took it, of `ms` since it was sent. */
  const askedMs = ({ id }: Rollout, ms: number): number =>
    Math.min(ms, clock.elapsed() - (seenSince.get(id) ?? clock.elapsed()));

  const { itemsOf, looks, changed, sortOut, otherCanaries, unfinished, whoFailed } = devicesOf({ rollouts, clock });
  const watched = canaryWatch({ rollouts, clock, itemsOf });
  const lookout = createLookout({ items, looks, changed, work, clock, log });

  const turned = async (rollout: Rollout, turn: Turn): Promise<'again'> => {
    await rollouts.turn(rollout, turn);
    return 'again';
  };

  /** The same with a card that was just posted: where it could not be noted it would stand there for ever. */
  async function noted(rollout: Rollout, turn: Turn, card: Rollout['card']): Promise<Rollout | undefined> {
    const turnedTo = await rollouts.turn(rollout, { ...turn, ...(card && { card }) });
    if (!turnedTo && card) await work.takeBack(card);
    return turnedTo;
  }

  /** What it ran counts, as far as it did. */
  const halted = ({ ranMs, runningSince }: Rollout) => ({
    ranMs: ranMs + (runningSince === undefined ? 0 : clock.now() - runningSince),
    runningSince: undefined,
  });

  /** Everything was looked at: what is to be done is dealt into stages. */
  async function plan(rollout: Rollout): Promise<Rollout | 'again'> {
    await sortOut(rollout);
    const looked = await items.counts(rollout.id);
    if (countOf(looked, ['change']) === 0)
      // Whoever waits for the plan says so at once.
      return (rollout.awaitedUntil ?? 0) > clock.now() ? rollout : over(rollout, looked, 'empty');
    const { stages, last } = dealStages(await items.toChange(rollout.id), rollout.spec.pacing);
    await items.stages(rollout.id, stages);
    const canaries = [...stages.values()].filter((stage) => stage === 0).length;
    const now = clock.now();
    const dueAt = Math.max(now, rollout.awaitedUntil ?? 0);
    return turned(rollout, { status: 'planned', plannedAt: now, stages: last, canaries, dueAt });
  }

  /** Its plan is to be shown, unless somebody who waited for it did; and it is not good for ever. */
  async function planned(rollout: Rollout): Promise<'again'> {
    const { isShown, plannedAt = rollout.createdAt } = rollout;
    const now = clock.now();
    const endsAt = plannedAt + GOOD_MS;
    if (now >= endsAt) {
      const why = 'Nobody started it within a day of its plan.';
      return turned(rollout, { status: 'cancelled', endedAt: now, why, isTold: true });
    }
    if (isShown) return turned(rollout, { dueAt: endsAt });
    try {
      await work.showPlan(rollout);
    } catch (error) {
      log.warn({ err: error, rollout: rollout.number }, 'the plan of a rollout could not be shown');
      return turned(rollout, { dueAt: now + Math.max(SHOW_AGAIN_MS, now - plannedAt) });
    }
    return turned(rollout, { isShown: true, dueAt: endsAt });
  }

  /** Says the last word, and ends it. In this order: a process that ends in between leaves it to be said, at worst twice. */
  async function over(rollout: Rollout, counts: readonly Count[], status: Status, why?: string): Promise<'again'> {
    await lookout.idle(rollout.id);
    lookout.forget(rollout.id);
    watched.forget(rollout.id);
    lookAt.delete(rollout.id);
    seenSince.delete(rollout.id);
    if (status !== 'empty') await work.audit(rollout, items.ends(rollout.id));
    await noteTakenBack(rollouts, rollout, counts);
    const turn: Turn = { status, ...halted(rollout), endedAt: clock.now(), ...(why !== undefined && { why }) };
    // Whoever ended it tells so.
    const isAwaited = rollout.status === 'ending' && (rollout.awaitedUntil ?? 0) > clock.now();
    const card = isAwaited ? undefined : await work.tell({ ...rollout, ...turn }, counts, true);
    await noted(rollout, { ...turn, isTold: true }, card);
    return 'again';
  }

  /**
   * All devices of the stage were sent what they get. Whether they bear it decides whether the next one begins; that of a wave
   * which restarts nothing only whether the one after the next does.
   */
  async function check(rollout: Rollout, counts: readonly Count[]): Promise<Rollout | 'again'> {
    const { id, stage, stages, checkingSince, runningSince = 0, spec } = rollout;
    const now = clock.now();
    const isCanary = stage === 0;
    if (mayOverlap(rollout)) {
      await lookout.waveOver(rollout);
      return turned(rollout, { stage: stage + 1 });
    }
    await lookout.idle(id);
    if (checkingSince === undefined)
      return turned(rollout, { checkingSince: now, ...watchBegun(rollout, counts, now) });
    // For as long as it is paused nobody asks the devices.
    const waited = now - Math.max(checkingSince, runningSince);
    // A device that restarts tells after it.
    const patience = spec.thenReboot ? BACK_MS : CANARY_MS;
    if (isCanary && countOf(counts, ['accepted'], stage) > 0 && askedMs(rollout, waited) < patience) return rollout;
    // A look at many lists the whole fleet.
    if (clock.elapsed() < (lookAt.get(id) ?? 0) || watched.rests(rollout)) return rollout;
    const isLast = waited >= BACK_MS;
    const looked = doneOf(counts) === 0 ? NOBODY : await lookout.look(rollout, isLast);
    if (!looked.isBack && !isLast) {
      lookAt.set(id, clock.elapsed() + LOOK_MS);
      return rollout;
    }
    lookAt.delete(id);
    let { isSettled } = looked;
    const late = `The device did not take it within ${patience / 60_000} min`;
    if (isCanary)
      for await (const item of itemsOf(id, { stage, states: ['accepted'] })) {
        const why =
          item.confirmedAt === undefined ? late : 'It had taken it, and could not be asked whether it still has it';
        if (!(await items.settle(item, { state: 'failed', reason: 'not-confirmed', why, misses: 0 })))
          isSettled = false;
      }
    // Somebody took one in hand just now: what came of that counts too.
    if (!isSettled) return rollout;
    const after = await items.counts(id);
    if (isOverLimit(after, stage, rollout.spec.pacing.stop, rollout.retriedFrom)) return stop(rollout, after);
    const { canaries = meantOf(after, 0) } = rollout;
    if (isCanary && canaries > 0 && doneOf(after, 0) === 0) {
      // Nobody bore it.
      if (failuresOf(after, 0) > 0) return stop(rollout, after);
      const others = await otherCanaries(id, canaries);
      if (others.size > 0) {
        log.info({ rollout: rollout.number }, 'a rollout chooses another canary: nothing was done on the first one');
        // In this order: a process that ends in between leaves an empty canary, and another one is chosen.
        if (await rollouts.turn(rollout, { checkingSince: undefined, watch: undefined, canaries: others.size }))
          await items.stages(id, others);
        return 'again';
      }
    }
    const next = await watched.next(rollout);
    if (next !== undefined) return next === 'again' ? next : rollout;
    if (stage < stages) return turned(rollout, { stage: stage + 1, checkingSince: undefined });
    return turned(rollout, { status: 'confirming', checkingSince: now, ...halted(rollout) });
  }

  /** Nothing more is begun; what is under way comes to its end first. */
  const stop = async (rollout: Rollout, counts: readonly Count[]) => {
    const failed = failuresOf(counts);
    log.warn({ rollout: rollout.number, failed }, 'a rollout stops: too many devices failed');
    const why = `It stopped by itself because ${await whoFailed(rollout.id, failed)} failed.`;
    // Whoever waited for something of it before does not wait for this.
    const turn: Turn = { status: 'ending', endsAs: 'stopped', why, awaitedUntil: undefined };
    return turned(rollout, { ...turn, ...halted(rollout) });
  };

  async function end(rollout: Rollout, counts: readonly Count[]): Promise<Rollout | 'again'> {
    if ((await items.inHand(rollout.id)) > 0) return rollout;
    const isKnown = (await unfinished(rollout)) === 0;
    return over(rollout, isKnown ? counts : await items.counts(rollout.id), rollout.endsAs ?? 'cancelled');
  }

  async function run(rollout: Rollout, counts: readonly Count[]): Promise<Rollout | 'again'> {
    const { stage, spec, retriedFrom = 0 } = rollout;
    const now = clock.now();
    const { window } = spec.pacing;
    if (isOverLimit(counts, stage, spec.pacing.stop, rollout.retriedFrom)) return stop(rollout, counts);
    const isLeft = (one: Count) => one.stage >= retriedFrom && one.stage <= stage && LEFT.includes(one.state);
    const left = counts.filter(isLeft);
    // Those that Webex did not answer about are tried again: no reason for the next wave to wait, unless it stops when they fail.
    // The wave after that one waits for them: they are looked at with it.
    const isAllBut =
      mayOverlap(rollout) && left.every((one) => one.stage === stage && TRIED_AGAIN.includes(one.reason));
    const atWorst = () => counts.map((one): Count => (isLeft(one) ? { ...one, state: 'failed' } : one));
    if (left.length === 0 || (isAllBut && !isOverLimit(atWorst(), stage, spec.pacing.stop, rollout.retriedFrom)))
      return check(rollout, counts);
    if (window && !openAt(window, now)) return close(rollout, counts, nextOpening(window, now));
    if (rollout.runningSince === undefined) return turned(rollout, { runningSince: now });
    lookout.glance(rollout, counts);
    return rollout;
  }

  /** The hours in which it may run are over, for today or for good. */
  async function close(rollout: Rollout, counts: readonly Count[], dueAt: number | undefined): Promise<'again'> {
    const turn: Turn =
      dueAt === undefined
        ? { status: 'paused', why: 'Its hours are over, and it is not through.', resumesAs: 'running' }
        : { status: 'waiting', dueAt, why: undefined };
    const card = await work.tell({ ...rollout, ...turn, ...halted(rollout) }, counts, true);
    await noted(rollout, { ...turn, ...halted(rollout) }, card);
    return 'again';
  }

  async function confirm(rollout: Rollout, counts: readonly Count[]): Promise<Rollout | 'again'> {
    const waited = askedMs(rollout, clock.now() - (rollout.checkingSince ?? 0));
    if (countOf(counts, ['accepted']) > 0 && waited < CONFIRM_MS) return rollout;
    return over(rollout, counts, 'done');
  }

  return {
    idle: () => lookout.idle(),
    isWorking: ({ status }) => WORKING.includes(status),

    async drive(rollout, counts) {
      const { status } = rollout;
      if (status === 'planned') return rollout.dueAt > clock.now() ? rollout : planned(rollout);
      if (status === 'waiting') {
        if (rollout.dueAt > clock.now()) return rollout;
        return turned(rollout, { status: 'running', runningSince: clock.now(), why: undefined });
      }
      if (status === 'ending') return end(rollout, counts);
      if (!WORKING.includes(status)) return rollout;
      if (!seenSince.has(rollout.id)) seenSince.set(rollout.id, clock.elapsed());
      const card = await work.tell(rollout, counts, false);
      const told = card ? ((await noted(rollout, {}, card)) ?? 'again') : rollout;
      if (told === 'again') return told;
      if (status === 'surveying') return countOf(counts, ['new']) === 0 ? plan(told) : told;
      return status === 'running' ? run(told, counts) : confirm(told, counts);
    },

    async guard(rollout, counts) {
      const { status, stage, spec } = rollout;
      const isOver = status === 'running' && isOverLimit(counts, stage, spec.pacing.stop, rollout.retriedFrom);
      return isOver ? stop(rollout, counts) : rollout;
    },

    async holdUp(id, { message, needsLogin }) {
      for (;;) {
        const rollout = await rollouts.get(id);
        if (!rollout || !WORKING.includes(rollout.status)) return;
        const resumesAs =
          rollout.status === 'surveying' || rollout.status === 'confirming' ? rollout.status : 'running';
        const turn: Turn = { status: 'paused', why: message, needsLogin, resumesAs, ...halted(rollout) };
        const paused = await rollouts.turn(rollout, turn);
        if (!paused) continue;
        log.warn({ rollout: paused.number, needsLogin }, 'a rollout is held up');
        const card = await work.tell(paused, await items.counts(id), true);
        if (card) await noted(paused, {}, card);
        if (needsLogin) await work.askForLogin(paused);
        return;
      }
    },
  };
}
