import type { Spec, Status } from '#lib/rollout.ts';
import type { TakerWords } from './rollout-words.ts';

/** What a card needs to know of a rollout. */
export interface Shown {
  number: number;
  status: Status;
  stage: number;
  stages: number;
  dueAt: number;
  /** What a paused one is once somebody goes on with it. */
  resumesAs?: Status | undefined;
  why?: string | undefined;
  needsLogin?: boolean | undefined;
  checkingSince?: number | undefined;
  ranMs: number;
  runningSince?: number | undefined;
  watch?: { from: number; to?: number | undefined; isEnough?: boolean | undefined } | undefined;
  startedAt?: number | undefined;
  endedAt?: number | undefined;
  /** The stage of those that are tried once more. */
  retriedFrom?: number | undefined;
  takenBackBy?: { number: number; isWhole: boolean } | undefined;
  personName: string;
  /** Whoever planned it, where somebody else began it. */
  plannedBy?: string | undefined;
  spec: Pick<Spec, 'title' | 'thenReboot' | 'undoes' | 'work' | 'pacing'>;
}

/** Devices that something holds of: how many, and their names. */
export type Names = readonly string[];

/** What is with its devices at this moment, as far as their rows say more than counts. */
export interface Moment {
  /** Their restart went out; `notBack` were not seen connected again since. */
  restarted: number;
  notBack: Names;
  /** Those that wait for the end of a call, until when at most; `isSure`: all of them told that they are in one. */
  inCall: Names;
  inCallUntil: number;
  isSure: boolean;
  /** Those that are tried again, and the HTTP statuses that Webex answered with; undefined: for one of them it gave no answer. */
  again: Names;
  answers: ReadonlySet<number | undefined>;
}

/** Who it is told to, and when. */
export interface Told {
  now: number;
  timeZone: string;
  /** Whose the rollouts are that devices were left to. */
  takers?: TakerWords | undefined;
  moment?: Moment | undefined;
  /** Whether whoever reads it may say these words: buttons for anything else are for others. Left out: it is for all who read it. */
  may?: ((words: string) => boolean) | undefined;
}
