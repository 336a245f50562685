import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { sameId } from '#lib/ids.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';

const MUST = 'I take back what waits for a device. Your last change is taken back by "undo".';

/** Takes a change of one's own out of the queue: the one that a button names, or all that wait here. */
export const takeBack = defineRead({
  name: 'take back',
  topic: 'control',
  summary: 'Take back what waits for a device',
  usage: 'take back',
  example: () => 'take back',
  needs: 'operate',
  args: z.object({
    planId: z
      .string()
      .regex(/^[\w-]{16,64}$/, MUST)
      .optional(),
  }),
  read: ({ raw }) => ({ planId: raw === '' || raw.toLowerCase() === 'it' ? undefined : raw }),
  instead: () => [
    { title: 'Locks', say: 'locks' },
    { title: 'Undo', say: 'undo' },
  ],
  say: ({ planId }) => (planId === undefined ? 'take back' : `take back ${planId}`),

  async run({ planId }, { store, asker, space }) {
    const line = await store.queue.all();
    const wanted = line.filter((one) =>
      planId === undefined ? sameId(one.space.id, space.id) && sameId(one.personId, asker.id) : one.planId === planId,
    );
    const [first, another] = wanted;
    if (first && !sameId(first.personId, asker.id))
      throw new Problem(`Only ${first.personName} can take this back`, {
        code: 'not-requester',
        hint: 'It waits on.',
        next: [{ title: 'Locks', say: 'locks' }],
      });
    const taken: string[] = [];
    for (const one of wanted)
      if (await store.queue.takeBack(one.planId, one.personId)) taken.push(one.title.replace(/\?$/, ''));
    if (!first || taken.length === 0)
      throw new Problem('Nothing of yours waits here', {
        code: 'nothing-waits',
        hint: 'It was done or taken back already, or ran out.',
        next: [
          { title: 'Locks', say: 'locks' },
          { title: 'History', say: 'history changes' },
        ],
      });
    return said(another ? `Taken back: ${taken.length} changes` : `Taken back: ${taken[0]}`, {
      detail: 'Nothing was sent.',
    });
  },
});
