import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import type { Store, Watch } from '#store/index.ts';
import { startDueRows } from './due-rows.ts';

type Values = Watch['values'];

/** What a look found. The last three end the watch. */
export type Look =
  | { kind: 'values'; values: Values }
  | { kind: 'away'; isOffline: boolean }
  | { kind: 'gone' | 'refused' | 'not-allowed' };

/** Before and after; undefined where there was, or is, no value. */
export interface Change {
  path: string;
  before: string | undefined;
  after: string | undefined;
}

/** What the space hears. */
export type WatchNews =
  | { kind: 'changed' | 'back'; changes: Change[] }
  | { kind: 'away'; isOffline: boolean }
  | { kind: 'ended'; why: 'time' | 'posts' | 'gone' | 'refused' | 'not-allowed' };

interface WatchingOptions {
  watches: Store['watches'];
  /** Looks at the device now. Throws when Webex does not answer. */
  look(watch: Watch, signal: AbortSignal): Promise<Look>;
  /** Tells the space. False when there is nobody to tell any more; throws what may pass. */
  tell(watch: Watch, news: WatchNews): Promise<boolean>;
  clock: Clock;
  log: Logger;
  /** How often to see at least whether a look is due, in milliseconds. */
  everyMs?: number;
}

/** Pauses between looks: short after a change, half as long again each time that nothing changed. */
const SHORT_MS = 5_000;
const LONG_MS = 60_000;
const GROWTH = 1.5;
/** A process that ends in a look leaves it to the others after this; longer than a look and its message take. */
const LEASE_MS = 60_000;
/** Looks in a row without an answer, of a device that Webex calls online, before the space hears of it. */
const MOST_MISSES = 3;
const MOST_POSTS = 60;
const AT_ONCE = 16;
/** A last word that nobody could be told for so long is not waited for. */
const GIVE_UP_MS = 3_600_000;

/**
 * Looks at what people watch, also after a restart. Each look belongs to one process: the one that moves the row's next
 * look on. A change is noted only when the space has heard of it, so that one told while Webex was away is told later.
 */
export function startWatching({ watches, look, tell, clock, log, everyMs = SHORT_MS }: WatchingOptions): {
  stop(): Promise<void>;
} {
  async function turn(watch: Watch, stopping: AbortSignal): Promise<void> {
    const lease = clock.now() + LEASE_MS;
    if (!(await watches.claim(watch, lease))) return;
    try {
      await take({ ...watch, nextAt: lease }, stopping);
    } catch (error) {
      log.warn({ deviceId: watch.deviceId, err: error }, 'a watched status could not be looked at');
      await watches.note(watch, lease, clock.now() + (stopping.aborted ? 0 : watch.pauseMs));
    }
  }

  async function take(watch: Watch, stopping: AbortSignal): Promise<void> {
    const at = clock.now();
    if (at >= watch.until) return end(watch, 'time');
    const seen = await look(watch, stopping);
    if (seen.kind !== 'values' && seen.kind !== 'away') return end(watch, seen.kind);
    const { news, ...after } = seen.kind === 'away' ? missed(watch, seen.isOffline) : heard(watch, seen.values);
    const next = { ...watch, ...after, posts: watch.posts + (news ? 1 : 0) };
    if (news) {
      // Somebody may have stopped it, or given it more time, while the device was asked.
      const current = await watches.get(watch.id);
      if (current?.nextAt !== watch.nextAt) return;
      next.until = current.until;
      if (!(await tell(next, news))) return void (await watches.end(watch.id));
      if (next.posts >= MOST_POSTS) return end(next, 'posts');
    }
    await watches.note(next, watch.nextAt, Math.min(at + next.pauseMs, Math.max(next.until, at)));
  }

  /** The last word comes first: a process that ends in between leaves it to be said, at worst twice. */
  async function end(watch: Watch, why: Extract<WatchNews, { kind: 'ended' }>['why']): Promise<void> {
    try {
      await tell(watch, { kind: 'ended', why });
    } catch (error) {
      if (clock.now() - watch.until < GIVE_UP_MS) throw error;
    }
    await watches.end(watch.id);
  }

  return startDueRows({
    what: 'watches',
    upcoming: () => watches.upcoming(2 * AT_ONCE),
    dueAt: (watch) => watch.nextAt,
    turn,
    atOnce: AT_ONCE,
    everyMs,
    clock,
    log,
  });
}

type After = Partial<Pick<Watch, 'values' | 'isAway' | 'misses' | 'pauseMs'>> & { news?: WatchNews };

const longer = (pauseMs: number): number => Math.min(LONG_MS, Math.round(pauseMs * GROWTH));

/** The device did not answer: the space hears of it once. */
function missed(watch: Watch, isOffline: boolean): After {
  const misses = watch.misses + 1;
  const isNews = !watch.isAway && (isOffline || misses >= MOST_MISSES);
  return {
    misses,
    isAway: watch.isAway || isNews,
    pauseMs: longer(watch.pauseMs),
    ...(isNews && { news: { kind: 'away', isOffline } }),
  };
}

function heard(watch: Watch, values: Values): After {
  const paths = [...new Set([...Object.keys(watch.values), ...Object.keys(values)])];
  const changes = paths
    .map((path) => ({ path, before: own(watch.values, path), after: own(values, path) }))
    .filter(({ before, after }) => before !== after);
  const isNews = changes.length > 0 || watch.isAway;
  return {
    values,
    misses: 0,
    isAway: false,
    pauseMs: isNews ? SHORT_MS : longer(watch.pauseMs),
    ...(isNews && { news: { kind: watch.isAway ? 'back' : 'changed', changes } }),
  };
}

const own = (values: Values, path: string): string | undefined =>
  Object.hasOwn(values, path) ? values[path] : undefined;
