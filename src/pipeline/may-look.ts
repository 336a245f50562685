import { looksAtDevices } from '#guard/policy/decide.ts';
import { Problem } from '#lib/problem.ts';
import { WebexError } from '#webex/errors.ts';
import { devicesOf, seenBy } from './allowed.ts';
import { introduce } from './context.ts';
import type { Rooms } from './rooms.ts';

/** Something that was asked earlier, and goes on by itself. */
interface Asked {
  personId: string;
  spaceId: string;
  deviceId: string;
}

/**
 * Whether whoever asked may still look at the device in that space: with that command, or, left out, because any rule of
 * theirs is about it. One that is gone is told as such. Throws while Webex does not tell.
 */
export async function mayStillLook(
  rooms: Rooms,
  { personId, spaceId, deviceId }: Asked,
  command?: { name: string; needs: 'look' },
): Promise<boolean> {
  // A space that the bot is no longer in is noticed when something is to be said there.
  const space = await rooms.chat.space(spaceId).catch(() => ({ id: spaceId, type: 'group', title: '' }) as const);
  const person = await rooms.chat.person(personId).catch((error: unknown) => {
    if (error instanceof WebexError && error.status === 404) return undefined;
    throw error;
  });
  if (!person) return false;
  const asker = await introduce(rooms, { person, space }).catch((error) => {
    if (error instanceof Problem && error.code === 'other-organisation') return undefined;
    throw error;
  });
  const read = command && ({ ...command, kind: 'read' } as const);
  if (!asker || !(read ? asker.can(read) : asker.may('look') || asker.may('operate'))) return false;
  const { policy, roles } = asker.standing;
  if (!looksAtDevices(policy, roles)) return true;
  const [device] = await devicesOf(rooms, [{ id: deviceId }]).catch((error: unknown) => {
    if (error instanceof WebexError || !(error instanceof Problem)) throw error;
    return [];
  });
  return device === undefined || (await seenBy(rooms, asker, space, read))(device);
}
