import { type Handler, type Handlers, number, type Run, sets, text } from './handler.ts';

/** Status of each loudspeaker; `Audio.Volume` is that of the one in use. */
const LEVEL: Readonly<Record<string, string>> = {
  Internal: 'Audio.VolumeInternal',
  HeadsetUSB: 'Audio.VolumeHeadsetUsb',
  HeadsetBluetooth: 'Audio.VolumeHeadsetBluetooth',
  HeadsetAnalog: 'Audio.VolumeHeadsetAnalog',
  HandsetUSB: 'Audio.VolumeHandsetUsb',
};
const DEFAULT_VOLUME = 50;
const STEPS = 5;

function setLevel(run: Run, toLevel: (now: number) => number): Record<string, unknown> {
  const { state } = run.live;
  const inUse = String(state.get('Audio.SelectedDevice') ?? 'Internal');
  const chosen = text(run, 'Device', inUse);
  const own = LEVEL[chosen];
  const path = own && state.get(own) !== undefined ? own : 'Audio.Volume';
  const now = chosen === inUse ? state.number('Audio.Volume') : state.number(path);
  const level = Math.min(100, Math.max(0, toLevel(now)));
  // Moving the slider also ends the mute, as on the device's own screen.
  state.setAll({ [path]: level, ...(chosen === inUse && { 'Audio.Volume': level, 'Audio.VolumeMute': 'Off' }) });
  return {};
}

const toggle =
  (path: string): Handler =>
  ({ live: { state } }) => {
    state.set(path, state.get(path) === 'On' ? 'Off' : 'On');
    return {};
  };

const microphones = (mute: 'On' | 'Off'): Handler =>
  sets({ 'Audio.Microphones.Mute': mute, 'Audio.Input.Connectors.Microphone[1].Mute': mute });

export const audio: Handlers = {
  'Audio.Volume.Set': (run) => setLevel(run, () => number(run, 'Level', DEFAULT_VOLUME)),
  'Audio.Volume.Increase': (run) => setLevel(run, (now) => now + number(run, 'Steps', STEPS)),
  'Audio.Volume.Decrease': (run) => setLevel(run, (now) => now - number(run, 'Steps', STEPS)),
  'Audio.Volume.SetToDefault': (run) => setLevel(run, () => DEFAULT_VOLUME),
  'Audio.Volume.Mute': sets({ 'Audio.VolumeMute': 'On' }),
  'Audio.Volume.Unmute': sets({ 'Audio.VolumeMute': 'Off' }),
  'Audio.Volume.ToggleMute': toggle('Audio.VolumeMute'),
  'Audio.Microphones.Mute': microphones('On'),
  'Audio.Microphones.Unmute': microphones('Off'),
  'Audio.Microphones.ToggleMute': (run) => {
    const muted = run.live.state.get('Audio.Microphones.Mute') === 'On';
    return microphones(muted ? 'Off' : 'On')(run);
  },
  'Audio.Microphones.MusicMode.Start': sets({ 'Audio.Microphones.MusicMode': 'On' }),
  'Audio.Microphones.MusicMode.Stop': sets({ 'Audio.Microphones.MusicMode': 'Off' }),
  'Audio.Microphones.NoiseRemoval.Activate': sets({ 'Audio.Microphones.NoiseRemoval': 'On' }),
  'Audio.Microphones.NoiseRemoval.Deactivate': sets({ 'Audio.Microphones.NoiseRemoval': 'Off' }),
  'Audio.Select': (run) => {
    const { state } = run.live;
    const device = text(run, 'Device');
    const before = LEVEL[String(state.get('Audio.SelectedDevice'))] ?? 'Audio.VolumeInternal';
    state.set(before, state.number('Audio.Volume'));
    state.setAll({ 'Audio.SelectedDevice': device, 'Audio.Volume': state.number(LEVEL[device] ?? 'Audio.Volume') });
    return {};
  },
  'Audio.SoundsAndAlerts.Ringtone.List': () => ({
    Ringtone: ['Sunrise', 'Mischief', 'Ripples', 'Reflections'].map((Name, index) => ({ id: index + 1, Name })),
  }),
};
