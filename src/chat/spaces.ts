import { Problem } from '#lib/problem.ts';
import type { Webex } from '#webex/index.ts';
import type { Membership } from '#webex/memberships.ts';
import type { Directory } from './directory.ts';
import type { Bot, RunningFramework } from './framework.ts';
import type { HandOver } from './sdk.ts';

/** The framework's bot objects, one a space, made when a space is first heard of. */
export interface Spaces {
  /** The bot object of a space; the first two messages of an unknown space share one discovery. */
  ensure(roomId: string): Promise<Bot>;
  /** Runs `enter`, which takes the bot's new membership through the framework, with all it needs at hand. */
  join(membership: Membership, enter: () => Promise<void>): Promise<void>;
}

export interface SpacesOptions {
  webex: Webex;
  framework: RunningFramework;
  directory: Directory;
  ready: HandOver;
  /** The bot's own person id. */
  me(): string;
}

export function createSpaces({ webex, framework, directory, ready, me }: SpacesOptions): Spaces {
  const underWay = new Map<string, Promise<void>>();

  /** While one makes the bot object of a space, others wait for it: the framework would turn them away. */
  async function alone(roomId: string, work: () => Promise<void>): Promise<void> {
    for (let other = underWay.get(roomId); other; other = underWay.get(roomId)) await other.catch(() => {});
    const running = work().finally(() => underWay.delete(roomId));
    underWay.set(roomId, running);
    await running;
  }

  /** Fetches what the framework will ask for: when one of its own requests fails, it loses the event silently. */
  async function prepared(roomId: string, work: () => Promise<void>): Promise<void> {
    const room = await directory.room(roomId);
    if (room.type === 'direct') {
      const members = await webex.memberships.list({ roomId });
      if (members.length < 2) throw notThere('The other person has left this direct space.');
      ready.members.set(roomId, members);
    }
    try {
      await work();
    } finally {
      ready.members.delete(roomId);
    }
  }

  async function discover(roomId: string): Promise<void> {
    const [own] = await webex.memberships.list({ roomId, personId: me() });
    if (!own) throw notThere('The bot is not a member of this space.');
    await prepared(roomId, () => framework.discover(own));
  }

  return {
    async ensure(roomId) {
      const known = framework.botIn(roomId);
      if (known) return known;
      await alone(roomId, async () => {
        if (!framework.botIn(roomId)) await discover(roomId);
      });
      const bot = framework.botIn(roomId);
      if (!bot) throw notThere('The bot framework did not take up this space.');
      return bot;
    },
    join: (membership, enter) => alone(membership.roomId, () => prepared(membership.roomId, enter)),
  };
}

const notThere = (message: string) => new Problem(message, { code: 'no-space' });
