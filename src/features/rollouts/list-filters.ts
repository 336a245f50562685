import type { ReadContext } from '#intent/context.ts';
import type { Rollout } from '#intent/rollouts.ts';
import { failuresOf } from '#lib/rollout-counts.ts';
import { countsSeen } from './seen.ts';

type Looks = (rollout: Rollout, context: ReadContext) => boolean | Promise<boolean>;

const isAt =
  (...states: Rollout['status'][]): Looks =>
  ({ status }) =>
    states.includes(status);

const isMine: Looks = ({ personId }, { asker }) => personId === asker.id;

const WORDS: Readonly<Record<string, Looks>> = {
  running: isAt('running', 'confirming', 'ending'),
  waiting: isAt('waiting'),
  paused: isAt('paused'),
  done: isAt('done', 'empty'),
  cancelled: isAt('cancelled'),
  // One that failures stopped, and one that went to its end without some of its devices.
  failed: async (rollout, context) =>
    rollout.status === 'stopped' || failuresOf(await countsSeen(rollout, context)) > 0,
  mine: isMine,
};

/** What says nothing of which ones. */
const FILLERS = ['and', 'all', 'please'];

export interface Filters {
  /** Those of a rollout that is to be shown; all of them hold. */
  looks: Looks[];
  /** What none of them is. */
  unknown: string[];
}

/** What the words behind `rollouts` ask for: "running", "mine", "by bob", "Standby.Delay". */
export function filtersOf(words: string): Filters {
  const looks: Looks[] = [];
  const unknown: string[] = [];
  const by = /(?:^|\s)by\s+(.+)$/i.exec(words);
  const name = by?.[1]?.trim().toLowerCase();
  // The name stands on the card.
  if (name !== undefined && !/^[\p{L}\p{N}@.'_+ -]+$/u.test(name)) unknown.push(name);
  else if (name !== undefined) looks.push(name === 'me' ? isMine : isBy(name));
  for (const word of words
    .slice(0, by?.index)
    .split(/[\s,]+/)
    .filter(Boolean)) {
    const known = Object.hasOwn(WORDS, word.toLowerCase()) ? WORDS[word.toLowerCase()] : undefined;
    if (known) looks.push(known);
    else if (/^[a-z]\w*(?:\[\d+\])?(?:\.[\w[\]]+)+$/i.test(word)) looks.push(isAbout(word.toLowerCase()));
    else if (!FILLERS.includes(word.toLowerCase())) unknown.push(word);
  }
  return { looks, unknown };
}

const isBy =
  (name: string): Looks =>
  ({ personName, personEmail }) =>
    personName.toLowerCase().split(/\s+/).includes(name) ||
    [personName.toLowerCase(), personEmail.toLowerCase()].includes(name);

/** Also of a part, such as "Standby": the settings in words, or in a file of values of each device's own. */
const isAbout =
  (key: string): Looks =>
  ({ spec: { work, columns = [] } }) => {
    const keys = [...columns, ...(work.kind === 'settings' ? work.settings.map((one) => one.key) : [work.command])];
    return keys.some((one) => one.toLowerCase() === key || one.toLowerCase().startsWith(`${key}.`));
  };

export async function matching(all: readonly Rollout[], { looks }: Filters, context: ReadContext): Promise<Rollout[]> {
  const found: Rollout[] = [];
  for (const rollout of all) {
    const answers = await Promise.all(looks.map((look) => look(rollout, context)));
    if (answers.every(Boolean)) found.push(rollout);
  }
  return found;
}
