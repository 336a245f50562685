import { approvalsFor, type Change, keyOf, type Limit } from '#guard/limits/limits.ts';
import { limitName } from '#guard/limits/words.ts';
import { overGlass as asOverGlass, GLASS_KEY, withoutGlass } from '#guard/replies.ts';
import type { ChangeIntent, Fact, Plan } from '#intent/command.ts';
import { type Glass, spelledReason } from '#intent/limits.ts';
import { parse } from '#intent/parse.ts';
import { HIDDEN } from '#lib/hide.ts';
import { unlabelled } from '#lib/label.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import type { Lock } from '#store/index.ts';
import type { Known } from './context.ts';
import type { Asked } from './perform.ts';
import type { Rooms, Talk } from './rooms.ts';
import { titleOf } from './titles.ts';
import { auditOf } from './trail.ts';

/** The words, and how the audit calls it. */
export const BREAK_GLASS = 'break glass';
/** What is overridden is a fact of the plan, so that it is in the digest. */
const KEY = GLASS_KEY;
const LOCK_KEY = 'glass-lock:';

export const mayBreakGlass = ({ standing: { policy, roles } }: Pick<Known, 'standing'>): boolean =>
  policy.breakGlass?.by.some((role) => roles.includes(role)) === true;

/** The button of a refusal, for those who may; words that hold a secret are not said again. */
export const breakGlassStep = (asker: Pick<Known, 'standing'>, intent: ChangeIntent): NextStep[] =>
  mayBreakGlass(asker) && !intent.words.includes(HIDDEN)
    ? [{ title: 'Break the glass…', say: `${BREAK_GLASS}: ${intent.say()}` }]
    : [];

/**
 * Somebody said that they break the glass: what they ask for is planned with that from now on. `said` is what they ask for.
 * Throws a Problem when they may not.
 */
export async function takeGlass(rooms: Rooms, talk: Talk, asker: Known, glass: Glass, said: string): Promise<void> {
  try {
    mustBeAllowed(asker);
  } catch (error) {
    const words = `${BREAK_GLASS} because ${spelledReason(glass.reason)}: ${keptWords(rooms, said)}`;
    await auditOf(rooms, talk, asker).fault(BREAK_GLASS, words, error, []);
    throw error;
  }
  talk.glass = glass;
  // The form has done its work.
  if (talk.isForm) talk.isSpent = true;
}

/** What was read as a command hides its own secrets; anything else is not kept. */
function keptWords({ commands, catalogues }: Rooms, said: string): string {
  try {
    const intent = parse(said, commands, catalogues.vocabulary);
    const isKnown = commands.some(({ name, isFallback }) => name === intent?.name && !isFallback);
    return (isKnown && intent?.words) || '…';
  } catch {
    return '…';
  }
}

function mustBeAllowed(asker: Known): void {
  const { breakGlass, source } = asker.standing.policy;
  if (!breakGlass)
    throw new Problem('There is no glass to break', {
      code: 'no-break-glass',
      hint: `${source} does not say who may override limits. Nothing was sent.`,
    });
  if (!mayBreakGlass(asker))
    throw new Problem('You may not break the glass', {
      code: 'not-allowed',
      hint: `${source} gives that to: ${breakGlass.by.join(', ')}. Nothing was sent.`,
    });
}

/**
 * The plan with all that it overrides, which asks whatever its tier is. Throws a Problem for somebody who may not, and when
 * nothing stands in the way.
 */
