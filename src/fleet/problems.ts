import { nearest } from '#lib/nearest.ts';
import { Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import { ago } from '#lib/time.ts';
import type { Device } from '#webex/devices.ts';
import { conditionOf } from './condition.ts';
import { addressKind } from './match.ts';

/** How an administrator gives this bot a device: the step that is most often missed. */
export const HOW_TO_GRANT =
  'An administrator gives me access per workspace: Control Hub → Workspaces → a workspace → Devices → Edit API access → add me with Full Access.';

/** A name that several devices have: the pipeline asks which one is meant, and the click goes on. */
export class AmbiguousDevice extends Problem {
  readonly phrase: string | undefined;
  readonly devices: Device[];
  /** What the card says first. */
  readonly question: string;
  /** The words for one of these devices; others that were named stay in them. */
  readonly phraseFor: (device: Device) => string;
  /** Only one part of several was doubtful: a name that is typed instead would lose the others. */
  readonly isPart: boolean;
  constructor(phrase: string | undefined, devices: Device[], { isGroup = false, phraseFor }: Ambiguity = {}) {
    super(phrase === undefined ? 'Which device?' : `${devices.length} devices match "${phrase}".`, {
      code: 'ambiguous-device',
      hint: hintFor(phrase, isGroup),
    });
    this.phrase = phrase;
    this.question = isGroup ? ONE_AT_A_TIME : 'Which device?';
    this.devices = devices;
    this.phraseFor = phraseFor ?? (({ id }) => `id:${id}`);
    this.isPart = phraseFor !== undefined;
  }
}

interface Ambiguity {
  /** The words name a group of devices. */
  isGroup?: boolean;
  phraseFor?: (device: Device) => string;
}

const ONE_AT_A_TIME = 'I do one device at a time';

function hintFor(phrase: string | undefined, isGroup: boolean): string {
  if (phrase === undefined)
    return 'Choose one, or say it with the words, for example "on Fjord". "use Fjord" makes it the one of this space.';
  return isGroup ? 'Choose one.' : 'Choose one, or say more of its name.';
}

/** Devices that can be talked to come first. */
const sorted = (devices: readonly Device[]) =>
  devices.toSorted(
    (left, right) =>
      Number(conditionOf(right).isOnline) - Number(conditionOf(left).isOnline) ||
      left.displayName.localeCompare(right.displayName, 'en'),
  );

/** Several devices, and nobody said which one. */
export const notSaid = (devices: readonly Device[]) => new AmbiguousDevice(undefined, sorted(devices));

/** "tag:lobby" names several devices. */
export const notOne = (phrase: string, devices: readonly Device[]) =>
  new AmbiguousDevice(phrase, sorted(devices), { isGroup: true });

export const oneAtATime = () =>
  new Problem(ONE_AT_A_TIME, {
    code: 'one-at-a-time',
    hint: 'Name the device, for example "on Fjord". Nothing was sent.',
    next: [{ title: 'Devices', say: 'devices' }],
  });

export const noDevices = () =>
  new Problem("I can't see any devices yet", {
    code: 'no-devices',
    hint: HOW_TO_GRANT,
    next: [
      { title: 'Check again', say: 'devices' },
      { title: 'Show all checks', say: 'doctor' },
    ],
  });

export const vanished = (name?: string) =>
  new Problem(`${name ?? 'This device'} is not there any more`, {
    code: 'device-gone',
    hint: 'It was deleted, or my access to its workspace was taken away. Nothing was sent.',
    next: [{ title: 'Devices', say: 'devices' }],
  });

/** No device has that name; `near` are names like it. */
export class NoSuchDevice extends Problem {
  readonly phrase: string;
  readonly near: readonly string[];

  constructor(phrase: string, near: readonly string[]) {
    super(`I can't see a device named "${shortened(phrase, 60)}"`, {
      code: 'no-such-device',
      hint:
        near.length > 0
          ? `Nearest: ${near.join(' · ')}.`
          : 'If it exists, its workspace may not be granted to me: Control Hub → Workspaces → Devices → Edit API access.',
      next: [
        ...near.map((name) => ({ title: name, say: `device ${quoted(name)}` })),
        { title: 'Devices', say: 'devices' },
      ],
    });
    this.phrase = phrase;
    this.near = near;
  }
}

/** No device has that name: offers the nearest names, and how a device comes to be seen. */
export function noSuchDevice(phrase: string, devices: readonly Device[]): Problem {
  if (devices.length === 0) return noDevices();
  const address = addressKind(phrase);
  if (address !== undefined)
    return new Problem(`No device I can see has the ${address} ${phrase.trim()}`, {
      code: 'no-such-device',
      hint: 'Write it whole, or look for the device by its name.',
      next: [{ title: 'Devices', say: 'devices' }],
    });
  const near = nearest(
    phrase,
    devices.map((device) => device.displayName),
    { max: 3 },
  );
  return new NoSuchDevice(phrase, near);
}

/** No device carries that tag, or stands in that place. */
export function nothingFound(phrase: string): Problem {
  // "location:Oslo and tag:vip" looks for a place called "Oslo and".
  const both = phrase.replace(/\s+and\s+(?=[a-z]{1,20}:\S)/gi, ' ');
  return new Problem(`No device matches "${shortened(phrase, 60)}"`, {
    code: 'no-such-device',
    hint: `${both === phrase ? '' : `Filters stand side by side, without "and": ${shortened(both, 80)}. `}Nothing was sent.`,
    next: [{ title: 'Devices', say: 'devices' }],
  });
}

/** A device that cannot take a call now: said before a call is made. */
export function offline(device: Device, now: number): Problem {
  const seen = device.lastSeen === undefined ? Number.NaN : Date.parse(device.lastSeen);
  const since = Number.isNaN(seen) ? '' : `. Webex last saw it ${ago(now - seen)}`;
  const target = `id:${device.id}`;
  return new Problem(`${device.displayName} is ${conditionOf(device).word.toLowerCase()}${since}`, {
    code: 'device-offline',
    hint: 'Commands and status need a connected device. Check its power and network.',
    next: [
      { title: 'Tell me when it is back', say: `notify ${target}` },
      { title: 'Details', say: `device ${target}` },
    ],
  });
}

export const notGranted = (device: Device) =>
  new Problem(`I may see ${device.displayName}, but not talk to it`, { code: 'not-granted', hint: HOW_TO_GRANT });

export const readOnly = (device: Device) =>
  new Problem(`I may only look at ${device.displayName}`, {
    code: 'read-only',
    hint: 'My access to its workspace is Read Only. An administrator can change it: Control Hub → Workspaces → the workspace → Devices → Edit API access → Full Access.',
    next: [{ title: 'Details', say: `device id:${device.id}` }],
  });
