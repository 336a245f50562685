import type { ConfigurationFamily } from '../notation.ts';

export const audio: readonly ConfigurationFamily[] = [
  {
    on: 'codec',
    keys: {
      'Audio.DefaultVolume': '0..100 = 50',
      'Audio.Input.MicrophoneMode': 'Focused|Wide = Wide',
      'Audio.Microphones.AGC': 'Off|On = On',
      'Audio.Microphones.Mute.Enabled': 'InCallOnly|True = True',
      'Audio.Microphones.NoiseRemoval.Mode': 'Disabled|Enabled|Manual = Enabled',
      'Audio.Microphones.VoiceActivityDetector.Mode': 'Off|On = Off',
      'Audio.SoundsAndAlerts.RingTone': 'text 1..100 = Sunrise',
      'Audio.SoundsAndAlerts.RingVolume': '0..100 = 50',
      'Audio.KeyClickDetector.Enabled': 'False|True = True',
      'Audio.Ultrasound.MaxVolume': '0..70 = 70',
      'Audio.Input.HDMI[1].Mode': 'Off|On = On',
      'Audio.Input.HDMI[1].Level': '-24..0 = -5',
    },
  },
  {
    on: 'headsets',
    keys: { 'Audio.Output.InternalSpeaker.Mode': 'Off|On|UltrasoundOnly = On' },
  },
  {
    on: 'cameras',
    keys: {
      'Audio.Input.Microphone[1..3].EchoControl.Mode': 'Off|On = On',
      'Audio.Input.Microphone[1..3].EchoControl.NoiseReduction': 'Off|On = On',
      'Audio.Input.Microphone[1..3].Gain': '0..24 = 14',
      'Audio.Input.Microphone[1..3].Mode': 'Off|On = On',
      'Audio.Output.Line[1].Mode': 'Off|On = On',
    },
  },
  // Amplifiers and microphones of others: what is right here is too loud for the rest.
  {
    on: 'line-out',
    keys: {
      'Audio.Ultrasound.MaxVolume': '0..90 = 70',
      'Audio.Input.HDMI[1..3].Mode': 'Off|On = On',
      'Audio.Input.HDMI[1..3].Level': '-24..0 = -5',
      'Audio.Input.Microphone[1..8].EchoControl.Mode': 'Off|On = On',
      'Audio.Input.Microphone[1..8].EchoControl.NoiseReduction': 'Off|On = On',
      'Audio.Input.Microphone[1..8].Gain': '0..70 = 58',
      'Audio.Input.Microphone[1..8].Mode': 'Off|On = On',
      'Audio.Input.Microphone[1..8].PhantomPower': 'Off|On = On',
      'Audio.Output.Line[1..6].Level': '-24..0 = -4',
      'Audio.Output.Line[1..6].Mode': 'Off|On = On',
    },
  },
];
