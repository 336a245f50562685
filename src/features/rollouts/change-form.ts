import { hiddenSettings } from '#fleet/configuration-secrets.ts';
import { type EntryField, EntryNeeded } from '#intent/entry-form.ts';
import type { Target } from '#intent/parts.ts';
import type { Rollout } from '#intent/rollouts.ts';
import type { Pacing } from '#lib/rollout.ts';
import { dayIn, timeIn } from '#lib/zoned.ts';
import type { Now } from './option-times.ts';
import { type PacingWords, readOption } from './option-words.ts';
import { pacingWords } from './options-words.ts';
import { contradictions, NOBODY_WATCHED } from './rollout-checks.ts';

/** What can be changed of a plan, in the order of the form. */
export const FIELDS = ['canary', 'watch', 'stop', 'over', 'window', 'start', 'waves', 'reboot'] as const;
export type Field = (typeof FIELDS)[number];
/** What is done, and where: only of a plan that came from words. */
export const ASKED = ['what', 'on'] as const;
export type Typed = Partial<Record<Field | (typeof ASKED)[number], string>>;

const LABELS: Record<Field, { label: string; hint: string }> = {
  canary: { label: 'Canary: who goes first', hint: '5%, 10, or none' },
  watch: { label: 'Watch the canary for', hint: '10 min' },
  stop: { label: 'Stop at so many failures', hint: '2%, 3, or never' },
  over: { label: 'Spread over', hint: '2h' },
  window: { label: 'Only between these hours', hint: '20:00–06:00 Europe/Oslo' },
  start: { label: 'Not before', hint: 'tomorrow 22:00' },
  waves: { label: 'Waves after the canary', hint: '4' },
  reboot: { label: 'Then reboot', hint: 'Restart each device after it was changed' },
};

/** A plan as words, so that a form can show it and somebody can type over it. */
export function typedOf({ pacing, thenReboot }: Rollout['spec'], { timeZone }: Now): Typed {
  const { canary, watchMs, stop, overMs, window, waves, startAt } = pacing;
  const after = (words: PacingWords, start: RegExp) => pacingWords(words).join(' ').replace(start, '');
  const zone = startZone(pacing, timeZone);
  return {
    ...(canary !== undefined && { canary: canary === 'none' ? 'none' : after({ canary }, /^canary /) }),
    ...(watchMs !== undefined && { watch: after({ watchMs }, /^canary for /) }),
    ...(stop !== undefined && { stop: stop === 'never' ? 'never' : after({ stop }, /^stop at /) }),
    ...(overMs !== undefined && { over: after({ overMs }, /^over /) }),
    ...(window && { window: after({ window }, /^window /) }),
    ...(startAt !== undefined && { start: `${dayIn(startAt, zone)} ${timeIn(startAt, zone)} ${zone}` }),
    ...(waves !== undefined && { waves: String(waves) }),
    ...(thenReboot && { reboot: 'true' }),
  };
}

const startZone = ({ window }: Pacing, timeZone: string): string => window?.zone ?? timeZone;

/** The words of each option that was typed. */
const SAID: Record<Exclude<Field, 'reboot'>, (text: string) => string> = {
  canary: (text) => (/^(?:none|no|0)$/i.test(text) ? 'no canary' : `canary ${text}`),
  watch: (text) => `canary for ${text}`,
  stop: (text) => (/^never$/i.test(text) ? 'never stop' : `stop at ${text}`),
  over: (text) => `over ${text}`,
  window: (text) => `window ${text}`,
  start: (text) => `start ${text}`,
  waves: (text) => `waves ${text}`,
};

/** The word that names an option, where it was typed into its own field. */
const OPTION: Record<Exclude<Field, 'reboot'>, RegExp> = {
  canary: /^canary:? /i,
  watch: /^(?:canary )?(?:watch(?: it| them)? )?for /i,
  stop: /^stop (?:at|after) /i,
  over: /^over:? /i,
  window: /^window:? /i,
  start: /^(?:starts?|starting|not before) /i,
  waves: /^waves:? /i,
};

/** What was typed, as options; or what is wrong with which. */
export function readTyped(typed: Typed, now: Now): { options: PacingWords; faults: Typed } {
  let options: PacingWords = {};
  const faults: Typed = {};
  for (const field of FIELDS) {
    const text = typed[field]?.trim() ?? '';
    if (field === 'reboot') {
      if (text === 'true') options = { ...options, thenReboot: true };
      continue;
    }
    if (text === '') continue;
    // Whoever follows the advice below the field types the whole option.
    const own = text.replace(/\s+/g, ' ').replace(OPTION[field], '');
    const read = readOption(SAID[field](own), now);
    if ('fault' in read) faults[field] = `${read.fault}.`;
    else options = { ...options, ...read };
  }
  const [together] = Object.keys(faults).length === 0 ? contradictions(options, now).faults : [];
  const where = together === NOBODY_WATCHED ? 'watch' : 'window';
  return { options, faults: together === undefined ? faults : { ...faults, [where]: `${together}.` } };
}

/** What a file said is kept as it is. */
export const isFromFile = ({ phrase, undoes }: Pick<Rollout['spec'], 'phrase' | 'undoes'>): boolean =>
  phrase === undefined && undoes === undefined;
export const FROM_FILE = 'It came with a file: for other devices or values send a new file, which is a new plan.';

const askedFields = ({ phrase, work }: Rollout['spec'], typed: Typed, faults: Typed): EntryField[] =>
  phrase === undefined
    ? []
    : [
        work.kind === 'command'
          ? { label: 'Command', hint: 'volume 40', id: 'what' as const }
          : { label: 'Settings', hint: 'Audio.DefaultVolume=60 Standby.Delay=10', id: 'what' as const },
        { label: 'Devices', hint: 'tag:lobby except Fjord', id: 'on' as const },
      ].map(({ id, ...labels }) => ({
        id,
        kind: 'text',
        ...labels,
        value: hiddenSettings(typed[id] ?? ''),
        maxLength: 2_000,
        fault: faults[id],
      }));

/** The form of a plan, filled in as it is, or as it was typed with what is wrong. */
export const changeForm = (
  { number, spec }: Rollout,
  typed: Typed,
  faults: Typed,
  targets: readonly Target[],
): EntryNeeded =>
  new EntryNeeded({
    command: 'rollout change',
    args: { number: String(number), filled: 'true' },
    title: `Change the plan of rollout ${number}`,
    about: [`${spec.title}. What is empty goes as usual.`, ...(isFromFile(spec) ? [FROM_FILE] : [])].join(' '),
    fields: [
      ...askedFields(spec, typed, faults),
      ...FIELDS.filter((field) => field !== 'reboot' || (spec.work.kind === 'settings' && !spec.undoes)).map(
        (field): EntryField => ({
          id: field,
          kind: field === 'reboot' ? 'toggle' : 'text',
          ...LABELS[field],
          value: typed[field],
          ...(field !== 'reboot' && { maxLength: 80 }),
          fault: faults[field],
        }),
      ),
    ],
    action: 'Plan it anew',
    note: 'The old plan is cancelled, and the new one is shown. Nothing is changed before somebody starts it.',
    tier: 0,
    targets,
    next: [{ title: 'The plan', say: `rollout start ${number}` }],
  });
