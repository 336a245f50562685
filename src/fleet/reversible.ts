/** A thing that is in one of a few states, and the command that brings each about. */
export interface Switch {
  path: string;
  states: Readonly<Record<string, { command: string; word: string }>>;
  toggle?: string;
}

const onOff = (path: string, [on, off]: [string, string], words: [string, string], toggle?: string): Switch => ({
  path,
  states: { On: { command: on, word: words[0] }, Off: { command: off, word: words[1] } },
  ...(toggle !== undefined && { toggle }),
});

/** https://roomos.cisco.com/xapi: each of these statuses has exactly the states that are named here. */
export const SWITCHES: readonly Switch[] = [
  onOff(
    'Audio.VolumeMute',
    ['Audio.Volume.Mute', 'Audio.Volume.Unmute'],
    ['silent', 'not silent'],
    'Audio.Volume.ToggleMute',
  ),
  onOff(
    'Audio.Microphones.Mute',
    ['Audio.Microphones.Mute', 'Audio.Microphones.Unmute'],
    ['muted', 'not muted'],
    'Audio.Microphones.ToggleMute',
  ),
  onOff(
    'Audio.Microphones.MusicMode',
    ['Audio.Microphones.MusicMode.Start', 'Audio.Microphones.MusicMode.Stop'],
    ['in music mode', 'not in music mode'],
  ),
  onOff(
    'Video.Input.MainVideoMute',
    ['Video.Input.MainVideo.Mute', 'Video.Input.MainVideo.Unmute'],
    ['showing no video', 'showing video'],
  ),
  {
    path: 'Cameras.SpeakerTrack.Status',
    states: {
      Active: { command: 'Cameras.SpeakerTrack.Activate', word: 'tracking speakers' },
      Inactive: { command: 'Cameras.SpeakerTrack.Deactivate', word: 'not tracking speakers' },
    },
  },
  {
    path: 'Standby.State',
    states: {
      Standby: { command: 'Standby.Activate', word: 'asleep' },
      EnteringStandby: { command: 'Standby.Activate', word: 'asleep' },
      Halfwake: { command: 'Standby.Halfwake', word: 'half awake' },
      Off: { command: 'Standby.Deactivate', word: 'awake' },
    },
  },
];

/** Commands that set what a status tells: argument → status. */
export const SETS: Record<string, Record<string, string>> = {
  'Video.Selfview.Set': {
    Mode: 'Video.Selfview.Mode',
    FullscreenMode: 'Video.Selfview.FullscreenMode',
    PIPPosition: 'Video.Selfview.PIPPosition',
    OnMonitorRole: 'Video.Selfview.OnMonitorRole',
  },
  'Video.Layout.SetLayout': { LayoutName: 'Video.Layout.CurrentLayouts.ActiveLayout' },
  'UserInterface.LedControl.Color.Set': { Color: 'UserInterface.LedControl.Color' },
};

/** The level of a loudspeaker that is named; `Audio.Volume` is that of the one in use. */
export const LEVELS: Record<string, string> = {
  Internal: 'Audio.VolumeInternal',
  HeadsetUSB: 'Audio.VolumeHeadsetUsb',
  HeadsetBluetooth: 'Audio.VolumeHeadsetBluetooth',
  HeadsetAnalog: 'Audio.VolumeHeadsetAnalog',
  HandsetUSB: 'Audio.VolumeHandsetUsb',
};
