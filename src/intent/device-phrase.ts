import { z } from 'zod';
import { Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import type { Line } from './line.ts';

const IDS = /^id:[\w=-]+(,[\w=-]+)*$/;

/** A device as a person names it, `id:<deviceId>` from a button, or nothing: this space's own device. */
export const DevicePhrase = z
  .string()
  .trim()
  // `tag: lobby` as people type it too.
  .overwrite((phrase) =>
    phrase.replace(/\b(tag|product|location|is):\s+/gi, '$1:').replace(/\s+(?=(?:tag|product|location|is):)/gi, ' '),
  )
  .min(1, 'Which device? For example: "on Fjord".')
  // A list of ids is made by the bot, which knows how long it may be.
  .refine((phrase) => phrase.length <= 200 || IDS.test(phrase), 'That device name is too long.')
  .optional();

/** The device of "reboot Fjord" and of "reboot on Fjord" alike. Throws for "reboot Kew on Fjord": nobody knows which is meant. */
export function deviceOf({ on, text }: Pick<Line, 'on' | 'text'>): string | undefined {
  if (on !== undefined && text !== '') throw leftOver(text, on);
  return on ?? (text === '' ? undefined : text);
}

/** Words that nothing was made of. Doing the rest of them would be a guess. */
export const leftOver = (text: string, on: string | undefined) =>
  new Problem(`I can't tell what "${shortened(text, 40)}" belongs to`, {
    code: 'left-over',
    hint: `${on === undefined ? 'Name the device after "on"' : `Devices are named once, after "on": "on ${shortened(on, 60)}"`}, or several with commas: "on Fjord, Kew". Nothing was sent.`,
    next: [{ title: 'Devices', say: 'devices' }],
  });

/** " on Fjord", or nothing. */
export const onDevice = (device: string | undefined): string => (device === undefined ? '' : ` on ${spelled(device)}`);

const FILTER = /\b(tag|product|location|is):\s*([^:"\\]+?)(?=\s+(?:tag|product|location|is):|$)/gi;
const PLAIN = /^[\p{L}\p{N}_.-]+$/u;

/** The device, or the selection, as words that read back as the same. */
export const spelled = (device: string): string =>
  /^id:\S+$/.test(device) ? device : (withFilters(device) ?? quoted(device));

/** `tag:lobby location:"San Jose"`; undefined where the words are anything but filters. */
function withFilters(phrase: string): string | undefined {
  const found = [...phrase.matchAll(FILTER)].map(([, key = '', value = '']) =>
    PLAIN.test(value) ? `${key}:${value}` : `${key}:"${value}"`,
  );
  return found.length > 0 && phrase.replace(FILTER, '').trim() === '' ? found.join(' ') : undefined;
}
