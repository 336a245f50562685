import type { Attempt, IncomingClick, IncomingMessage, Space } from '#chat/index.ts';
import { chooserFor } from '#fleet/choose.ts';
import { withMeant } from '#fleet/meant.ts';
import type { PolicyNews } from '#guard/policy/holder.ts';
import type { GoOn, Intent } from '#intent/command.ts';
import { EntryNeeded } from '#intent/entry-form.ts';
import { FormNeeded } from '#intent/form-needed.ts';
import { intentOf, parse } from '#intent/parse.ts';
import { approvalIn, readSubmission } from '#intent/submission.ts';
import { readWhenFree } from '#intent/when-free.ts';
import type { News } from '#jobs/back-online.ts';
import { HIDDEN } from '#lib/hide.ts';
import { sameId } from '#lib/ids.ts';
import { Problem } from '#lib/problem.ts';
import { entryReply } from '#render/entry-form.ts';
import { formReply } from '#render/form.ts';
import { problemReply, type Reply } from '#render/index.ts';
import { isStoreAway } from '#store/away.ts';
import type { FollowUp } from '#store/index.ts';
import { WebexError } from '#webex/errors.ts';
import { actedAsNote } from './pipeline/admin.ts';
import { authoriseIntent } from './pipeline/allowed.ts';
import { createAnswering } from './pipeline/answering.ts';
import { pressApproval } from './pipeline/approvals.ts';
import { isSentWith, withFile, withSent } from './pipeline/attached.ts';
import { tellBack } from './pipeline/back-online.ts';
import { type Beside, createBeside } from './pipeline/beside.ts';
import { blocked } from './pipeline/blocked.ts';
import { takeGlass } from './pipeline/break-glass.ts';
import { change, press } from './pipeline/changes.ts';
import { introduce, type Known, startRun } from './pipeline/context.ts';
import { afterLogin, sentToLogin } from './pipeline/log-in.ts';
import { lost, onlyWords } from './pipeline/lost.ts';
import { tellPolicy } from './pipeline/policy-news.ts';
import { keptAnswer } from './pipeline/private.ts';
import { tooMany } from './pipeline/rates.ts';
import { recordOf } from './pipeline/record.ts';
import { recover } from './pipeline/recover.ts';
import type { Rooms, Talk } from './pipeline/rooms.ts';
import { explained, isGoOn, marked, noted, putOut } from './pipeline/shortcuts.ts';
import { type Answered, auditOf, outcomeOf } from './pipeline/trail.ts';
import { welcome } from './pipeline/welcome.ts';

/**
 * The way through the house, top to bottom: words or a button → who is it → typed intent → may they → plan and confirm →
 * device → card → audit. `inbound` and `chat` come before it, `render` and `chat` after it.
 */
export interface Pipeline extends Beside {
  onMessage(message: IncomingMessage): Promise<void>;
  onClick(click: IncomingClick): Promise<void>;
  onAdded(added: { space: Space; addedBy?: string; attempt: Attempt }): Promise<void>;
  onRemoved(removed: { spaceId: string }): Promise<void>;
  /** Somebody came back from the login page of Webex; `id` is that of their request. */
  onLogin(login: { id: string; attempt: Attempt }): Promise<void>;
  /** Tells of changes that began before a moment (epoch ms) and never came to an end. */
  recover(before: number): Promise<void>;
  /** Says that a message or click was lost on the way: what could not be fetched can't be answered. `error` says why. */
  sorry(event: { resource: string; spaceId: string | undefined; key: string }, error: unknown): Promise<void>;
  /** Says something nobody asked for just now, such as that a device is back. */
  tell(to: { spaceId: string; parentId: string | undefined }, reply: Reply): Promise<void>;
  /** Says what became of a device that was waited for. */
  tellBack(followUp: FollowUp, news: News): Promise<void>;
  /** Tells the admins what became of a new policy. */
  policyNews(news: PolicyNews): Promise<void>;
}

