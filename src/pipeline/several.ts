import { canGoBack, manyReply, outcomeOfParts } from '#fleet/many-reply.ts';
import type { Undo } from '#intent/command.ts';
import type { BegunChange, Part, Several } from '#intent/parts.ts';
import { sameId } from '#lib/ids.ts';
import { unlabelled } from '#lib/label.ts';
import type { Reply } from '#render/index.ts';
import type { AuditOutcome, Effect } from '#store/index.ts';
import { effectArgs } from '#store/sealed.ts';
import { keptAnswer } from './private.ts';
import type { Progress } from './progress.ts';
import type { Rooms } from './rooms.ts';

const PLANNED = 'plan:';

export const effectKeyOfPlan = (planId: string): string => PLANNED + planId;

/** What a change of several devices is called by in buttons: the id of its plan. */
const effectIdOf = (key: string): string => (key.startsWith(PLANNED) ? key.slice(PLANNED.length) : key);

/** What applying a change of several devices notes and tells; `key` is the effect's. */
export function severalOf({ store }: Pick<Rooms, 'store'>, key: string, progress: Progress): Several {
  return {
    effectId: effectIdOf(key),
    begin: (deviceId, back) => store.effectParts.begin(key, deviceId, back),
    end: (deviceId, state, why) => store.effectParts.end(key, deviceId, state, why),
    settled: () => store.effectParts.flush(),
    tell: progress.tell,
  };
}

/** How far each device of an effect came. */
export async function partsOf({ store }: Pick<Rooms, 'store'>, { key, targets }: Effect): Promise<Part[]> {
  const noted = await store.effectParts.of(key);
  return targets.map((target): Part => {
    const { state = 'open', why, back } = noted.get(target.id) ?? {};
    return { ...target, state, ...(why !== undefined && { why }), ...(back && { back }) };
  });
}

/** A change of several devices that was begun in this space; what another space began is nobody's business here. */
export async function begunIn(rooms: Rooms, spaceId: string, effectId: string): Promise<BegunChange | undefined> {
  const effect = await rooms.store.effects.get(effectKeyOfPlan(effectId));
  if (!effect || effect.args === undefined || !sameId(effect.spaceId ?? '', spaceId)) return undefined;
  const { command, as = command, words, title } = effect;
  return {
    effectId,
    command,
    as,
    words: unlabelled(words),
    title,
    args: opened(rooms, effect.args, effect.key),
    parts: await partsOf(rooms, effect),
  };
}

/** Undefined when it was sealed with another key: what was done can still be looked at and taken back. */
function opened({ seal, log }: Rooms, args: string, key: string): unknown {
  try {
    return seal.open(args, effectArgs(key));
  } catch (error) {
    log.warn({ err: error }, 'the arguments of a change can not be read any more');
    return undefined;
  }
}

/** What became of a change of several devices that a stop cut off, by what was noted of each. */
export interface Story {
  reply: Reply;
  state: 'done' | 'failed' | 'uncertain';
  outcome: AuditOutcome;
  detail?: string;
  undo?: Undo;
}

export async function storyOf(rooms: Rooms, effect: Effect): Promise<Story> {
  const parts = await partsOf(rooms, effect);
  const effectId = effectIdOf(effect.key);
  const ended = outcomeOfParts(parts);
  const count = parts.filter(({ state }) => state === 'done').length;
  const what = effect.title.replace(/\?$/, '');
  const { command, as = command } = effect;
  const isOfPlaces = rooms.commands.find(({ name }) => name === as)?.topic === 'workspaces';
  const things = isOfPlaces ? 'workspaces' : 'devices';
  const title = ended ? `I was stopped after ${count} of ${parts.length} ${things}: ${what}` : `This was done: ${what}`;
  return {
    reply: keptAnswer(rooms, effect) ?? manyReply({ title, parts, effectId, phrase: '', next: [] }),
    state: ended ? stateOf(ended.as) : 'done',
    outcome: ended?.as ?? 'done',
    ...(ended && { detail: ended.detail }),
    ...(parts.some(canGoBack) && { undo: { effectId } }),
  };
}

/** Plans and effects know no halves: what was done on some was done. */
export const stateOf = (ended: 'partly' | 'failed' | 'uncertain'): 'done' | 'failed' | 'uncertain' =>
  ended === 'partly' ? 'done' : ended;
