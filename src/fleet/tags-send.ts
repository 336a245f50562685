import type { Admin } from '#intent/admin.ts';
import type { Outcome } from '#intent/command.ts';
import type { ApplyContext } from '#intent/context.ts';
import type { TagsBack } from '#intent/parts.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import type { Device } from '#webex/devices.ts';
import { type ManyTold, workOnMany } from './many-work.ts';
import { edited, sameTags, type TagEdit, tagList, tagWords } from './tags.ts';
import type { TagsStep, TagsTarget } from './tags-plan.ts';

/**
 * Changes the tags of each device of a plan, once. A device whose tags are others than the plan saw is left as it is. What is
 * added is appended, so that even a tag that somebody else gives at this very moment stays.
 */
export async function sendTags(step: TagsStep, context: ApplyContext): Promise<Outcome> {
  const { webex, fleet } = await context.admin('devices:write');
  const { phrase, targets, edit } = step;
  try {
    return await workOnMany(
      {
        ...told(step),
        phrase,
        targets,
        before: (target) => lookedAt(target, edit, webex),
        act: async ({ id }, { back }) => {
          const { had, left } = back.tags;
          const write = edit?.kind === 'add' ? added(id, had, left, webex) : replaced(id, left, webex);
          await write.catch((error: unknown) => orElseThere(error, id, left, webex));
          // The pipeline notes the tracking ids of what is done with an administrator's rights.
          return [];
        },
      },
      context,
    );
  } finally {
    fleet.relist();
    context.fleet.relist();
  }
}

type Client = Admin['webex'];

async function lookedAt(
  { id, tags: seen }: TagsTarget,
  edit: TagEdit | undefined,
  { devices }: Client,
): Promise<{ back: TagsBack }> {
  const { tags: had } = await devices.get(id);
  if (seen && !sameTags(had, seen.had)) throw changedMeanwhile(had);
  const left = seen?.to ?? (edit ? edited(had, edit) : had);
  if (sameTags(had, left)) throw changedMeanwhile(had);
  return { back: { tags: { had, left }, was: tagWords(had) } };
}

const added = (id: string, had: readonly string[], left: readonly string[], { devices }: Client): Promise<Device> =>
  devices.addTags(
    id,
    left.filter((tag) => !had.includes(tag)),
  );

const replaced = (id: string, left: readonly string[], { devices }: Client): Promise<Device> =>
  left.length === 0 ? devices.clearTags(id) : devices.setTags(id, left);

/** Where Webex did not say whether it was done, the device's tags may. Throws the error when they do not. */
async function orElseThere(error: unknown, id: string, left: readonly string[], { devices }: Client): Promise<void> {
  const isUnknown = error instanceof Problem && 'outcome' in error && error.outcome === 'unknown';
  const now = isUnknown ? await devices.get(id).catch(() => undefined) : undefined;
  if (!now || !sameTags(now.tags, left)) throw error;
}

const changedMeanwhile = (tags: readonly string[]) =>
  new Problem(`Somebody else changed its tags just now: ${tagList(tags)}`, {
    code: 'changed-meanwhile',
    hint: 'It was left as it is.',
  });

function told({ edit, what = '', targets }: TagsStep): ManyTold {
  if (!edit) return { doing: 'Taking it back', done: (subject) => `Taken back on ${subject}: ${what}` };
  const [only, another] = targets;
  if (only?.tags && !another)
    return {
      doing: 'Changing the tags',
      done: (subject) => `${subject} has ${tagWords(only.tags?.to ?? [])}`,
      detail: `Before: ${tagList(only.tags.had)}.`,
      next: [{ title: 'Its tags', say: `tags id:${only.id}` }],
    };
  const { kind, tags } = edit;
  const has = (are: 'is' | 'are') => (are === 'is' ? 'has' : 'have');
  const next: NextStep[] = [{ title: 'All tags', say: 'tags' }];
  if (kind === 'add')
    return { doing: 'Tagging', done: (subject, are) => `${subject} ${has(are)} ${tagWords(tags)}`, next };
  if (kind === 'replace')
    return {
      doing: 'Replacing tags',
      done: (subject, are) => `${subject} ${has(are)} ${tagWords(tags)} and no others`,
      next,
    };
  const off = tags.length === 0 ? 'any tags' : tagWords(tags);
  return { doing: 'Taking tags off', done: (subject, are) => `${subject} no longer ${has(are)} ${off}`, next };
}
