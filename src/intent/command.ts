import type { z } from 'zod';
import type { Catalogues } from '#fleet/catalogues.ts';
import type { Fleet } from '#fleet/fleet.ts';
import type { Logger } from '#lib/log.ts';
import type { NextStep } from '#lib/problem.ts';
import type { Reply } from '#render/reply.ts';
import type { Store } from '#store/index.ts';
import type { Device } from '#webex/devices.ts';
import type { Webex } from '#webex/index.ts';
import type { CommandArguments, CommandResult } from '#webex/xapi.ts';
import type { Glass, MyLimits } from './limits.ts';
import type { Line } from './line.ts';
import type { WaitingApprovals } from './waiting-approvals.ts';

/** What somebody must be allowed to do; who may is said in `guard/authorise.ts`. `open` is for everyone of the organisation. */
export type Permission = 'open' | 'look' | 'operate' | 'administer';

/** How much a change asks of people: 0 runs at once, 1 touches privacy, 2 disrupts, 3 can lock a device up or lose data. */
export type Tier = 0 | 1 | 2 | 3;

export interface Asker {
  id: string;
  orgId: string;
  email: string;
  displayName: string;
  /** Whether this person may do anything of the kind here, for answers that offer only that. */
  may: (permission: Permission) => boolean;
  /** Whether they may run this command here, on some device at least. */
  can: (command: Pick<Command, 'name' | 'needs' | 'kind' | 'standsIn'>) => boolean;
  /** The least role that may do this: "the operator role". Whether they may themselves is in `isTheirs`. */
  roleFor: (wanted: RoleFor) => { name: string; isTheirs: boolean };
  /** Their roles, by name, as one text; undefined without one. */
  role: string | undefined;
  roles: readonly string[];
}

/** A command, or what is sent to a device by it. */
export interface RoleFor {
  command: { name: string; needs: Permission };
  /** Left out: the lowest. */
  tier?: Tier;
  /** Paths of the xAPI. */
  sends?: readonly string[];
}

/** What a read may use. There is no way from here to change a device. */
export interface ReadContext {
  asker: Asker;
  space: { id: string; title: string; type: 'group' | 'direct' };
  /** The thread the question was asked in. */
  parentId: string | undefined;
  fleet: Fleet;
  catalogues: Catalogues;
  webex: {
    xapi: Pick<Webex['xapi'], 'status'>;
    /** For what is good to know but not worth waiting for: given up after a few seconds. */
    glance: Pick<Webex['xapi'], 'status'>;
  };
  store: Pick<Store, 'audit' | 'spaces' | 'followUps' | 'watches' | 'aliases'> & {
    locks: Pick<Store['locks'], 'all' | 'break'>;
    queue: Pick<Store['queue'], 'all' | 'takeBack'>;
  };
  /** Changes of several devices that were begun in this space; undefined for an id of nothing here. */
  begun: { of(effectId: string): Promise<BegunChange | undefined> };
  roles: { admins: readonly string[] };
  rights: Rights;
  approvals: WaitingApprovals;
  /** The limits that hold for the asker here and now. */
  limits(): Promise<MyLimits>;
  /** Whether a change of several devices may take in this one: the policy may give somebody only some of them. */
  isMine(device: Device, sent: { tier: Tier; sends: readonly string[] }): Promise<boolean>;
  commands: readonly Command[];
  /** What a space is called; undefined when Webex does not tell, or not soon. */
  titleOf(spaceId: string): Promise<string | undefined>;
  /** Epoch milliseconds. */
  now: number;
  timeZone: string;
  log: Logger;
}

/** What a rule book says of people, in words. */
export interface Rights {
  /** How the policy is called: "policy.yaml". */
  source: string;
  /** What the asker's rules say, in the order of the policy. */
  rules: readonly { role: string; words: string; line: number | undefined }[];
  /** "Bob reboot on Fjord": whether he may do that, here and now, and by which rule. Nothing is done. */
  judge(asked: string): Promise<Verdict>;
}

export interface Verdict {
  /** The words that were asked about, where the asker asked for themselves. */
  own: string | undefined;
  isAllowed: boolean;
  /** Who may do what, or not: "Bob Berg may restart Fjord". */
  sentence: string;
  /** The rule, and what else stands in the way. */
  detail: string;
}

