import { runningSteps, watchedWords } from '#fleet/watch-words.ts';
import type { ReadContext } from '#intent/context.ts';
import { shortened } from '#lib/shorten.ts';
import { clockTime, plainTime } from '#render/index.ts';
import { buttons } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';

type Watch = Awaited<ReturnType<ReadContext['store']['watches']['inSpace']>>[number];

const MOST_FACTS = 10;
const LONGEST_VALUE = 200;

/** A watch that runs: what it watches, until when, and what is true now. */
export function watchCard(
  watch: Watch,
  { isNew, timeZone, lead }: { isNew: boolean; timeZone: string; lead?: string },
): Reply {
  const facts = Object.entries(watch.values).map(([title, value]) => ({
    title,
    value: shortened(value, LONGEST_VALUE),
  }));
  const words = watchedWords(watch);
  const title = lead ?? (isNew ? `Watching ${words}` : `I am watching ${words} already`);
  const away = watch.isAway ? `${watch.deviceName} is offline now. I go on looking.` : '';
  const more = facts.length - MOST_FACTS;
  return {
    view: 'xapi/watch',
    data: {
      title,
      facts: facts.slice(0, MOST_FACTS),
      away,
      isAway: watch.isAway,
      moreNote: more > 0 ? `and ${more} more values` : '',
      hasMore: more > 0,
      until: clockTime(watch.until),
      ...buttons([...runningSteps(watch), { title: 'Watches', say: 'watches' }]),
    },
    text: [
      title,
      ...facts.slice(0, MOST_FACTS).map(({ title: path, value }) => `${path}: ${value}`),
      ...(watch.isAway ? [away] : []),
      `Until ${plainTime(watch.until, timeZone)}. I post here what changes.`,
    ].join('\n'),
  };
}

/** Those of a space, each with its number and a button that stops it. */
export function watchList(watches: readonly Watch[], { timeZone, title }: { timeZone: string; title: string }): Reply {
  return {
    view: 'xapi/watches',
    data: {
      title,
      rows: watches.map((watch) => ({
        words: `${watch.number} · ${watchedWords(watch)}`,
        until: clockTime(watch.until),
        who: watch.personName,
        stop: `Stop ${watch.number}`,
        say: `unwatch id:${watch.id}`,
      })),
      ...buttons(watches.length > 1 ? [{ title: 'Stop all', say: 'unwatch all' }] : []),
    },
    text: [
      title,
      ...watches.map((watch) => `${watch.number} · ${watchedWords(watch)} · until ${plainTime(watch.until, timeZone)}`),
    ].join('\n'),
  };
}
