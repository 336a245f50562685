import { labelOf, meantBy, wrongValue } from '#fleet/workspace-words.ts';
import { Problem } from '#lib/problem.ts';

/** What of a workspace its name may say; what is not set is left out. */
export interface Settings {
  /** People. */
  capacity?: number | undefined;
  /** As Webex spells it: focus, huddle, meetingRoom, open, desk, other, or one that it added. */
  type?: string | undefined;
}

/** "meetingRoom", "Meeting room" and "meeting-room" are one type; undefined for none of them. */
export const typeNamed = (text: string): string | undefined => {
  const type = meantBy('type', text);
  return type === 'notSet' ? undefined : type;
};

export const typeWords = (type: string | undefined): string => (type === undefined ? 'not set' : labelOf('type', type));

/** What of a workspace counts: a type that is not set has two spellings. */
export const settingsOf = ({ capacity, type }: Settings): Settings => ({
  ...(capacity !== undefined && { capacity }),
  ...(type !== undefined && type !== 'notSet' && { type }),
});

/** "capacity not set → 8 · type not set → Meeting room", of what differs. */
export function differenceWords(from: Settings, to: Settings): string {
  return [
    ...(from.capacity === to.capacity ? [] : [`capacity ${from.capacity ?? 'not set'} → ${to.capacity ?? 'not set'}`]),
    ...(from.type === to.type ? [] : [`type ${typeWords(from.type)} → ${typeWords(to.type)}`]),
  ].join(' · ');
}

export const isSame = (one: Settings, other: Settings): boolean =>
  one.capacity === other.capacity && one.type === other.type;

/** What `type:` filters by. Throws a Problem for what is no type. */
export function typeValue(typed: string): string {
  const type = meantBy('type', typed);
  if (type !== undefined) return type;
  throw new Problem(wrongValue('type', typed), { code: 'bad-filter', hint: 'Nothing was changed.' });
}

/** "capacity 8 · type Huddle room"; of what is not set that is said. */
export const settingsWords = ({ capacity, type }: Settings): string =>
  `capacity ${capacity ?? 'not set'} · type ${typeWords(type)}`;
