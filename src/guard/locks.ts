import { nameList } from '#lib/name-list.ts';
import { Problem, type ProblemOptions } from '#lib/problem.ts';
import type { Lock, LockBreak } from '#store/index.ts';

/** For how long a change waits for its devices to be free. */
export const QUEUE_MS = 60 * 60_000;
/** Pauses between two looks at a device that somebody else is changing: most changes are over within them. */
export const SHORT_WAIT_MS = [50, 100, 200, 400, 750];

const NAMES = 3;

/** Something kept a command from being sent to a device: nothing happened to it. */
export class NotSent extends Problem {
  /** As an error of Webex says it. */
  readonly outcome = 'not-sent';
}

/** Somebody else is changing a device of this change, and went on for longer than one waits without being asked. */
export class Busy extends Problem {
  readonly locks: readonly Lock[];

  constructor(locks: readonly Lock[]) {
    const names = nameList(
      locks.map(({ deviceName }) => deviceName),
      NAMES,
    );
    super(`${names} ${locks.length === 1 ? 'is' : 'are'} being changed by somebody else`, {
      code: 'device-busy',
      hint: 'Nothing was sent.',
    });
    this.locks = locks;
  }
}

/** Why a change must not send to a device that it began to change; `broken` is how its lock was broken, when it was. */
export function notMine(broken: LockBreak | undefined): NotSent {
  if (broken)
    return new NotSent(`Stopped: the lock was broken by ${broken.by}: ${broken.reason}`, { code: 'lock-broken' });
  return new NotSent('Stopped: it took too long, and somebody else changes it now', { code: 'lock-lost' });
}

/** A device or a command was to be used that the plan does not name. Never to be seen: the fault is the program's. */
export const outsidePlan = (what: string): NotSent =>
  new NotSent(`${what} is no part of this plan`, {
    code: 'outside-plan',
    hint: 'That is a fault on my side, and it is logged. Nothing was sent.',
  });

/** Nobody knows who else changes a device, so nobody changes it. */
export const locksAway = (
  devices: readonly { name: string }[],
  more: Pick<ProblemOptions, 'next' | 'cause'>,
): NotSent =>
  new NotSent(
    devices.length === 0
      ? "I can't see who else changes what"
      : `I can't see whether somebody else changes ${nameList(
          devices.map(({ name }) => name),
          NAMES,
        )}`,
    { code: 'locks-away', hint: 'My store does not answer as it should. Nothing was sent.', ...more },
  );
