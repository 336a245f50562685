import { HOW_TO_GRANT } from '#fleet/problems.ts';
import type { Fact } from '#intent/command.ts';
import type { BriefItem } from '#intent/rollouts.ts';
import { nameList } from '#lib/name-list.ts';
import { changerOf, takerOf } from '#lib/rollout.ts';
import { shortened } from '#lib/shorten.ts';
import { reasonWords, type TakerWords } from '#render/rollout-words.ts';

const MOST_REASONS = 5;
const MOST_DETAILS = 4;
const MOST_NAMES = 3;
const LONGEST = 200;
/** What each of them says by itself, since it differs from product to product or from device to device. */
const TOLD = new Set(['value', 'unknown-key', 'not-editable', 'secret', 'several', 'changed', 'elsewhere', 'unread']);
/** What is the same for all devices of a product. */
const BY_PRODUCT = new Set(['value', 'unknown-key']);

/**
 * Who is left out and why: how many by reason, and what their products, or Webex, say to it. `mostNames`: up to so many have their
 * names there, also where the reason says all.
 */
export function leftOutFacts(blocked: readonly BriefItem[], takers?: TakerWords, mostNames = 0): Fact[] {
  if (blocked.length === 0) return [];
  const reasons = [...Map.groupBy(blocked, ({ reason }) => reason)].sort(
    ([, left], [, right]) => right.length - left.length,
  );
  const words = reasons
    .slice(0, MOST_REASONS)
    .map(
      ([reason, those]) =>
        `${those.length.toLocaleString('en')} ${reasonWords(reason, takers)}${mostNames > 0 && !isTold(reason) ? ` (${namesOf(those, mostNames)})` : ''}`,
    );
  return [
    { key: `blocked ${words.join()}`, text: `Left out: ${words.join(' · ')}.` },
    ...detailsOf(blocked, mostNames),
    ...(blocked.some(({ reason }) => reason === 'not-granted') ? [{ key: 'grant', text: HOW_TO_GRANT }] : []),
  ];
}

const namesOf = (those: readonly BriefItem[], most: number): string =>
  nameList(
    those.map(({ name }) => name),
    most,
  );

const isTold = (reason: string): boolean =>
  TOLD.has(reason) || changerOf(reason) !== undefined || takerOf(reason) !== undefined;

/** "Cisco Desk Pro: Standby.Delay: 500 is over 480 (Kew and 3 more)" */
function detailsOf(blocked: readonly BriefItem[], mostNames: number): Fact[] {
  const groups = Map.groupBy(
    blocked.filter(({ reason, why }) => isTold(reason) && why !== undefined),
    ({ reason, why = '', product }) => `${BY_PRODUCT.has(reason) && product !== '' ? `${product}: ` : ''}${why}`,
  );
  return [...groups]
    .sort(([, left], [, right]) => right.length - left.length)
    .slice(0, MOST_DETAILS)
    .map(([text, those]) => {
      const names = namesOf(those, Math.max(mostNames, MOST_NAMES));
      return { key: `why ${text} ${those.length}`, text: `${shortened(text.replace(/\.$/, ''), LONGEST)} (${names}).` };
    });
}
