import { z } from 'zod';
import { defineChange } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';
import { changedMeanwhile, profileNamed, targetOf } from './found.ts';
import { nameOf, ProfileName } from './profile-words.ts';

interface Step {
  from: string;
  to: string;
}

/** Calls a profile something else; checks of it go on. */
export const profileRename = defineChange({
  name: 'profile rename',
  aliases: ['rename profile'],
  topic: 'rollouts',
  summary: 'Rename a profile',
  usage: 'profile rename <name> to <new name>',
  example: () => 'profile rename lobby to foyer',
  needs: 'administer',
  args: z.object({ from: ProfileName, to: ProfileName }),
  read(line) {
    const [from, ...others] = nameOf(line).split(/\s+/);
    return { from: from ?? '', to: (/^(to|as)$/i.test(others[0] ?? '') ? others.slice(1) : others).join(' ') };
  },
  say: ({ from, to }) => `profile rename ${from} to ${to}`,

  async plan({ from, to }, context) {
    const { name, version } = await profileNamed(from, context, (other) => `profile rename ${other} to ${to}`);
    if (name === to) throw calledSo(name);
    await mustBeFree(name, to, context);
    return {
      tier: 1,
      asks: true,
      title: `Rename the profile ${name} to ${to}?`,
      action: `Rename to ${to}`,
      targets: [targetOf(name)],
      facts: [{ key: String(version), text: `Words such as "rollout profile:${name}" are to say ${to} then.` }],
      step: { from: name, to } satisfies Step,
    };
  },

  async apply({ from, to }: Step, context) {
    const profile = await profileNamed(from, context, (other) => `profile ${other}`);
    const renamed = await context.store.profiles.rename(profile, to);
    if (renamed === 'taken') throw taken(to);
    if (!renamed) throw changedMeanwhile(from);
    const back = `profile rename ${to} to ${from}`;
    return {
      reply: said(`${from} is called ${to} now`, {
        next: [
          { title: `See ${to}`, say: `profile ${to}` },
          { title: 'Undo', say: back },
        ],
      }),
      trackingIds: [],
      undo: { words: back },
    };
  },
});

async function mustBeFree(from: string, to: string, { store, asker }: ReadContext): Promise<void> {
  const other = from.toLowerCase() === to.toLowerCase() ? undefined : await store.profiles.get(asker.orgId, to);
  if (other) throw taken(other.name);
}

const calledSo = (name: string): Problem =>
  new Problem(`It is called ${name} already`, { code: 'nothing-to-do', hint: 'Nothing was changed.' });

const taken = (name: string): Problem =>
  new Problem(`There is a profile ${name} already`, {
    code: 'name-taken',
    hint: 'Choose another name, or delete that one first. Nothing was changed.',
    next: [{ title: `See ${name}`, say: `profile ${name}` }],
  });
