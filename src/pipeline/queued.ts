import { brokenReply, ranOutReply, waitedNote } from '#guard/lock-replies.ts';
import { Busy } from '#guard/locks.ts';
import { HIDDEN } from '#lib/hide.ts';
import { readyIn } from '#lib/in-line.ts';
import { unlabelled } from '#lib/label.ts';
import { Problem } from '#lib/problem.ts';
import { problemReply, type Reply } from '#render/index.ts';
import { isStoreAway } from '#store/away.ts';
import type { Plan as PlanRecord, Queued } from '#store/index.ts';
import { isOutage, WebexError } from '#webex/errors.ts';
import type { Answering } from './answering.ts';
import { goOn } from './changes.ts';
import { introduce, startRun } from './context.ts';
import type { Rooms, Talk } from './rooms.ts';
import { effectKeyOfPlan } from './several.ts';
import { noted } from './shortcuts.ts';
import { takeUp } from './take-up.ts';
import { type Answered, auditOf } from './trail.ts';

/** How long a process that ended in the middle holds a queued change up. */
const CLAIM_MS = 60_000;
const KEEP_EVERY_MS = 20_000;
/** Before it is tried again, when somebody else was quicker, and when Webex or the store was away. */
const AGAIN_MS = 1_000;
const AWAY_MS = 10_000;

/** What `jobs/queued.ts` does over and over. */
export interface QueueWork {
  /** Changes whose turn it is, by the id of their plan. */
  ready(): Promise<string[]>;
  /** Does one of them, once over all processes. Never throws for what became of it. */
  serve(planId: string): Promise<void>;
  /** Tells the spaces whose change was stopped. */
  tellBroken(): Promise<void>;
}

