import { readSettings } from '#fleet/settings.ts';
import type { ChangeIntent } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { intentOf, parse } from '#intent/parse.ts';
import { readWords } from '#intent/words.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { faulty } from './faults.ts';

/** `Audio.DefaultVolume=60` and `profile:lobby` are no command, whatever devices understand. */
const SETTING = /^(?:profile:|[a-z_][\w.[\]-]*\.[\w.[\]-]*[=:])/i;
/** `Audio.Volumme.Set Level=30`: an argument after a path belongs to a command, known or not. */
const COMMAND = /^[a-z]\w*(?:\.\w+)+\s+[a-z]\w*[=:]/i;
const CONFIGURATION = /^(?:config|profile|rollout)\b/;

/** A command to devices, before it is known to which. */
export type CommandWords = (devices: string) => ChangeIntent;

/**
 * The command that is to be rolled out, as it would be said without "rollout"; undefined where settings are. Throws a Problem
 * for a command that is said wrongly, or that is none of devices.
 */
export async function commandIn(what: readonly string[], context: ReadContext): Promise<CommandWords | undefined> {
  const words = what.join(' ');
  if (words === '' || SETTING.test(words)) return undefined;
  // Paths without "xCommand" are known by what devices of this fleet understand.
  await context.catalogues.warm(await context.fleet.list());
  const found = understood(words, context);
  const intent =
    found?.kind !== 'change' && COMMAND.test(words)
      ? understood(`xCommand ${words.replace(/(?<=\s[a-z]\w*)=/gi, ': ')}`, context)
      : found;
  if (intent?.kind !== 'change' || CONFIGURATION.test(intent.name)) return undefined;
  const { name, args } = intent;
  const isForDevices = name === 'xcommand' || context.commands.some((one) => one.name === name && one.sends);
  if (!isForDevices)
    throw faulty("I can't plan this rollout", [`"${shortened(words, 60)}" is no command to devices, and no setting`]);
  return (devices) => {
    const meant = intentOf(name, { ...Object(args), device: devices }, context.commands);
    if (meant.kind !== 'change') throw new Error(`${name} changes nothing`);
    return meant;
  };
}

function understood(words: string, { commands, catalogues }: ReadContext) {
  try {
    return parse(`${words} on all`, commands, catalogues.vocabulary);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (readSettings(readWords(words).tokens).settings.length > 0) return undefined;
    throw faulty("I can't plan this rollout", [error.message.replace(/\.$/, '')]);
  }
}
