import { z } from 'zod';
import { askedDevices, isSeveral, type Selected } from '#fleet/asked.ts';
import { isSelection } from '#fleet/selection.ts';
import { distinct } from '#fleet/tags.ts';
import type { ReadContext } from '#intent/context.ts';
import { DevicePhrase, onDevice } from '#intent/device-phrase.ts';
import { EntryNeeded } from '#intent/entry-form.ts';
import { alwaysQuoted, quoted } from '#lib/quoted.ts';

/** Webex documents no limits of tags, so these are the bot's own. */
export const LONGEST_TAG = 64;
const MOST_TAGS = 20;

/** Texts as they were said; what is wrong with them is told at the field of a form. */
const Texts = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(','))], { error: 'Which tags?' })
  .transform((texts) => texts.map((text) => text.trim()).filter((text) => text !== ''))
  .default([]);

export const TagArgs = z.object({
  tags: Texts,
  device: DevicePhrase,
  /** Words without "on" and without quotes: a device may be among them. */
  isLoose: z.boolean().optional(),
});
export type TagArgs = z.infer<typeof TagArgs>;

export function sayTags(verb: string, { tags, device, isLoose }: TagArgs): string {
  // Without a device, words without quotes may hold one.
  const spelled = device === undefined ? (isLoose ? (tag: string) => tag : alwaysQuoted) : quotedTag;
  return `${[verb, tags.map(spelled).join(', ')].filter(Boolean).join(' ')}${onDevice(device)}`;
}

/** Words that stand between tags, or before devices, are a part of a tag only in quotes. */
const quotedTag = (tag: string): string =>
  /(?:^| )(?:and|to|from|off|with|as|into)(?: |$)/i.test(tag) ? alwaysQuoted(tag) : quoted(tag);

/** What is wrong with tags, as a sentence; undefined when nothing is. */
function faultOf(tags: readonly string[]): string | undefined {
  if (tags.length === 0) return 'Write at least one tag';
  if (tags.length > MOST_TAGS) return `I take up to ${MOST_TAGS} tags at a time, not ${tags.length}`;
  if (tags.some((tag) => tag.includes(','))) return 'A tag can have no comma in it: commas stand between tags';
  const long = tags.find((tag) => tag.length > LONGEST_TAG);
  return long === undefined
    ? undefined
    : `A tag can have up to ${LONGEST_TAG} characters, not ${long.length.toLocaleString('en')}`;
}

/** The tags, each once. Throws the form with what is wrong. */
export function checkedTags(verb: string, args: TagArgs): string[] {
  const fault = faultOf(args.tags);
  if (fault === undefined) return distinct(args.tags);
  throw tagsForm(verb, args, { ...(args.tags.length > 0 && { tags: fault }) });
}

/** What the words lack, filled in as far as they go. */
export const tagsForm = (
  verb: string,
  { tags, device }: TagArgs,
  faults: { tags?: string; device?: string },
): EntryNeeded =>
  new EntryNeeded({
    command: verb,
    args: {},
    title: TITLES[verb] ?? '',
    about: 'It asks before it changes anything, and it can be taken back.',
    fields: [
      {
        id: 'tags',
        label: 'Tags, with commas between them',
        kind: 'text',
        isRequired: true,
        value: tags.join(', '),
        hint: 'lobby, vip',
        fault: faults.tags,
      },
      {
        id: 'device',
        label: 'Devices',
        kind: 'text',
        isRequired: true,
        value: device,
        hint: 'Fjord, or location:Oslo product:"Room Bar"',
        maxLength: 200,
        fault: faults.device,
      },
    ],
    action: 'Go on',
    tier: 1,
  });

const TITLES: Readonly<Record<string, string>> = {
  tag: 'Give devices tags',
  untag: 'Take tags off devices',
  retag: 'Replace all tags of devices',
};

/** The devices of an administrator that the words name, one or several, and how they are called in the record. */
export async function askedForTags(
  phrase: string | undefined,
  context: ReadContext,
): Promise<Selected & { isNamed: boolean; fleet: ReadContext['fleet'] }> {
  // Who may tag need not see locations, which only some selections are about.
  const isPlaced = phrase !== undefined && isSelection(phrase) && /\blocation:/i.test(phrase);
  const { fleet } = await context.admin('devices:write', ...(isPlaced ? (['locations:read'] as const) : []));
  const { store, space } = context;
  const asked = await askedDevices(phrase, { fleet, store, space });
  return isSeveral(asked)
    ? { ...asked, isNamed: false, fleet }
    : { phrase: phrase ?? '', devices: [asked], isNamed: true, fleet };
}
