import type { ChangeIntent, Outcome, Undo } from '#intent/command.ts';
import { quoted } from '#lib/quoted.ts';
import type { Reply } from '#render/index.ts';
import { said } from '#render/replies.ts';
import { isStoreAway } from '#store/away.ts';
import type { Effect } from '#store/index.ts';
import type { Known } from './context.ts';
import { isElsewhere, keepLive } from './live.ts';
import { keptAnswer, outcomeText } from './private.ts';
import type { Rooms, Talk } from './rooms.ts';
import { type Story, storyOf } from './several.ts';
import { auditOf } from './trail.ts';

/** "I don't know": the bot stopped between sending a command and noting what came of it. */
export function unknownReply({ title, command, words, targets = [], undo }: Begun): Reply {
  const [, what, look] = PLACES.find(([beginning]) => beginning.test(command)) ?? DEVICE;
  const [only, another] = targets;
  return said(`I don't know whether this happened: ${title.replace(/\?$/, '')}`, {
    detail: `I was stopped while I did it. I will not ${what === DEVICE[1] ? 'send' : 'do'} it again: look at the ${what} first.`,
    next: [
      ...(only && !another && look ? [{ title: `Look at ${only.name}`, say: look(only, words) }] : []),
      // It shows first what holds now.
      ...(undo && 'words' in undo ? [{ title: 'Set it back…', say: undo.words }] : []),
    ],
  });
}

/** The configurations that are named, some of many. */
const keysIn = (words: string): string =>
  (words.match(/\b[a-z_][\w-]*(?:\[\d+\])?(?:\.[a-z_][\w-]*(?:\[\d+\])?)+(?==|\s|$)/gi) ?? [])
    .slice(0, MOST_KEYS)
    .join(' ');
const MOST_KEYS = 4;

interface Begun {
  title: string;
  command: string;
  words: string;
  targets?: readonly Named[];
  undo?: Undo | undefined;
}
interface Named {
  id: string;
  name: string;
}

/** What a change is about and how one looks at it, by how its command begins. */
const DEVICE = [/^/, 'device', ({ id }: Named) => `device id:${id}`] as const;
const PLACES: readonly (readonly [RegExp, string, ((target: Named, words: string) => string)?])[] = [
  [/^config (?:set|reset)$/, 'device', ({ id }, words) => `config id:${id} ${keysIn(words)}`],
  [/^profile /, 'profile', ({ id }) => id],
  [/^rollout /, 'rollout', () => 'rollouts'],
  [/^(?:workspace|hot desk) /, 'workspace', ({ name }) => `workspace ${quoted(name)}`],
  [/^(?:location|floor) /, 'location', ({ name }) => `location ${quoted(name)}`],
  [/^(?:code|phone add)$/, 'workspace or person'],
  [/^workspaces rules? /, 'rules', () => 'workspaces rules'],
];

/** What the change itself says of what was cut off; undefined where it can't. */
export type CutOff = (words: string) => ReturnType<ChangeIntent['cutOff']>;

/**
 * The answer to a change that an earlier attempt of the same event began; undefined when none did, or nothing came of it. Nothing
 * is sent to a device: what was noted is told, and when nothing was noted, what the change says of it (`cutOff`), or that it is
 * not known.
 */
export async function takeUp(
  rooms: Rooms,
  talk: Talk,
  asker: Pick<Known, 'id' | 'email' | 'orgId'>,
  key: string,
  cutOff?: CutOff,
): Promise<Reply | undefined> {
  const { store, log } = rooms;
  const effect = await store.effects.get(key);
  if (!effect) return undefined;
  const { command, words, targets, planId } = effect;
  log.warn({ eventId: talk.eventId, attempt: talk.attempt.number, state: effect.state }, 'a change was begun before');
  const found = effect.state === 'sending' ? await cutOff?.(words).catch(notTold(rooms)) : undefined;
  if (found === 'again') {
    await store.effects.drop(key);
    store.locks.release(key);
    return undefined;
  }
  const { live } = found ?? {};
  if (live && !isElsewhere(live, talk)) keepLive(rooms, talk, live);
  const { reply, state, outcome, detail, undo } = found ? doneAsItSays(found) : await whatBecameOf(rooms, effect);
  talk.progressId ??= effect.progressId;
  if (effect.state === 'sending') await store.effects.settle(key, state, reply, undo);
  // Whoever began it is gone, or has lost its claim: should it still send, it finds that the device is not its own.
  store.locks.release(key);
  if (planId !== undefined) await store.plans.settle(planId, state, outcomeText(reply));
  await auditOf(rooms, talk, asker).write(command, words, outcome, targets, { detail, undo });
  return reply;
}

/** It can't be asked: whoever did it may be gone, or Webex away. That says nothing of whether it was done. */
const notTold =
  ({ log }: Pick<Rooms, 'log'>) =>
  (error: unknown): undefined => {
    if (isStoreAway(error)) throw error;
    log.warn({ err: error }, 'what came of a change that was cut off can not be told');
  };

const doneAsItSays = ({ reply, undo }: Outcome): Story => ({
  reply,
  state: 'done',
  outcome: 'done',
  ...(undo && { undo }),
});

/** By what was noted: of several devices each, of one that it is not known. */
export async function whatBecameOf(rooms: Rooms, effect: Effect): Promise<Story> {
  if (effect.args !== undefined) return storyOf(rooms, effect);
  const state = effect.state === 'sending' ? 'uncertain' : effect.state;
  const { undo } = effect;
  return {
    reply: keptAnswer(rooms, effect) ?? unknownReply(effect),
    state,
    outcome: state,
    ...(undo && { undo }),
  };
}
