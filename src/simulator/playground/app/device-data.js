import { fieldsOf, listOf, textOf } from './answers.js';
import { control, playground } from './api.js';

/**
 * A device's live state, in the page's words.
 * @typedef {object} Device
 * @property {string} id
 * @property {string} name
 * @property {string} product
 * @property {string} place
 * @property {string} connection as the Devices API says
 * @property {boolean} isOnline
 * @property {string} software
 * @property {number | undefined} volume
 * @property {boolean} isVolumeMuted
 * @property {boolean} isMuted the microphones
 * @property {string} standby
 * @property {{name: string, status: string, since: number}[]} calls
 * @property {boolean} isPresenting
 * @property {string} alert what stands over the screen
 * @property {string[]} errors
 * @property {string[]} tags
 * @property {string} access what the bot may do: full, readonly or none
 */

const CONNECTIONS = {
  connected: ['Online', 'good'],
  connected_with_issues: ['Online, with issues', 'warning'],
  disconnected: ['Offline', 'attention'],
  offline_expired: ['Offline, expired', 'attention'],
  offline_deep_sleep: ['Deep sleep', 'neutral'],
  activating: ['Activating', 'warning'],
};

/** @param {string} connection */
export function connectionWords(connection) {
  const [words, tone] = CONNECTIONS[/** @type {keyof typeof CONNECTIONS} */ (connection)] ?? [connection, 'neutral'];
  return { words: String(words), tone: String(tone) };
}

/** @returns {Promise<Device[]>} */
export async function loadDevices() {
  const { items } = fieldsOf(await playground('/devices'));
  return listOf(items).map(deviceOf);
}

/** @param {string} id @returns {Promise<Device>} */
export const loadDevice = async (id) => deviceOf(await playground(`/devices/${encodeURIComponent(id)}`));

/**
 * What the controls may change: take it off the network and back, put it in a call and out of it.
 * @param {string} id
 * @param {Record<string, unknown>} change
 */
export const changeDevice = (id, change) =>
  control(`/devices/${encodeURIComponent(id)}`, { method: 'PATCH', json: change });

/** What the bot may do with the device's workspace. @param {string} deviceId @param {string} access */
export const grantAccess = (deviceId, access) => control('/grants', { method: 'PUT', json: { deviceId, access } });

/** @param {unknown} shown @returns {Device} */
function deviceOf(shown) {
  const device = fieldsOf(shown);
  const live = fieldsOf(device['live']);
  const { title, text } = fieldsOf(live['alert'] ?? live['prompt']);
  return {
    id: textOf(device['id']),
    name: textOf(device['name']),
    product: textOf(device['product']),
    place: textOf(device['place']),
    connection: textOf(device['connection']),
    isOnline: device['isOnline'] === true,
    software: textOf(device['software']),
    volume: typeof live['volume'] === 'number' ? live['volume'] : undefined,
    isVolumeMuted: live['muted'] === true,
    isMuted: live['microphones'] === 'Off',
    standby: textOf(live['standby']),
    calls: listOf(live['calls']).map(callOf),
    isPresenting: live['presenting'] === true,
    alert: [title, text].map(textOf).filter(Boolean).join(': ') || textOf(live['textLine']),
    errors: listOf(device['errors']).map(textOf),
    tags: listOf(device['tags']).map(textOf),
    access: textOf(device['access']),
  };
}

/** @param {unknown} given */
function callOf(given) {
  const { displayName, number, status, since } = fieldsOf(given);
  return { name: textOf(displayName) || textOf(number), status: textOf(status), since: Date.parse(textOf(since)) };
}

/**
 * What a person would notice between two looks at a device, a line each.
 * @param {Device} before
 * @param {Device} after
 */
export function differences(before, after) {
  /** @type {string[]} */
  const lines = [];
  const note = (/** @type {unknown} */ was, /** @type {unknown} */ is, /** @type {string} */ words) => {
    if (was !== is) lines.push(words);
  };
  note(before.connection, after.connection, connectionWords(after.connection).words);
  note(before.volume, after.volume, `Volume ${before.volume ?? '–'} → ${after.volume ?? '–'}`);
  note(before.isVolumeMuted, after.isVolumeMuted, after.isVolumeMuted ? 'Sound off' : 'Sound on');
  note(before.isMuted, after.isMuted, after.isMuted ? 'Microphones off' : 'Microphones on');
  note(before.standby, after.standby, `Standby: ${after.standby}`);
  note(callWords(before), callWords(after), callWords(after) || 'Call ended');
  note(before.isPresenting, after.isPresenting, after.isPresenting ? 'Presentation started' : 'Presentation ended');
  note(before.alert, after.alert, after.alert ? `On the screen: ${after.alert}` : 'Alert cleared');
  note(before.access, after.access, `Bot access: ${after.access}`);
  return lines;
}

/** @param {Device} device */
const callWords = ({ calls }) => calls.map(({ name, status }) => `${status}: ${name}`).join(', ');
