import type { ReadContext } from '#intent/context.ts';
import { type TagArgs, tagsForm } from './tag-words.ts';

/**
 * "tag Fjord vip" and "tag vip Fjord": words that are exactly the name of a device are that device, so that nobody gives the
 * tag "Fjord vip" by a slip. Throws the form where several words name no device and no tag in quotes.
 */
export async function untangled(verb: string, args: TagArgs, context: ReadContext): Promise<TagArgs> {
  const { tags, device, isLoose } = args;
  if (!isLoose || device !== undefined || tags.length === 0) return args;
  const { fleet } = await context.admin('devices:write');
  const ids = Map.groupBy(await fleet.list(), ({ displayName }) => folded(displayName));
  const named = (words: readonly string[]): string | undefined => {
    const [only, another] = ids.get(folded(words.join(' '))) ?? [];
    if (!only) return undefined;
    return another ? words.join(' ') : `id:${only.id}`;
  };
  const split = (text: string) => text.split(/\s+/);
  const front = split(tags[0] ?? '');
  for (let count = front.length; count > 0; count -= 1) {
    const found = named(front.slice(0, count));
    if (found !== undefined) {
      const left = [front.slice(count).join(' '), ...tags.slice(1)].filter((tag) => tag !== '');
      if (left.length > 0) return { tags: left, device: found };
      // Said back as it was typed: a form shows names.
      throw tagsForm(verb, { tags: [], device: front.join(' ') }, { tags: 'Write at least one tag' });
    }
  }
  const back = split(tags.at(-1) ?? '');
  for (let from = 1; from < back.length; from += 1) {
    const found = named(back.slice(from));
    if (found !== undefined) return { tags: [...tags.slice(0, -1), back.slice(0, from).join(' ')], device: found };
  }
  const several = tags.find((tag) => /\s/.test(tag));
  const isNamed = (await context.store.spaces.device(context.space.id)) !== undefined;
  if (several === undefined || isNamed) return { tags, device };
  throw tagsForm(verb, args, { device: `Say which devices: "${several}" names none` });
}

const folded = (name: string): string => name.trim().toLocaleLowerCase('en');