/** What an apply may use besides: the one call that changes a device. */
export interface ApplyContext extends ReadContext {
  command(
    device: Pick<Device, 'id' | 'displayName'>,
    name: string,
    given: { arguments?: CommandArguments; body?: string | Record<string, unknown> },
  ): Promise<CommandResult>;
  several: Several;
}

/** What brings one device back to what it was before a change. */
export interface Back {
  command: string;
  arguments?: CommandArguments;
  /** The state it had, in words: "45 %". */
  was: string;
  /** Values the change leaves behind, by status: another one means that somebody changed it since. */
  leaves?: Readonly<Record<string, readonly string[]>>;
}

/** One device of a change of several, as it was noted. */
export interface Part {
  id: string;
  name: string;
  /** open: nothing was sent to it. begun: something may have been sent, and nobody knows what came of it. */
  state: 'open' | 'begun' | 'done' | 'failed';
  /** Why it failed, or is not known, as a sentence. */
  why?: string;
  /** Left out where it was in that state before, and where it did not tell. */
  back?: Back;
}

/** A change of several devices that was begun; `args` are those of the command. */
export interface BegunChange {
  effectId: string;
  command: string;
  args: unknown;
  words: string;
  /** The question of its plan. */
  title: string;
  parts: Part[];
}

/** What a change of several devices notes of each, and tells, while it goes on. */
export interface Several {
  effectId: string;
  /** Notes that a command is about to go to this device; durable when it resolves. False: noted before, so nothing may be sent. */
  begin(deviceId: string, back: Back | undefined): Promise<boolean>;
  /** Notes what came of it: with the next note, or when `settled` resolves. */
  end(deviceId: string, state: Exclude<Part['state'], 'open'>, why?: string): void;
  settled(): Promise<void>;
  /** Says in the space how far it is, as long as it lasts. Never throws. `count` is of all devices of the change. */
  tell(text: string, count: number): void;
}

interface Spec<Args> {
  /** The verb, in lower case; may hold a space. */
  name: string;
  aliases?: readonly string[];
  topic: 'devices' | 'control' | 'xapi' | 'bot';
  summary: string;
  usage: string;
  /** Words that work here, with one of the reader's own devices. */
  example(device: string): string;
  needs: Permission;
  /** What it does is another command's, which its plan names in `as`: it is allowed to whoever may run that. */
  standsIn?: true;
  /** Whether `key:value` words are filters; otherwise they are words like any other (a SIP address has a colon too). */
  takesFilters?: boolean;
  /** It has an argument `body`: lines after a blank line, a code block, or an attached text file. */
  takesBody?: true;
  /**
   * What "privately" at the end of its words means, where that is not its answer: a part of the words that it keeps, or
   * nothing, since it tells this space something later on.
   */
  privately?: 'kept' | 'never';
  args: z.ZodType<Args>;
  /** The words after the verb → what `args` parses. */
  read(line: Line): unknown;
  /** The words that ask for this again: for buttons and did-you-mean. */
  say(args: Args): string;
  /** The same words as they may be kept: for the audit and plans. Left out: `say`. */
  record?(args: Args): string;
  /** Buttons for when the arguments do not fit: what can be asked in their place. `raw` is what was read, unchecked. */
  instead?(raw: unknown): NextStep[];
  /** It takes the words that begin with no command, as `{ words }`, and has no verb of its own. */
  isFallback?: true;
}

/** Words to go on with, as if they had been typed in place of those that were. */
export interface GoOn {
  say: string;
  /** What is told below the answer. */
  note?: string;
  /** They are said by somebody who overrides the limits of the policy. */
  glass?: Glass;
}

export interface ReadSpec<Args> extends Spec<Args> {
  run(args: Args, context: ReadContext): Promise<Reply | GoOn>;
}

/** One line of a plan. `key` is what makes it the same plan again: a call that began since then is another plan, its length is not. */
export interface Fact {
  key: string;
  text: string;
}

