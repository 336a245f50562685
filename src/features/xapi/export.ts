import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { DevicePhrase } from '#intent/device-phrase.ts';
import { exportFile } from './export-file.ts';
import { mustBePath } from './status-one.ts';
import { exampleSteps, Format, readStatusLine, statusPaths, statusWords } from './status-words.ts';

/** Statuses as a file. */
export const exportStatus = defineRead({
  name: 'export',
  topic: 'xapi',
  summary: 'Get statuses as a file',
  usage: 'export <path>[, <path>…] [on <device>, tag:lobby or all] [as csv|json]',
  example: (device) => `export Audio.* on ${device}`,
  needs: 'look',
  args: z.object({ paths: statusPaths(), device: DevicePhrase, as: Format.default('csv') }),
  takesFilters: true,
  read: readStatusLine,
  instead: () => exampleSteps(undefined, 'export'),
  say: (args) => statusWords(args, 'export'),

  async run(args, context) {
    if (args.device === undefined) await mustBePath(args.paths, context);
    return exportFile(args, context);
  },
});
