import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { nextOf } from '#lib/repeat.ts';
import type { DriftCheck, Found, Store } from '#store/index.ts';
import { startDueRows } from './due-rows.ts';

/** What a run came to. `report` is whatever `tell` makes its words of. */
export type DriftRun<Report> =
  | ({ kind: 'compared'; report: Report; profileName: string } & Pick<Found, 'all' | 'right' | 'drifted' | 'unread'>)
  | ({ kind: 'trouble' } & NonNullable<Found['trouble']>);

/**
 * What the space hears. drifted: `fresh` are the devices that differ, and did not, or in something else, at the last run. unread:
 * those that could be read then. right: nothing differs any more. asked: somebody wanted to hear, and nothing is new.
 */
export type DriftNews<Report> =
  | { kind: 'drifted' | 'unread' | 'right' | 'asked'; report: Report; fresh: string[] }
  | ({ kind: 'trouble' } & NonNullable<Found['trouble']>);

export interface DriftWork<Report> {
  /** Compares the devices with the profile. Throws while Webex does not answer. */
  run(check: DriftCheck, signal: AbortSignal): Promise<DriftRun<Report>>;
  /** Tells the space. False when there is nobody to tell any more; throws what may pass. */
  tell(check: DriftCheck, news: DriftNews<Report>): Promise<boolean>;
}

interface DriftingOptions<Report> extends DriftWork<Report> {
  checks: Store['driftChecks'];
  clock: Clock;
  log: Logger;
  /** How often to see at least whether a run is due, in milliseconds. */
  everyMs?: number;
}

const EVERY_MS = 15_000;
/** A process that ends in a run leaves it to the others after this. */
const LEASE_MS = 60_000;
/** How often to see whether the lease is to be kept. */
const BEAT_MS = 800;
const AT_ONCE = 2;
/** Checks that are read at a time. */
const SOME = 50;
/** While Webex does not answer, and how often before the space hears of it. */
const RETRY_MS = 300_000;
const MOST_MISSES = 3;

/**
 * Compares devices with profiles when it is time, also after a restart. Each run belongs to one process: the one that has the
 * lease of the row. What a run found is noted only when the space has heard of it.
 */
export function startDrifting<Report>({ checks, run, tell, clock, log, everyMs = EVERY_MS }: DriftingOptions<Report>): {
  stop(): Promise<void>;
} {
  async function turn(due: DriftCheck, stopping: AbortSignal): Promise<void> {
    const began = clock.now();
    const claimed = await checks.claim(due, began + LEASE_MS);
    if (!claimed) return;
    const over = new AbortController();
    const hand = { check: claimed };
    const keeping = keep(hand, over);
    try {
      const outcome = await run(claimed, AbortSignal.any([stopping, over.signal])).catch((error: unknown) => {
        if (stopping.aborted || over.signal.aborted) throw error;
        log.warn({ check: claimed.number, err: error }, 'a drift check could not be run');
        return undefined;
      });
      over.abort();
      await keeping;
      await settle(hand.check, outcome, began);
    } catch (error) {
      over.abort();
      await keeping;
      log.warn({ check: claimed.number, err: error }, 'a drift check was left for later');
      await checks.note(hand.check, claimed.found, clock.now() + (stopping.aborted ? 0 : RETRY_MS));
    }
  }

  /** Keeps the lease while the run lasts; one that lost it ends, since another process does it. */
  async function keep(hand: { check: DriftCheck }, over: AbortController): Promise<void> {
    for (let since = clock.elapsed(); ; ) {
      await clock.sleep(BEAT_MS, over.signal);
      if (over.signal.aborted) return;
      if (clock.elapsed() - since < LEASE_MS / 3) continue;
      since = clock.elapsed();
      const kept = await checks.keep(hand.check, clock.now() + LEASE_MS).catch(() => hand.check);
      if (!kept) return over.abort();
      hand.check = kept;
    }
  }

  async function settle(check: DriftCheck, outcome: DriftRun<Report> | undefined, began: number): Promise<void> {
    const { news, found }: Heard<Report> = outcome ? heard(check, outcome, began) : missed(check);
    if (news && !(await tell(check, news))) return void (await checks.end(check.id));
    const next = nextOf(check.repeat, began);
    // It may have been renamed.
    const profileName = outcome?.kind === 'compared' ? outcome.profileName : check.profileName;
    const at = outcome ? next : Math.min(next, began + RETRY_MS);
    // Whoever asked hears what the next run finds, where this one found nothing.
    await checks.note({ ...check, profileName, ...(outcome && { isAsked: undefined }) }, found, at);
  }

  return startDueRows({
    what: 'drift checks',
    upcoming: async () => (await checks.upcoming(SOME)).filter(({ leasedUntil }) => leasedUntil <= clock.now()),
    dueAt: (check) => check.dueAt,
    turn,
    atOnce: AT_ONCE,
    everyMs,
    clock,
    log,
  });
}

interface Heard<Report> {
  news: DriftNews<Report> | undefined;
  found: Found;
}

/** Webex did not answer: the space hears of it once it lasts. */
function missed<Report>({ found }: DriftCheck): Heard<Report> {
  const misses = found.misses + 1;
  const trouble = { code: 'webex-away', why: 'Webex does not answer. I go on trying.' };
  const isNews = misses === MOST_MISSES;
  return {
    news: isNews ? { kind: 'trouble', ...trouble } : undefined,
    found: { ...found, misses, ...(misses >= MOST_MISSES && { trouble }) },
  };
}

function heard<Report>({ found, isAsked }: DriftCheck, outcome: DriftRun<Report>, now: number): Heard<Report> {
  if (outcome.kind === 'trouble') {
    const { code, why } = outcome;
    const isNews = isAsked === true || found.trouble?.code !== code;
    return {
      news: isNews ? outcome : undefined,
      found: { ...found, misses: 0, trouble: { code, why } },
    };
  }
  const { report, all, right, unread } = outcome;
  const before = new Map(Object.entries(found.drifted));
  const fresh = Object.entries(outcome.drifted).flatMap(([id, one]) => (before.get(id)?.in === one.in ? [] : [id]));
  const silent = Object.keys(unread).filter((id) => !Object.hasOwn(found.unread, id));
  // Nobody knows whether one that can't be read is right by now.
  const still = [...before].filter(([id]) => Object.hasOwn(unread, id));
  const drifted = Object.fromEntries([...still, ...Object.entries(outcome.drifted)]);
  const isRight = Object.keys(drifted).length === 0;
  const kind =
    fresh.length > 0
      ? 'drifted'
      : silent.length > 0
        ? 'unread'
        : isRight && before.size > 0
          ? 'right'
          : // It could not be done for a while: that it goes on is news.
            isAsked || found.trouble
            ? 'asked'
            : undefined;
  return {
    news: kind && { kind, report, fresh: kind === 'unread' ? silent : fresh },
    found: { at: now, all, right, drifted, unread, misses: 0 },
  };
}