export function createPipeline(rooms: Rooms): Pipeline {
  const answering = createAnswering(rooms);

  /** Somebody said something: in words, or with a button that says words for them. */
  async function hear(
    text: string,
    talk: Talk,
    asker: Known,
    { files = [], of, depth = 0 }: { files?: readonly string[]; of?: string | undefined; depth?: number } = {},
  ): Promise<Answered> {
    const heard = await putOut(rooms, text, talk, asker);
    const understood = await readWhenFree(heard.text, understand).catch((error) => {
      throw explained(error, heard);
    });
    if (understood.waits) talk.whenFree = true;
    const said = understood.intent ?? intentOf('help', {}, rooms.commands);
    const intent = of === undefined ? await withFile(rooms, said, files) : await withSent(rooms, said, of, talk);
    const answered = noted(await serve(marked(intent, heard), talk, asker, depth), heard.note);
    return noted(answered, standsThere(intent, talk));
  }

  /** Runs an intent, and the words that it goes on with. A name may stand for words that lead back to it: see `MOST_GO_ON`. */
  async function serve(intent: Intent, talk: Talk, asker: Known, depth = 0): Promise<Answered> {
    const answer = await run(intent, talk, asker);
    if (!isGoOn(answer)) return answer;
    const { say, note, glass } = answer.goOn;
    if (depth >= MOST_GO_ON) throw roundAndRound();
    if (glass) {
      await takeGlass(rooms, talk, asker, glass, say);
      return hear(say, talk, asker, { depth: depth + 1 });
    }
    const next = await understand(say);
    if (!next) throw roundAndRound();
    return noted(await serve(next, talk, asker, depth + 1), note);
  }

  async function understand(text: string): Promise<Intent | undefined> {
    const { catalogues, commands, fleet } = rooms;
    const intent = parse(text, commands, catalogues.vocabulary);
    const isGuess = commands.some(({ name, isFallback }) => isFallback && name === intent?.name);
    if (!isGuess || catalogues.known().length > 0 || !/[A-Za-z][ .][A-Za-z]/.test(text)) return intent;
    // It may be a path of the xAPI: what the devices understand was not needed before.
    await catalogues.warm(await fleet.list());
    return parse(text, commands, catalogues.vocabulary);
  }

  async function run(intent: Intent, talk: Talk, asker: Known): Promise<Answered | { goOn: GoOn }> {
    const { words } = intent;
    const started = startRun(rooms, talk, asker, answering.patient(talk));
    const audit = auditOf(rooms, talk, asker);
    try {
      if (intent.kind === 'change') return await change(rooms, { talk, asker, run: started, words }, intent);
      authoriseIntent(rooms, asker, intent, talk.space);
      started.intent = intent;
      const reply = await intent.run(started.read);
      if ('say' in reply) return { goOn: reply };
      // Help and the history itself tell nothing about a device.
      if (started.targets.size > 0 || (intent.needs !== 'open' && intent.name !== 'history'))
        audit.read(intent.name, recordOf(words, started), 'done', [...started.targets]);
      return { reply, again: intent.say(), ...(talk.onPosted && { onPosted: talk.onPosted }) };
    } catch (error) {
      // It is worked again, and told then what became of it.
      if (isStoreAway(error)) throw error;
      const choice = chooserFor(error, intent);
      if (choice) return forAsker(intent, choice);
      if (intent.kind === 'change')
        await audit.fault(intent.name, recordOf(words, started), error, [...started.targets], actedAsNote(started));
      else audit.read(intent.name, recordOf(words, started), outcomeOf(error), [...started.targets]);
      const form =
        error instanceof FormNeeded ? formReply(error.form) : error instanceof EntryNeeded && entryReply(error.form);
      // The card that was filled in is of no use beside the one that holds its inputs and says what is wrong.
      if (form && talk.isForm) talk.isSpent = true;
      if (form) return forAsker(intent, form);
      throw aboutDevice(withMeant(error, intent.say()), [...started.targets.values()], intent);
    }
  }

  /** Says words for somebody who asked earlier. */
  const saysFor = (talk: Talk, words: string): Promise<void> =>
    answering.answer(talk, async () =>
      hear(words, talk, await introduce(rooms, talk, { isFresh: true })).catch(sentToLogin(rooms, talk)),
    );

  return {
    async onMessage(message) {
      const talk: Talk = {
        space: message.space,
        person: message.person,
        parentId: message.parentId,
        eventId: message.id,
        attempt: message.attempt,
        entries: 0,
        ...(isSentWith(message) && { sentWith: message.id }),
      };
      if (await tooMany(rooms, answering, talk, { createdAt: Date.parse(message.created) })) return;
      await answering.answer(talk, async () => {
        const asker = await introduce(rooms, talk).catch(blocked(rooms, talk, message));
        if (message.text.trim() === '' && message.files.length > 0) throw onlyWords();
        return hear(message.text, talk, asker, { files: message.files }).catch(sentToLogin(rooms, talk));
      });
    },

    async onClick(click) {
      const talk: Talk = {
        space: click.space,
        person: click.person,
        parentId: undefined,
        eventId: click.id,
        attempt: click.attempt,
        entries: 0,
        cardId: click.messageId,
      };
      if (await tooMany(rooms, answering, talk, { inputs: click.inputs })) return;
      const serveClick = async (): Promise<Answered> => {
        talk.parentId = await answering.threadOf(click.messageId).catch((error: unknown) => {
          // An earlier attempt may have taken the plan's card away. Whether it was ours, and where it stood, the plan knows.
          const isGone = error instanceof WebexError && error.status === 404;
          if (isGone && approvalIn(click.inputs)) return undefined;
          if (isGone && talk.attempt.number > 1 && readSubmission(click.inputs).kind === 'plan') return undefined;
          throw error;
        });
        const approval = approvalIn(click.inputs);
        if (approval) return pressApproval(rooms, answering, approval, talk);
        const asker = await introduce(rooms, talk, { isFresh: true });
        const submission = readSubmission(click.inputs);
        if (submission.kind === 'say') return hear(submission.text, talk, asker, { of: submission.of });
        talk.isForm = submission.kind === 'form';
        if (submission.kind === 'form')
          return serve(intentOf(submission.command, submission.args, rooms.commands), talk, asker);
        return press(rooms, submission, { talk, asker, run: startRun(rooms, talk, asker, answering.patient(talk)) });
      };
      await answering.answer(talk, () =>
        serveClick()
          .catch(sentToLogin(rooms, talk))
          .catch(blocked(rooms, talk, click)),
      );
    },

    async onAdded({ space, addedBy, attempt }) {
      // It came to be with a private answer, which says enough.
      if (space.type === 'direct' && addedBy !== undefined && sameId(addedBy, rooms.chat.me.id)) return;
      const isFirst = await rooms.store.spaces.greetOnce(space.id, rooms.clock.now());
      // An earlier attempt may have been cut off between noting the greeting and giving it.
      if (!isFirst && attempt.number === 1) return;
      await answering.say(
        { spaceId: space.id },
        await welcome(rooms, space, addedBy).catch((error) => problemReply(error, space.id)),
      );
    },

    async onRemoved({ spaceId }) {
      await rooms.store.watches.endAll(spaceId);
      await rooms.store.driftChecks.endAll(spaceId);
      await rooms.store.spaces.forget(spaceId);
    },

    onLogin: ({ id, attempt }) =>
      afterLogin(rooms, id, attempt, {
        answer: (talk, work) => answering.answer(talk, () => work().catch(sentToLogin(rooms, talk))),
        goOn: async (talk, words) => hear(words, talk, await introduce(rooms, talk, { isFresh: true })),
      }),

    recover: (before) => recover(rooms, answering, before),

    async sorry({ resource, spaceId, key }, error) {
      // What is gone was taken back by its author, or by the end of the space.
      const isGone = error instanceof WebexError && error.status === 404;
      const isAsked = resource === 'messages' || resource === 'attachmentActions';
      if (!isAsked || isGone || spaceId === undefined) return;
      // A change that was done is not to be asked for again: only its answer did not get through.
      const effect = await rooms.store.effects.get(key);
      const answer = effect && keptAnswer(rooms, effect);
      await answering.say({ spaceId }, answer ?? problemReply(lost(resource, error)));
    },

    tellBack: (followUp, news) => tellBack(rooms, answering, followUp, news),
    policyNews: (news) => tellPolicy(rooms, news),

    ...createBeside(rooms, answering, saysFor),

    async tell(to, reply) {
      await answering.say(to, reply);
    },
  };
}

