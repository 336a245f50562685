import type { ReadContext } from '#intent/context.ts';
import type { NextStep } from '#lib/problem.ts';
import type { Spec } from '#lib/rollout.ts';
import { maySay } from './may-say.ts';

interface Other {
  /** As a sentence without its full stop. */
  why: string;
  next: NextStep[];
}

/** What became of the profiles that a plan was made from; undefined when they say what they said. */
export async function profilesNow(spec: Spec, context: ReadContext): Promise<Other | undefined> {
  for (const { id, name, version } of spec.profiles ?? []) {
    const profile = await context.store.profiles.byId(id);
    if (!profile) return gone(name, spec, context);
    const words = renamed(spec.words, name, profile.name);
    if (profile.version !== version) return again(`${name} has changed since`, words, spec);
    if (profile.name !== name) return again(`${name} is called ${profile.name} now`, words, spec);
  }
  return undefined;
}

/** Another one may be called so by now. */
async function gone(name: string, spec: Spec, context: ReadContext): Promise<Other> {
  const { store, asker } = context;
  if (await store.profiles.get(asker.orgId, name)) return again(`${name} is another profile by now`, spec.words, spec);
  const back = { title: 'Bring it back', say: `profile restore ${name}` };
  const canCome = await store.profiles.deleted(asker.orgId, name);
  return { why: `${name} was deleted since`, next: canCome && maySay(context)(back.say) ? [back] : [] };
}

/** What a file said is not in the words, nor do its rows tell which of their values came from the profile. */
const again = (why: string, words: string, { phrase }: Spec): Other =>
  phrase === undefined
    ? { why: `${why}. Send the file again for a plan with what it says now`, next: [] }
    : { why, next: [{ title: 'Plan again', say: words }] };

const renamed = (words: string, from: string, to: string): string =>
  words.replace(/(?<!\S)profile:(\S+)/gi, (word, name: string) =>
    name.toLowerCase() === from.toLowerCase() ? `profile:${to}` : word,
  );
