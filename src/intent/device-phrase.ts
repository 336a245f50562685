import { z } from 'zod';
import { quoted } from '#lib/quoted.ts';
import type { Line } from './line.ts';

/** A device as a person names it, `id:<deviceId>` from a button, or nothing: this space's own device. */
export const DevicePhrase = z
  .string()
  .trim()
  .min(1, 'Which device? For example: "on Fjord".')
  .max(200, 'That device name is too long.')
  .optional();

/** The device of "reboot Fjord" and of "reboot on Fjord" alike. */
export const deviceOf = (line: Line): string | undefined => line.on ?? (line.text === '' ? undefined : line.text);

/** " on Fjord", or nothing. */
export const onDevice = (device: string | undefined): string => (device === undefined ? '' : ` on ${spelled(device)}`);

/** The device as words that read back as the same device. */
export const spelled = (device: string): string => (device.startsWith('id:') ? device : quoted(device));
