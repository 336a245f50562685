import { expect, test } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { createKeyRing } from '#lib/keys.ts';
import { createSeal } from '#lib/seal.ts';
import type { Renderer, Reply } from '#render/index.ts';
import { createAnswering } from '../../src/pipeline/answering.ts';
import { kept, keptAnswer, outcomeText } from '../../src/pipeline/private.ts';
import { closeRoom, directRoomId } from '../../src/simulator/spaces.ts';
import { type OpenChat, openChat } from '../chat/open-chat.ts';
import { type Lab, openLab } from '../lab.ts';
import { createPlace, quiet } from '../store/engines.ts';

const SPACE = { space: 'Room operations' };
const ASK = 'device fjord privately';

/** A question whose answer meets a fault: the device is slow, so that the fault waits for the bot's own message. */
async function withFault(lab: Lab, fault: object, times = 1): Promise<void> {
  lab.cloud.faults.add({ method: 'GET', path: '/xapi/status', effect: 'latency', ms: 250, times: 1 });
  await lab.vera.posts('status Audio.Volume on fjord privately', SPACE);
  for (let turn = 0; turn < times; turn += 1)
    lab.cloud.faults.add({ method: 'POST', path: '/messages', effect: 'status', times: 1, ...fault });
  await lab.until(() => lab.cloud.faults.list().length === 0, 'the faults were met');
}

test('in a space the answer goes to the asker, and nothing of it to the space', async () => {
  await using lab = await openLab();
  const told = await lab.vera.says(ASK, SPACE);
  expect(told.lines).toEqual(['I sent the answer to you directly']);
  const [answer] = (await lab.vera.reads()).slice(-1);
  expect(answer?.title).toContain('Fjord');
  const inSpace = JSON.stringify(await lab.vera.reads(SPACE));
  for (const word of ['Fjord', 'Oslo', 'Room Bar']) expect(inSpace).not.toContain(word);
  expect(await lab.bob.reads()).toEqual([]);
});

test('in the direct space it is an answer like any other', async () => {
  await using lab = await openLab();
  const said = await lab.vera.says(ASK);
  expect(said.title).toContain('Fjord');
  expect(await lab.vera.reads()).toHaveLength(1);
});

test('buttons of a private card work where it stands, plans and their cards too', async () => {
  await using lab = await openLab();
  await lab.bob.says(ASK, SPACE);
  const [card] = (await lab.bob.reads()).slice(-1);
  if (!card) throw new Error('nothing came');
  const plan = await lab.bob.presses(card, 'Reboot…');
  expect((await lab.bob.presses(plan, 'Restart Fjord')).title).toBe('Fjord is restarting');
  expect(await lab.bob.reads(SPACE)).toHaveLength(1);
});

test('a person whom the bot never wrote to gets the answer and no greeting; they can go on there', async () => {
  await using lab = await openLab();
  const { world } = lab.cloud;
  const account = world.people.get(lab.vera.id);
  if (!account) throw new Error('Vera is nobody');
  const room = world.rooms.get(directRoomId(world, account, world.bot));
  if (!room) throw new Error('there is no direct space');
  closeRoom(world, room, account);
  await lab.vera.says(ASK, SPACE);
  const answer = await lab.vera.says('whoami');
  expect((await lab.vera.reads()).map(({ title }) => title)).toEqual([expect.stringContaining('Fjord'), answer.title]);
});

test('an answer that can not be sent is told to the space without its content, with a way on', async () => {
  await using lab = await openLab();
  await withFault(lab, { status: 403 });
  await expect.poll(async () => (await lab.vera.reads(SPACE)).length).toBe(1);
  const [told] = await lab.vera.reads(SPACE);
  expect(told?.title).toBe('I could not send the answer to you directly');
  expect(told?.lines.join('\n')).toMatch(/Only you should see it.* Write to me directly, and ask there\./);
  const content = told?.lines.filter((line) => !line.startsWith('Tracking id')).join('\n');
  expect(content).not.toMatch(/45|Fjord|Audio/);
  expect(await lab.vera.reads()).toEqual([]);
  if (!told) return;
  expect((await lab.vera.presses(told, 'Try again')).title).toBe('I sent the answer to you directly');
  expect((await lab.vera.reads()).map(({ title }) => title)).toEqual(['Audio.Volume: 45']);
});

