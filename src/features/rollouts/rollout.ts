import { z } from 'zod';
import { hiddenSettings } from '#fleet/configuration-secrets.ts';
import { withBody } from '#intent/body.ts';
import { defineRead } from '#intent/command.ts';
import { askedFor } from './asked.ts';
import { planned } from './planned.ts';

/** Words of their own after "rollout". */
const VERB =
  /^(?:start|show|status|progress|pause|hold|halt|resume|continue|go on|cancel|abort|end|stop|undo|back|report|export|file|failures|failed|errors|retry|change|edit|list)(?!\S)/i;

/** Plans a change of many devices. Nothing is changed before somebody starts it. */
export const rollout = defineRead({
  name: 'rollout',
  aliases: ['roll out'],
  topic: 'rollouts',
  summary: 'Change many devices in stages',
  usage:
    'rollout <key=value …, a profile or a command> on <selection> [except …] [canary 5% for 10 min] [stop at 2%] [over 2h] [window 20:00–06:00 Europe/Oslo] [not before friday 22:00] [waves 4] [then reboot], or with a CSV or JSON file',
  example: () => 'rollout Standby.Delay=10 on tag:lobby canary 5%',
  needs: 'administer',
  takesBody: 'table',
  privately: 'here',
  args: z.object({ words: z.string().max(4_000), body: z.string().max(5_000_000).optional() }),
  read: ({ raw, body }) => ({ words: raw, body }),
  // What is gone on with after a login needs the table; a button that would have to carry a long one is left out.
  say: (args) => withBody(wordsOf(args), args.body),
  record: (args) => `${wordsOf(args)}${args.body === undefined ? '' : ' (with a table)'}`,

  async run({ words, body }, context) {
    const [, number, verb = 'show'] =
      /^#?(\d+)(?:\s+(pause|resume|cancel|stop|undo|report|failures|retry|start))?$/i.exec(words) ?? [];
    if (number !== undefined) return { say: `rollout ${verb.toLowerCase()} ${number}` };
    if (/^(?:the )?plans?$/i.test(words)) return { say: 'rollouts plans' };
    if (VERB.test(words) && body === undefined) return { say: `rollout ${words}` };
    return planned(await askedFor({ words, body }, context), context);
  },
});

/** "roll out status" is not "rollout status". */
const wordsOf = ({ words }: { words: string }): string =>
  `${VERB.test(words) ? 'roll out' : 'rollout'} ${hiddenSettings(words)}`.trim();
