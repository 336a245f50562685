import { conditionOf } from '#fleet/condition.ts';
import { leaves } from '#fleet/status-tree.ts';
import { endedSteps, runningSteps, watchedWords } from '#fleet/watch-words.ts';
import type { Change, Look, WatchNews } from '#jobs/watching.ts';
import { shortened } from '#lib/shorten.ts';
import { clockTime, plainTime, type Reply } from '#render/index.ts';
import { buttons, said } from '#render/replies.ts';
import type { Watch } from '#store/index.ts';
import { isOutage, WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import type { Answering } from './answering.ts';
import { mayStillLook } from './may-look.ts';
import type { Rooms } from './rooms.ts';

/** What runs beside needs of the conversation: a look for whoever asked, and a message in the thread it was asked in. */
export interface Watching {
  look(watch: Watch, signal: AbortSignal): Promise<Look>;
  tell(watch: Watch, news: WatchNews): Promise<boolean>;
}

const WATCH = { name: 'watch', needs: 'look' } as const;

/** A look is over before another process would take it for lost. */
const LOOK_MS = 20_000;
const MOST_CHANGES = 10;
const LONGEST_VALUE = 150;
/** As much as `watch` keeps of a value. */
const KEPT = 500;

export function createWatching(rooms: Rooms, answering: Pick<Answering, 'say'>): Watching {
  const { webex, clock, timeZone, log } = rooms;

  return {
    async look(watch, signal) {
      // Whoever may not look any more does not look through a watch either.
      if (!(await mayStillLook(rooms, watch, WATCH))) return { kind: 'not-allowed' };
      const view = webex.with({ signal: AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]) });
      // One that was away is asked only once Webex calls it online again.
      const away = watch.isAway ? await absence(view, watch) : undefined;
      if (away && (away.kind !== 'away' || away.isOffline)) return away;
      try {
        const values = leaves(await view.xapi.status(watch.deviceId, watch.paths));
        return {
          kind: 'values',
          values: Object.fromEntries(values.map(({ path, value }) => [path, shortened(String(value), KEPT)])),
        };
      } catch (error) {
        if (!(error instanceof WebexError) || signal.aborted) throw error;
        return error.status === 403 ? { kind: 'refused' } : absence(view, watch);
      }
    },

    async tell(watch, news) {
      try {
        await answering.say(watch, newsReply(watch, news, clock.now(), timeZone));
        return true;
      } catch (error) {
        if (!(error instanceof WebexError) || isOutage(error)) throw error;
        log.warn({ deviceId: watch.deviceId, err: error }, 'news of a watch did not get through');
        // Not in the space any more. What may stand there already is not said again.
        return error.status !== 403 && error.status !== 404;
      }
    },
  };
}

/** What Webex's record says of a device that did not answer: it tells a device that is away from a Webex that is. */
async function absence({ devices }: Pick<Webex, 'devices'>, { deviceId }: Watch): Promise<Look> {
  try {
    return { kind: 'away', isOffline: !conditionOf(await devices.get(deviceId)).isOnline };
  } catch (error) {
    if (error instanceof WebexError && error.status === 404) return { kind: 'gone' };
    throw error;
  }
}

const ENDED: Record<Extract<WatchNews, { kind: 'ended' }>['why'], (watch: Watch) => string> = {
  time: ({ posts }) => (posts === 0 ? 'The time is over. Nothing changed.' : 'The time is over.'),
  posts: ({ posts }) => `I posted ${posts} times, and that is as often as I do. It may change all the time.`,
  gone: ({ deviceName }) => `${deviceName} was deleted, or my access to its workspace was taken away.`,
  refused: ({ deviceName }) => `Webex does not let me ask ${deviceName} any more.`,
  'not-allowed': ({ personName }) => `${personName} asked for it and may no longer look at devices.`,
};

/** What the space hears of a watch. */
export function newsReply(watch: Watch, news: WatchNews, now: number, timeZone: string): Reply {
  const name = watch.deviceName;
  if (news.kind === 'ended') {
    const next = news.why === 'time' || news.why === 'posts' ? endedSteps(watch) : [];
    return said(`I stopped watching ${watchedWords(watch)}`, { detail: ENDED[news.why](watch), next });
  }
  if (news.kind === 'away') {
    const title = news.isOffline ? `${name} is offline` : `${name} does not answer`;
    return said(title, {
      detail: `I go on watching ${shortened(watch.paths.join(', '), 150)} and tell you here when it is back.`,
      next: runningSteps(watch),
    });
  }
  const { changes } = news;
  const [only, another] = changes;
  const isOne = only !== undefined && another === undefined && news.kind === 'changed';
  const title = isOne
    ? `${only.path} on ${name}: ${turned(only)}`
    : news.kind === 'back'
      ? `${name} is back`
      : `${changes.length} statuses of ${name} changed`;
  const facts = isOne
    ? []
    : changes
        .slice(0, MOST_CHANGES)
        .map((change) => ({ title: change.path, value: turned(change, news.kind === 'back') }));
  const more = isOne ? 0 : changes.length - facts.length;
  const detail = news.kind === 'back' && !only ? 'Nothing has changed meanwhile.' : '';
  return {
    view: 'xapi/change',
    data: {
      title,
      facts,
      moreNote: more > 0 ? `and ${more} more` : '',
      hasMore: more > 0,
      detail,
      hasDetail: detail !== '',
      at: clockTime(now),
      until: clockTime(watch.until),
      ...buttons(runningSteps(watch)),
    },
    text: [
      `${title} · ${plainTime(now, timeZone)}`,
      ...facts.map(({ title: path, value }) => `${path}: ${value}`),
      ...(detail === '' ? [] : [detail]),
    ].join('\n'),
  };
}

/** Of a device that was away from the beginning nothing was known before. */
const turned = ({ before, after }: Change, isFirst = false): string =>
  isFirst && before === undefined ? written(after) : `${written(before)} → ${written(after)}`;
const written = (value: string | undefined): string =>
  value === undefined ? 'nothing' : value === '' ? '(empty)' : shortened(value, LONGEST_VALUE);
