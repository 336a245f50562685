import { z } from 'zod';
import type { Tier } from '#intent/asker.ts';
import { defineChange, type Plan } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { START, weightOf } from '#intent/rollout-weight.ts';
import type { Rollout, RolloutItem } from '#intent/rollouts.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { isOpen } from '#lib/rollout.ts';
import { reasonWords } from '#render/rollout-words.ts';
import { begunBy } from './begun-by.ts';
import { liveReply } from './live.ts';
import { RolloutNumber, rolloutNamed } from './named.ts';
import { goAgain, takenInAfter } from './retry-again.ts';
import { type Again, triedOf } from './retry-items.ts';
import { mustSeeAll, targetsOf } from './seen.ts';
import { takenElsewhere } from './taken.ts';
import { cutOffOn, cutOffReply, isBegunBy } from './turn.ts';

interface Step {
  id: string;
  again: Again;
  tier: Tier;
}

/** Does once more what failed in a rollout that is over, or what it did not come to. */
export const rolloutRetry = defineChange({
  name: 'rollout retry',
  aliases: ['rollouts retry'],
  topic: 'rollouts',
  summary: 'Do once more what failed in a rollout, or was left',
  usage: 'rollout retry [number] [failed|left]',
  example: () => 'rollout retry 7',
  needs: 'administer',
  privately: 'here',
  args: z.object({
    ...RolloutNumber.shape,
    again: z.enum(['failed', 'left'], { error: 'Say "failed" or "left".' }).optional(),
  }),
  read({ words }) {
    const [number, again] = words.map(({ text }) => text.toLowerCase());
    return { number: number?.replace(/^#/, ''), again };
  },
  say: ({ number, again }) => ['rollout retry', number, again].filter((word) => word !== undefined).join(' '),

  async plan({ number, again }, context): Promise<Plan<Step>> {
    const rollout = await rolloutNamed(number, context, 'retry');
    mustBeOver(rollout);
    const tried = await triedOf(rollout, context);
    const what = again ?? (tried.failed.length > 0 ? 'failed' : 'left');
    const items = tried[what];
    if (items.length === 0) throw nothingLeft(rollout, tried.unsure);
    const { fleet } = await context.admin('configurations:write');
    await mustSeeAll(rollout, items, context);
    await mustBeFree(rollout, items, context);
    const devices = new Map((await fleet.list()).map((device) => [device.id, device]));
    const { spec } = rollout;
    const { tier, sends, also } = weightOf(spec, items);
    const subject = deviceCount(items.length);
    return {
      tier,
      title: `${what === 'failed' ? 'Retry' : 'Go on with'} rollout ${rollout.number} on ${subject}?`,
      action: what === 'failed' ? `Retry on ${subject}` : `Do the ${items.length.toLocaleString('en')} left`,
      record: `rollout retry ${rollout.number} ${what}`,
      targets: await targetsOf(items, context, devices),
      sends,
      also: [START, ...also],
      ...(tier === 3 && { typed: String(items.length) }),
      facts: [
        { key: 'what', text: `${spec.title}.` },
        { key: `why ${items.length}`, text: what === 'failed' ? whyOf(items) : `Not begun: ${names(items)}.` },
        {
          key: 'how',
          text:
            spec.work.kind === 'command'
              ? 'All of them at once.'
              : 'Each is read again before it is changed. What somebody else changed since stays.',
        },
        ...(tried.unsure > 0 && what === 'failed' ? [unsureFact(tried.unsure)] : []),
      ],
      next: [{ title: 'Failures', say: `rollout failures ${rollout.number}` }],
      step: { id: rollout.id, again: what, tier },
      asks: true,
      locksItself: true,
    };
  },

  async cutOff(args, context, words) {
    const { rollout, otherwise } = await cutOffOn('retry', args, context, words);
    if (!rollout || !isOpen(rollout.status) || !isBegunBy(rollout, context.asker)) return otherwise;
    const taken = await takenInAfter(rollout, context);
    return taken && cutOffReply(taken, context);
  },

  async apply({ id, again, tier }, context) {
    const { store } = context;
    const { as } = await context.admin('configurations:write');
    for (;;) {
      const rollout = await store.rollouts.get(id);
      if (!rollout) throw new Problem('That rollout is gone', { code: 'no-rollout' });
      mustBeOver(rollout);
      const tried = await triedOf(rollout, context);
      const items = tried[again];
      if (items.length === 0) throw nothingLeft(rollout, tried.unsure);
      const started = await goAgain(rollout, { again, tried, begun: begunBy(rollout, context, { as, tier }) }, context);
      if (!started) continue;
      return liveReply(started, context, { undo: { words: `rollout undo ${started.number}` } });
    }
  },
});

function mustBeOver({ number, status, startedAt }: Rollout): void {
  if (!isOpen(status) && startedAt !== undefined) return;
  throw new Problem(isOpen(status) ? `Rollout ${number} is not over` : `Rollout ${number} was never started`, {
    code: 'rollout-open',
    hint: 'What failed is tried again once it is over. Nothing was changed.',
    next: [{ title: 'How far is it', say: `rollout show ${number}` }],
  });
}

const names = (items: readonly Pick<RolloutItem, 'name'>[]): string =>
  nameList(
    items.map(({ name }) => name),
    6,
  );

/** "2 refused by Webex (Fjord and Kew), 1 gone from Webex (Camden)." */
const whyOf = (items: readonly RolloutItem[]): string =>
  `Failed: ${[...Map.groupBy(items, ({ reason }) => reason)]
    .sort(([, left], [, right]) => right.length - left.length)
    .map(([reason, those]) => `${those.length.toLocaleString('en')} ${reasonWords(reason)} (${names(those)})`)
    .join(', ')}.`;

const unsureFact = (count: number) => ({
  key: `unsure ${count}`,
  text: `${deviceCount(count)} ${count === 1 ? 'is' : 'are'} left alone: nobody knows what was sent there, and it must not be sent twice.`,
});

async function mustBeFree(rollout: Rollout, items: readonly RolloutItem[], context: ReadContext): Promise<void> {
  const taken = await takenElsewhere(rollout, items, context);
  if (!taken) return;
  const { number } = taken.by;
  throw new Problem(`Rollout ${number} is to set the same on ${names(taken.items)}`, {
    code: 'rollout-elsewhere',
    hint: 'Wait until it is over, or cancel it. Nothing was changed.',
    next: [{ title: 'How far is it', say: `rollout show ${number}` }],
  });
}

const nothingLeft = ({ number }: Rollout, unsure: number) =>
  new Problem(`Nothing of rollout ${number} can be done again`, {
    code: 'nothing-to-retry',
    hint:
      unsure > 0
        ? `${unsureFact(unsure).text} Look at ${unsure === 1 ? 'it' : 'them'} first.`
        : 'No device failed, and none was left.',
    next: [{ title: 'How it ended', say: `rollout show ${number}` }],
  });
