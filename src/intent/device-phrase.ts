import { z } from 'zod';
import { quoted } from '#lib/quoted.ts';
import type { Line } from './line.ts';

const IDS = /^id:[\w=-]+(,[\w=-]+)*$/;

/** A device as a person names it, `id:<deviceId>` from a button, or nothing: this space's own device. */
export const DevicePhrase = z
  .string()
  .trim()
  .min(1, 'Which device? For example: "on Fjord".')
  // A list of ids is made by the bot, which knows how long it may be.
  .refine((phrase) => phrase.length <= 200 || IDS.test(phrase), 'That device name is too long.')
  .optional();

/** The device of "reboot Fjord" and of "reboot on Fjord" alike. */
export const deviceOf = (line: Line): string | undefined => line.on ?? (line.text === '' ? undefined : line.text);

/** " on Fjord", or nothing. */
export const onDevice = (device: string | undefined): string => (device === undefined ? '' : ` on ${spelled(device)}`);

/** `id:…` of a button, and `tag:lobby is:online`: values that need no quotes. */
const BARE = /^id:\S+$|^\w+:[\p{L}\p{N}_.-]+( \w+:[\p{L}\p{N}_.-]+)*$/u;

/** The device, or the selection, as words that read back as the same. */
export const spelled = (device: string): string => (BARE.test(device) ? device : quoted(device));
