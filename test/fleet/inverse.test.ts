import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inverseOf, oppositeOf, readsBefore, told } from '#fleet/inverse.ts';
import { createWebex, type Webex } from '#webex/index.ts';
import type { CommandArguments } from '#webex/xapi.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { quiet } from '../store/engines.ts';
import { timeMachine } from '../time-machine.ts';

let cloud: Simulator;
let webex: Webex;
let fjord: string;
beforeAll(async () => {
  const clock = timeMachine();
  cloud = await startSimulator({ now: () => clock.now() });
  webex = createWebex({ apiBase: cloud.apiBase, token: cloud.botToken, clock, log: quiet });
  fjord = cloud.fleet.all().find(({ displayName }) => displayName === 'Fjord')?.id ?? '';
});
afterAll(async () => {
  await webex.close();
  await cloud.close();
});

const status = (paths: string[]) => webex.xapi.status(fjord, paths);

describe('a command, and what takes it back, leave the device as it was', () => {
  test.each<[string, CommandArguments, Record<string, string | number>?]>([
    ['Audio.Volume.Set', { Level: 12 }],
    ['audio.volume.set', { Level: 12 }],
    ['Audio.Volume.Increase', { Steps: 7 }],
    ['Audio.Volume.Decrease', {}],
    ['Audio.Volume.SetToDefault', {}, { 'Audio.Volume': 31 }],
    ['Audio.Volume.Mute', {}],
    ['Audio.Volume.Unmute', {}, { 'Audio.VolumeMute': 'On' }],
    ['Audio.Volume.ToggleMute', {}],
    ['Audio.Microphones.Mute', {}],
    ['Audio.Microphones.Unmute', {}, { 'Audio.Microphones.Mute': 'On' }],
    ['Audio.Microphones.Unmute', {}],
    ['Audio.Microphones.ToggleMute', {}],
    ['Audio.Microphones.MusicMode.Start', {}],
    ['Standby.Activate', {}],
    ['Standby.Deactivate', {}, { 'Standby.State': 'Standby' }],
    ['Standby.Deactivate', {}, { 'Standby.State': 'Halfwake' }],
    ['Standby.Halfwake', {}],
    ['Video.Selfview.Set', { Mode: 'On', FullscreenMode: 'On' }],
    ['Video.Input.MainVideo.Mute', {}],
    ['Cameras.SpeakerTrack.Deactivate', {}, { 'Cameras.SpeakerTrack.Status': 'Active' }],
    ['UserInterface.LedControl.Color.Set', { Color: 'Red' }, { 'UserInterface.LedControl.Color': 'Green' }],
    ['Presentation.Start', { PresentationSource: ['1'] }],
    ['Presentation.Start', {}],
  ])('%s %j', async (command, args, start = {}) => {
    cloud.fleet.setStatus(fjord, start);
    const paths = readsBefore(command, args);
    expect(paths).not.toEqual([]);
    const before = await status(paths);
    const inverse = inverseOf(command, args, before);
    if (!inverse) throw new Error('there is an inverse');
    await webex.xapi.command(fjord, command, { arguments: args });
    const between = await status(paths);
    for (const [path, values] of Object.entries(inverse.leaves ?? {})) expect(values).toContain(told(between, path));
    await webex.xapi.command(fjord, inverse.command, inverse.arguments ? { arguments: inverse.arguments } : {});
    expect(await status(paths)).toEqual(before);
  });

  test('a presentation that is stopped starts again from its sources', async () => {
    await webex.xapi.command(fjord, 'Presentation.Start', { arguments: { PresentationSource: ['1', '3'] } });
    const before = await status(readsBefore('Presentation.Stop'));
    const inverse = inverseOf('Presentation.Stop', {}, before);
    expect(inverse).toMatchObject({ command: 'Presentation.Start', was: 'showing a presentation' });
    await webex.xapi.command(fjord, 'Presentation.Stop');
    expect(
      told(await status(readsBefore('Presentation.Stop')), 'Conference.Presentation.LocalInstance[*].Source'),
    ).toBe('');
    await webex.xapi.command(fjord, 'Presentation.Start', { arguments: inverse?.arguments ?? {} });
    expect(await status(readsBefore('Presentation.Stop'))).toEqual(before);
    // One of two, or one beside another, can't be told apart again.
    expect(inverseOf('Presentation.Stop', { Instance: '1' }, before)).toBeUndefined();
    expect(inverseOf('Presentation.Start', {}, before)).toBeUndefined();
    await webex.xapi.command(fjord, 'Presentation.Stop');
  });
});

test('nothing takes back what the device did not tell, and what has no inverse', () => {
  expect(readsBefore('SystemUnit.Boot')).toEqual([]);
  expect(inverseOf('SystemUnit.Boot', {}, {})).toBeUndefined();
  expect(inverseOf('Audio.Volume.Set', { Level: 3 }, {})).toBeUndefined();
  expect(inverseOf('Standby.Activate', {}, { Standby: { State: 'Dreaming' } })).toBeUndefined();
  expect(inverseOf('Standby.Activate', {}, { Standby: { State: 'constructor' } })).toBeUndefined();
  expect(inverseOf('Presentation.Stop', {}, {})).toBeUndefined();
  expect(inverseOf('Video.Selfview.Set', {}, {})).toBeUndefined();
  expect(inverseOf('Video.Selfview.Set', { Nonsense: 'On' }, {})).toBeUndefined();
  expect(readsBefore('Audio.Volume.Set', { Device: '__proto__' })).toEqual([]);
});

test('the level of a loudspeaker that is named is its own', () => {
  const args = { Device: 'HeadsetUSB', Level: 20 };
  expect(readsBefore('Audio.Volume.Set', args)).toEqual(['Audio.VolumeHeadsetUsb']);
  expect(inverseOf('Audio.Volume.Set', args, { Audio: { VolumeHeadsetUsb: 60 } })).toEqual({
    command: 'Audio.Volume.Set',
    arguments: { Level: 60, Device: 'HeadsetUSB' },
    was: '60 %',
    leaves: { 'Audio.VolumeHeadsetUsb': ['20'] },
  });
});

test('the opposite of a command is known without the state before it', () => {
  const pairs = ['Audio.Microphones.Mute', 'audio.microphones.unmute', 'Standby.Activate', 'Standby.Deactivate'];
  expect(pairs.map(oppositeOf)).toEqual([
    'Audio.Microphones.Unmute',
    'Audio.Microphones.Mute',
    'Standby.Deactivate',
    'Standby.Activate',
  ]);
  expect(
    ['SystemUnit.Boot', 'Audio.Volume.Set', 'Audio.Volume.ToggleMute'].flatMap((one) => oppositeOf(one) ?? []),
  ).toEqual([]);
});
