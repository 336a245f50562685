import { postMessage } from '#simulator/posting.ts';
import type { Simulator } from '#simulator/server.ts';

/**
 * Somebody says words in a space of the cloud, at once and beside its API, so that no fault of the API keeps them from it.
 * `who` begins the name; a group space has a mention of the bot. Gives the message's id.
 */
export function speak({ world }: Pick<Simulator, 'world'>, who: string, words: string, title?: string): string {
  const author = world.people.all().find(({ displayName }) => displayName.startsWith(who));
  const room = world.rooms.all().find(({ id, type, title: its }) => {
    const members = world.memberships.inRoom(id).map(({ personId }) => personId);
    const isTheirs = members.includes(author?.id ?? '') && members.includes(world.bot.id);
    return isTheirs && (title === undefined ? type === 'direct' : its === title);
  });
  if (!author || !room) throw new Error(`${who} is in no such space: ${title ?? 'direct'}`);
  const content = title === undefined ? { text: words } : { markdown: `<@personId:${world.bot.id}> ${words}` };
  return postMessage(world, author, { roomId: room.id, ...content }, undefined, '').id;
}
