import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Account } from '../../src/simulator/people.ts';
import { addMember } from '../../src/simulator/spaces.ts';
import { type Lab, openLab } from '../lab.ts';

const space = 'Room operations';
let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

/** Does something the bot should not answer, then something it does, and gives all that it said. */
async function answersAfter(act: () => Promise<unknown>): Promise<string[]> {
  const before = new Set((await lab.alice.reads({ space })).map(({ id }) => id));
  await act();
  await lab.alice.says('whoami', { space });
  const all = await lab.alice.reads({ space });
  return all.filter(({ id }) => !before.has(id)).map(({ title }) => title);
}

async function post(token: string, content: object): Promise<void> {
  const response = await fetch(`${lab.cloud.apiBase}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ roomId: lab.alice.spaceId(space), ...content }),
  });
  expect(response.status).toBe(200);
}

const mention = () => `<@personId:${lab.cloud.world.bot.id}>`;
const tokenOf = (firstName: string) =>
  lab.cloud.world.people.all().find((person) => person.firstName === firstName)?.token ?? '';

function otherBot(): Account {
  const { world } = lab.cloud;
  const known = world.people.withEmail('otherbot@webex.bot');
  if (known) return known;
  const other = { ...world.bot, id: world.newId('PEOPLE'), email: 'otherbot@webex.bot', displayName: 'Other Bot' };
  const account = { ...other, firstName: 'Other', token: 'token-of-the-other-bot-long-enough-to-be-one' };
  world.people.add(account);
  const room = world.rooms.get(lab.alice.spaceId(space));
  const alice = world.people.get(lab.alice.id);
  if (!room || !alice) throw new Error('there is no such space');
  addMember(world, room, account, alice, false);
  return account;
}

test('people talk to each other without an answer', async () => {
  expect(
    await answersAfter(async () => {
      await post(tokenOf('Alice'), { text: 'devices' });
      await post(tokenOf('Bob'), { text: 'Device Bot reboot fjord' });
      await post(tokenOf('Bob'), { markdown: `<@personId:${lab.vera.id}> reboot fjord` });
    }),
  ).toEqual(['Alice Andersen: admin']);
});

test('another bot is not answered, even when it mentions this one', async () => {
  const { token } = otherBot();
  expect(
    await answersAfter(async () => {
      await post(token, { markdown: `${mention()} reboot fjord` });
      await post(token, { markdown: `${mention()} help` });
    }),
  ).toEqual(['Alice Andersen: admin']);
});

test('a message to another bot is not answered', async () => {
  const { id } = otherBot();
  expect(await answersAfter(() => post(tokenOf('Alice'), { markdown: `<@personId:${id}> reboot fjord` }))).toEqual([
    'Alice Andersen: admin',
  ]);
});

test('its own messages are not answered, even when they mention it', async () => {
  expect(
    await answersAfter(async () => {
      await post(lab.cloud.botToken, { markdown: `${mention()} devices` });
      await post(lab.cloud.botToken, { text: 'devices' });
    }),
  ).toEqual(expect.arrayContaining(['Alice Andersen: admin']));
  const all = await lab.alice.reads({ space });
  expect(all.some(({ title }) => title === '23 devices')).toBe(false);
});

test('an edited message is not answered anew', async () => {
  expect(
    await answersAfter(async () => {
      await lab.alice.says('devices is:readonly', { space });
      const roomId = lab.alice.spaceId(space);
      const mine = lab.cloud.world.messages.inRoom(roomId).findLast(({ personId }) => personId === lab.alice.id);
      await lab.alice.call('PUT', `/messages/${mine?.id}`, { roomId, markdown: `${mention()} reboot fjord` });
    }),
  ).toEqual(['1 device matches', 'Alice Andersen: admin']);
});

test('a message that is deleted before it is read is not answered', async () => {
  expect(
    await answersAfter(async () => {
      const id = await lab.alice.posts('', { space });
      await lab.alice.call('DELETE', `/messages/${id}`).catch(() => undefined);
    }),
  ).toContain('Alice Andersen: admin');
});

test('nothing of all this reached a device', () => {
  expect(lab.sent()).toEqual([]);
});
