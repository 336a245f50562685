import type { ReadContext } from '#intent/context.ts';
import { mayGive } from '#intent/may.ts';

/** Whether the asker may say words such as "rollout pause 7": a button with others is for nobody else. */
export const maySay =
  (context: Pick<ReadContext, 'commands' | 'asker'>) =>
  (words: string): boolean =>
    mayGive(words.split(' ').slice(0, 2).join(' '), context);
