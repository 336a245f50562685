import type { LiveDevice } from './live.ts';

/** What one sees standing in front of a device; plain JSON. Fields that a product has not are missing. */
export interface LiveState {
  id: string;
  displayName: string;
  product: string;
  connectionStatus: string;
  standby: string;
  /** Seconds since the last start. */
  uptime: number;
  /** 0–100. */
  volume?: number;
  /** The loudspeaker is silenced. */
  muted?: boolean;
  /** On: the far end hears the room. */
  microphones?: 'On' | 'Off';
  calls: { id: number; number: string; displayName: string; status: string; since: string }[];
  presenting: boolean;
  selfview?: boolean;
  doNotDisturb?: boolean;
  people: number;
  alert?: { title: string; text: string };
  prompt?: { title: string; text: string; options: string[]; feedbackId: string };
  textLine?: string;
  webView?: string;
}

export function describeLive({ device, state, screen, calls }: LiveDevice): LiveState {
  const codec = device.product.traits.has('codec');
  const webView = state.get('UserInterface.WebView[1].URL');
  return {
    id: device.id,
    displayName: device.displayName,
    product: device.product.name,
    connectionStatus: device.connectionStatus,
    standby: String(state.get('Standby.State')),
    uptime: state.number('SystemUnit.Uptime'),
    ...(codec && {
      volume: state.number('Audio.Volume'),
      muted: state.get('Audio.VolumeMute') === 'On',
      microphones: state.get('Audio.Microphones.Mute') === 'On' ? 'Off' : 'On',
      selfview: state.get('Video.Selfview.Mode') === 'On',
      doNotDisturb: state.get('Conference.DoNotDisturb') === 'Active',
    }),
    calls: calls.map(({ id, number, displayName, status, since }) => ({
      id,
      number,
      displayName,
      status,
      since: new Date(since).toISOString(),
    })),
    presenting: state.find('Conference.Presentation.LocalInstance').length > 0,
    people: state.number('RoomAnalytics.PeopleCount.Current'),
    ...screen,
    ...(typeof webView === 'string' && { webView }),
  };
}
