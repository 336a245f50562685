import { Problem } from '#lib/problem.ts';
import type { Reply } from '#render/index.ts';
import type { AuditOutcome } from '#store/index.ts';
import { WebexError } from '#webex/errors.ts';
import type { Known } from './context.ts';
import type { Rooms, Talk } from './rooms.ts';

/** What goes back, and what to do once it stands in the space. */
export interface Answered {
  reply: Reply;
  onPosted?: (messageId: string) => Promise<void>;
}

/** The audit as seen from one talk: who and where are filled in. */
export function auditOf({ store, log }: Rooms, talk: Talk, asker: Known) {
  const entry = (
    action: string,
    words: string,
    outcome: AuditOutcome,
    targets: { id: string; name: string }[],
    trackingIds: string[],
    detail?: string,
  ) => ({
    spaceId: talk.space.id,
    messageId: talk.eventId,
    personId: asker.id,
    personEmail: asker.email,
    orgId: asker.orgId,
    action,
    words,
    targets,
    outcome,
    trackingIds,
    ...(detail !== undefined && { detail }),
  });
  return {
    /** Durable before the person hears of it. */
    write: async (
      action: string,
      words: string,
      outcome: AuditOutcome,
      targets: { id: string; name: string }[],
      trackingIds: string[] = [],
      detail?: string,
    ) => {
      await store.audit.append(entry(action, words, outcome, targets, trackingIds, detail));
      log.info({ eventId: talk.eventId, action, outcome, trackingIds }, 'a change was audited');
    },
    /** A read changes nothing: its entry may follow a moment later. */
    writeLater: (action: string, words: string, outcome: AuditOutcome, targets: { id: string; name: string }[]) =>
      store.audit.appendLater(entry(action, words, outcome, targets, [])),
  };
}

/** How the audit calls an error. */
export function outcomeOf(error: unknown): AuditOutcome {
  if (error instanceof WebexError) return 'failed';
  if (error instanceof Problem) return error.code === 'not-allowed' ? 'denied' : 'refused';
  return 'failed';
}
