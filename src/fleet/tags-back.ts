import type { Plan } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { BegunChange, TagsBack } from '#intent/parts.ts';
import { goneFacts, leftOutLines } from './left-out.ts';
import { subjectOf } from './many-plan.ts';
import { distinct, hasTag, sameTags, type TagEdit } from './tags.ts';
import { planTags, type TagsStep, tagTargets } from './tags-plan.ts';
import { type Undone, wasLine } from './was-line.ts';

/** The command that sets whole lists: what somebody changed since would be lost with it. */
const REPLACES = 'retag';

/**
 * Takes a change of tags back. What was added is taken off and what was taken off is added, and all that others did since
 * stays; a whole list comes back only where it is as it was left.
 */
export async function planTagsBack(
  { as }: BegunChange,
  parts: readonly Undone<TagsBack>[],
  context: ReadContext,
): Promise<Plan<TagsStep>> {
  const { fleet } = await context.admin('devices:write');
  fleet.relist();
  const devices = await fleet.many(`id:${parts.map(({ id }) => id).join(',')}`);
  const gone = await goneFacts(parts, { fleet, sees: context.sees });
  if (as === REPLACES) {
    const plan = await listsBack(parts, devices, context);
    return { ...plan, facts: [...plan.facts, ...gone] };
  }
  const own = new Map(parts.map(({ id, back }) => [id, inverse(back)]));
  const kind = own.get(parts[0]?.id ?? '')?.kind ?? 'add';
  const tags = distinct([...own.values()].flatMap((edit) => edit.tags));
  const plan = await planTags({ kind, tags }, { phrase: '', devices, own }, context);
  return { ...plan, facts: [...plan.facts, ...gone] };
}

/** A change added tags, or took some off. */
function inverse({ tags: { had, left } }: TagsBack): TagEdit {
  const added = left.filter((tag) => !hasTag(had, tag));
  if (added.length > 0) return { kind: 'remove', tags: added };
  return { kind: 'add', tags: had.filter((tag) => !hasTag(left, tag)) };
}

async function listsBack(
  parts: readonly Undone<TagsBack>[],
  devices: Parameters<typeof tagTargets>[0]['devices'],
  context: ReadContext,
): Promise<Plan<TagsStep>> {
  const backs = new Map(parts.map(({ id, back }) => [id, back.tags]));
  const { targets, planned, leftOut } = await tagTargets(
    {
      phrase: '',
      devices,
      wish({ id, tags }) {
        const back = backs.get(id);
        if (!back || sameTags(tags, back.had)) return { why: 'has what it had before' };
        return sameTags(tags, back.left) ? { to: [...back.had] } : { why: 'was changed or taken back since' };
      },
    },
    context,
  );
  const [, another] = targets;
  return {
    tier: 1,
    title: `Give ${subjectOf(targets)} ${another ? 'their' : 'its'} old tags again?`,
    action: 'Take it back',
    targets: planned,
    facts: [
      { key: 'back', text: wasLine(parts.filter(({ id }) => targets.some((target) => target.id === id))) },
      ...leftOutLines(leftOut).map((text) => ({ key: 'left-out', text })),
    ],
    step: { phrase: '', isBack: true, targets },
    asks: true,
    isNoted: true,
  };
}