/** How often words may lead to other words: "again" says what was asked, which may break the glass. */
const MOST_GO_ON = 3;
/** Longer ones don't fit on a button. */
const LONGEST_AGAIN = 60;

const roundAndRound = () =>
  new Problem('These words lead to others without end', {
    code: 'goes-round',
    hint: 'Nothing was sent. Say what to do itself.',
    next: [{ title: 'Help', say: 'help' }],
  });

/** What is asked on the way to a private answer is as private. */
const forAsker = ({ isPrivate }: Intent, reply: Reply): Answered =>
  isPrivate ? { reply: { ...reply, private: true } } : { reply };

/** What the bot hides stands in the space all the same: in the message that it was typed in. */
const standsThere = ({ words }: Intent, { space, cardId }: Talk): string | undefined =>
  space.type === 'group' && cardId === undefined && words.includes(HIDDEN)
    ? 'Your message holds a secret that everybody here can read: delete it. Next time write to me directly.'
    : undefined;

/** An error of Webex does not say which device it is about; when there was one, it is named. */
function aboutDevice(error: unknown, [device, ...others]: string[], intent: Intent): unknown {
  if (!(error instanceof WebexError)) return error;
  const { code, hint, trackingId } = error;
  const about = device === undefined || others.length > 0 ? error.message : `${device}: ${error.message}`;
  // Asking again is safe: nothing was changed, or nobody confirmed anything yet.
  return new Problem(about, {
    code,
    hint,
    next: [{ title: againTitle(intent), say: intent.say() }],
    trackingId,
    cause: error,
  });
}

/** Behind a login, or among other people, an error alone does not say what it is about. */
const againTitle = (intent: Intent): string => {
  const words = intent.say();
  const isPlain = !words.includes(HIDDEN) && !/\bid:/.test(words);
  return isPlain && words.length <= LONGEST_AGAIN ? `Try again: ${words}` : 'Try again';
};
