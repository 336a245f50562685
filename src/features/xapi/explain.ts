import { z } from 'zod';
import { type Scope, scopeName, scopeOf } from '#fleet/catalogue-scope.ts';
import { treeOf } from '#fleet/catalogue-tree.ts';
import { defineRead } from '#intent/command.ts';
import { DevicePhrase, onDevice } from '#intent/device-phrase.ts';
import type { Line } from '#intent/line.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { helpFor, pathOf, readPath, spelledPath } from './entry-words.ts';
import { explained } from './explained.ts';

const WHAT = 'Which command or status? For example: xapi help Audio.Volume.Set';
/** What a command takes or a status may be, and which of our devices have it. */
export const explain = defineRead({
  name: 'xapi help',
  aliases: ['xapi explain', 'explain'],
  topic: 'xapi',
  summary: 'See what a command takes',
  usage: 'xapi help <path> [on <device>]',
  example: () => 'xapi help Audio Volume Set',
  needs: 'look',
  args: z.object({
    path: z.string({ error: WHAT }).min(1, WHAT).max(300, 'That is too long for a path.'),
    kind: z.enum(['command', 'status']).optional().catch(undefined),
    device: DevicePhrase,
  }),
  read: readWords,
  instead: () => [{ title: 'Browse', say: 'xapi browse' }],
  say: ({ path, kind, device }) =>
    `xapi help ${kind === 'status' ? 'xStatus ' : kind === 'command' ? 'xCommand ' : ''}${spelledPath(path)}${onDevice(device)}`,

  async run({ path, kind, device }, context) {
    const scope = await scopeOf(device, context);
    const node = treeOf(scope.catalogues).at(path);
    const entry = kind === undefined ? (node?.command ?? node?.status) : node?.[kind];
    if (!entry) throw notFound({ path, kind, device }, scope);
    return explained({ kind: entry.kind, name: entry.name, device }, scope, context.asker);
  },
});

/** "xapi help xStatus Audio Volume on Fjord". */
function readWords({ words, on }: Line): unknown {
  const { head, path } = readPath(words);
  if (head === 'xconfiguration')
    throw new Problem('Configurations have commands of their own', {
      code: 'configuration',
      hint: 'Say "config Audio.DefaultVolume on Fjord": its card says what it may be. A wildcard such as Audio.* lists several.',
      next: [{ title: 'See it', say: `config ${path}${onDevice(on)}` }],
    });
  if (head === 'xevent')
    throw new Problem('I know the commands and statuses of devices, not this', {
      code: 'configuration',
      hint: 'Events are not told to bots.',
      next: [{ title: 'Browse', say: 'xapi browse' }],
    });
  return { path, kind: head?.slice(1), device: on };
}

interface Asked {
  path: string;
  kind: 'command' | 'status' | undefined;
  device: string | undefined;
}

/** A family, a name that only the other kind has, or nothing at all: with what is nearest. */
function notFound({ path, kind, device }: Asked, scope: Scope): Problem {
  const tree = treeOf(scope.catalogues);
  const node = tree.at(path);
  const what = kind ?? 'command or status';
  const other = node?.command ?? node?.status;
  if (other)
    return new Problem(`${pathOf(other.name)} is no ${what}, but a ${other.kind}`, {
      code: 'no-such-path',
      next: [{ title: `The ${other.kind}`, say: `${helpFor(other)}${onDevice(device)}` }],
    });
  if (node)
    return new Problem(`${node.path} is a family of ${node.commands} commands and ${node.statuses} statuses`, {
      code: 'no-such-path',
      hint: 'Choose one of them.',
      next: [{ title: `Browse ${node.path}`, say: `xapi browse ${node.path}` }],
    });
  const near = tree.nearest(path, { max: 3 }).flatMap((name) => tree.at(name) ?? []);
  return new Problem(
    `No ${what} is called "${shortened(path, 80)}"${device === undefined ? '' : ` ${scopeName(scope)}`}`,
    {
      code: 'no-such-path',
      hint: near.length > 0 ? `Nearest: ${near.map((one) => one.path).join(' · ')}` : 'Look for it by words.',
      next: [
        ...near.map((one) => ({
          title: one.path,
          say: one.command || one.status ? `xapi help ${one.path}${onDevice(device)}` : `xapi browse ${one.path}`,
        })),
        ...(device === undefined ? [] : [{ title: 'On all devices', say: `xapi help ${path}` }]),
        { title: 'Search', say: `xapi search ${path.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()}` },
      ],
    },
  );
}
