import { expect, test } from 'vitest';
import { webexId } from '#simulator/ids.ts';
import { openRoom } from '#simulator/spaces.ts';
import { openLab } from '../lab.ts';
import { speak } from './speak.ts';

test.each([
  ['that Webex shows', false],
  ['of another organisation, that Webex hides', true],
])('a bot %s and that echoes is not answered, and what it echoes neither', async (_which, isHidden) => {
  await using lab = await openLab();
  const { world } = lab.cloud;
  const id = webexId('PEOPLE', 1, 'echo');
  const echo = { ...world.bot, id, email: 'echo@webex.bot', displayName: 'Echo', firstName: 'Echo', token: 'echo' };
  world.people.add(echo);
  if (isHidden) lab.cloud.faults.add({ path: `/people/${id}`, effect: 'status', status: 404 });
  const alice = world.people.all().find(({ firstName }) => firstName === 'Alice');
  if (!alice) throw new Error('nobody is called Alice');
  openRoom(world, [alice, echo, world.bot], { title: 'Loop' });
  await lab.alice.hears({ id: '' }, { space: 'Loop' });
  const direct = openRoom(world, [echo, world.bot], { title: 'Echo', type: 'direct' });

  let echoes = 0;
  // Whatever our bot says in a group, the other one says back to it.
  const stop = world.onChange((change) => {
    if (change.resource !== 'messages' || change.event !== 'created' || change.actorId !== world.bot.id) return;
    if (echoes > 20 || change.roomId === direct.id) return;
    const { text = '' } = change.data;
    setImmediate(() => {
      echoes += 1;
      speak(lab.cloud, 'Echo', text, 'Loop');
    });
  });
  for (const words of ['help', 'devices', 'volume 30 on fjord']) {
    speak(lab.cloud, 'Echo', words);
    speak(lab.cloud, 'Echo', words, 'Loop');
  }

  const before = (await lab.alice.reads({ space: 'Loop' })).length;
  for (const count of [1, 2]) {
    await lab.alice.says('whoami', { space: 'Loop' });
    await expect.poll(() => echoes).toBe(count);
  }
  const ignored = () => lab.logged().filter((line) => line.includes('message of another bot ignored')).length;
  await expect.poll(ignored, { timeout: 10_000 }).toBe(6 + echoes);
  stop();
  expect(await lab.alice.reads({ space: 'Loop' })).toHaveLength(before + 2);
  const inDirect = world.messages.inRoom(direct.id).filter(({ personId }) => personId === world.bot.id);
  expect(inDirect.filter(({ text }) => !text?.startsWith('Device operations for this space'))).toEqual([]);
  expect(lab.sent()).toEqual([]);
});
