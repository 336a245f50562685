import { quoted } from '#lib/quoted.ts';
import type { Run } from './context.ts';

/** Words for the record: a device that a button named by its id is written with its name. */
export function recordOf(words: string, { targets }: Pick<Run, 'targets'>): string {
  let text = words;
  for (const [id, name] of targets) text = text.replaceAll(`id:${id}`, quoted(name));
  return text;
}
