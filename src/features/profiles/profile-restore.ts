import { z } from 'zod';
import { defineChange, type Plan } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';
import { said } from '#render/replies.ts';
import { changedMeanwhile, full, type Profile, profileNamed, settingCount, targetOf } from './found.ts';
import { applyEdit, type EditStep, planEdit } from './profile-edit.ts';
import { nameOf, ProfileName } from './profile-words.ts';

type Step = { kind: 'edit'; edit: EditStep } | { kind: 'back'; name: string };

/** Brings back a profile that was deleted, or what one was before it was last changed. */
export const profileRestore = defineChange({
  name: 'profile restore',
  topic: 'rollouts',
  summary: 'Bring a profile back',
  usage: 'profile restore <name>',
  example: () => 'profile restore lobby',
  needs: 'administer',
  takesFilters: true,
  args: z.object({
    name: ProfileName,
    version: z.coerce.number({ error: 'version: takes a number.' }).int().min(1).optional(),
  }),
  read: (line) => ({ name: nameOf(line), version: line.filters.get('version')?.[0] }),
  say: ({ name, version }) => `profile restore ${quoted(name)}${version === undefined ? '' : ` version:${version}`}`,

  async plan({ name, version }, context): Promise<Plan<Step>> {
    const gone = await context.store.profiles.deleted(context.asker.orgId, name);
    if (gone)
      return {
        tier: 0,
        title: `Bring back the profile ${gone.name}?`,
        action: `Bring back ${gone.name}`,
        targets: [targetOf(name)],
        facts: [],
        step: { kind: 'back', name: gone.name } satisfies Step,
      };
    const profile = await profileNamed(name, context, (other) => `profile restore ${other}`);
    const { before } = profile;
    if (!before) throw nothingBefore(profile);
    if (version !== undefined && before.version !== version) throw changedSince(profile, version);
    const plan = planEdit(profile, before.settings, { ...profile, from: before.from, fromId: before.fromId });
    return {
      ...plan,
      title: `Take back the last change of ${profile.name}?`,
      action: 'Take it back',
      step: { kind: 'edit', edit: plan.step },
    };
  },

  async apply(step: Step, context) {
    if (step.kind === 'edit') return applyEdit(step.edit, context);
    const back = await bringBack(step.name, context);
    const words = `profile delete ${back.name}`;
    return {
      reply: said(`${back.name} is back, with ${settingCount(back.settings.length)}`, {
        next: [
          { title: `See ${back.name}`, say: `profile ${back.name}` },
          { title: 'Delete…', say: words },
        ],
      }),
      trackingIds: [],
      undo: { words },
    };
  },
});

async function bringBack(name: string, { store, asker }: Pick<ReadContext, 'store' | 'asker'>): Promise<Profile> {
  const gone = await store.profiles.deleted(asker.orgId, name);
  const back = gone && (await store.profiles.bringBack(gone));
  if (back === 'full') throw full(100);
  if (!back) throw changedMeanwhile(name);
  return back;
}

const nothingBefore = ({ name }: Profile): Problem =>
  new Problem(`${name} was never changed`, {
    code: 'nothing-before',
    hint: 'There is nothing to go back to. Nothing was changed.',
    next: [{ title: `See ${name}`, say: `profile ${name}` }],
  });

const changedSince = ({ name }: Profile, version: number): Problem =>
  new Problem(`${name} was changed again since`, {
    code: 'changed-meanwhile',
    hint: `Only its last change can be taken back, and version ${version} is older. Nothing was changed.`,
    next: [{ title: `See ${name}`, say: `profile ${name}` }],
  });
