import { z } from 'zod';
import { isNamed, matchDevices } from '#fleet/match.ts';
import { expand, holdsSecret, type Kept, refusedName, sameName } from '#intent/alias.ts';
import { withBody } from '#intent/body.ts';
import type { Intent } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { intentOf, parse } from '#intent/parse.ts';
import { readUnknown } from '#intent/unknown.ts';
import { readWords } from '#intent/words.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import { addWords, ownersOf } from './alias-words.ts';

/** What is worth knowing of an alias that is fine to keep. */
export interface Advice {
  text: string;
  next: NextStep[];
}

type Wanted = Kept & { mine: boolean };

/**
 * Throws what keeps words from being kept under a name: the name means something already, the words hold a secret, lead back
 * to the name, or don't work as they stand. Gives what should be told besides.
 */
export async function checkAlias(alias: Wanted, context: ReadContext): Promise<Advice[]> {
  const { catalogues, commands, fleet } = context;
  const devices = await fleet.list();
  // Which words begin paths of the xAPI is not known before somebody asks.
  if (catalogues.known().length === 0) await catalogues.warm(devices);
  const refused = refusedName(alias.name, commands, catalogues.vocabulary.isFamily);
  if (refused !== undefined)
    throw new Problem(refused, { code: 'alias-name', hint: 'Nothing was kept. Choose another name.' });
  const intent = await understood(alias, context);
  if (holdsSecret(alias, intent.words))
    throw new Problem("I don't keep secrets in an alias", {
      code: 'alias-secret',
      hint: 'The words hold what looks like a password or a token. Nothing was kept. Leave it out, and say it when you run it.',
    });
  const named = devices.find((device) => isNamed(device, alias.name));
  return [
    ...(named
      ? [
          {
            text: `The name alone no longer shows the device ${named.displayName}; "device ${quoted(named.displayName)}" does.`,
            next: [],
          },
        ]
      : []),
    ...unknownPath(alias, intent, context),
  ];
}

/** The words as they would run. Throws the Problem with buttons that add what was probably meant. */
async function understood(
  alias: Wanted,
  { store, commands, catalogues, fleet, ...context }: ReadContext,
): Promise<Intent> {
  const [own, ours] = ownersOf(context);
  const owners = alias.mine ? [own, ours] : [ours];
  const expanded = await expand(alias.name, commands, async (name) =>
    sameName(name, alias.name) ? alias : (await store.aliases.find(owners, name))[0],
  );
  const text = expanded?.text ?? withBody(alias.words, alias.body);
  let intent: Intent | undefined;
  try {
    intent = parse(text, commands, catalogues.vocabulary);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { message, code, hint, next } = error;
    const notKept = 'An alias must work as it stands, so nothing was kept.';
    throw new Problem(message, {
      code,
      hint: [hint?.replace(/\.?$/, '.'), notKept].filter(Boolean).join(' '),
      next: next.map((step) => (/^help\b/.test(step.say) ? step : adding(alias, step.title, step.say))),
      cause: error,
    });
  }
  if (intent && !commands.some(({ name, isFallback }) => isFallback && name === intent.name)) return intent;
  const names = (await store.aliases.list(owners)).map(({ name }) => name);
  const { verb, phrase, meant: near } = readUnknown(readWords(text), commands, names);
  const [device] = matchDevices(phrase, await fleet.list());
  const meant = device && isNamed(device, phrase) ? [`device ${quoted(device.displayName)}`] : near;
  throw new Problem(`"${shortened(verb, 40)}" is no command`, {
    code: 'unknown-verb',
    hint: `${meant[0] === undefined ? '' : `Did you mean "${shortened(meant[0], 100)}"? `}An alias must work as it stands, so nothing was kept.`,
    next: [...meant.map((words) => adding(alias, words, words)), { title: 'Help', say: 'help' }],
  });
}

const adding = (alias: Wanted, title: string, words: string): NextStep => ({
  title,
  say: addWords({ ...alias, words }, alias.mine),
});

const Command = z.object({ path: z.string() });

/** A command that none of the devices at hand has may be a slip, or of a device that is not here yet. */
function unknownPath(alias: Wanted, intent: Intent, { catalogues, commands }: ReadContext): Advice[] {
  const { data } = Command.safeParse(intent.name === 'xcommand' ? intent.args : undefined);
  if (!data || catalogues.known().length === 0 || catalogues.vocabulary.command(data.path)) return [];
  const [near] = catalogues.known().flatMap((catalogue) => catalogue.nearest(data.path, 'command', 1));
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  const say =
    near &&
    intentOf('xcommand', { ...Object(intent.args), path: near }, commands)
      .say()
      .split('\n\n')[0];
  return [
    {
      text: `No device I know has the command ${data.path}.${meant}`,
      next: say ? [adding(alias, `Use ${near}`, say)] : [],
    },
  ];
}
