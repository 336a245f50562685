import type { Undo } from '#intent/command.ts';
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
  /** The words that ask for it again. */
  again?: string;
  /** Whom a private answer is for, where somebody else pressed the button. The id of a person. */
  to?: string;
}

interface Target {
  id: string;
  name: string;
}

interface More {
  trackingIds?: string[];
  detail?: string | undefined;
  undo?: Undo | undefined;
}

interface Trail {
  /** Durable before the person hears of it. A fault is logged and keeps nothing back: what was done was done. */
  write(action: string, words: string, outcome: AuditOutcome, targets: Target[], more?: More): Promise<void>;
  /** A change that did not happen, and why; `targets` are id and name. */
  fault(action: string, words: string, error: unknown, targets: [string, string][], note?: string): Promise<void>;
  /** A read changes nothing: its entry may follow a moment later. */
  read(action: string, words: string, outcome: AuditOutcome, targets: [string, string][]): void;
}

/** A change of thousands of devices is told by several entries: whoever reads or sends one holds all of it. */
const MOST_TARGETS = 500;

/** The audit as seen from one talk: who and where are filled in. */
export function auditOf(
  { store, log }: Pick<Rooms, 'store' | 'log'>,
  talk: Pick<Talk, 'space' | 'eventId' | 'attempt' | 'entries'>,
  asker: Pick<Known, 'id' | 'email' | 'orgId'>,
): Trail {
  const who = {
    spaceId: talk.space.id,
    messageId: talk.eventId,
    personId: asker.id,
    personEmail: asker.email,
    orgId: asker.orgId,
  };
  const nextId = () => `${talk.attempt.seq}${talk.entries++}`;
  const append = async (
    action: string,
    words: string,
    outcome: AuditOutcome,
    targets: Target[],
    { trackingIds = [], detail, undo }: More,
  ) => {
    const entry = {
      id: nextId(),
      ...who,
      action,
      words,
      outcome,
      targets: targets.map(({ id, name }) => ({ id, name })),
      trackingIds,
      ...(detail !== undefined && { detail }),
      ...(undo && { undo }),
    };
    log.info({ eventId: talk.eventId, action, outcome, trackingIds }, 'a change is audited');
    try {
      await store.audit.append(entry);
    } catch (error) {
      log.error({ eventId: talk.eventId, err: error, action, outcome }, 'an audit entry could not be stored');
    }
  };
  const write: Trail['write'] = async (action, words, outcome, targets, more = {}) => {
    const { detail } = more;
    await append(action, words, outcome, targets.slice(0, MOST_TARGETS), more);
    for (let from = MOST_TARGETS; from < targets.length; from += MOST_TARGETS)
      await append(action, words, outcome, targets.slice(from, from + MOST_TARGETS), { detail });
  };
  return {
    write,
    fault(action, words, error, targets, note) {
      const known = error instanceof Problem ? error : undefined;
      const ids = known?.trackingId === undefined ? [] : [known.trackingId];
      return write(action, words, outcomeOf(error), targets.map(asTarget), {
        trackingIds: ids,
        detail: [known?.message, note].filter((part) => part !== undefined).join('; ') || undefined,
      });
    },
    read: (action, words, outcome, targets) =>
      store.audit.appendLater({
        id: nextId(),
        ...who,
        action,
        words,
        outcome,
        targets: targets.map(asTarget),
        trackingIds: [],
      }),
  };
}

const asTarget = ([id, name]: [string, string]): Target => ({ id, name });

/** How the audit calls an error. */
export function outcomeOf(error: unknown): AuditOutcome {
  if (!(error instanceof Problem) || error instanceof WebexError || error.cause instanceof WebexError) return 'failed';
  return error.code === 'not-allowed' ? 'denied' : 'refused';
}
