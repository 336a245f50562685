import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { sameId } from '#lib/ids.ts';
import { said } from '#render/replies.ts';
import { wordsOf } from './check-card.ts';
import { CheckNumber, chosenCheck, readNumber } from './check-chosen.ts';

/** Runs a drift check at once, in place of waiting for its time; its space hears what it finds. */
export const driftCheckRun = defineRead({
  name: 'drift check run',
  aliases: ['run drift check'],
  topic: 'rollouts',
  summary: 'Run a drift check now',
  usage: 'drift check run <number>',
  example: () => 'drift check run 1',
  needs: 'look',
  privately: 'never',
  args: z.object({ number: CheckNumber }),
  read: ({ text }) => ({ number: readNumber(text) }),
  instead: () => [{ title: 'Drift checks', say: 'drift checks' }],
  say: ({ number }) => `drift check run ${number}`,

  async run({ number }, context) {
    const { asker, store, space } = context;
    const check = await chosenCheck(number, context);
    // Whoever it runs for may have to log in first; somebody else's login is of no use to it.
    if (sameId(check.personId, asker.id)) await context.admin('configurations:read');
    const isDue = await store.driftChecks.hurry(check);
    return said(
      isDue ? `Drift check ${number} runs now: ${wordsOf(check)}` : `Drift check ${number} is running already`,
      {
        detail: `I tell ${check.spaceId === space.id ? 'here' : 'its space'} what it finds.`,
        next: [{ title: 'Drift checks', say: 'drift checks' }],
      },
    );
  },
});