export function createQueueWork(rooms: Rooms, answering: Answering): QueueWork {
  const { store, clock, log, chat } = rooms;

  async function serve(planId: string): Promise<void> {
    const queued = await store.queue.claim(planId, CLAIM_MS);
    if (!queued) return;
    const keeping = setInterval(() => {
      store.queue
        .keep(planId, CLAIM_MS)
        .catch((error: unknown) => log.warn({ err: error }, 'a queued change could not be kept'));
    }, KEEP_EVERY_MS).unref();
    try {
      await work(queued);
      await store.queue.remove(planId);
    } catch (error) {
      if (!(error instanceof Busy) && !isStoreAway(error) && !isOutage(error)) {
        // It was done or refused, and told as far as it could be told.
        log.error({ err: error, planId }, 'the answer to a queued change was lost');
        await store.queue.remove(planId);
        return;
      }
      if (!(error instanceof Busy)) log.warn({ err: error, planId }, 'a queued change has to wait on');
      await store.queue.giveBack(planId, error instanceof Busy ? AGAIN_MS : AWAY_MS);
    } finally {
      clearInterval(keeping);
    }
  }

  async function work(queued: Queued): Promise<void> {
    const { planId } = queued;
    const record = await store.plans.get(planId);
    if (!record || record.state === 'cancelled' || (record.state === 'expired' && queued.tries === 1)) return;
    if (record.state === 'queued' && record.expiresAt < clock.now()) return runOut(queued, record);
    const person = await askerOf(queued, record);
    const talk = talkOf(queued, record, person, clock.now());
    const answer = await answerTo(queued, record, talk);
    await answering.answer(talk, async () => noted(answer, waitedNote(queued, clock.now())));
  }

  /** Who is not there any more is of no organisation, and may do nothing. */
  async function askerOf({ personName }: Queued, { personId }: PlanRecord): Promise<Talk['person']> {
    return chat.person(personId).catch((error: unknown) => {
      if (!(error instanceof WebexError) || error.status !== 404) throw error;
      return { id: personId, orgId: '', email: '', displayName: personName, type: 'person' };
    });
  }

  /** Throws Busy, and what says that the store or Webex is away before anything was sent. */
  async function answerTo(queued: Queued, record: PlanRecord, talk: Talk): Promise<Answered> {
    try {
      if (record.state === 'queued') {
        const taken = await store.plans.claim(record.id, { from: 'queued', to: 'applying', at: clock.now() });
        if (!taken) throw new Problem('This was taken back', { code: 'plan-settled', hint: 'Nothing was sent.' });
      } else if (record.state !== 'applying') return { reply: await endedBefore(queued, record, talk) };
      const asker = await introduce(rooms, talk, { isFresh: true });
      const run = startRun(rooms, talk, asker, answering.patient(talk));
      return await goOn(rooms, { talk, asker, run, words: record.words }, record, queued.isHarmless);
    } catch (error) {
      if (isStoreAway(error)) throw error;
      if (error instanceof Busy) {
        await store.plans.claim(record.id, { from: 'applying', to: 'queued', at: clock.now() });
        throw error;
      }
      if (await store.plans.settle(record.id, 'failed', sentenceOf(error)))
        await auditOf(rooms, talk, talk.person).fault(record.command, record.words, error, targetsOf(queued));
      if (!(error instanceof Problem)) log.error({ planId: record.id, err: error }, 'a queued change failed');
      return { reply: problemReply(error, record.id) };
    }
  }

  /** An earlier run came to its end, and its answer may not stand there. */
  async function endedBefore({ title }: Queued, record: PlanRecord, talk: Talk): Promise<Reply> {
    const asker = { id: talk.person.id, email: talk.person.email, orgId: talk.person.orgId };
    const told = await takeUp(rooms, talk, asker, effectKeyOfPlan(record.id));
    if (told) return told;
    return problemReply(
      new Problem(`This was not done: ${title.replace(/\?$/, '')}`, {
        code: 'queued-not-done',
        hint: `${record.outcome ?? 'It waited for too long'}. Nothing was sent.`,
      }),
    );
  }

  async function runOut(queued: Queued, record: PlanRecord): Promise<void> {
    const now = clock.now();
    const ranOut = await store.plans.claim(record.id, { from: 'queued', to: 'expired', at: now });
    if (!ranOut) return;
    const person = await chat.person(record.personId).catch(() => undefined);
    const { spaceId, personId, orgId, command: action, words, parentId, messageId } = record;
    const who = { spaceId, personId, personEmail: person?.email ?? '', orgId };
    const detail = 'its devices were not free in time';
    await store.audit.append({ ...who, action, words, outcome: 'expired', targets: queued.devices, detail });
    const again = words.includes(HIDDEN) ? undefined : unlabelled(words);
    await answering.say({ spaceId, parentId }, ranOutReply(queued, again, now));
    if (messageId !== undefined) await chat.remove(messageId).catch(() => undefined);
  }

  return {
    serve,

    async ready() {
      const line = await store.queue.all();
      if (line.length === 0) return [];
      return readyIn(line, await store.locks.all(), clock.now()).map(({ planId }) => planId);
    },

    async tellBroken() {
      for (const broken of await store.locks.untold()) {
        const { holder, spaceId, parentId } = broken;
        if (!(await store.locks.tell(holder))) continue;
        await answering.say({ spaceId, parentId }, brokenReply(broken)).catch((error: unknown) =>
          // Whoever changes that device finds out all the same, by what is not sent any more.
          log.error({ err: error, spaceId }, 'a broken lock could not be told'),
        );
      }
    },
  };
}

/** As if it were asked just now, by the one who asked, where they did; its card is spent with it. */
const talkOf = (queued: Queued, record: PlanRecord, person: Talk['person'], now: number): Talk => ({
  space: queued.space,
  person,
  parentId: record.parentId,
  eventId: record.id,
  attempt: {
    key: `queued:${record.id}`,
    seq: queued.runSeq ?? queued.seq,
    // An earlier run that was cut off may have begun it.
    number: record.state === 'queued' ? 1 : 2,
    receivedAt: now,
  },
  entries: 0,
  ...(record.messageId !== undefined && { cardId: record.messageId, isSpent: true }),
});

const targetsOf = ({ devices }: Queued): [string, string][] => devices.map(({ id, name }) => [id, name]);

const sentenceOf = (error: unknown): string =>
  error instanceof WebexError || error instanceof Problem ? error.message : 'unknown';
