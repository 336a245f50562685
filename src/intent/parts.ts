import type { CommandArguments } from '#webex/xapi.ts';

/** What a plan is about: a device; with `place`, what is in no list of the bot's own devices. */
export interface Target {
  id: string;
  name: string;
  place?: Place | undefined;
}

/** What rules see of a workspace, a location, or a device that only an administrator sees. */
export interface Place {
  kind: 'workspace' | 'location' | 'device';
  workspaceId?: string | undefined;
  locationId?: string | undefined;
  personId?: string | undefined;
  tags?: string[] | undefined;
  product?: string | undefined;
}

/** What brings one device back to what it was before a change: a command of the xAPI, or its tags. */
export type Back = CommandBack | TagsBack;

export interface CommandBack {
  command: string;
  arguments?: CommandArguments;
  /** The state it had, in words: "45 %". */
  was: string;
  /** Values the change leaves behind, by status: another one means that somebody changed it since. */
  leaves?: Readonly<Record<string, readonly string[]>>;
}

export interface TagsBack {
  /** All tags it had, and all it has after the change: others mean that somebody changed them since. */
  tags: { had: readonly string[]; left: readonly string[] };
  was: string;
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
  /** The command that rules judged it as: that of the first change, however often it was tried again or taken back. */
  as: string;
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
