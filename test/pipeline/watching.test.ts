import { describe, expect, test } from 'vitest';
import { newsReply } from '../../src/pipeline/watching.ts';
import { openLab } from '../lab.ts';
import { newWatch } from '../store/samples.ts';

const NOW = Date.parse('2026-11-22T13:02:00Z');
const watch = { ...newWatch({ until: NOW + 600_000 }), id: '019', number: 1, since: NOW };

describe('news of a watch', () => {
  test('one change is the first thing said', () => {
    const changes = [{ path: 'Audio.Volume', before: '45', after: '30' }];
    expect(newsReply(watch, { kind: 'changed', changes }, NOW, 'Europe/Oslo')).toMatchObject({
      data: { title: 'Audio.Volume on Fjord: 45 → 30', facts: [] },
      text: 'Audio.Volume on Fjord: 45 → 30 · 14:02 CET',
    });
  });

  test('many are a list that ends', () => {
    const changes = Array.from({ length: 50 }, (_, at) => ({ path: `A.B${at}`, before: 'x'.repeat(500), after: '' }));
    const { data } = newsReply(watch, { kind: 'changed', changes }, NOW, 'UTC');
    expect(data).toMatchObject({ title: '50 statuses of Fjord changed', moreNote: 'and 40 more' });
    expect(JSON.stringify(data).length).toBeLessThan(5_000);
  });

  test('what was never known before is only what it is now', () => {
    const changes = [{ path: 'Audio.Volume', before: undefined, after: '30' }];
    const back = newsReply(watch, { kind: 'back', changes }, NOW, 'UTC');
    expect(back).toMatchObject({ data: { title: 'Fjord is back', facts: [{ title: 'Audio.Volume', value: '30' }] } });
    const came = newsReply(watch, { kind: 'changed', changes }, NOW, 'UTC');
    expect(came.data['title']).toBe('Audio.Volume on Fjord: nothing → 30');
    expect(newsReply(watch, { kind: 'back', changes: [] }, NOW, 'UTC').text).toContain(
      'Nothing has changed meanwhile.',
    );
  });
});

test('whoever loses the right does not look through a watch any more', async () => {
  const viewers = ['vera.vik@fjordbank.example'];
  await using lab = await openLab({ roles: { viewers } });
  const card = await lab.vera.says('watch Audio.Volume on fjord');
  viewers.pop();
  const asked = lab.requests().length;
  lab.clock.skip(60_000);
  expect((await lab.vera.hears(card)).text).toBe(
    'I stopped watching Audio.Volume on Fjord\nVera Vik asked for it and may no longer look at devices.',
  );
  expect(
    lab
      .requests()
      .slice(asked)
      .filter(({ path }) => path.startsWith('/xapi')),
  ).toEqual([]);
});

test('a space that the bot is no longer in is not told, and the watch ends', async () => {
  await using lab = await openLab();
  const space = 'Room operations';
  const card = await lab.alice.says('watch Audio.Volume on fjord', { space });
  await lab.stop();
  const { world } = lab.cloud;
  const room = lab.alice.spaceId(space);
  const place = world.memberships.inRoom(room).find(({ personId }) => personId === world.bot.id);
  await lab.alice.call('DELETE', `/memberships/${place?.id}`);
  lab.cloud.fleet.setStatus(lab.deviceId('Fjord'), { 'Audio.Volume': 30 });
  lab.clock.skip(60_000);
  await lab.restart();
  const refused = () =>
    lab.requests().some(({ method, path, status }) => method === 'POST' && path === '/messages' && status >= 400);
  await lab.until(refused, 'the news is refused');
  await lab.alice.call('POST', '/memberships', { roomId: room, personId: world.bot.id });
  await lab.alice.hears(card, { space });
  expect((await lab.alice.says('watches', { space })).title).toBe('Nothing is watched here');
});
