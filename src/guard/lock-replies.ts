import { titleFor } from '#lib/asked-elsewhere.ts';
import { sameId } from '#lib/ids.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import type { NextStep } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { ago, duration } from '#lib/time.ts';
import { clockTime, plainTime, type Reply } from '#render/index.ts';
import { buttons, said } from '#render/replies.ts';
import type { Lock, LockBreak, Plan as PlanRecord, Queued } from '#store/index.ts';

/** Locks that are told each by itself. */
const MOST_ROWS = 5;
const NAMES = 3;
const LONGEST_TITLE = 120;

interface Place {
  now: number;
  timeZone: string;
}

export const namesOf = (devices: readonly { name: string }[]): string =>
  nameList(
    devices.map(({ name }) => name),
    NAMES,
  );

const holderOf = ({ personId, personName }: Lock, asker: { id: string }): string =>
  sameId(personId, asker.id) ? 'you' : personName;

/** What others do on a device, for a card in the space `readIn`. */
function doing(lock: Lock, { now, readIn, seesAllOf }: Reader): string {
  const title = shortened(titleFor(lock, readIn, seesAllOf(lock.holder)), LONGEST_TITLE);
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}, for ${duration(now - lock.since)}`;
}

interface Reader {
  now: number;
  /** The space of the card. */
  readIn: string;
  /** Whether whoever reads it sees all devices of a change. */
  seesAllOf: (holder: string) => boolean;
}

/** The card that says whose a device is now, and offers to wait. */
export function busyReply(
  locks: readonly Lock[],
  plan: { title: string; targets: readonly { name: string }[] },
  record: PlanRecord,
  asker: { id: string; may(needs: 'administer'): boolean },
  reader: Reader,
): Reply {
  const [first, another] = locks;
  const title =
    first && !another
      ? `${first.deviceName} is being changed by ${holderOf(first, asker)}`
      : `${locks.length} of ${deviceCount(plan.targets.length)} are being changed by others`;
  const rows = locks.slice(0, MOST_ROWS).map((lock) => {
    const text = doing(lock, reader);
    return another ? `${lock.deviceName}, by ${holderOf(lock, asker)}: ${text}` : text;
  });
  const more = locks.length > MOST_ROWS ? [`${locks.length - MOST_ROWS} more`] : [];
  const lines = [...rows, ...more, `Nothing was sent. You asked for: ${plan.title.replace(/\?$/, '')}`];
  const next: NextStep[] = [
    ...(first && asker.may('administer') ? [{ title: 'Break the lock…', say: `unlock id:${first.deviceId}` }] : []),
    { title: 'Locks', say: 'locks' },
  ];
  return {
    view: 'locks/busy',
    data: { title, rows: lines.map((text) => ({ text })), plan: record.id, ...buttons(next) },
    text: [title, ...lines].join('\n'),
  };
}

/** The card of a change that waits: its place, until when, and how it is taken back. */
export function queuedReply(queued: Queued, place: number, { now, timeZone }: Place): Reply {
  const title = `I do this when ${namesOf(queued.devices)} ${queued.devices.length === 1 ? 'is' : 'are'} free`;
  const what = queued.title.replace(/\?$/, '');
  const line = `${what} · place ${place} in the queue`;
  return {
    view: 'locks/queued',
    data: {
      title,
      line,
      asker: queued.personName,
      until: clockTime(queued.until),
      plan: queued.planId,
      ...buttons([{ title: 'Locks', say: 'locks' }]),
    },
    text: `${title}\n${line}\nAsked by ${queued.personName} · waits until ${plainTime(queued.until, timeZone)} (${duration(queued.until - now)}).`,
  };
}

export const ranOutReply = (
  { title, devices, since, personName }: Queued,
  words: string | undefined,
  now: number,
): Reply =>
  said(`This waited for too long: ${title.replace(/\?$/, '')}`, {
    detail: `${namesOf(devices)} ${devices.length === 1 ? 'was' : 'were'} not free in time. Nothing was sent. Asked by ${personName} ${ago(now - since)}.`,
    next: words === undefined ? [] : [{ title: 'Ask again', say: words }],
  });

/** What the space hears whose change was stopped. The reason is what somebody typed. */
export function brokenReply({ by, reason, devices, title, personName }: LockBreak): Reply {
  const [first] = devices;
  const detail = [
    `Reason: ${reason.replace(/\.$/, '')}.`,
    `${title}, asked by ${personName}, sends nothing more to ${devices.length === 1 ? 'it' : 'these devices'}.`,
    'What was sent before stays sent.',
  ].join(' ');
  return said(`${by} broke the lock of ${namesOf(devices)}`, {
    detail,
    next: first ? [{ title: `Look at ${shortened(first.name, 40)}`, say: `device id:${first.id}` }] : [],
  });
}

/** Who asked for what was done just now, and why only now. */
export const waitedNote = ({ personName, since, devices }: Queued, now: number): string =>
  `Asked by ${personName} ${ago(now - since)}; it waited until ${namesOf(devices)} ${devices.length === 1 ? 'was' : 'were'} free.`;
