import { z } from 'zod';
import { sourceWords } from '#fleet/configuration-state.ts';
import { defineRead } from '#intent/command.ts';
import { DevicePhrase } from '#intent/device-phrase.ts';
import { toCsv } from '#lib/csv.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';
import type { Configuration } from '#webex/device-configurations.ts';
import type { Device } from '#webex/devices.ts';
import { compared, type Difference } from './compared.ts';
import { Format, Keys, keysWords, Page } from './config-words.ts';
import { diffCard } from './diff-card.ts';
import { cell, file, kept, MOST_SHARED, size } from './export-file.ts';
import { lookedUp } from './looked-up.ts';
import { noSuchKey } from './missing.ts';
import { readPairLine, spelledPair } from './pair-words.ts';
import { twoDevices } from './two-devices.ts';

const WHICH = 'Which two devices? For example: config diff Fjord Kew';

const Args = z.object({
  /** Both names, or the first of them where a form gave the second by itself. */
  device: DevicePhrase,
  other: z.string().trim().max(200).optional(),
  keys: Keys,
  page: Page,
  as: Format.optional(),
});
type Args = z.infer<typeof Args>;

/** What differs in the configurations of two devices. */
export const configDiff = defineRead({
  name: 'config diff',
  aliases: ['compare config', 'configuration diff', 'configurations diff', 'diff config'],
  topic: 'rollouts',
  summary: 'Compare the configurations of two devices',
  usage: 'config diff <device> <device> [<key> …] [as csv|json]',
  example: (device) => `config diff ${device} Camden Audio.*`,
  needs: 'look',
  args: Args,
  read: readPairLine,
  instead: () => [{ title: 'Devices', say: 'devices' }],
  say: (args) => words(args),

  async run({ device: phrase, other, keys, page, as }, context) {
    if (phrase === undefined)
      throw new Problem(WHICH, {
        code: 'bad-arguments',
        hint: 'Say both, with "and" or a comma between them.',
        next: [{ title: 'Devices', say: 'devices' }],
      });
    const { webex, fleet } = await context.admin('configurations:read');
    const devices = await twoDevices({ phrase, other }, keys, fleet);
    const [left, right] = devices;
    const [mine, theirs] = await Promise.all(devices.map(({ id }) => lookedUp(webex, id, keys)));
    const missing = (mine?.missing ?? []).filter(({ key }) => theirs?.missing.some((one) => one.key === key));
    const say = (more: Partial<Args>) =>
      words({ device: `id:${left.id}`, other: `id:${right.id}`, keys, page: 1, ...more });
    if (keys.length > 0 && missing.length === keys.length)
      throw noSuchKey(
        { id: left.id, displayName: `${left.displayName} or ${right.displayName}` },
        missing,
        (meant, lost) => say({ keys: keys.map((key) => (key === lost ? meant : key)) }),
      );
    const found = compared(mine?.entries ?? [], theirs?.entries ?? []);
    if (as !== undefined) return exported(found.differ, devices, as, context.now, say);
    const turned = { device: `id:${right.id}`, other: `id:${left.id}` };
    return diffCard(
      found,
      devices,
      {
        page,
        notes: missing.map(({ key }) => `Neither has ${key}`),
        say: ({ isTurned, as: format, ...more }) =>
          say({ ...more, ...(isTurned && turned), ...(format === 'csv' && { as: format }) }),
      },
      context,
    );
  },
});

const words = ({ device, other, keys, page, as }: Args): string =>
  keysWords('config diff', { device: undefined, keys: [...spelledPair(device, other), ...keys], page, as });

function exported(
  differ: readonly Difference[],
  [left, right]: readonly [Device, Device],
  as: 'csv' | 'json',
  now: number,
  say: (more: Partial<Args>) => string,
) {
  const here = { title: 'Show here', say: say({}) };
  const names = `${left.displayName} and ${right.displayName}`;
  if (differ.length === 0)
    return said(`${names} are configured alike`, { detail: 'There is nothing to write into a file.', next: [here] });
  const side = (key: string, one: Configuration | undefined) => (one ? cell(kept(key, one.value)) : '');
  const rows = differ.map((one) => ({
    key: one.key,
    left: side(one.key, one.left),
    leftSource: one.left ? sourceWords(one.left) : 'not there',
    right: side(one.key, one.right),
    rightSource: one.right ? sourceWords(one.right) : 'not there',
  }));
  const made = file(
    'configurations-diff',
    as,
    now,
    () =>
      toCsv(
        ['key', left.displayName, `${left.displayName}: source`, right.displayName, `${right.displayName}: source`],
        rows.map((row) => [row.key, row.left, row.leftSource, row.right, row.rightSource]),
      ),
    () => ({
      left: { id: left.id, name: left.displayName },
      right: { id: right.id, name: right.displayName },
      differences: rows,
    }),
  );
  const other = as === 'csv' ? 'json' : 'csv';
  return {
    ...said(`${differ.length.toLocaleString('en')} differences of ${names}`, {
      detail: `${made.name} · ${size(made.bytes.byteLength)}`,
      next: [{ title: `As ${other.toUpperCase()}`, say: say({ as: other }) }, here],
    }),
    files: [made],
    ...(differ.length > MOST_SHARED && {
      private: { what: 'the file', why: `It has ${differ.length.toLocaleString('en')} rows.` },
    }),
  };
}
