import { z } from 'zod';
import { DAY_MS } from './time.ts';
import { isGraveTogether } from './together.ts';

/** A value of a configuration, typed as Webex types it. */
const Value = z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()]))]);

/** What a configuration is to be; with `reset`, whatever is configured is taken away, so that the default holds again. */
export const Wish = z.union([
  z.object({ key: z.string(), value: Value }),
  z.object({ key: z.string(), reset: z.literal(true) }),
]);
export type Wish = z.infer<typeof Wish>;

/** Whether one of the wishes is for one of these keys, which are in lower case. */
export const setsSame = (wishes: readonly Wish[] | undefined, keys: readonly string[]): boolean =>
  wishes?.some(({ key }) => keys.includes(key.toLowerCase())) === true;

/** The same as somebody said it: its value is typed by each device's own value space. */
export const Setting = z.union([
  z.object({ key: z.string(), text: z.string() }),
  z.object({ key: z.string(), reset: z.literal(true) }),
]);
export type Setting = z.infer<typeof Setting>;

/** What a configuration was before: what it came to and from where, and what was configured on the device itself; null: nothing. */
export const Was = z.object({
  key: z.string(),
  value: Value.nullable(),
  source: z.string(),
  configured: Value.nullable(),
});
export type Was = z.infer<typeof Was>;

/** A setting that a device does not get while it gets others: why, in one word and as a sentence without a full stop. */
export const LeftAlone = z.object({ key: z.string(), reason: z.string(), why: z.string() });
export type LeftAlone = z.infer<typeof LeftAlone>;

/** Why a device is where it is: it got, or gets, what it can have of its settings. */
export const PARTLY = 'partly';

const Argument = z.union([z.string(), z.number(), z.boolean()]);

/** One xCommand. `repeatable`: sending it twice does no harm. */
const Command = z.object({
  kind: z.literal('command'),
  command: z.string(),
  arguments: z.record(z.string(), z.union([Argument, z.array(Argument)])).optional(),
  body: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  repeatable: z.boolean(),
});

/** What is done to each device. Settings of its own, from a file, come in place of these. */
export const Work = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('settings'), settings: z.array(Setting) }),
  Command,
]);
export type Work = z.infer<typeof Work>;

/** A time of day in a zone, in which devices may be changed: "20:00" to "06:00"; with a date it is open once. */
const Window = z.object({ from: z.string(), to: z.string(), zone: z.string(), date: z.string().optional() });

export const Limit = z.union([z.object({ percent: z.number() }), z.object({ count: z.int() }), z.literal('never')]);
export type Limit = z.infer<typeof Limit>;

/** How a rollout goes about it. Times are milliseconds. */
export const Pacing = z.object({
  canary: z.union([z.object({ percent: z.number() }), z.object({ count: z.int() }), z.literal('none')]).optional(),
  /** How long the canary is watched, at least, before the others have their turn. */
  watchMs: z.number().optional(),
  /** More failures than that stop it. */
  stop: Limit.optional(),
  /** How long it is to take, at least. */
  overMs: z.number().optional(),
  window: Window.optional(),
  /** Not before then, in ms since the epoch. */
  startAt: z.number().optional(),
  waves: z.int().optional(),
});
export type Pacing = z.infer<typeof Pacing>;

/** How it is said that a device is not as a rollout left it; who it was may be known later. */
export const SOMEBODY_CHANGED = 'Somebody changed';

/** Why a device is left out: another rollout, of that number, changed it since. */
export const changedBy = (number: number): string => `changed-by-${number}`;
/** The number of the rollout that changed it; undefined for any other reason. */
export function changerOf(reason: string): number | undefined {
  const number = /^changed-by-(\d+)$/.exec(reason)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Why a device is left out: another rollout, of that number, is about to set the same there. */
export const takenBy = (number: number): string => `in-rollout-${number}`;
/** The number of the rollout that is about to do so; undefined for any other reason. */
export function takerOf(reason: string): number | undefined {
  const number = /^in-rollout-(\d+)$/.exec(reason)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** What a rollout is to do, on what, and how. It never changes once the rollout was asked for. */
export const Spec = z.object({
  work: Work,
  /** Restart each device once it has been done. */
  thenReboot: z.boolean(),
  pacing: Pacing,
  /** How the devices were chosen: words of a selection; undefined where a file named them. */
  phrase: z.string().optional(),
  /** The profiles that settings come from, as they were then; older rollouts do not know them. */
  profiles: z.array(z.object({ id: z.string(), name: z.string(), version: z.number() })).optional(),
  /** The configurations that the file says values of. */
  columns: z.array(z.string()).optional(),
  /** What is asked for in words: "Standby.Delay → 10". */
  title: z.string(),
  /** The words that ask for it again, without secrets. */
  words: z.string(),
  /** It takes back what another one did, by its id. */
  undoes: z.string().optional(),
});
export type Spec = z.infer<typeof Spec>;

/** Why an offline device is as it should be: a change that it had not taken yet was withdrawn. */
export const HAD_IT = 'had-it';

/** Whether it takes devices away for a while, and their calls with them. */
export const restarts = ({ thenReboot, work }: Pick<Spec, 'thenReboot' | 'work'>): boolean =>
  thenReboot || (work.kind === 'command' && isGraveTogether(work.command));

/**
 * surveying: its devices are looked at. planned: somebody has to start it. waiting: for its hour. running. paused: by a person,
 * or for want of a login. confirming: everything was sent, and devices are asked whether they took it. ending: what is under way
 * comes to its end, and nothing else is begun. The last four are over.
 */
export const STATUSES = [
  'surveying',
  'planned',
  'waiting',
  'running',
  'paused',
  'confirming',
  'ending',
  'done',
  'stopped',
  'cancelled',
  'empty',
] as const;
export type Status = (typeof STATUSES)[number];

/** Somebody has to do something with it, or it goes on by itself. */
export const OPEN: readonly Status[] = ['surveying', 'planned', 'waiting', 'running', 'paused', 'confirming', 'ending'];
export const isOpen = (status: Status): boolean => OPEN.includes(status);

/**
 * One device of it. new: not looked at. same: it is right already. blocked: it can't be done. change: it will be done. sending:
 * the command went out, or is about to. accepted: Webex took it. pending: Webex keeps it for a device that is offline.
 * confirmed: the device took it. uncertain: nobody knows. skipped: left as it is, for a reason.
 */
export const ITEM_STATES = [
  'new',
  'same',
  'blocked',
  'change',
  'sending',
  'accepted',
  'pending',
  'confirmed',
  'failed',
  'uncertain',
  'skipped',
] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** A plan is good for so long: after that, what was read for it is not true any more. */
export const GOOD_MS = DAY_MS;

/** Why a device waits to be tried again. */
export const TRIED_AGAIN: readonly string[] = ['no-answer', 'unknown'];
/** Why it failed after that: Webex answered with this HTTP status, the last time at least. */
export const answeredWith = (status: number): string => `answered-${status}`;
/** The status of it; undefined for any other reason. */
export const answerOf = (reason: string): string | undefined => /^answered-(\d+)$/.exec(reason)?.[1];

/** A device in a call is waited for this long, and then left as it is. */
export const CALL_MS = 10 * 60_000;
/** Why a device waits: its own word, and what its row says where it told so itself. */
export const IN_CALL = { reason: 'in-call', why: 'It is in a call' };

/** Why what was to be done was left alone, when it was left to the end of the rollout. */
export const NOT_BEGUN = 'cancelled';

/** It was done, as far as Webex goes. */
export const DONE: readonly ItemState[] = ['accepted', 'pending', 'confirmed'];
