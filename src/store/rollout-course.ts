import { z } from 'zod';

/** What changes as it goes on. Times are milliseconds since the epoch. */
export const Course = z.object({
  /** Why it is paused, stopped or waiting, as a sentence. */
  why: z.string().optional(),
  /** Only a login of whoever asked lets it go on. */
  needsLogin: z.boolean().optional(),
  /** Where it was when it was paused. */
  resumesAs: z.enum(['surveying', 'running', 'confirming']).optional(),
  /** What it is once it has come to its end. */
  endsAs: z.enum(['stopped', 'cancelled']).optional(),
  /** Whoever paused, stopped or cancelled it last. */
  by: z.string().optional(),
  /** When it was planned, started, and ended. */
  plannedAt: z.number().optional(),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  /** How long it was running before `runningSince`. */
  ranMs: z.number().default(0),
  runningSince: z.number().optional(),
  /** Stages after the canary; 0 is the canary where there is one. */
  stages: z.int().default(0),
  /** How many devices were chosen to go first. */
  canaries: z.int().optional(),
  /** The stage of those that were done once more after it was over. */
  retriedFrom: z.int().optional(),
  /** Which of them are being taken in again; where it says so no more, all are. */
  takesIn: z.enum(['failed', 'left']).optional(),
  /** When the stage that is being checked was through. */
  checkingSince: z.number().optional(),
  /**
   * Its canary is, or was, only watched: from when and to when, by how long it had been running (ms). `isEnough`: somebody said so
   * before its time.
   */
  watch: z.object({ from: z.number(), to: z.number().optional(), isEnough: z.boolean().optional() }).optional(),
  /**
   * The message that tells how far it is, when it was posted, and how often. `awayMs`: for so long nobody heard what was pressed on
   * it, which the next one says, at once; those after it go on saying so for a while from `awaySaidAt` on.
   */
  card: z
    .object({
      id: z.string(),
      at: z.number(),
      count: z.int(),
      said: z.string(),
      awayMs: z.number().optional(),
      awaySaidAt: z.number().optional(),
    })
    .optional(),
  /** The last word was said. */
  isTold: z.boolean().optional(),
  /** The plan was shown; until then somebody waits for it, who shows it. */
  isShown: z.boolean().optional(),
  awaitedUntil: z.number().optional(),
  /** Whoever planned it, where somebody else began it. */
  plannedBy: z.string().optional(),
  /** How much it asks of people, once it was begun. */
  tier: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).optional(),
  /** The rollout that took it back, once that one was through; `isWhole`: all of its devices have what they had. */
  takenBackBy: z.object({ number: z.int(), isWhole: z.boolean() }).optional(),
  /** Limits of the policy were overridden to begin it. */
  isOverGlass: z.boolean().optional(),
});
export type Course = z.infer<typeof Course>;
