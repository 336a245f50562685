import type { ReadContext } from '#intent/context.ts';
import { shortened } from '#lib/shorten.ts';
import { ago } from '#lib/time.ts';
import { plainDateTime } from '#render/index.ts';

type Audit = ReadContext['store']['audit'];
export type Verdict = NonNullable<Awaited<ReturnType<Audit['verify']>>>;
type Finding = Verdict['findings'][number];
type Waiting = NonNullable<Awaited<ReturnType<Audit['outbox']['status']>>>;

/** An entry that was tampered with may hold anything. */
const LONGEST = 80;

export const many = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'entry' : 'entries'}`;

export const counted = ({ sound, chains }: Verdict): string =>
  `${many(sound)} in ${chains.toLocaleString('en')} ${chains === 1 ? 'chain' : 'chains'}`;

/** How far the webhook is behind. */
export function waitingWords({ count, since, failing }: Waiting, now: number): string {
  if (count === 0) return 'everything';
  const oldest = since === undefined ? '' : `, the oldest from ${ago(now - since)}`;
  return `${many(count)} ${count === 1 ? 'waits' : 'wait'}${oldest}${failing ? `. ${failing.why}` : ''}`;
}

const WHAT: Record<Finding['kind'], string> = {
  changed: 'Changed',
  inserted: 'Put in',
  moved: 'Moved',
  removed: 'Taken out',
  unsealed: 'Put in without a seal',
  'chain-removed': 'A whole chain taken out',
  'chain-unknown': 'A chain without its beginning',
  'chain-changed': 'A chain was changed',
  'sealed-anew': 'Sealed anew',
  'no-key': 'Can not be checked',
};

/** What was done, as a word, and to which entry and between which times, as a line. Times are those of the bot's zone. */
export function findingOf(finding: Finding, timeZone: string): { what: string; detail: string } {
  return { what: WHAT[finding.kind], detail: detailOf(finding, (at) => timeOf(at, timeZone)) };
}

/** Whoever changes a time can make it one that no clock shows. */
function timeOf(at: number | undefined, timeZone: string): string {
  return at === undefined || Math.abs(at) > 8.64e15 ? 'an unknown time' : plainDateTime(at, timeZone);
}

function detailOf(finding: Finding, time: (at: number | undefined) => string): string {
  switch (finding.kind) {
    case 'changed':
    case 'inserted':
      return entryWords(finding.entry, time);
    case 'moved':
      return `${entryWords(finding.entry, time)}. It was written as entry ${finding.belongs}`;
    case 'removed': {
      const numbers =
        finding.from === finding.to ? `entry ${finding.from}` : `entries ${finding.from} to ${finding.to}`;
      const after = finding.after === undefined ? 'at the beginning of its chain' : `after ${time(finding.after)}`;
      const before = finding.before === undefined ? ', at the end of its chain' : `, before ${time(finding.before)}`;
      return `${many(finding.to - finding.from + 1)} (${numbers}) ${after}${before}`;
    }
    case 'unsealed':
    case 'chain-unknown':
      return `${many(finding.count)}, written between ${time(finding.from)} and ${time(finding.to)}`;
    case 'chain-removed':
      return finding.until > 0
        ? `at least ${many(finding.count)}, the last of ${time(finding.until)}`
        : `at least ${many(finding.count)}`;
    case 'chain-changed':
      return finding.part === 'beginning'
        ? `the beginning of the chain of ${time(finding.startedAt)}`
        : `up to where the chain of ${time(finding.startedAt)} was forgotten`;
    case 'sealed-anew':
      return `the chain of ${time(finding.startedAt)}, by somebody who has the key`;
    case 'no-key':
      return `${many(finding.count)} sealed with a key I don't have (${shortened(finding.keyId, LONGEST)})`;
  }
}

const entryWords = (
  { n, at, person_email, action }: Extract<Finding, { entry: unknown }>['entry'],
  time: (at: number) => string,
): string => `entry ${n}: ${shortened(action, LONGEST)} · ${shortened(person_email, LONGEST)} · ${time(at)}`;
