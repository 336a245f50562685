import { expect, test } from 'vitest';
import { findMissed, type SaidInSpace } from '#chat/missed.ts';
import { createLog } from '#lib/log.ts';
import { type OpenChat, openChat } from './open-chat.ts';

const log = createLog('silent');
const LONG_AGO = 0;

async function missed(talk: OpenChat, options: Partial<Parameters<typeof findMissed>[0]> = {}) {
  const spaces: SaidInSpace[] = [];
  const { failed } = await findMissed({
    webex: talk.webex,
    me: talk.chat.me,
    person: (id) => talk.chat.person(id),
    since: LONG_AGO,
    log,
    onSpace: async (space) => void spaces.push(space),
    ...options,
  });
  return { spaces, failed };
}

const mention = (talk: OpenChat, words: string) => `<@personId:${talk.chat.me.id}> ${words}`;
const wordsOf = (space: SaidInSpace | undefined) => space?.messages.map(({ words }) => words);

test('what people said to the bot comes back in the order it was said, without its mention', async () => {
  await using talk = await openChat();
  const roomId = talk.room('Room operations');
  const { id } = await talk.says('Alice', { roomId, markdown: mention(talk, 'volume 30 on fjord') });
  await talk.says('Bob', { roomId, text: 'lunch?' });
  await talk.says('Bob', { roomId, markdown: mention(talk, 'reboot fjord') });
  const { spaces } = await missed(talk);
  expect(spaces.map(wordsOf)).toEqual([['volume 30 on fjord', 'reboot fjord']]);
  const alice = talk.person('Alice');
  const created = talk.cloud.world.messages.get(id)?.created;
  expect(spaces[0]?.messages[0]?.event).toEqual({
    resource: 'messages',
    event: 'created',
    actorId: alice.id,
    data: { id, roomId, personId: alice.id, personEmail: alice.email, roomType: 'group', created },
  });
});

test("the bot's own messages and those of other bots are left out", async () => {
  await using talk = await openChat();
  const { event } = await talk.says('Alice', { toPersonId: talk.chat.me.id, text: 'devices' });
  await talk.chat.post({ roomId: String(event.data.roomId) }, { text: 'my answer' });
  await talk.says('Gus', { toPersonId: talk.chat.me.id, text: 'I am a bot' });
  const gus = talk.cloud.world.people.get(talk.person('Gus').id);
  if (gus) gus.type = 'bot';
  expect((await missed(talk)).spaces.map(wordsOf)).toEqual([['devices']]);
});

test('spaces where nothing was said since then cost nothing', async () => {
  await using talk = await openChat();
  await talk.says('Alice', { toPersonId: talk.chat.me.id, text: 'devices' });
  talk.requests();
  expect((await missed(talk, { since: Date.now() + 60_000 })).spaces).toEqual([]);
  expect(talk.requests()).toEqual(['GET /rooms']);
});

test('a long space is read page by page back to the moment, and no further than the limit', async () => {
  await using talk = await openChat();
  const toPersonId = talk.chat.me.id;
  for (let count = 1; count <= 230; count += 1) await talk.says('Alice', { toPersonId, text: `${count}` });
  talk.requests();

  const { spaces } = await missed(talk);
  expect(wordsOf(spaces[0])).toEqual(Array.from({ length: 230 }, (_, index) => `${index + 1}`));
  expect(spaces[0]?.isCut).toBe(false);
  // Three pages of this space, and a look at each of the other four.
  expect(talk.requests().filter((request) => request === 'GET /messages')).toHaveLength(3 + 4);

  const cut = (await missed(talk, { limits: { messagesInSpace: 120 } })).spaces[0];
  expect(cut?.isCut).toBe(true);
  expect(wordsOf(cut)?.[0]).toBe('111');
  expect(wordsOf(cut)?.at(-1)).toBe('230');
});

test('a space that fails does not keep the others from being read, and one that was left is none', async () => {
  await using talk = await openChat();
  const [first, second] = [
    await talk.says('Alice', { toPersonId: talk.chat.me.id, text: 'one' }),
    await talk.says('Bob', { toPersonId: talk.chat.me.id, text: 'two' }),
  ];
  const list = talk.webex.messages.list;
  const failing = (roomId: unknown, error: () => Promise<never>): OpenChat['webex'] => ({
    ...talk.webex,
    messages: { ...talk.webex.messages, list: (filter) => (filter.roomId === roomId ? error() : list(filter)) },
  });
  const broken = failing(first.event.data.roomId, () => Promise.reject(new Error('broken')));
  expect(await missed(talk, { webex: broken })).toMatchObject({
    failed: 1,
    spaces: [{ messages: [{ words: 'two' }] }],
  });

  const gone = failing(second.event.data.roomId, async () => {
    await talk.webex.rooms.get('nowhere');
    throw new Error('there is such a space');
  });
  expect(await missed(talk, { webex: gone })).toMatchObject({ failed: 0, spaces: [{ messages: [{ words: 'one' }] }] });
});

test('a handful of spaces is read at a time, and of very many the ones that were active last', async () => {
  await using talk = await openChat();
  for (let count = 1; count <= 9; count += 1) {
    const { id: roomId } = await talk.as('Alice', 'POST', '/rooms', { title: `Space ${count}` });
    await talk.as('Alice', 'POST', '/memberships', { roomId, personId: talk.chat.me.id });
    await talk.says('Alice', { roomId, markdown: mention(talk, `hello ${count}`) });
  }
  let now = 0;
  let most = 0;
  const seen: string[] = [];
  await missed(talk, {
    limits: { spaces: 6 },
    onSpace: async ({ messages }) => {
      now += 1;
      most = Math.max(most, now);
      seen.push(...messages.map(({ words }) => words));
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
    },
  });
  expect(most).toBeLessThanOrEqual(4);
  expect(seen.sort()).toEqual(['hello 4', 'hello 5', 'hello 6', 'hello 7', 'hello 8', 'hello 9']);
});
