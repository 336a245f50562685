import { intentOf, parse } from '#intent/parse.ts';
import { approvalIn, readSubmission } from '#intent/submission.ts';
import { sameId } from '#lib/ids.ts';
import { Problem } from '#lib/problem.ts';
import { isStoreAway } from '#store/away.ts';
import { WebexError } from '#webex/errors.ts';
import type { Rooms, Talk } from './rooms.ts';
import { auditOf, outcomeOf } from './trail.ts';

/** Attempts at what is not the asker's to do; the others came too late, or twice. */
const DENIED = new Set(['other-organisation', 'foreign-card', 'foreign-plan', 'not-requester']);
/** Who stands before these has not been let in at all, whatever they said. */
const AT_THE_DOOR = new Set(['other-organisation', 'foreign-card']);

/** What somebody tried: words, or the inputs of a button. */
type Tried = { text: string } | { inputs: Readonly<Record<string, unknown>> };

interface Told {
  action: string;
  /** Never anything that may hold a secret: what was read as a command hides its own. */
  words: string;
}

/** For `catch`: writes down an attempt that ended before anything else was, and throws the same error again. */
export const blocked =
  (rooms: Rooms, talk: Talk, tried: Tried) =>
  async (error: unknown): Promise<never> => {
    const isOurs = error instanceof Problem && !(error instanceof WebexError) && !isStoreAway(error);
    if (isOurs && talk.entries === 0) {
      const told = await toldOf(rooms, talk, tried, error).catch(() => UNREAD);
      const outcome = DENIED.has(error.code) ? 'denied' : outcomeOf(error);
      if (told)
        await auditOf(rooms, talk, talk.person).write(told.action, told.words, outcome, [], { detail: error.message });
    }
    throw error;
  };

const UNREAD: Told = { action: 'press', words: 'a button I can not read' };

/** Undefined for what is no attempt to get by: words that mean nothing to the bot. */
async function toldOf(rooms: Rooms, talk: Talk, tried: Tried, { code }: Problem): Promise<Told | undefined> {
  if ('text' in tried) return AT_THE_DOOR.has(code) ? wordsOf(rooms, tried.text) : undefined;
  if (approvalIn(tried.inputs)) return { action: 'approve', words: 'a button of an approval' };
  const submission = readSubmission(tried.inputs);
  if (submission.kind === 'plan') {
    const plan = await rooms.store.plans.get(submission.planId);
    // What another space plans is not told in this one.
    return plan && sameId(plan.spaceId, talk.space.id)
      ? { action: plan.command, words: plan.words }
      : { action: 'press', words: 'a button of a plan that is not here' };
  }
  if (!AT_THE_DOOR.has(code)) return undefined;
  if (submission.kind === 'say') return wordsOf(rooms, submission.text);
  const { name, words } = intentOf(submission.command, submission.args, rooms.commands);
  return { action: name, words };
}

function wordsOf({ commands, catalogues }: Rooms, text: string): Told {
  const unread = { action: 'message', words: 'words I did not read' };
  try {
    const intent = parse(text, commands, catalogues.vocabulary);
    const isKnown = commands.some(({ name, isFallback }) => name === intent?.name && !isFallback);
    return intent && isKnown ? { action: intent.name, words: intent.words } : unread;
  } catch {
    return unread;
  }
}
