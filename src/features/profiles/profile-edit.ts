import type { Wanted } from '#fleet/drift.ts';
import type { Outcome, Plan } from '#intent/command.ts';
import type { ApplyContext } from '#intent/context.ts';
import { firstOf } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';
import { changedMeanwhile, type Profile, profileNamed, targetOf } from './found.ts';
import { MOST_SETTINGS } from './profile-file.ts';
import { changesBetween } from './setting-words.ts';

/** Another set of settings for a profile that is there. */
export interface EditStep {
  name: string;
  version: number;
  settings: Wanted[];
  from: string;
  fromId?: string | undefined;
}

const MOST_LINES = 12;

/** Asks whether a profile is to say something else. Throws a Problem where it says that already. */
export function planEdit(profile: Profile, settings: Wanted[], from = profile): Plan<EditStep> {
  const { name, version } = profile;
  const changes = changesBetween(profile.settings, settings);
  if (changes.lines.length === 0) throw saysSo(name);
  if (settings.length > MOST_SETTINGS) throw tooMany(name);
  return {
    tier: 1,
    asks: true,
    title: `Change the profile ${name}?`,
    action: `Change ${name}`,
    targets: [targetOf(name)],
    facts: [
      ...shownOf(changes, MOST_LINES).map((text, index) => ({ key: index === 0 ? `${version} ${text}` : text, text })),
    ],
    step: { name, version, settings, from: from.from, ...(from.fromId && { fromId: from.fromId }) },
  };
}

export async function applyEdit(
  { name, version, settings, from, fromId }: EditStep,
  context: ApplyContext,
): Promise<Outcome> {
  const { store, asker } = context;
  const profile = await profileNamed(name, context, (other) => `profile ${other}`);
  if (profile.version !== version) throw changedMeanwhile(name);
  const by = { id: asker.id, email: asker.email, name: asker.displayName };
  const kept = await store.profiles.change(profile, { settings, by, from, ...(fromId && { fromId }) });
  if (!kept) throw changedMeanwhile(name);
  const back = `profile restore ${name} version:${version}`;
  return {
    reply: said(`${name} is changed`, {
      detail: ['No device was changed.', ...shownOf(changesBetween(profile.settings, settings), 3)].join('\n'),
      next: [
        { title: `See ${name}`, say: `profile ${name}` },
        { title: 'Roll out…', say: `profile apply ${name}` },
        { title: 'Undo', say: back },
      ],
    }),
    trackingIds: [],
    undo: { words: back },
  };
}

/** Where not all can be shown, how many of each kind there are comes first. */
const shownOf = ({ lines, counts }: ReturnType<typeof changesBetween>, most: number): string[] => [
  ...(lines.length > most ? [`${counts}:`] : []),
  ...firstOf(lines, most),
];

const saysSo = (name: string): Problem =>
  new Problem(`${name} says that already`, {
    code: 'nothing-to-do',
    hint: 'Nothing was changed.',
    next: [{ title: `See ${name}`, say: `profile ${name}` }],
  });

const tooMany = (name: string): Problem =>
  new Problem(`${name} would have more than ${MOST_SETTINGS} settings`, {
    code: 'too-many-settings',
    hint: 'Take others out of it first: profile unset. Nothing was changed.',
  });
