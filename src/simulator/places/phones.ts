import type { SimDevice } from '../devices/device.ts';
import { webexId } from '../ids.ts';

/** Phones that Webex Calling knows, as `model` spells them. */
export const PHONE_MODELS: readonly string[] = [
  ...[6821, 6841, 6851, 6861, 6871, 7811, 7821, 7832, 7841, 7861],
  ...[8811, 8832, 8841, 8845, 8851, 8861, 8865, 8875, 9841, 9851, 9861, 9871],
].map((number) => `DMS Cisco ${number}`);

interface PhoneOrder {
  /** Twelve hex digits, with or without marks between them. */
  mac: string;
  model: string;
  displayName: string;
  orgId: string;
  owner: { workspaceId: string } | { personId: string };
  location: { locationId: string; locationName: string };
  seed: number;
  /** Milliseconds since the epoch. */
  now: number;
}

/** `d82e3eef4e5c` → `D8:2E:3E:EF:4E:5C`. */
export const macOf = (given: string): string => (given.replace(/[:-]/g, '').toUpperCase().match(/../g) ?? []).join(':');

/** A phone as it is added: known to the cloud, but not yet plugged in. */
export function phoneOf({ mac, model, displayName, orgId, owner, location, seed, now }: PhoneOrder): SimDevice {
  const name = model.replace('DMS ', '');
  const time = new Date(now).toISOString();
  return {
    id: webexId('DEVICE', seed, `phone ${macOf(mac)}`),
    index: 0,
    type: 'phone',
    displayName,
    orgId,
    product: {
      name,
      platform: name.replace('Cisco ', ''),
      code: 'phone',
      inputs: 0,
      outputs: 0,
      serial: 'FCH',
      traits: new Set(),
    },
    ...owner,
    ...location,
    connectionStatus: 'activating',
    tags: [],
    errorCodes: [],
    ip: '',
    mac: macOf(mac),
    serial: '',
    software: '',
    upgradeChannel: '',
    created: time,
    lastSeen: time,
    sip: '',
    botAccess: 'none',
    permission: 'xapi',
    plannedMaintenance: 'off',
  };
}
