import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';

const SPACE = { space: 'Room operations' };
let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const volume = (device: string, level: number) =>
  lab.cloud.fleet.setStatus(lab.deviceId(device), { 'Audio.Volume': level });

describe('a watch', () => {
  test('goes on after a restart, tells several changes in one card, and ends with a last word', async () => {
    const card = await lab.vera.says('watch Audio.Volume, Standby.State, Audio.VolumeMute on tower for 5 min');
    expect(card.title).toBe('Watching Audio.Volume, Standby.State, Audio.VolumeMute on Tower');
    await lab.restart();
    lab.cloud.fleet.setStatus(lab.deviceId('Tower'), { 'Audio.Volume': 11, 'Audio.VolumeMute': 'On' });
    lab.clock.skip(60_000);
    const change = await lab.vera.hears(card);
    expect(change.title).toBe('2 statuses of Tower changed');
    expect(change.text).toMatch(
      /^2 statuses of Tower changed · 13:01 UTC\nAudio\.Volume: \d+ → 11\nAudio\.VolumeMute: Off → On$/,
    );
    lab.clock.skip(10 * 60_000);
    expect((await lab.vera.hears(change)).text).toContain('The time is over.');
    expect((await lab.vera.says('watches')).title).toBe('Nothing is watched here');
  });

  test('tells when the device is back, and what is other now', async () => {
    const card = await lab.vera.says('watch Audio.Volume on camden');
    lab.cloud.fleet.setConnection(lab.deviceId('Camden'), 'disconnected');
    lab.clock.skip(60_000);
    const away = await lab.vera.hears(card);
    expect(away.title).toBe('Camden is offline');
    lab.clock.skip(60_000);
    volume('Camden', 12);
    lab.cloud.fleet.setConnection(lab.deviceId('Camden'), 'connected');
    lab.clock.skip(60_000);
    const back = await lab.vera.hears(away);
    expect(back.lines.slice(0, 2)).toEqual(['Camden is back', '  Audio.Volume: 45 → 12']);
    expect((await lab.vera.presses(back, 'Stop')).title).toBe('Stopped watching Audio.Volume on Camden');
  });

  test('of a device that is deleted ends', async () => {
    const card = await lab.vera.says('watch Audio.Volume on mission');
    lab.cloud.fleet.remove(lab.deviceId('Mission'));
    lab.clock.skip(60_000);
    const end = await lab.vera.hears(card);
    expect(end.text).toBe(
      'I stopped watching Audio.Volume on Mission\nMission was deleted, or my access to its workspace was taken away.',
    );
    expect((await lab.vera.says('watches')).title).toBe('Nothing is watched here');
  });

  test('ends with the bot’s place in the space', async () => {
    const card = await lab.alice.says('watch Audio.Volume on kew', SPACE);
    expect(card.title).toBe('Watching Audio.Volume on Kew');
    const { world } = lab.cloud;
    const room = lab.alice.spaceId(SPACE.space);
    const membership = world.memberships.inRoom(room).find(({ personId }) => personId === world.bot.id);
    await lab.alice.call('DELETE', `/memberships/${membership?.id}`);
    await lab.alice.call('POST', '/memberships', { roomId: room, personId: world.bot.id });
    await lab.alice.hears(card, SPACE);
    expect((await lab.alice.says('watches', SPACE)).title).toBe('Nothing is watched here');
  });
});

describe('limits', () => {
  test('a space has ten watches, whoever asked; another space has its own', async () => {
    const paths = [
      'Audio',
      'Standby',
      'SystemUnit',
      'Network',
      'Time',
      'Webex',
      'Provisioning',
      'Logging',
      'RoomAnalytics',
    ];
    for (const path of paths)
      expect((await lab.bob.says(`watch ${path}.* on fjord for 8h`, SPACE)).title, path).toMatch(/^Watching /);
    expect((await lab.vera.says('watch Audio.Volume on fjord', SPACE)).title).toMatch(/^Watching /);
    const full = await lab.vera.says('watch Audio.Volume on camden', SPACE);
    expect(full.title).toBe('This space has ten watches, and that is as many as it can have');
    expect((await lab.vera.says('watch Audio.Volume on camden')).title).toMatch(/^Watching /);
    const list = await lab.vera.presses(full, 'Watches');
    expect(list.title).toBe('10 watches');
    expect((await lab.vera.says('unwatch', SPACE)).title).toBe('Which one?');
    expect((await lab.vera.says('extend 30m', SPACE)).title).toMatch(/^Which one\?/);
    expect((await lab.vera.says('unwatch 3', SPACE)).title).toBe('Stopped watching SystemUnit.* on Fjord');
    expect((await lab.vera.presses(list, 'Stop 3')).title).toBe('That watch has ended already');
    expect((await lab.vera.says('extend 2 by 2h', SPACE)).text).toContain('Until 21:');
    // A button of one space does nothing in another.
    const other = await lab.vera.says('watches');
    const say = JSON.stringify(list.card).match(/unwatch id:\w+/g)?.[0] ?? '';
    expect((await lab.vera.submits(other, { v: 1, say })).title).toBe('That watch has ended already');
    expect((await lab.bob.presses(list, 'Stop all')).title).toBe('Stopped 9 watches');
    expect((await lab.vera.says('stop watching')).title).toBe('Stopped watching Audio.Volume on Camden');
  });

  test.each([
    ['watch Audio.Volume on fjord for 10s', 'I watch for 30 s at least'],
    ['watch Audio.Volume on fjord for 9h', 'I watch for 8 h at most'],
    ['watch Audio.Volume on fjord for 10 parsecs', 'Write how long as 10m, 90s or 2h'],
    ['watch Audio.Volume on fjord until 25:00', 'Write the time as 14:00'],
    ['watch Audio.Volume on all', 'I watch one device at a time'],
    ['watch Audio.Volume on fjord and camden', 'I watch one device at a time'],
    ['watch Audio.Volume on nowhere', 'I can\'t see a device named "nowhere"'],
    ['unwatch everything', 'Which watch? Say its number, for example: unwatch 1'],
    ['extend 1 ten', 'Write how long as 10m, 90s or 2h'],
    ['extend', 'Nothing is watched here'],
  ])('"%s" is told what to change', async (words, title) => {
    expect((await lab.vera.says(words)).title).toBe(title);
  });

  test('whoever may not look may not watch', async () => {
    const said = await lab.gus.says('watch Audio.Volume on fjord');
    expect(said.text).not.toContain('Fjord');
    expect((await lab.vera.says('watches')).title).toBe('Nothing is watched here');
  });
});
