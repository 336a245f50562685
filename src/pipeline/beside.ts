import type { RolloutWork } from '#jobs/rollout-work.ts';
import type { Answering } from './answering.ts';
import { type ApprovalWork, createApprovalWork } from './approval-end.ts';
import { createDrifting, type Drifting } from './drift.ts';
import { createQueueWork, type QueueWork } from './queued.ts';
import { createRolloutWork } from './rollouts/work.ts';
import type { Rooms } from './rooms.ts';
import { createWatching, type Watching } from './watching.ts';

/** What runs beside needs of the conversation: `jobs` do it, when it is time. */
export interface Beside {
  /** How `jobs/queued.ts` does what waited for its devices. */
  queued: QueueWork;
  /** How `jobs/approvals.ts` ends what nobody answered. */
  approvals: ApprovalWork;
  /** How `jobs/watching.ts` looks and tells. */
  watching: Watching;
  /** How `jobs/drift.ts` compares and tells. */
  drifting: Drifting;
  /** How `jobs/rollouts.ts` changes devices and tells of it. */
  rollouts: RolloutWork;
}

/** `says` says words for somebody who asked earlier. */
export const createBeside = (
  rooms: Rooms,
  answering: Answering,
  says: Parameters<typeof createRolloutWork>[2],
): Beside => ({
  queued: createQueueWork(rooms, answering),
  approvals: createApprovalWork(rooms, answering),
  watching: createWatching(rooms, answering),
  drifting: createDrifting(rooms, answering),
  rollouts: createRolloutWork(rooms, answering, says),
});
