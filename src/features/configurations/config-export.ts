import { z } from 'zod';
import { isSeveral, type Selected } from '#fleet/asked.ts';
import { readOnMany } from '#fleet/many-settings.ts';
import { tellingReads } from '#fleet/read-devices.ts';
import type { AdminReads } from '#intent/admin.ts';
import { defineRead } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { entered } from '#intent/entry-form.ts';
import { said } from '#render/replies.ts';
import type { Reply, ReplyFile } from '#render/reply.ts';
import type { Device } from '#webex/devices.ts';
import { askedFor } from './asked.ts';
import { Format as FormatArg, keysWords, ReadArgs } from './config-words.ts';
import { type Format, fileOf, fileOfMany, MOST_SHARED, recordOf, size } from './export-file.ts';
import { lookedUp } from './looked-up.ts';
import { askedOnMany, mustFit, whichDevices } from './many.ts';
import { readOnlyKeys } from './meant.ts';
import { noSuchKey } from './missing.ts';

/** Configurations of a device, or of several, as a file with all that is known of each but secrets. */
export const configExport = defineRead({
  name: 'config export',
  aliases: ['configuration export', 'configurations export', 'export config', 'export configurations'],
  topic: 'rollouts',
  summary: 'Get configurations as a file',
  usage: 'config export [<device or selection>] [<key> …] [as csv|json]',
  example: (device) => `config export ${device} Audio.*`,
  needs: 'look',
  args: z.preprocess(
    (raw) => entered(Object(raw)),
    z.object({ device: ReadArgs.device, keys: ReadArgs.keys, as: FormatArg.default('csv') }),
  ),
  read: readOnlyKeys,
  say: (args) => keysWords('config export', args),

  async run({ as, ...asked }, context) {
    const { admin, on, keys } = await askedFor(asked, context);
    return isSeveral(on) ? exportMany(keys, on, as, admin, context) : exportOne(keys, on, as, admin, context.now);
  },
});

async function exportOne(
  keys: readonly string[],
  device: Device,
  as: Format,
  admin: Pick<AdminReads, 'webex'>,
  now: number,
): Promise<Reply> {
  const target = `id:${device.id}`;
  const { entries, missing } = await lookedUp(admin.webex, device.id, keys);
  if (entries.length === 0)
    throw noSuchKey(device, missing, (meant, lost) =>
      keysWords('config export', { device: target, keys: keys.map((key) => (key === lost ? meant : key)), as }),
    );
  const title = `${countOf(entries.length)} of ${device.displayName}`;
  const notes = missing.map(({ key }) => `${device.displayName} has no ${key}`);
  return exported(title, fileOf(entries, device, as, now), entries.length, notes, { device: target, keys, as });
}

async function exportMany(
  keys: string[],
  selected: Selected,
  as: Format,
  { webex }: Pick<AdminReads, 'webex'>,
  context: ReadContext,
): Promise<Reply> {
  const found = await askedOnMany({ verb: 'config export', keys }, selected, webex);
  mustFit(found, selected);
  const { devices } = selected;
  const telling = tellingReads(devices, context);
  const all = await readOnMany(webex.deviceConfigurations, devices, found.known, recordOf, telling);
  const { file, rows } = fileOfMany(all, found.known, as, context.now);
  const count = all.reduce((sum, one) => sum + (one.kind === 'read' ? one.found.length : 0), 0);
  const title = `${countOf(count)} of ${whichDevices(selected)}`;
  const notes = found.missing.map(({ key }) => `None of them has ${key}`);
  return exported(title, file, rows, notes, { device: selected.phrase, keys, as });
}

const countOf = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'configuration' : 'configurations'}`;

/** The file with a card that says what it is. */
function exported(
  title: string,
  file: ReplyFile,
  rows: number,
  notes: readonly string[],
  asked: { device: string; keys: readonly string[]; as: Format },
): Reply {
  const { device, keys, as } = asked;
  const other = as === 'csv' ? 'json' : 'csv';
  return {
    ...said(title, {
      detail: [
        `${file.name} · ${size(file.bytes.byteLength)}${keys.length > 0 ? ` · ${keys.join(', ')}` : ''}`,
        ...notes,
      ].join('\n'),
      next: [
        { title: `As ${other.toUpperCase()}`, say: keysWords('config export', { ...asked, as: other }) },
        { title: 'Show here', say: keysWords('config', { device, keys }) },
      ],
    }),
    files: [file],
    ...(rows > MOST_SHARED && {
      private: { what: 'the file', why: `It has ${rows.toLocaleString('en')} rows.` },
    }),
  };
}
