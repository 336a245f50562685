import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

test('asked three times, it tells once', async () => {
  await using lab = await openLab();
  expect((await lab.vera.says('notify sognefjord')).title).toBe('I will tell you here when Sognefjord is back');
  await lab.vera.says('tell me when sognefjord is back');
  const last = await lab.vera.says('notify on Sognefjord');
  expect(last.title).toBe('I am already waiting for Sognefjord');
  lab.clock.skip(60_000);
  lab.cloud.fleet.setConnection(lab.deviceId('Sognefjord'), 'connected');
  const news = await lab.vera.hears(last);
  expect(news.title).toBe('Sognefjord is back online after 1 min');
  await lab.vera.says('whoami');
  const all = (await lab.vera.reads()).filter(({ title }) => title.includes('back online'));
  expect(all).toHaveLength(1);
});

test('every space that asked hears of it, each in the thread it asked in', async () => {
  await using lab = await openLab();
  const space = 'Room operations';
  const { id } = await lab.vera.call('POST', '/messages', { roomId: lab.vera.spaceId(space), text: 'Who is there?' });
  const promised = await lab.vera.says('notify sognefjord', { space, parentId: String(id) });
  const direct = await lab.bob.says('notify sognefjord');
  expect(promised.parentId).toBe(id);
  lab.cloud.fleet.setConnection(lab.deviceId('Sognefjord'), 'connected');
  const [inSpace, inDirect] = await Promise.all([lab.vera.hears(promised, { space }), lab.bob.hears(direct)]);
  expect(inSpace).toMatchObject({ title: expect.stringContaining('Sognefjord is back online'), parentId: id });
  expect(inDirect).toMatchObject({ title: expect.stringContaining('Sognefjord is back online'), parentId: undefined });
});

test('a device that is online is not waited for', async () => {
  await using lab = await openLab();
  const { title, lines } = await lab.vera.says('notify fjord');
  expect(title).toBe('Fjord is online');
  expect(lines).toContain('There is nothing to wait for.');
});

test('a promise outlives a restart of the bot', async () => {
  await using lab = await openLab();
  const promised = await lab.vera.says('notify sognefjord');
  await lab.restart();
  lab.cloud.fleet.setConnection(lab.deviceId('Sognefjord'), 'connected');
  expect((await lab.vera.hears(promised)).title).toContain('Sognefjord is back online');
});
