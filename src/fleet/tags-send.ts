import type { Admin, AdminWrites } from '#intent/admin.ts';
import type { Outcome } from '#intent/command.ts';
import type { ApplyContext } from '#intent/context.ts';
import type { TagsBack } from '#intent/parts.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { type ManyTold, workOnMany } from './many-work.ts';
import { edited, sameTags, type TagEdit, tagList, tagWords } from './tags.ts';
import type { TagsStep, TagsTarget } from './tags-plan.ts';

/** The tags of a device before and after. */
interface Became {
  had: readonly string[];
  to: readonly string[];
}

/**
 * Changes the tags of each device of a plan, once. Tags that somebody else gives or takes at this very moment stay as they
 * are; where all of them are replaced, a device that has others than the plan saw is left as it is.
 */
export async function sendTags(step: TagsStep, context: ApplyContext): Promise<Outcome> {
  const admin = await context.admin('devices:write');
  const { phrase, targets, edit } = step;
  const became = new Map<string, Became>();
  try {
    return await workOnMany(
      {
        ...told(step, became),
        phrase,
        targets,
        before: (target) => lookedAt(target, edit, admin.on(target)),
        act: async (target) => {
          became.set(target.id, await write(target, edit, admin));
          // The pipeline notes the tracking ids of what is done with an administrator's rights.
          return [];
        },
      },
      context,
    );
  } finally {
    admin.fleet.relist();
    context.fleet.relist();
  }
}

async function lookedAt(
  target: TagsTarget,
  edit: TagEdit | undefined,
  { devices }: AdminWrites,
): Promise<{ back: TagsBack }> {
  const { tags: had } = await devices.get(target.id);
  const left = wanted(target, edit, had);
  if (sameTags(had, left)) throw new ChangedMeanwhile(had);
  return { back: { tags: { had, left }, was: tagWords(had) } };
}

/** What a device is to have, by what it has now. Throws where all of its tags were agreed to and they are others. */
function wanted({ tags: seen, edit: own }: TagsTarget, edit: TagEdit | undefined, had: readonly string[]): string[] {
  if (seen && !sameTags(had, seen.had)) throw new ChangedMeanwhile(had);
  const mine = own ?? edit;
  return seen?.to ?? (mine ? edited(had, mine) : [...had]);
}

/** Read right before it is written, and again after a pause that Webex asks for: others may have written in it. */
const write = (target: TagsTarget, edit: TagEdit | undefined, admin: Pick<Admin, 'afresh'>): Promise<Became> =>
  admin.afresh(async ({ devices }) => {
    const { id } = target;
    const { tags: had } = await devices.get(id);
    const to = wanted(target, edit, had);
    const missing = to.filter((tag) => !had.includes(tag));
    if (sameTags(had, to)) return { had, to };
    try {
      if (to.length === 0) await devices.clearTags(id);
      // Appending keeps even what comes between the two calls.
      else if (had.every((tag) => to.includes(tag))) await devices.addTags(id, missing);
      else await devices.setTags(id, to);
    } catch (error) {
      // Where Webex did not say whether it was done, the device's tags may.
      const isUnknown = error instanceof Problem && 'outcome' in error && error.outcome === 'unknown';
      const now = isUnknown ? await devices.get(id).catch(() => undefined) : undefined;
      if (!now || !sameTags(now.tags, to)) throw error;
    }
    return { had, to };
  }, target);

/** Nothing was written. */
class ChangedMeanwhile extends Problem {
  readonly outcome = 'not-sent';

  constructor(tags: readonly string[]) {
    super(`Somebody else changed its tags just now: ${tagList(tags)}`, {
      code: 'changed-meanwhile',
      hint: 'It was left as it is.',
    });
  }
}

function told({ edit, isBack, targets }: TagsStep, became: ReadonlyMap<string, Became>): ManyTold {
  const [only, another] = targets;
  const one = only && !another ? only : undefined;
  const next: NextStep[] = one
    ? [{ title: 'Its tags', say: `tags id:${one.id}` }]
    : [{ title: 'All tags', say: 'tags' }];
  if (one) {
    const it = () => became.get(one.id);
    return {
      doing: isBack ? 'Taking it back' : 'Changing the tags',
      done: (subject) => `${subject} has ${tagWords(it()?.to ?? [])}${isBack ? ' again' : ''}`,
      detail: () => (it() ? `Before: ${tagList(it()?.had ?? [])}.` : ''),
      next,
    };
  }
  const has = (are: 'is' | 'are') => (are === 'is' ? 'has' : 'have');
  const again = isBack ? ' again' : '';
  if (!edit)
    return {
      doing: 'Taking it back',
      done: (subject, are) => `${subject} ${has(are)} ${are === 'is' ? 'its' : 'their'} old tags again`,
      next,
    };
  const { kind, tags } = edit;
  if (kind === 'add')
    return { doing: 'Tagging', done: (subject, are) => `${subject} ${has(are)} ${tagWords(tags)}${again}`, next };
  if (kind === 'replace')
    return {
      doing: 'Replacing tags',
      done: (subject, are) => `${subject} ${has(are)} ${tagWords(tags)} and no others`,
      next,
    };
  const off = tags.length === 0 ? 'any tags' : tagWords(tags);
  return { doing: 'Taking tags off', done: (subject, are) => `${subject} no longer ${has(are)} ${off}`, next };
}
