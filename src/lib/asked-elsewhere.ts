import { sameId } from './ids.ts';

/** Something that was asked, as others hear of it. */
interface Asked {
  title: string;
  spaceId: string;
}

/**
 * What a change is called on the card of somebody else: what was asked in another space, or directly, is for those there,
 * and a title may name devices that the reader does not see. `seesAll` is whether they see every device of it.
 */
export function titleFor({ title, spaceId }: Asked, readIn: string, seesAll: boolean): string {
  if (!sameId(spaceId, readIn)) return 'a change asked in another space';
  return seesAll ? title.replace(/\?$/, '') : 'a change of other devices too';
}
