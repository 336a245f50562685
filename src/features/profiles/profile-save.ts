import { createHash } from 'node:crypto';
import type { Wanted } from '#fleet/drift.ts';
import { withBody } from '#intent/body.ts';
import { defineChange, type Fact } from '#intent/command.ts';
import { EntryNeeded } from '#intent/entry-form.ts';
import { firstOf, nameList } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';
import { changedMeanwhile, full, settingCount, targetOf } from './found.ts';
import { MOST_SETTINGS } from './profile-file.ts';
import { ProfileName } from './profile-words.ts';
import { changesBetween, settingLine, UNCHECKED } from './setting-words.ts';
import { type Source, sourceOf } from './source.ts';
import { readSave, SaveArgs, saveWords } from './source-words.ts';

interface Step extends Source {
  name: string;
  /** The version that it takes the place of. */
  version?: number;
  isSame: boolean;
}

const MOST_LINES = 12;

/** Keeps settings under a name: what is configured on a device, what some of its keys are, or those of a file. */
export const profileSave = defineChange({
  name: 'profile save',
  aliases: ['save profile', 'profile new', 'profile add'],
  topic: 'rollouts',
  summary: 'Keep settings as a profile',
  usage: 'profile save <name> from <device> [keys Audio.* Standby.*], or with settings as a file or below a blank line',
  example: (device) => `profile save lobby from ${device} keys Audio.*`,
  needs: 'administer',
  takesBody: true,
  args: SaveArgs,
  read: readSave,
  say: (args) => withBody(saveWords(args), args.body),
  record: saveWords,

  async plan(args, context) {
    const name = nameIn(args);
    const before = await context.store.profiles.get(context.asker.orgId, name);
    const source = await sourceOf(args, context);
    const { settings } = source;
    if (settings.length > MOST_SETTINGS) throw tooMany(source, name);
    const changes = before && changesBetween(before.settings, settings);
    const isSame = changes?.lines.length === 0;
    const step: Step = { name: before?.name ?? name, isSame, ...source, ...(before && { version: before.version }) };
    return {
      tier: before && !isSame ? 1 : 0,
      // Only an old card asks without anything to replace.
      title: before ? `Replace the profile ${step.name}?` : `Save a new profile ${name}?`,
      action: `${before ? 'Replace' : 'Save'} ${step.name}`,
      next: before ? [{ title: `${step.name} as it is`, say: `profile ${step.name}` }] : [],
      targets: [targetOf(name)],
      facts: factsOf(step, changes),
      step,
    };
  },

  async apply({ name, settings, secrets, from, fromId, version, isSame }: Step, { store, asker }) {
    const see = { title: `See ${name}`, say: `profile ${name}` };
    if (isSame) return { reply: said(`${name} says that already`, { next: [see] }), trackingIds: [] };
    const state = {
      settings,
      from,
      ...(fromId && { fromId }),
      by: { id: asker.id, email: asker.email, name: asker.displayName },
    };
    const current = await store.profiles.get(asker.orgId, name);
    if (current?.version !== version) throw changedMeanwhile(name);
    const kept = current
      ? await store.profiles.change(current, state)
      : await store.profiles.add(asker.orgId, name, state);
    if (kept === 'full') throw full(100);
    if (kept === 'taken' || kept === undefined) throw changedMeanwhile(name);
    const back = current ? `profile restore ${name} version:${current.version}` : `profile delete ${name}`;
    return {
      reply: said(`${name} has ${settingCount(settings.length)}${fromWords(from)}`, {
        detail: ['No device was changed.', ...(fromId === undefined ? [UNCHECKED] : []), ...secretLines(secrets)].join(
          '\n',
        ),
        next: [
          see,
          { title: 'Compare devices…', say: `config drift against ${name}` },
          { title: 'Roll out…', say: `profile apply ${name}` },
          { title: current ? 'Undo' : 'Delete…', say: back },
        ],
      }),
      trackingIds: [],
      undo: { words: back },
    };
  },
});

const fromWords = (from: string): string => (from === 'words' ? '' : ` from ${from}`);

const secretLines = (secrets: readonly string[]): string[] =>
  secrets.length === 0 ? [] : [`Left out, since they hold secrets: ${nameList(secrets, 5)}`];

function factsOf(
  { version, from, settings, secrets }: Step,
  changes: ReturnType<typeof changesBetween> | undefined,
): Fact[] {
  const counts = changes?.lines.length === 0 ? 'It says that already' : changes?.counts;
  const lines = changes?.lines ?? settings.map(settingLine);
  return [
    {
      key: `${version} ${markOf(settings)}`,
      text: `${settingCount(settings.length)}${fromWords(from)}${counts === undefined ? '' : `. ${counts}`}${lines.length > 0 ? ':' : ''}`,
    },
    ...firstOf(lines, MOST_LINES).map((text) => ({ key: 'change', text })),
    ...secretLines(secrets).map((text) => ({ key: 'secrets', text })),
  ];
}

const markOf = (settings: readonly Wanted[]): string =>
  createHash('sha256').update(JSON.stringify(settings)).digest('base64url').slice(0, 16);

/** The name, once there is something to save under it. Throws the form otherwise. */
function nameIn(args: SaveArgs): string {
  const { name, device, keys, settings, body } = args;
  const { data, error } = ProfileName.safeParse(name);
  const hasSource = device !== '' || settings.length > 0 || body !== undefined;
  if (data !== undefined && hasSource) return data;
  const isEmpty = name === '' && device === '';
  throw new EntryNeeded({
    command: 'profile save',
    args: {},
    title: 'Keep settings as a profile',
    about: 'What is configured on a device is kept under a name, to compare others with it and to roll it out.',
    fields: [
      {
        id: 'name',
        label: 'Name',
        kind: 'text',
        isRequired: true,
        value: name,
        hint: 'lobby',
        maxLength: 40,
        fault: isEmpty ? undefined : error?.issues[0]?.message,
      },
      {
        id: 'device',
        label: 'Device',
        kind: 'text',
        isRequired: true,
        value: device,
        hint: 'Fjord',
        maxLength: 200,
        fault: isEmpty || hasSource ? undefined : 'From which device?',
      },
      {
        id: 'keys',
        label: 'Keys',
        kind: 'text',
        value: keys.join(' '),
        hint: 'Audio.* Standby.*, or nothing for all that is configured on it',
        maxLength: 1_000,
      },
    ],
    action: 'Save',
    note: 'A file with settings can be sent with "profile save lobby" instead.',
    tier: 0,
    next: [{ title: 'Profiles', say: 'profiles' }],
  });
}

const tooMany = ({ settings, from }: Source, name: string): Problem =>
  new Problem(`${from} has ${settings.length} such settings, and a profile holds ${MOST_SETTINGS}`, {
    code: 'too-many-settings',
    hint: `Name a part of them: profile save ${name} from ${from} keys Audio.*. Nothing was saved.`,
  });
