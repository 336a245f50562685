import { z } from 'zod';
import { spelledName } from '#intent/keyed.ts';

export const WHICH = 'Which workspace? For example: workspace Fjord';

/** A workspace as a person names it, or `id:<workspaceId>` from a button. */
export const WorkspacePhrase = z
  .string({ error: WHICH })
  .trim()
  .min(1, WHICH)
  .refine((phrase) => phrase.length <= 256, 'That name is too long.');

/** The phrase of words that may hold `id:…` as a key, or "named" before a name that begins like another command. */
export const phraseIn = (rest: string, id: string | undefined): string | undefined =>
  id === undefined ? rest.replace(/^(?:named|on)\s+/i, '') || undefined : `id:${id.replace(/\s+/g, ' ').trim()}`;

/** The same as words that read back after a verb of two words. */
export const spelledPhrase = (phrase: string): string =>
  /^(named|on|in)\s|\bpage \d+$/i.test(phrase) ? `named ${spelledName(phrase)}` : spelledName(phrase);

/** After "workspace" and "workspaces", with which other commands begin as well. */
export const shortPhrase = (phrase: string): string =>
  OTHERS.test(phrase) ? `named ${spelledName(phrase)}` : spelledPhrase(phrase);

const OTHERS =
  /^(new|create|edit|change|set|delete|remove|personali[sz]e|metrics|usage|code|codes|export|fix|rules?|tags?)\b/i;
