import { LoginNeeded } from '#intent/login-needed.ts';
import type { RolloutWork } from '#jobs/rollout-work.ts';
import type { Rollout } from '#store/index.ts';
import type { Answering } from '../answering.ts';
import { sentToLogin } from '../log-in.ts';
import type { Rooms, Talk } from '../rooms.ts';
import { auditOf } from '../trail.ts';
import { starterOf, talkOf } from './acting.ts';
import { auditItems } from './auditing.ts';
import { handsOf } from './hands.ts';
import { healthOf } from './health.ts';
import { takeAway, tellProgress } from './telling.ts';

/** Says words for somebody, as if they had typed them, and answers in their thread. */
type Says = (talk: Talk, words: string) => Promise<void>;

/** What `jobs/rollouts.ts` needs of the conversation and of Webex. */
export function createRolloutWork(rooms: Rooms, answering: Answering, says: Says): RolloutWork {
  const { chat, log, clock } = rooms;

  return {
    async open(rollout, reins) {
      const starter = await starterOf(rooms, rollout);
      return handsOf(rooms, { rollout, starter, reins });
    },

    health: (rollout, items) => healthOf(rooms, rollout, items),

    async showPlan(rollout) {
      await says(await talkOf(rooms, rollout, 'plan'), `rollout start ${rollout.number}`);
      await takeAway(chat, log, rollout.card?.id);
    },

    takeBack: ({ id }) => takeAway(chat, log, id),

    tell: (rollout, counts, isLast) => tellProgress(rooms, answering, rollout, counts, isLast),

    async audit(rollout, items) {
      try {
        const talk = await talkOf(rooms, rollout, 'audit');
        const asker = { id: rollout.personId, email: rollout.personEmail, orgId: rollout.orgId };
        await auditItems(auditOf(rooms, talk, asker), rollout, items);
      } catch (error) {
        log.error({ err: error, rollout: rollout.number }, 'what became of a rollout was not audited');
      }
    },

    async askForLogin(rollout) {
      try {
        const talk = await loginTalk(rollout);
        const needed = new LoginNeeded({ lack: 'over', personId: rollout.personId });
        await answering.answer(talk, () => sentToLogin(rooms, talk)(needed));
      } catch (error) {
        log.warn({ err: error, rollout: rollout.number }, 'somebody could not be asked to log in');
      }
    },
  };

  async function loginTalk(rollout: Rollout): Promise<Talk> {
    const words = `rollout resume ${rollout.number}`;
    const talk = await talkOf(rooms, rollout, `login ${clock.now()}`);
    talk.acting = { wants: ['configurations:write'], words, shown: words };
    return talk;
  }
}
