import { z } from 'zod';
import { quoted } from '#lib/quoted.ts';
import type { Line } from './line.ts';

const IDS = /^id:[\w=-]+(,[\w=-]+)*$/;

/** A device as a person names it, `id:<deviceId>` from a button, or nothing: this space's own device. */
export const DevicePhrase = z
  .string()
  .trim()
  // `tag: lobby` as people type it too.
  .overwrite((phrase) => phrase.replace(/\b(tag|product|location|is):\s+/gi, '$1:'))
  .min(1, 'Which device? For example: "on Fjord".')
  // A list of ids is made by the bot, which knows how long it may be.
  .refine((phrase) => phrase.length <= 200 || IDS.test(phrase), 'That device name is too long.')
  .optional();

/** The device of "reboot Fjord" and of "reboot on Fjord" alike. */
export const deviceOf = (line: Line): string | undefined => line.on ?? (line.text === '' ? undefined : line.text);

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
