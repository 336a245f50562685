import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const space = 'Room operations';
const status = async (path: string) => (await lab.vera.says(`status ${path} on fjord`)).title;

test.each([
  ['Audio.Volume.Set Level: 12', 'Audio.Volume'],
  ['Audio.Volume.Decrease Steps: 3', 'Audio.Volume'],
  ['Audio.Volume.SetToDefault', 'Audio.Volume'],
  ['Audio.Volume.ToggleMute', 'Audio.VolumeMute'],
  ['Video.Selfview.Set Mode: On', 'Video.Selfview.Mode'],
  ['Standby.Halfwake', 'Standby.State'],
])('xCommand %s', async (words, path) => {
  const before = await status(path);
  await lab.alice.says(`xCommand ${words} on fjord`);
  expect(await status(path)).not.toBe(before);
  await lab.alice.says('undo');
  expect(await status(path)).toBe(before);
});

test('a presentation that was started is stopped, and asks like any that touches privacy', async () => {
  const started = await lab.alice.says('xCommand Presentation Start PresentationSource: 2 on fjord');
  await lab.alice.presses(started, 'Run Presentation.Start');
  const plan = await lab.alice.says('undo');
  expect(plan.title).toBe('Run Presentation.Stop on Fjord?');
  await lab.alice.presses(plan, 'Run Presentation.Stop');
  expect(lab.sent().at(-1)).toMatchObject({ command: 'Presentation.Stop', status: 200 });
});

test('microphones that were muted before are not opened', async () => {
  lab.cloud.fleet.setStatus(lab.deviceId('Kew'), { 'Audio.Microphones.Mute': 'On' });
  const plan = await lab.alice.says('mute kew');
  await lab.alice.presses(plan, 'Mute Kew');
  expect((await lab.alice.says('undo')).title).toBe("I can't take back mute kew");
});

test('a device that does not tell its state gets the command, which then can not be taken back', async () => {
  lab.cloud.faults.add({ method: 'GET', path: '/xapi/status', effect: 'status', status: 404, times: 2 });
  expect((await lab.alice.says('standby camden')).title).toBe('Camden goes to standby');
  expect((await lab.alice.says('undo')).title).toBe("I can't take back standby camden");
});

test('a change whose end is not known is not taken back', async () => {
  await using own = await openLab();
  own.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'drop', after: true, times: 1 });
  await own.alice.says('volume 30 on fjord');
  const before = own.sent().length;
  expect((await own.alice.says('undo')).title).toBe("I can't take back volume 30 on fjord");
  expect(own.sent()).toHaveLength(before);
});

test('it is of this person and this space', async () => {
  await using own = await openLab();
  await own.alice.says('volume 30 on fjord', { space });
  await own.bob.says('volume 31 on camden', { space });
  expect((await own.alice.says('undo')).title).toBe('There is nothing of yours to take back here');
  expect((await own.alice.says('undo', { space })).title).toBe('Fjord is at 45 % (was 30 %)');
});

test('what was asked and not confirmed is no change', async () => {
  await using own = await openLab();
  await own.alice.says('volume 30 on fjord');
  await own.alice.says('reboot fjord');
  expect((await own.alice.says('undo')).title).toBe('Fjord is at 45 % (was 30 %)');
});

test('several devices go back each to its own level, once', async () => {
  await using own = await openLab();
  own.cloud.fleet.setStatus(own.deviceId('Fjord'), { 'Audio.Volume': 60 });
  const plan = await own.alice.says('volume 20 on tag:lobby');
  await own.alice.presses(plan, 'Set 20 %');
  const undo = await own.alice.says('undo');
  const before = own.sent().length;
  await own.alice.presses(undo, 'Take it back');
  expect(
    own
      .sent()
      .slice(before)
      .map(({ device, arguments: args }) => [device, args['Level']])
      .sort(),
  ).toEqual([
    ['Fjord', 60],
    ['Redwood', 30],
  ]);
  expect((await own.alice.says('undo')).title).toBe('Your last change here is taken back already');
});

test('a value that changed between the question and the press is asked for anew', async () => {
  await using own = await openLab();
  await own.alice.says('volume 30 on fjord');
  await own.bob.says('volume 70 on fjord');
  const plan = await own.alice.says('undo');
  await own.bob.says('volume 71 on fjord');
  const before = own.sent().length;
  const again = await own.alice.presses(plan, 'Set 45 %');
  expect(again.lines[0]).toMatch(/^Something changed since you were asked/);
  expect(own.sent()).toHaveLength(before);
  await own.alice.presses(again, 'Set 45 %');
  expect(own.sent().slice(before)).toMatchObject([{ arguments: { Level: 45 } }]);
});

test('another change of one’s own in between makes the plan another one', async () => {
  await using own = await openLab();
  await own.alice.says('mute fjord').then((plan) => own.alice.presses(plan, 'Mute Fjord'));
  const plan = await own.alice.says('undo');
  await own.alice.says('volume 30 on camden');
  const before = own.sent().length;
  expect((await own.alice.presses(plan, 'Unmute Fjord')).lines[0]).toMatch(/^Something changed since you were asked/);
  expect(own.sent()).toHaveLength(before);
});

test.each(['undo 3', 'undo fjord', 'undo the last two', 'undo ../../x'])('"%s" is answered', async (words) => {
  const { title } = await lab.alice.says(words);
  expect(title).toBe('I take back your last change here, and no others');
});

test('an id of nothing here takes nothing back', async () => {
  expect((await lab.alice.says('undo q1w2e3r4t5y6u7i8o9p0aa')).title).toBe('There is nothing of this to take back');
});
