import type { Tier } from '#intent/asker.ts';
import type { Outcome, Plan } from '#intent/command.ts';
import type { ApplyContext, ReadContext } from '#intent/context.ts';
import type { Back, BegunChange, CommandBack, Part, TagsBack } from '#intent/parts.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { told } from './inverse.ts';
import { goneFacts, leftOutLines } from './left-out.ts';
import { type ManyStep, planOnMany, subjectOf } from './many-plan.ts';
import { canGoBack } from './many-reply.ts';
import { sendToMany } from './many-send.ts';
import { sameTags } from './tags.ts';
import { type TagsStep, tagTargets } from './tags-plan.ts';
import { sendTags } from './tags-send.ts';

const SHOWN = 5;

/** The undo of an effect: what goes to each device is in its targets. */
export type UndoStep = (ManyStep | (TagsStep & { command?: never })) & { what: string };

type Undone<Kind extends Back = Back> = Part & { back: Kind };

/**
 * The plan that takes a change of several devices back: each gets what it had itself, and only those that this change took
 * out of another state. `effectId` is that of `Outcome.undo`, `tierOf` that of `intent/danger.ts`. Throws a Problem when
 * there is nothing to take back here.
 */
export async function planUndo(
  effectId: string,
  tierOf: (command: string) => Tier,
  context: ReadContext,
): Promise<Plan<UndoStep>> {
  const change = await context.begun.of(effectId);
  const parts = (change?.parts ?? []).filter((part): part is Undone => canGoBack(part));
  const [first] = parts;
  if (!change || !first) throw nothingToUndo();
  const ofTags = parts.filter((part): part is Undone<TagsBack> => 'tags' in part.back);
  if (ofTags.length > 0) return planTagsBack(change, ofTags, context);
  const what = whatOf(change, await context.sees());
  const ofCommands = parts.filter((part): part is Undone<CommandBack> => 'command' in part.back);
  return planCommandsBack(ofCommands, what, tierOf, context);
}

/** Its title may name devices that are hidden from this person. */
const whatOf = ({ parts, title, command }: BegunChange, isSeen: (id: string) => boolean): string =>
  parts.every(({ id }) => isSeen(id)) ? shortened(title.replace(/\?$/, ''), 80) : command;

async function planCommandsBack(
  parts: readonly Undone<CommandBack>[],
  what: string,
  tierOf: (command: string) => Tier,
  context: ReadContext,
): Promise<Plan<UndoStep>> {
  const [first] = parts;
  if (!first) throw nothingToUndo();
  const backs = new Map(parts.map(({ id, back }) => [id, back]));
  const listed = new Map(
    (await context.fleet.many(`id:${parts.map(({ id }) => id).join(',')}`)).map((device) => [device.id, device]),
  );
  const devices = parts.flatMap(({ id }) => listed.get(id) ?? []);
  const tiers = parts.map(({ back }) => tierOf(back.command));
  const tier = tiers.sort().at(-1) ?? 0;
  const plan = await planOnMany(
    // What the words mean now is not what they meant then.
    { phrase: '', devices },
    {
      command: first.back.command,
      tier,
      title: (subject) => `Take back on ${subject}: ${what}?`,
      action: () => 'Take it back',
      ...(tier > 0 && { inCall: 'it may be disturbed.' }),
      each: async ({ id }) => {
        const { command, arguments: given, leaves } = backs.get(id) ?? first.back;
        if (leaves && (await isChanged(id, leaves, context))) throw changedSince();
        return { command, ...(given && { arguments: given }) };
      },
    },
    context,
  );
  const undone = parts.filter(({ id }) => plan.targets.some((target) => target.id === id));
  // The line of values names the devices already.
  const others = plan.facts.filter(({ key }) => key !== 'devices');
  const facts = [{ key: 'back', text: wasLine(undone) }, ...others, ...(await goneFacts(parts, context))];
  return { ...plan, facts, step: { ...plan.step, what } };
}

/** The same of tags: a device that somebody gave others since keeps them. */
async function planTagsBack(
  change: BegunChange,
  parts: readonly Undone<TagsBack>[],
  context: ReadContext,
): Promise<Plan<UndoStep>> {
  const { fleet } = await context.admin('devices:write');
  fleet.relist();
  const listed = new Set((await fleet.list()).map(({ id }) => id));
  const what = whatOf(change, (id) => listed.has(id));
  const backs = new Map(parts.map(({ id, back }) => [id, back.tags]));
  const devices = await fleet.many(`id:${parts.map(({ id }) => id).join(',')}`);
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
  const undone = parts.filter(({ id }) => targets.some((target) => target.id === id));
  return {
    tier: 1,
    title: `Take back on ${subjectOf(targets)}: ${what}?`,
    action: 'Take it back',
    targets: planned,
    facts: [
      { key: 'back', text: wasLine(undone) },
      ...leftOutLines(leftOut).map((text) => ({ key: 'left-out', text })),
      ...(await goneFacts(parts, { fleet, sees: context.sees })),
    ],
    step: { phrase: '', what, targets },
    asks: true,
    isNoted: true,
  };
}

export function sendUndo(step: UndoStep, context: ApplyContext): Promise<Outcome> {
  if (step.command === undefined) return sendTags(step, context);
  return sendToMany(
    step,
    { doing: 'Taking it back', done: (subject) => `Taken back on ${subject}: ${step.what}` },
    context,
  );
}

/** "Back to 45 %: Fjord and Kew · to 30 %: Camden": of many values those that most devices had. */
function wasLine(parts: readonly Undone[]): string {
  const values = [...Map.groupBy(parts, ({ back }) => back.was)].sort(
    ([, left], [, right]) => right.length - left.length,
  );
  const shown = values.slice(0, SHOWN).map(
    ([was, those]) =>
      `${was}: ${nameList(
        those.map(({ name }) => name),
        SHOWN,
      )}`,
  );
  const rest = values.slice(SHOWN).reduce((sum, [, those]) => sum + those.length, 0);
  return [
    ...shown.map((line) => `Back to ${line}`),
    ...(rest > 0 ? [`${deviceCount(rest)} to what they had`] : []),
  ].join(' · ');
}

/** Somebody changed it since: that must not be overwritten. A device that does not tell is taken at its last word. */
async function isChanged(
  id: string,
  leaves: NonNullable<CommandBack['leaves']>,
  { webex }: ReadContext,
): Promise<boolean> {
  const paths = Object.keys(leaves);
  const now = await webex.glance.status(id, paths).catch(() => undefined);
  return now !== undefined && paths.some((path) => !leaves[path]?.includes(told(now, path)));
}

const changedSince = () =>
  new Problem('It was changed or taken back since', {
    code: 'changed-since',
    hint: 'It is no longer as this change left it, so it stays as it is. Nothing was sent.',
    next: [{ title: 'History', say: 'history changes' }],
  });

const nothingToUndo = () =>
  new Problem('There is nothing of this to take back', {
    code: 'nothing-to-undo',
    hint: 'It is too long ago, it was not done in this space, or no device was in another state before. Nothing was sent.',
    next: [{ title: 'History', say: 'history changes' }],
  });
