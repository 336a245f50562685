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
  id === undefined ? rest.replace(/^(?:named|on)\s+/i, '') || undefined : `id:${id}`;

/** The same as words that read back. */
export const spelledPhrase = (phrase: string): string =>
  phrase.startsWith('id:') ? spelledName(phrase) : `named ${spelledName(phrase)}`;

/** Without "named", where no other command begins so. */
export const shortPhrase = (phrase: string): string =>
  /^(new|edit|change|delete|remove|personali[sz]e|metrics|export|fix)\b/i.test(phrase)
    ? spelledPhrase(phrase)
    : spelledName(phrase);
