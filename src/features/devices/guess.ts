import { z } from 'zod';
import { isNamed, matchDevices } from '#fleet/match.ts';
import { defineRead } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { spelled } from '#intent/device-phrase.ts';
import { parse } from '#intent/parse.ts';
import { answerTo } from '#intent/questions.ts';
import { HELP, readUnknown, type Unknown, unknownWords } from '#intent/unknown.ts';
import { readWords } from '#intent/words.ts';
import { nearest, slips } from '#lib/nearest.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';
import { problemReply, type Reply } from '#render/index.ts';
import type { Device } from '#webex/devices.ts';
import { deviceCard } from './device-card.ts';
import { inOtherOrder } from './other-order.ts';

/** Nobody calls a device by more. */
const LONGEST = 100;
/** "is Fjord ok?", "how is Fjord", "what about Fjord?" */
const QUESTION =
  /^(?:is|are|how(?:'s|’s| is| are| about)?|what(?:'s|’s| is)?(?: about| up with| with)?|where(?:'s|’s| is)|check(?: on)?)\s+(?:the\s+)?(.+?)(?:\s+(?:ok|okay|alright|alive|online|up|there|working|doing|well|back|fine|today|now))*[\s?!.]*$/i;

/** Words that begin with no command: a device's name alone shows it, and what else they may mean is offered, never done. */
export const guess = defineRead({
  name: 'guess',
  isFallback: true,
  topic: 'devices',
  summary: 'Look at devices',
  usage: '<name of a device>',
  example: (device) => device,
  // Whoever may not look at devices hears that the words are unknown, and nothing of devices.
  needs: 'open',
  args: z.object({ words: z.string() }),
  read: ({ text }) => ({ words: text }),
  say: (args) => (deviceIn(args) === undefined ? args.words : `device ${spelled(deviceIn(args) ?? '')}`),
  record: ({ words }) => (readUnknown(readWords(words), []).holdsSecret ? '…' : words),

  async run({ words }, context) {
    const read = readUnknown(readWords(words), context.commands, await aliasNames(context));
    const unknown = { ...read, meant: await workable(read.meant, context) };
    const isName = unknown.phrase !== '' && unknown.phrase.length <= LONGEST;
    if (!isName || unknown.holdsSecret || !context.asker.may('look'))
      return problemReply(unknownWords(unknown, [], context.sentWith));
    const answer = answerTo(unknown.phrase);
    return answer === undefined ? understood(unknown, context) : { say: answer, note: `Read as "${answer}".` };
  },
});

/** Those that can be done as they are; else those that lack something, which is asked for. A button that is refused helps nobody. */
async function workable(meant: readonly string[], { commands, asker, fleet }: ReadContext): Promise<string[]> {
  if (!asker.may('look')) return [...meant];
  const lacks = new Set<string>();
  const works = await Promise.all(
    meant.map(async (words) => {
      try {
        const intent = parse(words, commands);
        const { device } = Object(intent?.args);
        if (typeof device === 'string') await fleet.many(device);
        // One that heeds none of the words behind its verb is not what they mean.
        return words === intent?.name || intent?.say() !== intent?.name;
      } catch (error) {
        if (error instanceof Problem && error.code === 'bad-arguments') lacks.add(words);
        return !(error instanceof Problem && error.code === 'no-such-device');
      }
    }),
  );
  const possible = meant.filter((_, index) => works[index]);
  const fitting = possible.filter((words) => !lacks.has(words));
  return fitting.length > 0 ? fitting : possible;
}

/** Names that words were given here, in this space or by this person. */
async function aliasNames({ store, asker, space }: ReadContext): Promise<string[]> {
  if (!asker.may('look')) return [];
  const found = await store.aliases.list([
    { kind: 'person', id: asker.id },
    { kind: 'space', id: space.id },
  ]);
  return found.map(({ name }) => name);
}

/** A chooser asks for the words with a device put in: that is the device's card. */
const deviceIn = (args: { words: string; device?: unknown }): string | undefined =>
  typeof args.device === 'string' ? args.device : undefined;

async function understood(unknown: Unknown, context: ReadContext): Promise<Reply> {
  const devices = await context.fleet.list();
  const [, asked] = QUESTION.exec(unknown.phrase) ?? [];
  const name = (asked ?? unknown.phrase).replace(/[\s?!.]+$/, '');
  const matches = matchDevices(name, devices);
  const isSure = matches.some((device) => isNamed(device, name));
  const isCommand = asked === undefined && unknown.meant.length > 0;
  const isLikely = !isCommand && matches.length > 0 && name.length >= 3;
  // Asked anew, since the list may be a minute old; several matches become a chooser.
  if (isSure || isLikely) return deviceCard(await context.fleet.one(name), context);
  const meant = inOtherOrder(unknown.phrase, devices, context);
  if (meant?.say !== undefined)
    return problemReply(didYouMean(`"${meant.say}"`, [{ title: meant.say, say: meant.say }, meant.look]));
  const near = matches.length > 0 ? matches.map(({ displayName }) => displayName) : nearNames(name, devices);
  const steps = near.slice(0, 3).map((one) => ({ title: one, say: `device ${quoted(one)}` }));
  const [best] = near;
  if (best !== undefined && !isCommand) return problemReply(didYouMean(`the device ${best}`, steps));
  return problemReply(unknownWords(unknown, meant && !isCommand ? [meant.look] : steps, context.sentWith));
}

/** Half sure: what was meant is for the person to say. */
const didYouMean = (what: string, next: NextStep[]) =>
  new Problem(`Did you mean ${what}?`, { code: 'unknown-verb', next: [...next, HELP] });

/** One slip in a short name and two in a long one: "thanks" is not the device Thames. */
function nearNames(name: string, devices: readonly Device[]): string[] {
  const most = name.length < 8 ? 1 : 2;
  const names = devices.map(({ displayName }) => displayName);
  return nearest(name, names, { max: 3 }).filter((one) => slips(name.toLowerCase(), one.toLowerCase()) <= most);
}
