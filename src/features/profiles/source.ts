import { keyExpression, lookUp } from '#fleet/configuration-keys.ts';
import { configuredOn, presentOf, type Taken } from '#fleet/drift.ts';
import type { ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import type { Configuration } from '#webex/device-configurations.ts';
import { settingsIn } from './profile-file.ts';
import { checkSettings } from './setting-words.ts';
import { type SaveArgs, saveWords } from './source-words.ts';

export interface Source extends Taken {
  /** "Fjord", or "a file". */
  from: string;
  fromId?: string;
}

/** The settings that somebody wants to keep: of a device, of a file, or as they were said. */
export async function sourceOf(args: SaveArgs, context: ReadContext): Promise<Source> {
  const { device, keys, settings, body } = args;
  const sources = [device !== '', settings.length > 0, body !== undefined].filter(Boolean).length;
  if (sources > 1) throw twoSources(args);
  if (body !== undefined) return { settings: settingsIn(body), secrets: [], from: 'a file' };
  if (settings.length > 0) {
    checkSettings(settings);
    return { settings, secrets: [], from: 'words' };
  }
  const { webex, fleet } = await context.admin('configurations:read');
  const { id, displayName } = await fleet.one(device);
  const all = new Map<string, Configuration>();
  for (const text of keys) {
    const expression = keyExpression(text);
    if ('fault' in expression) throw new Problem(expression.fault, { code: 'bad-key', hint: 'Nothing was saved.' });
    const { found, near } = await lookUp(webex.deviceConfigurations, id, expression);
    if (found.size === 0) throw noSuchKey(text, near, displayName, args);
    for (const [key, one] of found) all.set(key, one);
  }
  const taken = keys.length > 0 ? presentOf(all) : configuredOn(await webex.deviceConfigurations.read(id));
  if (taken.settings.length === 0) throw nothingThere(taken, displayName, args);
  const sorted = taken.settings.toSorted((left, right) => left.key.localeCompare(right.key, 'en', { numeric: true }));
  return { ...taken, settings: sorted, from: displayName, fromId: id };
}

const twoSources = ({ name }: SaveArgs) =>
  new Problem('There are two places that the settings could come from', {
    code: 'two-sources',
    hint: `Say "profile save ${name} from Fjord", or send the settings as a file: one of them. Nothing was saved.`,
  });

function noSuchKey(text: string, near: readonly string[], device: string, args: SaveArgs): Problem {
  return new Problem(`${device} has no setting "${text}"`, {
    code: 'no-such-key',
    hint: `${near.length > 0 ? `Nearest: ${near.join(', ')}. ` : ''}Nothing was saved.`,
    next: near.map((key) => ({
      title: key,
      say: saveWords({ ...args, keys: args.keys.map((one) => (one === text ? key : one)) }),
    })),
  });
}

function nothingThere({ secrets }: Taken, device: string, { name, keys }: SaveArgs): Problem {
  if (secrets.length > 0)
    return new Problem('What you named holds secrets, and profiles keep none', {
      code: 'only-secrets',
      hint: `${secrets.join(', ')}. Nothing was saved.`,
    });
  return new Problem(keys.length > 0 ? 'These settings have no value' : `Nothing is configured on ${device} itself`, {
    code: 'nothing-configured',
    hint: `All it has are defaults, or rules of your organisation. Name what to keep: profile save ${name} from ${device} keys Audio.*`,
  });
}