/** What a change would do, made without changing anything. `Step` is what `apply` gets after Confirm, as JSON. */
export interface Plan<Step> {
  tier: Tier;
  /** The words for the audit, where more is known than was typed. */
  record?: string;
  /** The question: "Restart Fjord?" */
  title: string;
  /** The button: "Restart Fjord". */
  action: string;
  targets: { id: string; name: string }[];
  /** The xAPI commands that go to them, by which a policy may allow or deny it. */
  sends?: readonly string[];
  /** The command that this one stands in for. */
  as?: string;
  facts: Fact[];
  step: Step;
  /** The devices go away and come back: tell the space when they are there again. */
  comesBack?: boolean;
  /** What to type before it runs, for tier 3: the device's name, or of several how many they are. */
  typed?: string;
  /** It waits for Confirm whatever its tier is: more than one device was meant. */
  asks?: true;
  /** Each device is noted by itself while it is applied: `apply` sends with `sendToMany`. */
  isNoted?: true;
}

/**
 * How a change can be taken back: by words that say it, or, where each device had a state of its own, by what the effect of
 * that id kept of them (`context.begun.of(effectId)`).
 */
export type Undo =
  | {
      words: string;
      /** How the device looks, by status, as long as nobody changed it since. */
      left?: { deviceId: string; leaves: Readonly<Record<string, readonly string[]>> };
    }
  | { effectId: string };

/** How a change ended. */
export interface Outcome {
  reply: Reply;
  trackingIds: string[];
  /** Left out where nobody can say what was true before. */
  undo?: Undo;
  /** What became of each device, where there were several. */
  parts?: readonly Part[];
}

export interface ChangeSpec<Args, Step> extends Spec<Args> {
  /** For words that change nothing a device does, such as this space's own settings, `plan` may answer at once. */
  plan(args: Args, context: ReadContext): Promise<Plan<Step>>;
  apply(step: Step, context: ApplyContext): Promise<Outcome>;
}

/** A command as the pipeline sees it: arguments go in unparsed and come back checked. */
export interface Command extends Omit<Spec<unknown>, 'args' | 'say' | 'record'> {
  kind: 'read' | 'change';
  /** Checks what was read or stored; throws a ZodError that names the argument. */
  parse(raw: unknown): Intent;
}

/** Words that were understood: a command with checked arguments, ready to run. */
export type Intent = ReadIntent | ChangeIntent;
interface IntentBase {
  name: string;
  summary: string;
  needs: Permission;
  standsIn?: true | undefined;
  args: unknown;
  /** How to ask for this in words; with `device` given, for that device. */
  say(device?: string): string;
  /** The words as they may be kept, without secrets. */
  words: string;
  /** The answer is for whoever asks alone. */
  isPrivate?: true;
}
export interface ReadIntent extends IntentBase {
  kind: 'read';
  run(context: ReadContext): Promise<Reply | GoOn>;
}
export interface ChangeIntent extends IntentBase {
  kind: 'change';
  plan(context: ReadContext): Promise<Plan<unknown>>;
  apply(step: unknown, context: ApplyContext): Promise<Outcome>;
}

/** A command that only looks. */
export function defineRead<Args extends object>(spec: ReadSpec<Args>): Command {
  return {
    ...spec,
    kind: 'read',
    parse: (raw) => {
      const args = spec.args.parse(raw);
      return { kind: 'read', ...described(spec, args), run: (context) => spec.run(args, context) };
    },
  };
}

/** A command that changes something: `plan` says what would happen, `apply` does it. Types keep `plan` from writing. */
export function defineChange<Args extends object, Step>(spec: ChangeSpec<Args, Step>): Command {
  return {
    ...spec,
    kind: 'change',
    parse: (raw) => {
      const args = spec.args.parse(raw);
      return {
        kind: 'change',
        ...described(spec, args),
        plan: (context) => spec.plan(args, context),
        // A step comes only from a plan of the same command: the pipeline plans again before it applies.
        apply: (step, context) => spec.apply(step as Step, context),
      };
    },
  };
}

function described<Args extends object>(spec: Spec<Args>, args: Args) {
  return {
    name: spec.name,
    summary: spec.summary,
    needs: spec.needs,
    ...(spec.standsIn && { standsIn: spec.standsIn }),
    args,
    words: spec.record?.(args) ?? spec.say(args),
    say: (device?: string) => spec.say(device === undefined ? args : { ...args, device }),
  };
}
