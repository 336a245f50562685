import type { Chat, Person } from '#chat/index.ts';
import { findMissed, type MissedEvent, type MissedMessage, type SaidInSpace } from '#chat/missed.ts';
import type { Outage } from '#jobs/listening.ts';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import type { Reply } from '#render/index.ts';
import type { Store } from '#store/index.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import { awayReply } from './away.ts';
import { rolloutsAway } from './rollouts/away.ts';

/** Who asked so long ago does not wait for the answer any more; what was asked is shown, not done. */
const YOUNG_MS = 10 * 60_000;
/** Looked for before the last good moment too: events on their way then, and a clock that is ahead of Webex's. */
const MARGIN_MS = 5 * 60_000;

/** What came in, by the ids of the messages. */
export interface MissedInbox {
  /** Those of these messages whose event came in or was dismissed. */
  known(messageIds: string[]): Promise<ReadonlySet<string>>;
  /** Spaces in which something that came in waits, or is being worked. */
  busy(): Promise<string[]>;
  /** Takes an event as if Webex had delivered it now. */
  accept(event: MissedEvent): Promise<unknown>;
  /** Knows an event from now on without working it. */
  dismiss(event: MissedEvent): Promise<unknown>;
}

interface MissedOptions {
  chat: Pick<Chat, 'person'> & { readonly me: Person };
  webex: Webex;
  inbox: MissedInbox;
  plans: Pick<Store['plans'], 'openDuring'>;
  rollouts: Pick<Store['rollouts'], 'recent' | 'get' | 'turn'>;
  say(to: { spaceId: string; parentId: string | undefined }, reply: Reply): Promise<unknown>;
  /** For how long the inbox knows an event, in ms: an older message can't be told from one that was served. */
  keptMs: number;
  clock: Clock;
  log: Logger;
  timeZone: string;
}

/**
 * Fetches what people said while no events came in. Young messages are worked as if they came now, in their order. Older
 * ones are not, and neither is one that was overtaken by a later message of its space: doing it now would undo what the
 * later one did. Their space gets one card. Spaces with an open question get one too, since a click on it is lost, and rollouts say so on their own card.
 * Resolves with how many spaces are to be tried again; throws WebexError when nothing could be read.
 */
export async function catchUp(options: MissedOptions, outage: Outage, signal: AbortSignal): Promise<number> {
  const { chat, inbox, plans, clock, log } = options;
  const { since, until, isCertain, told } = outage;
  const webex = options.webex.with({ signal });
  const now = clock.now();
  const isLong = until - since > YOUNG_MS;
  const counts = { worked: 0, shown: 0, spaces: 0 };
  let isCertainNow = isCertain;
  // What came in before the process ended is done now: a click there was not lost.
  const busy = new Set(await inbox.busy());

  async function onSpace({ spaceId, messages, isCut }: SaidInSpace): Promise<void> {
    const known = await inbox.known(messages.map(({ event }) => event.data.id));
    const isKnown = ({ event }: MissedMessage) => known.has(event.data.id);
    const overtaken = messages.findLastIndex(isKnown);
    const late: MissedMessage[] = [];
    let worked = 0;
    for (const [index, message] of messages.entries()) {
      if (isKnown(message)) continue;
      if (signal.aborted) return;
      if (index > overtaken && now - message.createdAt <= YOUNG_MS) {
        await inbox.accept(message.event);
        worked += 1;
      } else late.push(message);
    }
    counts.worked += worked;
    if (worked + late.length > 0) isCertainNow = true;
    if (late.length === 0 && !(isLong && worked > 0)) return;
    const newest = late.at(-1)?.event.data.id ?? spaceId;
    await tell({ spaceId, parentId: undefined }, newest, late, isCut);
    // Only once the space knows of them: a crash before this tells it again, and never leaves it without a word.
    for (const { event } of late) await inbox.dismiss(event);
    counts.shown += late.length;
  }

  async function tell(
    to: { spaceId: string; parentId: string | undefined },
    key: string,
    late: MissedMessage[] = [],
    isCut = false,
  ): Promise<void> {
    if (told.has(key)) return;
    const asked = late.map(({ words }) => words);
    const reply = awayReply({ since, until, asked, isCut, timeZone: options.timeZone });
    try {
      await options.say(to, reply);
      counts.spaces += 1;
    } catch (error) {
      // It may stand there: said a second time at most.
      const isUnsure = error instanceof WebexError && error.outcome === 'unknown' && !told.has(`${key}?`);
      if (isUnsure) await told.add(`${key}?`);
      if (isUnsure || !(error instanceof WebexError) || !isFinal(error)) throw error;
      log.warn({ roomId: to.spaceId, err: error }, 'a space could not be told of an outage');
    }
    await told.add(key, to.spaceId);
  }

  const from = Math.max(since - MARGIN_MS, now - options.keptMs);
  const found = await findMissed({
    webex,
    me: chat.me,
    person: (id) => chat.person(id),
    since: from,
    log,
    signal,
    onSpace,
  });
  let { failed } = found;
  if (isCertainNow) {
    const held = await rolloutsAway(options.rollouts, outage);
    for (const { spaceId, parentId } of [...(await plans.openDuring(since, until)), ...held]) {
      if (signal.aborted) break;
      if (told.has(spaceId) || busy.has(spaceId)) continue;
      await tell({ spaceId, parentId }, spaceId).catch((error) => {
        failed += 1;
        log.warn({ roomId: spaceId, err: error }, 'a space could not be told of an outage');
      });
    }
  }
  log.info({ since: new Date(since), until: new Date(until), failed, ...counts }, 'caught up with an outage');
  return failed;
}

/** Trying again would not help: Webex refused, or it is not known a second time whether it was said. */
const isFinal = ({ outcome, status }: WebexError) =>
  outcome === 'unknown' || (outcome === 'refused' && status !== 429 && status !== 423);
