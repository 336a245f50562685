import { isNamed, matchDevices } from '#fleet/match.ts';
import type { Intent } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { parse } from '#intent/parse.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';
import type { Device } from '#webex/devices.ts';

const MOST_WORDS = 12;
/** Words that say nothing about what to do. */
const FILLERS = new Set(
  'the a an to at in of it is its please can could you me my and for with set make put get go percent per cent % now'.split(
    ' ',
  ),
);
/** How people say it → a command. Only offered: nothing of this is ever done without a press. */
const SAYINGS: [RegExp, string][] = [
  [/^(?:turn )?(?:volume |sound )?(?:up|louder|higher)(?: volume| sound)?$/i, 'volume up'],
  [/^(?:turn )?(?:volume |sound )?(?:down|quieter|softer|lower)(?: volume| sound)?$/i, 'volume down'],
  [/^(?:turn )?(?:volume |sound |level )?(\d{1,3})%?$/i, 'volume $1'],
  [/^(?:turn |switch |power )?off$/i, 'standby'],
  [/^(?:(?:turn|switch|power) on|awake)$/i, 'wake'],
];

/** What words in another order may mean. */
interface Meant {
  /** The device in them, as a button. */
  look: NextStep;
  /** The command on that device, for somebody who may ask for it. */
  say?: string;
}

/** "turn up fjord", "fjord volume 30": the device in the words, and the command; undefined when no device is in them. */
export function inOtherOrder(phrase: string, devices: readonly Device[], context: ReadContext): Meant | undefined {
  const words = phrase.split(/\s+/).map((word) => word.replace(/[,!?.]+$/, ''));
  const found = words.length > MOST_WORDS ? undefined : namedIn(words, devices);
  if (!found) return undefined;
  const say = commandIn(found.rest, found.name, context)?.say();
  return { look: { title: found.name, say: `device ${quoted(found.name)}` }, ...(say !== undefined && { say }) };
}

interface Named {
  /** The device's whole name; what was typed when several have it. */
  name: string;
  rest: string[];
}

/** The longest run of words that is a device's name, or else that begins a word of one. */
function namedIn(words: string[], devices: readonly Device[]): Named | undefined {
  let part: Named | undefined;
  for (let length = words.length - 1; length > 0; length -= 1) {
    for (let start = 0; start + length <= words.length; start += 1) {
      const text = words.slice(start, start + length).join(' ');
      const matches = matchDevices(text, devices);
      const [first, second] = matches;
      if (!first) continue;
      const rest = [...words.slice(0, start), ...words.slice(start + length)];
      const named = { name: second ? text : first.displayName, rest };
      if (isNamed(first, text)) return named;
      if (text.length >= 4 && !FILLERS.has(text.toLowerCase())) part ??= named;
    }
  }
  return part;
}

/** A command with a device that this person may ask for. */
function commandIn(rest: string[], device: string, { commands, asker }: ReadContext): Intent | undefined {
  const said = rest.filter((word) => !FILLERS.has(word.toLowerCase())).join(' ');
  const saying = SAYINGS.find(([pattern]) => pattern.test(said));
  const words = saying ? said.replace(saying[0], saying[1]) : said;
  if (words === '') return undefined;
  try {
    const intent = parse(`${words} on ${quoted(device)}`, commands);
    const isAbout = intent !== undefined && Object.hasOwn(Object(intent.args), 'device');
    return isAbout && asker.can(intent) ? intent : undefined;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
