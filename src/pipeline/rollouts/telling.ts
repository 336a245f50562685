import { momentOf } from '#intent/rollout-moment.ts';
import { isOpen } from '#lib/rollout.ts';
import type { Reply } from '#render/index.ts';
import { progressReply } from '#render/rollout-reply.ts';
import type { Count, Rollout } from '#store/index.ts';
import type { Answering } from '../answering.ts';
import { awayLine } from '../away.ts';
import type { Rooms } from '../rooms.ts';

/** What is over sooner tells only how it ended. */
const QUIET_MS = 3_000;
/**
 * Between two cards. A card can't be edited, so each takes the place of the one before: that rings a bell with everybody, and
 * the longer it takes the less often they want to hear it.
 */
const GAPS_MS = [3_000, 5_000, 10_000, 20_000, 30_000, 60_000, 60_000, 120_000];
const LONGEST_GAP_MS = 300_000;

/** For how long cards say that clicks were lost; a press ends it sooner. */
const AWAY_SAID_MS = 15 * 60_000;

type Remover = Pick<Rooms['chat'], 'remove'>;

/** Posts how far a rollout is, and takes the card before away. Gives the new one; undefined when it is not time for one. */
export async function tellProgress(
  { chat, clock, log, timeZone, store }: Pick<Rooms, 'clock' | 'log' | 'timeZone' | 'store'> & { chat: Remover },
  { say }: Pick<Answering, 'say'>,
  rollout: Rollout,
  counts: readonly Count[],
  isLast: boolean,
): Promise<Rollout['card']> {
  const now = clock.now();
  const { card, status } = rollout;
  const since = status === 'surveying' ? rollout.createdAt : (rollout.startedAt ?? now);
  const gap = card ? (GAPS_MS[card.count] ?? LONGEST_GAP_MS) : QUIET_MS;
  // Where that could not be told at once it waits for its turn like any other card.
  const isAsked = isLast || (card?.awayMs !== undefined && card.awaySaidAt === undefined && card.said !== '');
  if (!isAsked && now - (card?.at ?? since) < gap) return undefined;
  const reply = progressReply(rollout, counts, {
    now,
    timeZone,
    moment: await momentOf(rollout, counts, store.rollouts.items),
  });
  if (!isAsked && card?.said === reply.text) return undefined;
  try {
    const place = { spaceId: rollout.spaceId, parentId: rollout.parentId };
    const away = awayOf(card, now);
    const id = await say(place, away ? withLine(reply, awayLine(away.awayMs, isOpen(status))) : reply);
    await takeAway(chat, log, card?.id);
    return { id, at: now, count: (card?.count ?? 0) + 1, said: reply.text, ...away };
  } catch (error) {
    log.warn({ err: error, rollout: rollout.number }, 'how far a rollout is could not be told');
    // Not told is no reason to ask Webex again and again.
    return { ...card, id: card?.id ?? '', at: now, count: (card?.count ?? 0) + 1, said: '' };
  }
}

/** What its next card has to say of an absence: whoever pressed something and looked away is to see it later, too. */
function awayOf(card: Rollout['card'], now: number): { awayMs: number; awaySaidAt: number } | undefined {
  if (card?.awayMs === undefined) return undefined;
  const { awayMs, awaySaidAt = now } = card;
  return now - awaySaidAt < AWAY_SAID_MS ? { awayMs, awaySaidAt } : undefined;
}

const withLine = (reply: Reply, line: string): Reply => ({
  ...reply,
  data: { ...reply.data, asked: line, hasAsked: true },
  text: `${reply.text}\n${line}`,
});

/** One that is gone already is as good. */
export async function takeAway(chat: Remover, log: Rooms['log'], cardId: string | undefined): Promise<void> {
  if (cardId === undefined || cardId === '') return;
  await chat.remove(cardId).catch((error: unknown) => log.warn({ err: error }, 'an old card could not be taken away'));
}
