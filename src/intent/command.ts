import type { z } from 'zod';
import type { Fleet } from '#fleet/fleet.ts';
import type { NextStep } from '#lib/problem.ts';
import type { Reply } from '#render/reply.ts';
import type { Permission, Tier } from './asker.ts';
import type { ApplyContext, ReadContext } from './context.ts';
import type { Glass } from './limits.ts';
import type { Line } from './line.ts';
import type { Part, Target } from './parts.ts';

interface Spec<Args> {
  /** The verb, in lower case; may hold a space. */
  name: string;
  aliases?: readonly string[];
  topic: 'devices' | 'control' | 'xapi' | 'rollouts' | 'workspaces' | 'bot';
  summary: string;
  usage: string;
  /** Words that work here, with one of the reader's own devices. */
  example(device: string): string;
  needs: Permission;
  /** The xAPI commands that it sends, whatever is said: a rule that restricts its name restricts them as well. */
  sends?: readonly string[];
  /** What it does is another command's, which its plan names in `as`: it is allowed to whoever may run that. */
  standsIn?: true;
  /** Whether `key:value` words are filters; otherwise they are words like any other (a SIP address has a colon too). */
  takesFilters?: boolean;
  /**
   * It has an argument `body`: lines after a blank line, a code block, or an attached text file. `table`: rows, in any encoding
   * that spreadsheets write, and more of them.
   */
  takesBody?: true | 'table';
  /**
   * What "privately" at the end of its words means, where that is not its answer: a part of the words that it keeps, or
   * nothing, since it tells this space something later on (`never`) or its answer has to stand here (`here`).
   */
  privately?: 'kept' | 'never' | 'here';
  args: z.ZodType<Args>;
  /** The words after the verb → what `args` parses. */
  read(line: Line): unknown;
  /** The words that ask for this again: for buttons and did-you-mean. */
  say(args: Args): string;
  /** The same words as they may be kept: for the audit and plans. Left out: `say`. */
  record?(args: Args): string;
  /** Buttons for when the arguments do not fit: what can be asked in their place. `raw` is what was read, unchecked. */
  instead?(raw: unknown): NextStep[];
  /** Words that take back a change of several that it made, where that is more than commands of the xAPI; given its effect's id. */
  undoWords?(effectId: string): string;
  /** What "undo" says of it: what it did, and why that can not be taken back as such. */
  lasts?: string;
  /** A change with the same arguments that asks less of people: whoever may not do this is offered it, where they may do that. */
  gentler?: string;
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
  /** Buttons below: what can be looked at before one agrees, or asked for in its place. */
  next?: readonly NextStep[];
  targets: Target[];
  /** The xAPI commands that go to them, by which a policy may allow or deny it. */
  sends?: readonly string[];
  /** The command that this one stands in for. */
  as?: string;
  /** Commands that it amounts to: it has to be allowed as each of them, and is limited and approved as any of them. */
  also?: readonly string[];
  /** What was agreed to goes on: it is judged by its tier, and done at once. */
  goesOn?: true;
  /** It only ends or holds what is under way: no limit keeps it from that. Whoever does it has to be allowed to. */
  calms?: true;
  facts: Fact[];
  step: Step;
  /** The devices go away and come back: tell the space when they are there again. */
  comesBack?: boolean;
  /** What to type before it runs, for tier 3: the device's name, or of several how many they are. */
  typed?: string;
  /** It waits for Confirm whatever its tier is: more than one device was meant. */
  asks?: true;
  /** Each device is noted by itself while it is applied: `apply` uses `workOnMany` or `sendToMany`. */
  isNoted?: true;
  /** For how many milliseconds its card can be pressed, where it is looked at anew then; left out: some minutes. */
  goodMs?: number;
  /** How it can be taken back, where that is known before: holds also where nobody knows whether it happened. */
  undo?: Undo;
  /** What it begins takes each of its devices by itself, when it comes to it: they are not held while it is begun. */
  locksItself?: true;
  /** Where its devices were looked for. Left out: among the bot's own. */
  fleet?: Pick<Fleet, 'list'>;
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
  live?: Live;
}

/**
 * A reply that is the first of cards that go on telling how far something is in that space: the one before it is taken away, and
 * where it stands is noted. `onPosted` says no when a later one stands there already.
 */
export interface Live {
  spaceId: string;
  parentId?: string | undefined;
  before?: string | undefined;
  onPosted(messageId: string): Promise<boolean>;
  /** What is told there when it was done from elsewhere, where that is not the answer: whoever did it may see less. */
  reply?: Reply;
}

export interface ChangeSpec<Args, Step> extends Spec<Args> {
  /** For words that change nothing a device does, such as this space's own settings, `plan` may answer at once. */
  plan(args: Args, context: ReadContext): Promise<Plan<Step>>;
  /** Whoever was asked pressed Cancel: what was kept for it goes. It may be gone already. */
  declined?(args: Args, context: ReadContext): Promise<void>;
  apply(step: Step, context: ApplyContext): Promise<Outcome>;
  /**
   * What came of it where a process was stopped in the middle of `apply`: its outcome, or `again` where nothing did, and it is done as
   * if for the first time. Undefined: it is not known. Only for what one step in the store does: of what went to Webex nobody knows.
   * `words` are those that were noted as it began: of its plan, where that has some.
   */
  cutOff?(args: Args, context: ReadContext, words: string): Promise<Outcome | 'again' | undefined>;
}

/** A command as the pipeline sees it: arguments go in unparsed and come back checked. */
export interface Command extends Omit<Spec<unknown>, 'args' | 'say' | 'record'> {
  kind: 'read' | 'change';
  /** A change that knows what came of it where it was cut off. */
  isOneStep?: boolean;
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
  declined?(context: ReadContext): Promise<void>;
  apply(step: unknown, context: ApplyContext): Promise<Outcome>;
  /** Undefined where nobody knows. */
  cutOff(context: ReadContext, words: string): Promise<Outcome | 'again' | undefined>;
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
    isOneStep: spec.cutOff !== undefined,
    parse: (raw) => {
      const args = spec.args.parse(raw);
      return {
        kind: 'change',
        ...described(spec, args),
        plan: (context) => spec.plan(args, context),
        declined: async (context) => spec.declined?.(args, context),
        // A step comes only from a plan of the same command: the pipeline plans again before it applies.
        apply: (step, context) => spec.apply(step as Step, context),
        cutOff: async (context, words) => spec.cutOff?.(args, context, words),
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
