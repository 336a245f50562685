import type { Family } from './notation.ts';

const SPEAKERS = 'Internal|HeadsetBluetooth|HeadsetUSB|HandsetUSB';
const DESK_PRO = 'Internal|HeadsetBluetooth|HeadsetUSB|HeadsetAnalog|HandsetUSB';

/** Loudspeakers and microphones. Later families win, so a special product stands after the general one. */
export const audio: Family[] = [
  {
    on: 'codec',
    commands: {
      'Audio.Volume.Set': 'Level*: 0..100',
      'Audio.Volume.Increase': 'Steps: 1..10',
      'Audio.Volume.Decrease': 'Steps: 1..10',
      'Audio.Volume.SetToDefault': '',
      'Audio.Volume.Mute': '',
      'Audio.Volume.Unmute': '',
      'Audio.Volume.ToggleMute': '',
      'Audio.Microphones.MusicMode.Start': '',
      'Audio.Microphones.MusicMode.Stop': '',
      'Audio.Microphones.NoiseRemoval.Activate': 'BackgroundTalkers: Keep|Suppress',
      'Audio.Microphones.NoiseRemoval.Deactivate': '',
      'Audio.Sound.Play':
        'Loop: Off|On; Sound*: Alert|Announcement|Binding|Bump|Busy|CallDisconnect|CallInitiate|CallWaiting|Dial|KeyInput|KeyTone|Nav|Notification|OK|Ringing|TelephoneCall|VideoCall|WakeUp',
      'Audio.Sound.Stop': '',
      'Audio.SoundsAndAlerts.Ringtone.List': '',
    },
    statuses: {
      'Audio.Volume': 'integer',
      'Audio.VolumeMute': 'On|Off',
      'Audio.Microphones.Mute': 'On|Off',
      'Audio.Microphones.MusicMode': 'On|Off',
      'Audio.Microphones.NoiseRemoval': 'On|Off',
      'Audio.Microphones.VoiceActivityDetector.Activity': 'True|False',
      'Audio.Input.Connectors.HDMI[n].Mute': 'On|Off',
      'Audio.Input.Connectors.Microphone[n].ConnectionStatus': 'Connected|NotConnected|Unknown',
      'Audio.Input.Connectors.Microphone[n].Mute': 'On|Off',
      'Audio.Ultrasound.Volume': 'integer',
    },
  },
  {
    on: 'codec',
    privacy: true,
    commands: {
      'Audio.Microphones.Mute': '',
      'Audio.Microphones.Unmute': '',
      'Audio.Microphones.ToggleMute': '',
    },
  },
  {
    on: 'headsets',
    commands: {
      'Audio.Volume.Set': `Device: ${SPEAKERS}; Level*: 0..100`,
      'Audio.Volume.Increase': `Device: ${SPEAKERS}; Steps: 1..10`,
      'Audio.Volume.Decrease': `Device: ${SPEAKERS}; Steps: 1..10`,
      'Audio.Volume.SetToDefault': `Device: ${SPEAKERS}`,
      'Audio.Select': `Device*: ${SPEAKERS}`,
    },
    statuses: {
      'Audio.VolumeInternal': 'integer',
      'Audio.VolumeHeadsetUsb': 'integer',
      'Audio.VolumeHeadsetBluetooth': 'integer',
      'Audio.VolumeHandsetUsb': 'integer',
      'Audio.SelectedDevice': DESK_PRO,
      'Audio.Devices.HeadsetUSB.ConnectionStatus': 'Connected|NotConnected',
    },
  },
  {
    on: 'analog-headset',
    commands: {
      'Audio.Volume.Set': `Device: ${DESK_PRO}; Level*: 0..100`,
      'Audio.Volume.Increase': `Device: ${DESK_PRO}; Steps: 1..10`,
      'Audio.Volume.Decrease': `Device: ${DESK_PRO}; Steps: 1..10`,
      'Audio.Volume.SetToDefault': `Device: ${DESK_PRO}`,
      'Audio.Select': `Device*: ${DESK_PRO}`,
    },
    statuses: {
      'Audio.VolumeHeadsetAnalog': 'integer',
      'Audio.Devices.HeadsetAnalog.ConnectionStatus': 'Connected|NotConnected',
    },
  },
];
