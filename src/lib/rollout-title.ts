import type { Spec } from './rollout.ts';

const DEVICES = 'the devices';

/** What a command does, said of these devices: "Restart the devices" and "all 12 devices" are "Restart all 12 devices". */
export function titleOn({ title }: Pick<Spec, 'title'>, subject: string): string {
  // They come last: a text that is shown there may say the same.
  const at = title.lastIndexOf(DEVICES);
  return at === -1 ? title : `${title.slice(0, at)}${subject}${title.slice(at + DEVICES.length)}`;
}

/** The other way round: what was said of `subject` goes for all. */
export function titleOfAll(title: string, subject: string): string {
  const at = title.lastIndexOf(subject);
  return at === -1 ? title : `${title.slice(0, at)}${DEVICES}${title.slice(at + subject.length)}`;
}
