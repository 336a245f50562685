import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { nameList, workspaceCount } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';
import { examplesOf } from './examples.ts';
import { rulesOf } from './kept-rules.ts';
import { ruleLine } from './rule-words.ts';

const WHICH = 'Which rule? Say its number, for example: workspaces rule 3';

/** One rule for names: what it says, the workspaces it is for, and what to do with it. */
export const rule = defineRead({
  name: 'workspaces rule',
  topic: 'workspaces',
  summary: 'Look at a rule for names of workspaces',
  usage: 'workspaces rule <number>',
  example: () => 'workspaces rule 1',
  needs: 'look',
  args: z.object({ number: z.coerce.number({ error: WHICH }).int(WHICH).min(1, WHICH).max(999, WHICH) }),
  read: ({ text }) => ({ number: text === '' ? undefined : text.replace('#', '') }),
  instead: () => [{ title: 'Rules', say: 'workspaces rules' }],
  say: ({ number }) => `workspaces rule ${number}`,

  async run({ number }, context) {
    const rules = await rulesOf(context);
    const kept = rules[number - 1];
    if (!kept) throw noSuchRule(rules.length);
    const all = rules.map((one) => one.rule);
    const hasLogin = (await context.login.served()).includes('workspaces:read');
    const example = hasLogin
      ? (await examplesOf(all, await context.admin('workspaces:read'), context)).get(number)
      : undefined;
    const fits = example
      ? `It is for ${workspaceCount(example.count)}: ${nameList(example.names, example.count > example.names.length ? example.names.length : 8)}${example.count > example.names.length ? ' and others' : ''}.`
      : hasLogin
        ? 'It decides nothing of any workspace: no name fits, or an earlier rule does.'
        : '';
    return said(`Rule ${number}: ${ruleLine(kept.words)}`, {
      detail: [kept.rule ? '' : 'I can not read this rule, so it fits nothing.', fits].filter(Boolean).join(' '),
      next: [
        ...(context.asker.may('administer') ? [{ title: 'Remove', say: `workspaces rule remove ${number}` }] : []),
        ...(number < rules.length ? [{ title: 'Next rule', say: `workspaces rule ${number + 1}` }] : []),
        { title: 'Rules', say: 'workspaces rules' },
      ],
    });
  },
});

const noSuchRule = (count: number) =>
  new Problem('There is no such rule', {
    code: 'no-such-rule',
    hint: `They have numbers from 1 to ${count}.`,
    next: [{ title: 'Rules', say: 'workspaces rules' }],
  });
