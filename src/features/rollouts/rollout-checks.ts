import type { Spec } from '#lib/rollout.ts';
import { closesAt, lengthOf, nextOpening, openAt, startOf } from '#lib/rollout-window.ts';
import { duration } from '#lib/time.ts';
import { dayIn } from '#lib/zoned.ts';
import type { Now } from './option-times.ts';
import type { PacingWords } from './option-words.ts';

/** Options that make no sense for what the rollout does. */
export const misfits = ({ work, undoes }: Pick<Spec, 'work' | 'undoes'>, { thenReboot }: PacingWords): string[] => {
  if (!thenReboot) return [];
  if (undoes !== undefined) return ['"then reboot" goes with new settings, and this plan takes some back'];
  if (work.kind === 'settings') return [];
  return ['"then reboot" comes after settings; what a command brings about would be gone with the restart'];
};

export const NOBODY_WATCHED = 'Without a canary there is nobody to be watched. Say for example "canary 5% for 10 min"';

/** What can't be meant together, or not any more; and what may surprise. */
export function contradictions(
  { canary, watchMs, overMs, window, startAt }: PacingWords,
  { now, timeZone }: Now,
): { faults: string[]; warnings: string[] } {
  const faults: string[] = [];
  const warnings: string[] = [];
  if (canary === 'none' && watchMs !== undefined) faults.push(NOBODY_WATCHED);
  const start = startAt && startOf(startAt, { now, zone: startAt.zone ?? window?.zone ?? timeZone });
  if (startAt && start === undefined) faults.push(`"${startAt.text}" is no time`);
  if (startAt && start !== undefined && start < now) faults.push(`The start is over: ${startAt.text}`);
  if (!window) return { faults, warnings };

  const zoned = { ...window, zone: window.zone ?? timeZone };
  const times = `${window.from}–${window.to}`;
  const begin = Math.max(now, start ?? now);
  const opening = nextOpening(zoned, begin);
  if (nextOpening(zoned, now) === undefined)
    faults.push(`The window ${window.date ?? ''} ${times} is over`.replace('  ', ' '));
  else if (opening === undefined) faults.push(`The start ${startAt?.text} is after the window ${window.date} ${times}`);
  else if (start !== undefined && !openAt(zoned, begin))
    warnings.push(
      `Its start, ${startAt?.text}, is outside of the window, so it waits until ${[dayIn(opening, zoned.zone), window.from, window.zone].filter(Boolean).join(' ')}`,
    );
  if (opening === undefined) return { faults, warnings };

  const length = lengthOf(window);
  if (window.date !== undefined) {
    const left = (closesAt(zoned, opening) ?? opening) - opening;
    const needed = (overMs ?? 0) + (watchMs ?? 0);
    if (overMs === undefined && watchMs !== undefined && watchMs >= left)
      faults.push(
        `The canary is watched for all of the window ${window.date} ${times}, so the others have no time in it`,
      );
    else if (needed > left)
      faults.push(
        `${duration(needed)} do not fit into the window ${window.date} ${times}, which has ${duration(left)}`,
      );
    return { faults, warnings };
  }
  if (overMs !== undefined && overMs > length)
    warnings.push(
      `${duration(overMs)} are longer than the window, so it takes ${Math.ceil(overMs / length)} windows of ${duration(length)}`,
    );
  if (watchMs !== undefined && watchMs >= length)
    warnings.push(
      `The canary is watched for longer than the window of ${duration(length)} is open, so the others wait for the next one`,
    );
  return { faults, warnings };
}
