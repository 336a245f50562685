import type { Device } from '#webex/devices.ts';

/** How a device is, in words for people; the colour is one of the card's named colours. */
export interface Condition {
  word: string;
  colour: 'good' | 'warning' | 'attention' | 'default';
  isOnline: boolean;
}

/** Webex's connection status → what a person calls it. Anything new from Webex is shown as it is and counts as reachable. */
export function conditionOf(device: Pick<Device, 'connectionStatus' | 'errorCodes'>): Condition {
  switch (device.connectionStatus) {
    case 'connected':
      return device.errorCodes.length > 0
        ? { word: 'Online, with issues', colour: 'warning', isOnline: true }
        : { word: 'Online', colour: 'good', isOnline: true };
    case 'connected_with_issues':
      return { word: 'Online, with issues', colour: 'warning', isOnline: true };
    case 'disconnected':
      return { word: 'Offline', colour: 'attention', isOnline: false };
    case 'offline_expired':
      return { word: 'Offline for long', colour: 'attention', isOnline: false };
    case 'offline_deep_sleep':
      return { word: 'In deep sleep', colour: 'default', isOnline: false };
    case 'activating':
      return { word: 'Being activated', colour: 'default', isOnline: false };
    case 'pending':
      return { word: 'Not activated yet', colour: 'default', isOnline: false };
    default:
      return {
        word: device.connectionStatus === 'unknown' ? 'State unknown' : device.connectionStatus,
        colour: 'default',
        isOnline: true,
      };
  }
}

/** What this bot may do with a device: the grant is given a workspace in Control Hub. */
export function accessOf(device: Pick<Device, 'permissions'>): 'full' | 'readonly' | 'none' {
  const granted = device.permissions.filter((permission) => permission === 'xapi' || permission.startsWith('xapi:'));
  if (granted.some((permission) => permission !== 'xapi:readonly')) return 'full';
  return granted.length > 0 ? 'readonly' : 'none';
}
