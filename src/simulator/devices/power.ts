import { hangUpAll } from './calls.ts';
import type { SimDevice } from './device.ts';
import type { LiveDevice } from './live.ts';

/** What does not outlive a restart. */
const VOLATILE = [
  'Audio.',
  'Bookings.',
  'Cameras.',
  'Conference.',
  'Logging.',
  'Standby.',
  'SystemUnit.',
  'UserInterface.WebView',
  'Video.',
];

/** RoomOS starts with `Audio.DefaultVolume`, whose default is 50. */
const DEFAULT_VOLUME = 50;

/**
 * Takes the device away a moment after the answer, and brings it back after `bootMs`; a shutdown stays away until
 * somebody connects it. Without `force` it waits until no call is left.
 */
export function restart(live: LiveDevice, options: { shutdown: boolean; force: boolean }): void {
  if (live.goingDown) return;
  if (!options.force && live.calls.length > 0) {
    live.whenIdle = () => restart(live, { ...options, force: true });
    return;
  }
  live.goingDown = true;
  const { dropMs, bootMs } = live.host.durations;
  const before = live.device.connectionStatus;
  live.after('power', dropMs, () => {
    goDown(live);
    if (!options.shutdown) live.after('power', bootMs, () => comeUp(live, before));
  });
}

/** Takes the device off the list a moment after the answer, as it must be activated anew. */
export function factoryReset(live: LiveDevice): void {
  if (live.goingDown) return;
  live.goingDown = true;
  live.after('power', live.host.durations.dropMs, () => live.host.remove(live.device.id));
}

/** What a loss of power or network does to a device: calls end, the screen is empty. */
export function goDown(live: LiveDevice): void {
  live.cancelAll();
  live.whenIdle = undefined;
  hangUpAll(live);
  live.screen.alert = undefined;
  live.screen.prompt = undefined;
  live.screen.textLine = undefined;
  live.host.setConnection(live.device.id, 'disconnected');
}

function comeUp(live: LiveDevice, status: SimDevice['connectionStatus']): void {
  live.goingDown = false;
  live.bootedAt = live.host.now();
  live.state.restore(VOLATILE);
  if (live.device.product.traits.has('codec')) live.state.set('Audio.Volume', DEFAULT_VOLUME);
  live.host.setConnection(live.device.id, status === 'connected_with_issues' ? status : 'connected');
}
