import { z } from 'zod';
import { type Kept, MOST_BODY, MOST_WORDS, recordable } from '#intent/alias.ts';
import type { Asker } from '#intent/asker.ts';
import { defineRead } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';
import { checkAlias } from './alias-check.ts';
import { addWords, FOR_ALL, MOST_ALIASES, ownersOf, readName, removeWords, standsFor } from './alias-words.ts';

const HOW = 'Write it with "=", for example: alias add quiet = volume 20 on Fjord';
const Args = z.object({
  name: z.string().min(1, HOW).max(200, 'A name has at most 30 characters.'),
  mine: z.boolean().default(false),
  words: z
    .string({ error: HOW })
    .trim()
    .min(1, `What should it stand for? ${HOW}.`)
    .max(MOST_WORDS, `The words must have at most ${MOST_WORDS.toLocaleString('en')} characters.`)
    .regex(/^[^\n]*$/, 'The words must stand in one line; lines below a blank line are their body.'),
  body: z
    .string()
    .max(MOST_BODY, `The body must have at most ${MOST_BODY.toLocaleString('en')} characters.`)
    .optional(),
});

/**
 * Keeps words under a name, for this space or for oneself. It changes nothing a device does: the rights to that count when
 * it is run, and are those of whoever runs it.
 */
export const aliasAdd = defineRead({
  name: 'alias add',
  topic: 'bot',
  summary: 'Keep words under a name',
  usage: 'alias add [mine] <name> = <words>',
  example: (device) => `alias add quiet = volume 20 on ${device}`,
  needs: 'look',
  privately: 'kept',
  args: Args,
  read({ raw, body }) {
    const at = raw.indexOf('=');
    return { ...readName(raw.slice(0, Math.max(at, 0))), ...(at >= 0 && { words: raw.slice(at + 1) }), body };
  },
  say: (args) => addWords(args, args.mine),
  record: ({ name, mine, ...kept }) => addWords({ name, words: recordable(kept) ? standsFor(kept) : '…' }, mine),

  async run({ mine, ...alias }, context) {
    const { store, asker } = context;
    const advice = await checkAlias({ ...alias, mine }, context);
    if (!mine && !asker.may('operate')) throw onlyMine(alias, asker);
    const [own, ours] = ownersOf(context);
    const by = { id: asker.id, email: asker.email };
    const { isKept, before } = await store.aliases.put({ ...alias, owner: mine ? own : ours, by }, MOST_ALIASES);
    if (!isKept) throw full(mine);
    const { name } = alias;
    const [other] = await store.aliases.find([mine ? ours : own], name);
    const whose = mine ? 'your alias' : "this space's alias";
    const detail = [
      `It stands for: ${standsFor(alias)}`,
      before ? `Before: ${standsFor(before)}${mine ? '' : `, by ${before.by.email}`}` : '',
      mine ? 'It works in every space, for you alone.' : '',
      other ? (mine ? "Here it goes before this space's." : 'Your own goes before it.') : '',
      ...advice.map(({ text }) => text),
    ];
    return said(before ? `"${name}" stands for something else now` : `"${name}" is ${whose} now`, {
      detail: detail.filter(Boolean).join(' · '),
      next: [
        ...advice.flatMap(({ next }) => next),
        ...(other && !mine ? [] : [{ title: `Run ${name}`, say: name }]),
        before
          ? { title: 'Put it back', say: addWords(before, mine) }
          : { title: 'Remove', say: removeWords(name, mine) },
        { title: 'Aliases', say: 'aliases' },
      ],
    });
  },
});

const onlyMine = (alias: Kept, asker: Asker) =>
  new Problem('You can look, but not add aliases for everybody here', {
    code: 'not-allowed',
    hint: `That needs ${asker.roleFor({ command: FOR_ALL }).name}. Your role: ${asker.role ?? 'none'}. You can add it for yourself.`,
    next: [{ title: 'Add it for me', say: addWords(alias, true) }],
  });

const full = (mine: boolean) =>
  new Problem(`${mine ? 'You have' : 'This space has'} ${MOST_ALIASES} aliases already`, {
    code: 'too-many-aliases',
    hint: 'Nothing was kept. Remove one first.',
    next: [{ title: 'Aliases', say: 'aliases' }],
  });