export async function overGlass(
  rooms: Rooms,
  { talk, asker }: Pick<Asked, 'talk' | 'asker'>,
  intent: ChangeIntent,
  plan: Plan<unknown>,
  { change, found }: { change: Change; found: readonly Limit[] },
): Promise<Plan<unknown>> {
  const { policy } = asker.standing;
  const { breakGlass } = policy;
  mustBeAllowed(asker);
  if (!talk.glass || !breakGlass) return plan;
  const { reason } = talk.glass;
  const locked = (await rooms.store.locks.all()).filter(({ deviceId }) =>
    plan.targets.some(({ id }) => id === deviceId),
  );
  const lock = { deviceIds: locked.map(({ deviceId }) => deviceId), names: locked.map(({ deviceName }) => deviceName) };
  const limits: Limit[] = [
    ...found,
    ...approvalsFor(policy, change).map((rule): Limit => ({ kind: 'approval', rule })),
    ...(locked.length > 0 ? [{ kind: 'lock' as const, ...lock }] : []),
  ];
  if (limits.length === 0)
    throw new Problem('Nothing stands in the way of this', {
      code: 'no-glass-needed',
      hint: 'So there is no glass to break. Nothing was sent.',
      next: [{ title: plan.action, say: intent.say() }],
    });
  const names = limits.map((limit) => limitName(limit, policy)).join('; ');
  const watchers = await titleOf(rooms, talk, breakGlass.tell);
  return {
    ...plan,
    record: `${BREAK_GLASS} because ${spelledReason(reason)}: ${unlabelled(plan.record ?? intent.words)}`,
    asks: true,
    title: asOverGlass(plan.title),
    action: asOverGlass(plan.action),
    facts: [
      { key: `${KEY}${limits.map(keyOf).join('|')}:${reason}`, text: `Breaks the glass: ${names}. Reason: ${reason}` },
      ...(locked.length > 0
        ? [{ key: `${LOCK_KEY}${keyOf({ kind: 'lock', ...lock })}`, text: 'What is being done on it is stopped.' }]
        : []),
      {
        key: 'glass-told',
        text: `${watchers === undefined ? 'The space of the policy' : `"${watchers}"`} is told first.`,
      },
      ...plan.facts,
    ],
  };
}

const isOfGlass = ({ key }: Fact): boolean => key.startsWith(KEY) || key.startsWith('glass-');

/** What a plan overrides, in words; undefined when it overrides nothing. */
export const brokenBy = ({ facts }: Plan<unknown>): string | undefined =>
  facts.find(({ key }) => key.startsWith(KEY))?.text;

/** Whether whoever agreed to a plan agreed to stopping somebody else's change. */
const stopsOthers = ({ facts }: Plan<unknown>): boolean => facts.some(({ key }) => key.startsWith(LOCK_KEY));

/** The limits that a plan overrides for that reason, by their keys. */
const overriddenBy = ({ facts }: Plan<unknown>, reason: string): string[] =>
  facts.flatMap(({ key }) => (key.startsWith(KEY) ? key.slice(KEY.length, -`:${reason}`.length).split('|') : []));

/**
 * The plan once more, after what stood in its way may have gone: with what the one before it overrides. Undefined when it
 * would override more by now than was agreed to. `make` makes the plan, with the glass or without.
 */
export async function underGlassOf(
  before: Plan<unknown>,
  glass: Glass | undefined,
  make: (withGlass: boolean) => Promise<Plan<unknown>>,
): Promise<Plan<unknown> | undefined> {
  if (!glass || brokenBy(before) === undefined) return make(true);
  const plan = await make(true).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'no-glass-needed') return make(false);
    throw error;
  });
  const agreed = new Set(overriddenBy(before, glass.reason));
  if (overriddenBy(plan, glass.reason).some((limit) => !agreed.has(limit))) return undefined;
  return {
    ...plan,
    asks: true,
    title: asOverGlass(withoutGlass(plan.title)),
    action: asOverGlass(withoutGlass(plan.action)),
    ...(before.record !== undefined && { record: before.record }),
    facts: [...before.facts.filter(isOfGlass), ...plan.facts.filter((fact) => !isOfGlass(fact))],
  };
}

/** Takes devices away from those who change them, where the plan says so. False when it does not. */
export async function breakLocks(
  { store }: Rooms,
  { talk, asker }: Pick<Asked, 'talk' | 'asker'>,
  plan: Plan<unknown>,
  locks: readonly Lock[],
): Promise<boolean> {
  if (!talk.glass || !stopsOthers(plan)) return false;
  const mine = new Set(plan.targets.map(({ id }) => id));
  const by = {
    by: asker.displayName,
    reason: talk.glass.reason,
    spaceId: talk.space.id,
    parentId: talk.parentId,
    // What was agreed to is the plan's devices; the other change goes on with the rest.
    isTheirs: (deviceId: string) => mine.has(deviceId),
  };
  for (const { deviceId } of locks) await store.locks.break(deviceId, by);
  return true;
}