test.each([{ effect: 'drop' }, { effect: 'drop', after: true }, { status: 500, after: true }])(
  'an answer that met %j comes, at most twice, and the space hears of it once',
  async (fault) => {
    await using lab = await openLab();
    await withFault(lab, fault);
    await expect.poll(async () => (await lab.vera.reads(SPACE)).length).toBe(1);
    expect((await lab.vera.reads(SPACE))[0]?.title).toBe('I sent the answer to you directly');
    const titles = (await lab.vera.reads()).map(({ title }) => title);
    expect(new Set(titles)).toEqual(new Set(['Audio.Volume: 45']));
    expect(titles.length).toBeLessThanOrEqual(2);
  },
);

test('a private card that Webex refuses goes out as its text, to the same person', async () => {
  await using lab = await openLab();
  await withFault(lab, { status: 400 });
  await expect.poll(async () => (await lab.vera.reads(SPACE)).length).toBe(1);
  expect(await lab.vera.reads()).toMatchObject([{ card: undefined, text: expect.stringMatching(/45/) }]);
});

test('a question and a click in a thread are answered there, also when the answer is private', async () => {
  await using lab = await openLab();
  const parentId = String(
    (await lab.alice.call('POST', '/messages', { roomId: lab.alice.spaceId(SPACE.space), text: 'the lobby' }))['id'],
  );
  const told = await lab.vera.says('devices is:offline privately', { ...SPACE, parentId });
  expect(told).toMatchObject({ parentId, title: 'I sent the answer to you directly' });
  expect((await lab.vera.reads()).map((said) => said.parentId)).toEqual([undefined]);
  const open = await lab.vera.says('status Audio.Volume on fjord', { ...SPACE, parentId });
  expect(open.parentId).toBe(parentId);
  expect(await lab.vera.presses(open, 'Refresh')).toMatchObject({ parentId, title: 'Audio.Volume: 45' });
  const failed = await lab.vera.says('status Audio.Volum on fjord privately', { ...SPACE, parentId });
  expect(failed).toMatchObject({ parentId, title: 'Fjord has no status "Audio.Volum"' });
  // A bot that was started anew asks Webex for the thread of a card.
  await lab.restart();
  expect(await lab.vera.presses(open, 'Refresh')).toMatchObject({ parentId });
});

test('of two people who ask at once each gets their own answer', async () => {
  await using lab = await openLab();
  await Promise.all([lab.vera.posts(ASK, SPACE), lab.bob.posts('device camden privately', SPACE)]);
  await expect.poll(async () => (await lab.vera.reads(SPACE)).length).toBe(2);
  expect((await lab.vera.reads()).map(({ title }) => title)).toEqual([expect.stringContaining('Fjord')]);
  expect((await lab.bob.reads()).map(({ title }) => title)).toEqual([expect.stringContaining('Camden')]);
});

const SECRET: Reply = {
  view: 'changes/done',
  data: { title: 'canary-4711' },
  text: 'canary-4711',
  private: { why: 'It is valid until 15:30.', what: 'the activation code' },
};

test('the private answer to a change is sealed in the store, and is the same after a crash', async () => {
  await using place = await createPlace();
  const store = await place.open();
  const seal = createSeal(createKeyRing({ webhookSecret: 'a secret of these tests' }));
  const key = 'plan:p1';
  await store.effects.begin({ key, command: 'code', words: 'code for Fjord', title: 'Make a code?', targets: [] });
  await store.effects.settle(key, 'done', kept({ seal }, key, SECRET));
  const effect = await store.effects.get(key);
  if (!effect) throw new Error('nothing was noted');
  expect(JSON.stringify(effect)).not.toContain('canary');
  expect(keptAnswer({ seal, log: quiet }, effect)).toEqual(SECRET);
  expect(outcomeText(SECRET)).toBe('I sent the activation code to you directly\nIt is valid until 15:30.');
  const other = createSeal(createKeyRing({ webhookSecret: 'another secret' }));
  expect(keptAnswer({ seal: other, log: quiet }, effect)?.text).toMatch(/^This was done: Make a code\n/);
  const { private: _none, ...open } = SECRET;
  expect(kept({ seal }, key, open)).toEqual(open);
});

