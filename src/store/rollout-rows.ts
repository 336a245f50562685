import { z } from 'zod';
import { ITEM_STATES, type ItemState, LeftAlone, Setting, Was, Wish } from '#lib/rollout.ts';
import { jsonColumn } from './text.ts';

export const ItemBody = z.object({
  name: z.string(),
  product: z.string(),
  /** The line of the file that named it. */
  line: z.int().optional(),
  /** What was asked for this very device, in place of what all of them get. */
  settings: z.array(Setting).optional(),
  /** What it is to have, of what it does not have already. */
  wishes: z.array(Wish).optional(),
  /** What it was to have besides, and can't. */
  leftAlone: z.array(LeftAlone).optional(),
  /** What it has to be for that, where something is taken back. */
  expects: z.array(Wish).optional(),
  /** What was there before, in the order of the wishes, and when that was read (ms since the epoch). */
  before: z.array(Was).optional(),
  readAt: z.number().optional(),
  /** What stands there, where it is not what was expected. */
  found: Was.optional(),
  /** How it was when it was looked at: whether it was connected, and what was wrong with it. */
  wasOnline: z.boolean().optional(),
  /** Where it was then, as rules of a policy see it. */
  where: z
    .object({
      kind: z.literal('device'),
      workspaceId: z.string().optional(),
      locationId: z.string().optional(),
      personId: z.string().optional(),
      tags: z.array(z.string()).optional(),
      product: z.string().optional(),
    })
    .optional(),
  errorCodes: z.array(z.string()).optional(),
  /** What came of it, as a sentence. */
  why: z.string().optional(),
  /** The HTTP status that Webex answered the last try with, where it is tried again. */
  answered: z.int().optional(),
  trackingId: z.string().optional(),
  /** Since when it may have been changed without anybody knowing. Never forgotten, whatever became of it later. */
  maybeSentAt: z.number().optional(),
  /** When it was sent, and confirmed. */
  sentAt: z.number().optional(),
  confirmedAt: z.number().optional(),
  /** Its restart went out after it. */
  isRebooted: z.boolean().optional(),
  /** When it was first seen connected again after it. */
  backAt: z.number().optional(),
  /** Since when somebody else has it, and how often it was tried in vain. */
  lockedSince: z.number().optional(),
  /** Since when its call is waited for. */
  callSince: z.number().optional(),
  misses: z.int().optional(),
});
export type ItemBody = z.infer<typeof ItemBody>;

export const ItemRow = z
  .object({
    rollout_id: z.string(),
    device_id: z.string(),
    place: z.number(),
    stage: z.number(),
    state: z.enum(ITEM_STATES),
    reason: z.string(),
    attempt: z.number(),
    owner: z.string(),
    until: z.number(),
    body: jsonColumn(ItemBody),
  })
  .transform(({ rollout_id, device_id, body, ...row }) => ({
    rolloutId: rollout_id,
    deviceId: device_id,
    ...row,
    ...body,
  }));

/**
 * One device of a rollout. `reason` says in one word why it is where it is; `attempt` counts how often somebody took it in hand
 * in its state; more than one: whoever had it before may have sent something.
 */
export type RolloutItem = z.infer<typeof ItemRow>;

export type NewItem = Pick<
  ItemBody,
  'name' | 'product' | 'line' | 'settings' | 'wishes' | 'expects' | 'where' | 'wasOnline' | 'errorCodes' | 'why'
> & {
  deviceId: string;
  /** It is left out from the beginning, for this reason, as a word. */
  blocked?: string;
};

/** What becomes of a device that was in hand. `until` keeps it from being taken in hand again before then. */
export interface Settled extends Partial<ItemBody> {
  state: ItemState;
  reason?: string;
  until?: number;
  /** Nothing was sent to it: that it was in hand does not count. */
  isUntouched?: boolean;
}

export const Counted = z.object({
  state: z.enum(ITEM_STATES),
  stage: z.number(),
  reason: z.string(),
  count: z.coerce.number(),
});
