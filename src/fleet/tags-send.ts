import type { Admin } from '#intent/admin.ts';
import type { Outcome } from '#intent/command.ts';
import type { ApplyContext } from '#intent/context.ts';
import type { TagsBack } from '#intent/parts.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import type { Device } from '#webex/devices.ts';
import { type ManyTold, workOnMany } from './many-work.ts';
import { sameTags, tagList, tagWords } from './tags.ts';
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
        before: (target) => lookedAt(target, webex),
        act: async (target) => {
          const write = edit?.kind === 'add' ? added(target, webex) : replaced(target, webex);
          await write.catch((error: unknown) => orElseThere(error, target, webex));
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

async function lookedAt({ id, had, to }: TagsTarget, { devices }: Client): Promise<{ back: TagsBack }> {
  const { tags } = await devices.get(id);
  if (!sameTags(tags, had)) throw changedMeanwhile(tags);
  return { back: { tags: { had: tags, left: to }, was: tagWords(tags) } };
}

const added = ({ id, had, to }: TagsTarget, { devices }: Client): Promise<Device> =>
  devices.addTags(
    id,
    to.filter((tag) => !had.includes(tag)),
  );

const replaced = ({ id, to }: TagsTarget, { devices }: Client): Promise<Device> =>
  to.length === 0 ? devices.clearTags(id) : devices.setTags(id, to);

/** Where Webex did not say whether it was done, the device's tags may. Throws the error when they do not. */
async function orElseThere(error: unknown, { id, to }: TagsTarget, { devices }: Client): Promise<void> {
  const isUnknown = error instanceof Problem && 'outcome' in error && error.outcome === 'unknown';
  const now = isUnknown ? await devices.get(id).catch(() => undefined) : undefined;
  if (!now || !sameTags(now.tags, to)) throw error;
}

const changedMeanwhile = (tags: readonly string[]) =>
  new Problem(`Somebody else changed its tags just now: ${tagList(tags)}`, {
    code: 'changed-meanwhile',
    hint: 'It was left as it is.',
  });

function told({ edit, what = '', targets }: TagsStep): ManyTold {
  if (!edit) return { doing: 'Taking it back', done: (subject) => `Taken back on ${subject}: ${what}` };
  const [only, another] = targets;
  if (only && !another)
    return {
      doing: 'Changing the tags',
      done: (subject) => `${subject} has ${tagWords(only.to)}`,
      detail: `Before: ${tagList(only.had)}.`,
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
  const off = tags.length === 0 ? 'no tags any more' : `no longer ${tagWords(tags)}`;
  return { doing: 'Taking tags off', done: (subject, are) => `${subject} ${has(are)} ${off}`, next };
}
