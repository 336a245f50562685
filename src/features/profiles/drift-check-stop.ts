import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { repeatWords } from '#lib/repeat.ts';
import { said } from '#render/replies.ts';
import { wordsOf } from './check-card.ts';
import { CheckNumber, chosenCheck, readNumber } from './check-chosen.ts';
import { checkWords } from './check-words.ts';

/** Ends a drift check. Whoever may look may stop one of their space: it is the space that is told. */
export const driftCheckStop = defineRead({
  name: 'drift check stop',
  aliases: ['drift check remove', 'drift check delete', 'stop drift check'],
  topic: 'rollouts',
  summary: 'Stop a drift check',
  usage: 'drift check stop <number>',
  example: () => 'drift check stop 1',
  needs: 'look',
  args: z.object({ number: CheckNumber }),
  read: ({ text }) => ({ number: readNumber(text) }),
  instead: () => [{ title: 'Drift checks', say: 'drift checks' }],
  say: ({ number }) => `drift check stop ${number}`,

  async run({ number }, context) {
    const check = await chosenCheck(number, context);
    await context.store.driftChecks.end(check.id);
    const { profileName, phrase, repeat } = check;
    const zone = 'zone' in repeat ? ` ${repeat.zone}` : '';
    const again = checkWords({ profile: profileName, devices: phrase, every: `${repeatWords(repeat)}${zone}` });
    return said(`Drift check ${number} is stopped: ${wordsOf(check)}`, {
      next: [
        { title: 'Check again', say: again },
        { title: 'Drift checks', say: 'drift checks' },
      ],
    });
  },
});
