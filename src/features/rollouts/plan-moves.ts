import type { Fact } from '#intent/command.ts';
import type { BriefItem, Rollout } from '#intent/rollouts.ts';
import { nameList } from '#lib/name-list.ts';
import { restarts } from '#lib/rollout.ts';
import { shortened } from '#lib/shorten.ts';
import { movesOf } from './item-words.ts';

/** So few are told one by one. */
const FEW = 5;
/** So many are named where each is restarted or sent a command: people want to know whose room that is. */
export const NAMED = 12;
const MOST_MOVES = 3;
const MOST_SAMPLES = 3;
const LONGEST = 120;
const LONGEST_NAME = 40;

/** Whether each that it is done to, and who is left out, has a name in the plan. */
export const namesEach = (spec: Rollout['spec'], changing: readonly BriefItem[]): boolean =>
  changing.length <= NAMED && (spec.work.kind === 'command' || restarts(spec));

/** Who changes, where so few do that each has a name, and what is said of them below is the same of all. */
export function namesOfFew(spec: Rollout['spec'], changing: readonly BriefItem[]): string {
  // A few that change differently have a line each below.
  const isNamed = changing.length <= FEW ? isAlike(changing) : namesEach(spec, changing);
  return isNamed
    ? nameList(
        changing.map(({ name }) => shortened(name, LONGEST_NAME)),
        NAMED,
      )
    : '';
}

const isAlike = (changing: readonly BriefItem[]): boolean =>
  new Set(changing.map((item) => JSON.stringify(movesOf(item)))).size === 1;

/** What would change, from what to what: of a few each, of many the most frequent changes and some devices as a sample. */
export function moveFacts(changing: readonly BriefItem[]): Fact[] {
  const moves = new Map<string, number>();
  for (const item of changing)
    for (const move of movesOf(item)) {
      const text = shortened(move, LONGEST);
      moves.set(text, (moves.get(text) ?? 0) + 1);
    }
  const sorted = [...moves].sort(([, left], [, right]) => right - left);
  const isSame = sorted.every(([, count]) => count === changing.length);
  if (isSame && sorted.length <= FEW) return sorted.map(([text]) => fact(text));
  if (changing.length <= FEW) return changing.map((item) => fact(lineOf(item)));
  // A line that says there is one more takes the room of that one.
  const most = sorted.length === MOST_MOVES + 1 ? sorted.length : MOST_MOVES;
  const shown = sorted.slice(0, most).map(([text, count]) => fact(`${text} on ${count.toLocaleString('en')}`));
  const more = sorted.slice(most).reduce((sum, [, count]) => sum + count, 0);
  return [
    ...shown,
    ...(more > 0 ? [fact(`and ${more.toLocaleString('en')} more changes, all of them in the file`)] : []),
    { key: 'sample', text: `For example: ${sampleOf(changing).map(lineOf).join('; ')}` },
  ];
}

const fact = (text: string): Fact => ({ key: `move ${text}`, text });

/** "Fjord (Cisco Room Bar): Standby.Delay: 120 → 10" */
const lineOf = (item: BriefItem): string => {
  const product = item.product === '' ? '' : ` (${shortened(item.product, LONGEST_NAME)})`;
  const [first, ...others] = movesOf(item).map((move) => shortened(move, LONGEST));
  const more = others.length > 2 ? [others[0], `and ${others.length - 1} more`] : others;
  return `${shortened(item.name, LONGEST_NAME)}${product}: ${[first, ...more].join(', ')}`;
};

/** Devices of different products, since those differ most. */
const sampleOf = (changing: readonly BriefItem[]): BriefItem[] =>
  [...Map.groupBy(changing, ({ product }) => product).values()]
    .sort((left, right) => right.length - left.length)
    .slice(0, MOST_SAMPLES)
    .flatMap(([first]) => first ?? []);
