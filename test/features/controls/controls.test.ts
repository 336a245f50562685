import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, openLab, type Sent } from '../../lab.ts';
import type { Said } from '../../persona.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

/** What reached devices while `act` ran, and what it gave. */
async function during(act: () => Promise<Said>): Promise<{ said: Said; sent: Sent[] }> {
  const before = lab.sent().length;
  const said = await act();
  return { said, sent: lab.sent().slice(before) };
}

describe('changes that ask', () => {
  test.each([
    ['mute camden', 'Mute Camden', 'Audio.Microphones.Mute', {}],
    ['MUTE on "Camden"', 'Mute Camden', 'Audio.Microphones.Mute', {}],
    ['unmute camden', 'Unmute Camden', 'Audio.Microphones.Unmute', {}],
    ['hang up hardanger', 'End the call', 'Call.Disconnect', {}],
    ['call sip:reception@example.com on camden', 'Call', 'Dial', { Number: 'sip:reception@example.com' }],
    ['dial +47 22 00 00 00 on camden', 'Call', 'Dial', { Number: '+47 22 00 00 00' }],
  ])('"%s" sends nothing before [%s] is pressed', async (words, button, command, args) => {
    const asked = await during(() => lab.bob.says(words));
    expect(asked.sent).toEqual([]);
    const done = await during(() => lab.bob.presses(asked.said, button));
    expect(done.sent).toMatchObject([{ command, arguments: args, status: 200 }]);
  });

  test('nothing is sent after Cancel', async () => {
    const { said } = await during(() => lab.bob.says('reboot greenwich'));
    const cancelled = await during(() => lab.bob.presses(said, 'Cancel'));
    expect(cancelled.sent).toEqual([]);
    expect(cancelled.said.title).toBe('Cancelled: Restart Greenwich');
    const again = await during(() => lab.bob.presses(said, 'Restart Greenwich'));
    expect(again.sent).toEqual([]);
    expect(again.said.title).toBe('This was cancelled just now');
  });
});

describe('changes that run at once', () => {
  test.each([
    // Camden is in a call by now, which would be asked about.
    ['standby kew', 'Standby.Activate', {}, 'Kew'],
    ['wake up camden', 'Standby.Deactivate', {}],
    ['vol 55 camden', 'Audio.Volume.Set', { Level: 55 }],
    ['volume 56 % on camden', 'Audio.Volume.Set', { Level: 56 }],
    ['VOLUME 57% ON CAMDEN', 'Audio.Volume.Set', { Level: 57 }],
    ['message “Back in 5” on camden', 'UserInterface.Message.Alert.Display', { Text: 'Back in 5', Duration: 60 }],
    ['msg soon back on camden', 'UserInterface.Message.Alert.Display', { Text: 'soon back', Duration: 60 }],
    ['message "on fjord" on camden', 'UserInterface.Message.Alert.Display', { Text: 'on fjord', Duration: 60 }],
  ])('"%s"', async (words, command, args, device = 'Camden') => {
    const { sent } = await during(() => lab.bob.says(words));
    expect(sent).toMatchObject([{ command, device, arguments: args, status: 200 }]);
  });

  test('up and down go ten further, and stop at the ends', async () => {
    const levels: unknown[] = [];
    await lab.bob.says('volume 85 on kew');
    for (const step of ['up', 'up', 'up'])
      levels.push((await during(() => lab.bob.says(`volume ${step} on kew`))).sent[0]?.arguments['Level']);
    await lab.bob.says('volume 15 on kew');
    for (const step of ['down', 'DOWN', 'down'])
      levels.push((await during(() => lab.bob.says(`volume ${step} on kew`))).sent[0]?.arguments['Level']);
    expect(levels).toEqual([95, 100, 100, 5, 0, 0]);
  });

  test('Undo takes a volume back, whoever presses it and may', async () => {
    const space = 'Room operations';
    await lab.bob.says('volume 20 on kew');
    const { said } = await during(() => lab.bob.says('volume 70 on kew', { space }));
    expect(said.title).toBe('Kew is at 70 % (was 20 %)');
    const denied = await during(() => lab.vera.presses(said, 'Undo'));
    expect(denied).toMatchObject({ sent: [], said: { title: 'You can look, but not set the loudspeaker' } });
    const undone = await during(() => lab.alice.presses(said, 'Undo'));
    expect(undone.sent).toMatchObject([{ device: 'Kew', arguments: { Level: 20 } }]);
    expect(undone.said.title).toBe('Kew is at 20 % (was 70 %)');
  });

  test('the same volume again has nothing to undo', async () => {
    await lab.bob.says('volume 20 on kew');
    const { said } = await during(() => lab.bob.says('volume 20 on kew'));
    expect(said.title).toBe('Kew is at 20 % (as before)');
    expect(said.lines.join()).not.toContain('[Undo]');
  });

  test('"Clear it" takes the message from the screen again', async () => {
    const { said } = await during(() => lab.bob.says('message "hello" on kew'));
    const { sent } = await during(() => lab.bob.presses(said, 'Clear it'));
    expect(sent).toMatchObject([{ command: 'UserInterface.Message.Alert.Clear', device: 'Kew' }]);
  });
});

describe('what is not sent', () => {
  test.each([
    ['volume 300 on camden', /^Volume must be a number/],
    ['volume -1 on camden', /^Volume must be a number/],
    ['volume 1e1 on camden', /^Volume must be a number/],
    ['volume 0x20 on camden', /^Volume must be a number/],
    ['volume NaN on camden', /^Volume must be a number/],
    ['message on camden', /^Which text\?/],
    ['message "" on camden', /^Which text\?/],
    [`message "${'x'.repeat(256)}" on camden`, /at most 255 characters/],
    ['dial on camden', /^Whom to call\?/],
    ['mute galleri', /^I may only look at Galleri$/],
    ['volume 30 on sognefjord', /^Sognefjord is offline/],
    ['reboot alcatraz', /^Alcatraz is offline for long/],
    ['mute home office', /^Home office is somebody's personal device$/],
    ['unmute home office', /^Home office is somebody's personal device$/],
    ['dial bob@example.com on home office', /^Home office is somebody's personal device$/],
    ['volume 30 on vault', /^I can't see a device named "vault"$/],
    [`volume 30 on ${'x'.repeat(201)}`, /^That device name is too long$/],
  ])('"%s" is answered', async (words, title) => {
    const { said, sent } = await during(() => lab.bob.says(words));
    expect(said.title).toMatch(title);
    expect(sent).toEqual([]);
  });

  test('a grant that is taken away in between is told, and nothing is sent again', async () => {
    const { said } = await during(() => lab.bob.says('mute mission'));
    const { workspaceId = '' } = lab.cloud.fleet.get(lab.deviceId('Mission')) ?? {};
    lab.cloud.fleet.grant(workspaceId, lab.cloud.world.bot.id, 'readonly');
    const pressed = await during(() => lab.bob.presses(said, 'Mute Mission'));
    expect(pressed).toMatchObject({ sent: [], said: { title: 'I may only look at Mission' } });
  });
});
