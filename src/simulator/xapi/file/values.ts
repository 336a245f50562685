import type { SimDevice } from '../../devices/device.ts';
import type { ValueSpace } from '../schema/index.ts';

/** What a quiet room says, best first. */
const CALM = [
  ...['Off', 'False', 'None', 'No', 'Inactive', 'Idle', 'Normal', 'OK', 'Ok', 'Good', 'Available', 'Free'],
  ...['NotConnected', 'NotDetected', 'NotFound', 'Disconnected', 'Disabled', 'Deactivated', 'Hidden', 'Closed'],
  ...['Unknown', 'Auto', 'Default'],
];

/** What the first element of an array, or what is no element, rather says where the name of the status ends so. */
const FIRST: readonly (readonly [end: RegExp, value: string])[] = [
  [/Connected$/, 'True'],
  [/ConnectionStatus$/, 'Connected'],
  [/(SignalState|Health)$/, 'OK'],
  [/(Availability|Available)$/, 'Available'],
  [/Registration\.Status$/, 'Registered'],
];

/** Whole numbers by how the path ends: lowest and highest. */
const RANGES: readonly (readonly [end: RegExp, min: number, max: number])[] = [
  [/(CallId|InstanceId|StreamId|SessionId)$/, 0, 0],
  [/(Loss|Lost|Errors?|Dropped|Failed|Failures|Missing|Discarded|Crashes|Alarms?|Waiting)$/, 0, 2],
  [/(Noise|RSSI)$/, -80, -40],
  [/(Percentage|Percent|Level|Volume|Loudness|Brightness|Score|Gain)$/, 20, 80],
  [/(Width|ResolutionX)$/, 1920, 1920],
  [/(Height|ResolutionY)$/, 1080, 1080],
  [/(RefreshRate|Frame[Rr]ate|Fps)$/, 30, 60],
  [/(Rate|Bitrate|Bandwidth|Speed)$/, 64, 6000],
  [/Port$/, 5060, 5080],
  [/(Channels|Connector|Count|NumberOf\w+)$/, 1, 4],
  [/Temperature$/, 36, 52],
  [/(Duration|Uptime|Seconds|Since|Timeout|Remaining)$/, 0, 3600],
  [/(Packets|Bytes|Total|Received|Sent|Transmitted)$/, 1000, 90_000],
];

type Text = (n: number, device: SimDevice) => string;

/** Texts by how the path ends. `n` is a whole number that differs from path to path and from device to device. */
const TEXTS: readonly (readonly [end: RegExp, text: Text])[] = [
  [/MacAddress$/, (_, { mac }) => mac],
  [/IPv6.*(Address|Gateway)$/, (n) => `fe80::f229:29ff:fe${hex(n, 2)}:${hex(n >> 8, 4)}`],
  [/(SubnetMask|Netmask)$/, () => '255.255.255.0'],
  [/(IP|Address|Gateway|Host|Server)$/, (n) => `10.${n % 4}.${(n >> 2) % 250}.${1 + ((n >> 10) % 250)}`],
  [/(Domain|DomainName|FQDN)$/, () => 'fjordbank.example'],
  [/Serial(Number)?$/, (n) => `FOC26${hex(n, 6).toUpperCase()}`],
  [/(Time|Time[Ss]tamp|Date|At|Since|Until|Expires|NotAfter|NotBefore|LastSeen|LastRun)$/, (_, { created }) => created],
  [/(SIP|H323)\b.*(URI|Uri|Alias)$/, (_, { sip }) => sip],
  [/(URL|Url|URI|Uri)$/, (n) => `https://files.fjordbank.example/${hex(n, 6)}`],
  [/(Version|VersionId|Version\.\w+|VersionCode\.\w+|Software|Info|Firmware)$/, (n) => `2.${n % 9}.${(n >> 4) % 20}`],
  [/E?[Mm]ail$/, (n) => `room${n % 1000}@fjordbank.example`],
  [/Model$/, (n) => `M${100 + (n % 900)}`],
  [/(Manufacturer|Vendor)$/, (n) => ['Cisco', 'Northwind', 'Contoso'][n % 3] ?? 'Cisco'],
  [/SSID$/, () => 'Fjordbank'],
  [/Duplex$/, () => 'Full'],
  [/(Transport|Protocol)$/, () => 'UDP'],
  [/(Status|State|Result|Health)$/, () => 'OK'],
  [/(Reason|Message|Error)$/, () => 'None'],
  [/(Mute|AGC|Mode|Direct|Active|Enabled)$/, () => 'Off'],
  [/(Id|ID|Identifier|Hash|Fingerprint)$/, (n) => hex(n, 8)],
  [/(Number|Count|Total|Rate|Fps|Speed|Loss|Delay|Jitter|Level|Port|Temperature|Value)$/, (n) => String(n % 100)],
];

/** Makes the values of one status; `key` is the path with indices, `index` the innermost of them. */
export type ValueMaker = (key: string, index: number | undefined, device: SimDevice) => string | number;

/**
 * Values for a status that the simulator does not act out: they fit the value space, are what a quiet room could well
 * say, and stay the same for the same path of the same device. `path` has dots and no indices.
 */
export function valueMaker(space: ValueSpace, path: string): ValueMaker {
  switch (space.type) {
    case 'literal':
      return literals(space.values, path);
    case 'integer': {
      const { min = -Infinity, max = Infinity } = space;
      const made = integers(path);
      return (key, index, device) => Math.min(max, Math.max(min, made(mix(key, device.index), index)));
    }
    case 'string': {
      const text = TEXTS.find(([end]) => end.test(path))?.[1];
      const said = words(path);
      const fitted = (value: string) => value.padEnd(space.min, '0').slice(0, space.max);
      return (key, index, device) => {
        if (text) return fitted(text(mix(key, device.index), device));
        return fitted(index === undefined ? said : `${said} ${index}`);
      };
    }
  }
}

function literals(values: readonly string[], path: string): ValueMaker {
  const first = FIRST.find(([end, value]) => end.test(path) && values.includes(value))?.[1];
  const calm = CALM.find((value) => values.includes(value));
  return (key, index, device) => {
    if (first !== undefined && (index ?? 1) === 1) return first;
    return calm ?? values[mix(key, device.index) % values.length] ?? '';
  };
}

function integers(path: string): (n: number, index: number | undefined) => number {
  const [, min, max] = RANGES.find(([end]) => end.test(path)) ?? [];
  if (min !== undefined && max !== undefined) return (n) => min + (n % (max - min + 1));
  return /Id$/.test(path) ? (n, index) => index ?? n % 100 : (n) => n % 100;
}

/** "Local input" for `Audio.Input.LocalInput.Name`. */
function words(path: string): string {
  const names = path.split('.');
  const name = names.at(-2) ?? names.at(-1) ?? '';
  return name.replace(/([a-z0-9])([A-Z][a-z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
}

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0').slice(-digits);

/** A whole number below 2^31 from a text and a seed (FNV-1a). */
function mix(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 1;
}
