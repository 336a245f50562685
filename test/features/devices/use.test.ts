import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

test("words without a device mean the space's own, and naming another still works", async () => {
  expect((await lab.alice.says('use fjord')).title).toBe('This space uses Fjord');
  expect((await lab.alice.says('status Audio.Volume')).lines).toContain('Fjord');
  expect((await lab.alice.says('mute')).title).toBe('Mute the microphones of Fjord?');
  expect((await lab.alice.says('xStatus Standby State')).lines).toContain('Fjord');
  expect((await lab.alice.says('volume 44 on camden')).title).toMatch(/^Camden is at 44 %/);
  expect((await lab.alice.says('volume 43')).title).toMatch(/^Fjord is at 43 %/);
});

test('a restart does not forget it', async () => {
  await lab.alice.says('use fjord');
  await lab.restart();
  expect((await lab.alice.says('device')).title).toMatch(/^Fjord/);
});

test('it holds for its space only', async () => {
  await lab.alice.says('use fjord');
  expect((await lab.bob.says('volume 30')).title).toBe('Which device?');
  await lab.bob.says('use camden', { space: 'Room operations' });
  expect((await lab.vera.says('device', { space: 'Room operations' })).title).toMatch(/^Camden/);
  expect((await lab.alice.says('device')).title).toMatch(/^Fjord/);
});

test('"use none" takes it back, in any case', async () => {
  await lab.alice.says('use fjord');
  expect((await lab.alice.says('use NONE')).title).toBe('This space uses no device');
  expect((await lab.alice.says('volume 30')).title).toBe('Which device?');
});

test('"use" alone and a device nobody knows are told', async () => {
  expect((await lab.alice.says('use')).title).toMatch(/^Which device\?/);
  expect((await lab.alice.says('use the moon')).title).toBe('I can\'t see a device named "the moon"');
});

test('a viewer does not choose for everybody', async () => {
  expect((await lab.vera.says('use fjord')).title).toBe("You can look, but not choose this space's device");
});

test('when it was deleted, that is said, and another can be chosen', async () => {
  await lab.bob.says('use mission');
  lab.cloud.fleet.remove(lab.deviceId('Mission'));
  lab.clock.skip(5_000);
  expect((await lab.bob.says('volume 30')).title).toMatch(/is not there any more$/);
  expect((await lab.bob.says('use tower')).title).toBe('This space uses Tower');
  expect((await lab.bob.says('device')).title).toMatch(/^Tower/);
});
