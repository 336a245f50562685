import { LRUCache } from 'lru-cache';
import type { Clock } from '#lib/clock.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';

/** For how long somebody who was in a space is taken to be there still, when they only look. */
const KEPT_MS = 60_000;

/**
 * Whether somebody is in a space. A space that is gone, or that the bot is not in, has nobody. Rejects with a WebexError when
 * Webex does not say.
 */
export function createMembership({ webex, clock }: { webex: Pick<Webex, 'memberships'>; clock: Clock }) {
  const known = new LRUCache<string, { at: number; isIn: boolean }>({ max: 2_000 });

  return async (spaceId: string, personId: string, { isFresh }: { isFresh: boolean }): Promise<boolean> => {
    const key = `${spaceId} ${personId}`;
    const kept = known.get(key);
    if (kept && !isFresh && clock.now() - kept.at <= KEPT_MS) return kept.isIn;
    const isIn = await webex.memberships.list({ roomId: spaceId, personId }).then(
      (found) => found.length > 0,
      (error: unknown) => {
        if (error instanceof WebexError && error.outcome === 'refused') return false;
        throw error;
      },
    );
    known.set(key, { at: clock.now(), isIn });
    return isIn;
  };
}
