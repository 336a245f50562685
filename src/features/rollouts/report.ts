import { defineRead } from '#intent/command.ts';
import { deviceCount } from '#lib/name-list.ts';
import { isOpen } from '#lib/rollout.ts';
import { said } from '#render/replies.ts';
import { RolloutNumber, readNumber, rolloutNamed, sayNumber } from './named.ts';
import { reportFile } from './report-file.ts';
import { seesItem } from './seen.ts';

/** Every device of a rollout as a file: before it is started what would change, and then what came of it. */
export const rolloutReport = defineRead({
  name: 'rollout report',
  aliases: ['rollouts report', 'rollout export', 'rollout file'],
  topic: 'rollouts',
  summary: 'Get every device of a rollout as a file',
  usage: 'rollout report [number]',
  example: () => 'rollout report 7',
  needs: 'administer',
  args: RolloutNumber,
  read: readNumber,
  say: sayNumber('report'),

  async run({ number: asked }, context) {
    const rollout = await rolloutNamed(asked, context, 'report');
    const { number, status, spec } = rollout;
    const { file, count } = await reportFile(rollout, context, await seesItem(context));
    const isPlan = status === 'planned';
    return {
      ...said(`Rollout ${number}: ${deviceCount(count)}`, {
        detail: [
          `${spec.title} · ${file.name}`,
          isPlan
            ? 'What each device has and would get. Nothing was changed yet.'
            : isOpen(status)
              ? 'As it is at this moment: it is not over.'
              : 'What each device had, what it got, and what came of it. Times are in UTC.',
        ].join('\n'),
        next: [
          isPlan
            ? { title: 'The plan', say: `rollout start ${number}` }
            : { title: isOpen(status) ? 'How far is it' : 'How it ended', say: `rollout show ${number}` },
        ],
      }),
      files: [file],
    };
  },
});
