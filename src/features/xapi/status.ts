import { z } from 'zod';
import { askedDevices, isSeveral } from '#fleet/asked.ts';
import { defineRead } from '#intent/command.ts';
import { DevicePhrase } from '#intent/device-phrase.ts';
import { exportFile } from './export-file.ts';
import { mustBePath, oneDevice } from './status-one.ts';
import { severalDevices } from './status-several.ts';
import { exampleSteps, Format, readStatusLine, statusPaths, statusWords } from './status-words.ts';

const Said = z.object({ device: z.string().max(200).optional().catch(undefined) }).catch({ device: undefined });

/** What devices say about themselves, by xStatus path: any number of paths, on one device or on a selection. */
export const status = defineRead({
  name: 'status',
  topic: 'xapi',
  summary: 'Read a status',
  usage: 'status <path>[, <path>…] [on <device>, tag:lobby or all] [as csv], xStatus <path>',
  example: (device) => `status Audio.Volume on ${device}`,
  needs: 'look',
  takesFilters: true,
  args: z.object({
    paths: statusPaths(),
    device: DevicePhrase,
    page: z.coerce.number().int().min(1).catch(1).default(1),
    /** In a table: devices that say the same in one row, or each in its own. */
    rows: z.enum(['same', 'each']).optional().catch(undefined),
    /** What the card before showed; see `fleet/status-table.ts`. */
    was: z.string().max(1000).optional().catch(undefined),
    as: Format.optional(),
  }),
  read: readStatusLine,
  instead: (raw) => exampleSteps(Said.parse(raw).device),
  say: ({ was: _, ...args }) => statusWords(args),

  async run(args, context) {
    if (args.device === undefined) await mustBePath(args.paths, context);
    if (args.as !== undefined) return exportFile({ ...args, as: args.as }, context);
    const asked = await askedDevices(args.device, context);
    return isSeveral(asked) ? severalDevices(args, asked, context) : oneDevice(args, asked, context);
  },
});