const notUsed = () => Promise.reject(new Error('not used'));
const NOT_USED = {
  clock: systemClock,
  store: { notes: { get: notUsed, set: notUsed, drop: notUsed, change: notUsed } },
};
const PLAIN: Renderer = { render: ({ text }) => ({ card: undefined, text }) };

/** What stands in a space and in the direct spaces with the bot, as "Alice: …", oldest first. */
function standing({ cloud }: OpenChat): string[] {
  const { world } = cloud;
  return world.rooms.all().flatMap(({ id, title, type }) => {
    const person = world.memberships.inRoom(id).find(({ personId }) => personId !== world.bot.id);
    const where = type === 'group' ? title : person?.personDisplayName;
    return world.messages.inRoom(id).map(({ text }) => `${where}: ${text}`);
  });
}

test('when a second person presses the button, the answer is for who asked', async () => {
  await using open = await openChat();
  const answering = createAnswering({ ...open, ...NOT_USED, renderer: PLAIN, log: quiet });
  const [alice, bob] = [await open.chat.person(open.person('Alice').id), await open.chat.person(open.person('Bob').id)];
  const direct = directRoomId(open.cloud.world, accountOf(open, bob.id), open.cloud.world.bot);
  for (const roomId of [open.room(SPACE.space), direct]) {
    const talk = {
      space: await open.chat.space(roomId),
      person: bob,
      parentId: undefined,
      eventId: 'e',
      attempt: { number: 1, key: 'k', seq: 's', receivedAt: 0 },
      entries: 0,
    };
    await answering.answer(talk, async () => ({ reply: SECRET, to: alice.id }));
    await answering.answer(talk, async () => ({ reply: { ...SECRET, text: 'for Bob' }, to: bob.id }));
  }
  const sent = 'I sent the activation code to';
  const until = 'directly\nIt is valid until 15:30.';
  expect(standing(open).sort()).toEqual(
    [
      'Alice Andersen: canary-4711',
      'Alice Andersen: canary-4711',
      'Bob Berg: for Bob',
      'Bob Berg: for Bob',
      `Bob Berg: ${sent} Alice Andersen ${until}`,
      `Room operations: ${sent} Alice Andersen ${until}`,
      `Room operations: ${sent} you ${until}`,
    ].sort(),
  );
});

test('what is private never comes into a space, also when something is to be noted of the card', async () => {
  await using open = await openChat();
  const answering = createAnswering({ ...open, ...NOT_USED, renderer: PLAIN, log: quiet });
  const noted: string[] = [];
  const bob = await open.chat.person(open.person('Bob').id);
  const talk = {
    space: await open.chat.space(open.room(SPACE.space)),
    person: bob,
    parentId: undefined,
    eventId: 'e',
    attempt: { number: 1, key: 'k', seq: 's', receivedAt: 0 },
    entries: 0,
  };
  await answering.answer(talk, async () => ({ reply: SECRET, onPosted: async (id) => void noted.push(id) }));
  expect(standing(open).sort()).toEqual([
    'Bob Berg: canary-4711',
    'Room operations: I sent the activation code to you directly\nIt is valid until 15:30.',
  ]);
  expect(noted).toEqual([]);
});

test('what is told later on goes to the person too, or to nobody', async () => {
  await using open = await openChat();
  const answering = createAnswering({ ...open, ...NOT_USED, renderer: PLAIN, log: quiet });
  const spaceId = open.room(SPACE.space);
  await answering.say({ spaceId, personId: open.person('Alice').id }, SECRET);
  expect(standing(open)).toEqual([
    'Room operations: I sent the activation code to you directly\nIt is valid until 15:30.',
    'Alice Andersen: canary-4711',
  ]);
  await answering.say({ spaceId }, SECRET);
  expect(standing(open)[1]).toMatch(
    /^Room operations: I have the activation code, and only one person should see it\n/,
  );
  const direct = directRoomId(open.cloud.world, accountOf(open, open.person('Alice').id), open.cloud.world.bot);
  await answering.say({ spaceId: direct }, SECRET);
  expect(standing(open).filter((line) => line === 'Alice Andersen: canary-4711')).toHaveLength(2);
});

function accountOf({ cloud }: OpenChat, id: string) {
  const account = cloud.world.people.get(id);
  if (!account) throw new Error('nobody has this id');
  return account;
}
