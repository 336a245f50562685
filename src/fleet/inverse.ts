import type { CommandArguments } from '#webex/xapi.ts';
import { LEVELS, SETS, SWITCHES, type Switch } from './reversible.ts';
import { type Leaf, leaf, leaves, list } from './status-tree.ts';

/** What takes a command back, and how the device looks as long as nobody changed it again. */
export interface Inverse {
  command: string;
  arguments?: CommandArguments;
  /** The state it had, in words: "45 %". */
  was: string;
  /** Values the command leaves behind, by status; left out where only the device can tell. */
  leaves?: Readonly<Record<string, readonly string[]>>;
}

interface Reversible {
  /** The statuses that tell what was true before. */
  reads: (args: CommandArguments) => string[];
  /** Undefined when the device does not tell. */
  back: (args: CommandArguments, before: unknown) => Inverse | undefined;
}

const levelOf = ({ Device: device }: CommandArguments): string | undefined =>
  device === undefined ? 'Audio.Volume' : own(LEVELS, String(device));

const volume: Reversible = {
  reads: (args) => [levelOf(args) ?? []].flat(),
  back(args, before) {
    const path = levelOf(args);
    const was = path === undefined ? undefined : leaf(before, path);
    if (path === undefined || typeof was !== 'number') return undefined;
    const { Device: device, Level: level } = args;
    return {
      command: 'Audio.Volume.Set',
      arguments: { Level: was, ...(device !== undefined && { Device: device }) },
      was: `${was} %`,
      ...(level !== undefined && { leaves: { [path]: [String(level)] } }),
    };
  },
};

const SHOWN = 'Conference.Presentation.LocalInstance';

const presenting = (before: unknown): { source: string; mode: Leaf | undefined }[] =>
  list(before, SHOWN).map((one) => ({ source: String(leaf(one, 'Source') ?? ''), mode: leaf(one, 'SendingMode') }));

const startPresentation: Reversible = {
  reads: () => [`${SHOWN}[*].*`],
  // What was shown before goes on beside it, and nobody knows which number the new one got.
  back: (_args, before) =>
    presenting(before).length > 0 ? undefined : { command: 'Presentation.Stop', was: 'showing no presentation' },
};

const stopPresentation: Reversible = {
  reads: () => [`${SHOWN}[*].*`],
  back(args, before) {
    const shown = presenting(before);
    const [first] = shown;
    const isAll = Object.keys(args).length === 0 || shown.length === 1;
    if (!first || !isAll || shown.some(({ source, mode }) => source === '' || mode !== first.mode)) return undefined;
    return {
      command: 'Presentation.Start',
      arguments: {
        PresentationSource: shown.map(({ source }) => source),
        ...(first.mode !== undefined && first.mode !== 'Off' && { SendingMode: first.mode }),
      },
      was: 'showing a presentation',
      leaves: { [`${SHOWN}[*].Source`]: [''] },
    };
  },
};

function switched({ path, states, toggle }: Switch, command: string): Reversible {
  return {
    reads: () => [path],
    back(_args, before) {
      const was = String(leaf(before, path) ?? '');
      const state = own(states, was);
      if (!state) return undefined;
      const left = Object.keys(states).filter((name) =>
        command === toggle ? name !== was : states[name]?.command === command,
      );
      return { command: state.command, was: state.word, leaves: { [path]: left } };
    },
  };
}

function setter(command: string, paths: Readonly<Record<string, string>>): Reversible {
  const given = (args: CommandArguments) =>
    Object.entries(args).map(([name, to]) => ({ name, to, path: own(paths, name) }));
  return {
    reads: (args) => given(args).flatMap(({ path }) => path ?? []),
    back(args, before) {
      const found = given(args).map((one) => ({
        ...one,
        was: one.path === undefined ? undefined : leaf(before, one.path),
      }));
      if (found.length === 0 || found.some(({ was }) => was === undefined || was === '')) return undefined;
      return {
        command,
        arguments: Object.fromEntries(found.flatMap(({ name, was }) => (was === undefined ? [] : [[name, was]]))),
        was: found.map(({ name, was }) => `${name} ${was}`).join(', '),
        leaves: Object.fromEntries(found.flatMap(({ path, to }) => (path === undefined ? [] : [[path, [String(to)]]]))),
      };
    },
  };
}

const REVERSIBLE = new Map<string, Reversible>([
  ...['Set', 'Increase', 'Decrease', 'SetToDefault'].map((name): [string, Reversible] => [
    `audio.volume.${name.toLowerCase()}`,
    volume,
  ]),
  ['presentation.start', startPresentation],
  ['presentation.stop', stopPresentation],
  ...Object.entries(SETS).map(([name, paths]): [string, Reversible] => [name.toLowerCase(), setter(name, paths)]),
  ...SWITCHES.flatMap((one) =>
    [...new Set([...Object.values(one.states).map(({ command }) => command), one.toggle ?? []].flat())].map(
      (command): [string, Reversible] => [command.toLowerCase(), switched(one, command)],
    ),
  ),
]);

/** The statuses to read before a command is sent so that it can be taken back; none when it can't. */
export const readsBefore = (command: string, args: CommandArguments = {}): string[] =>
  REVERSIBLE.get(command.toLowerCase())?.reads(args) ?? [];

/**
 * What takes a command back, from the statuses of `readsBefore` as they were before it: `Audio.Volume.Set` with the level
 * of then. Undefined where there is no such command, or the device did not tell.
 */
export const inverseOf = (command: string, args: CommandArguments = {}, before: unknown): Inverse | undefined =>
  REVERSIBLE.get(command.toLowerCase())?.back(args, before);

/** The command that does the opposite, whatever was before: mute and unmute. Undefined where there is none. */
export function oppositeOf(command: string): string | undefined {
  if (command.toLowerCase() === 'presentation.start') return 'Presentation.Stop';
  for (const { states } of SWITCHES) {
    const commands = Object.values(states).map((state) => state.command);
    const at = commands.findIndex((one) => one.toLowerCase() === command.toLowerCase());
    // The last of its states is off.
    if (at !== -1) return at === commands.length - 1 ? commands[0] : commands.at(-1);
  }
  return undefined;
}

/** What a status says, as one text: the values of `Call[*].Status` with commas between them. Nothing is "". */
export function told(tree: unknown, path: string): string {
  const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll('[*]', '\\[\\d+\\]')}$`, 'i');
  return leaves(tree)
    .filter((one) => pattern.test(one.path))
    .map(({ value }) => String(value))
    .join(', ');
}

const own = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
