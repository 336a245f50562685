import type { Attempt } from '#chat/index.ts';
import type { MyLogin } from '#intent/login.ts';
import { LoginNeeded } from '#intent/login-needed.ts';
import { allowsWords } from '#intent/login-words.ts';
import { readWords } from '#intent/words.ts';
import { sameId } from '#lib/ids.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { duration } from '#lib/time.ts';
import type { Reply } from '#render/index.ts';
import { said } from '#render/replies.ts';
import { WebexError } from '#webex/errors.ts';
import { leftOut, scopesOf, servedBy, WANTS, type Want, wantWords } from '#webex/scopes.ts';

import type { CameBack } from './acting.ts';
import type { Rooms, Talk } from './rooms.ts';
import { type Answered, auditOf } from './trail.ts';

/**
 * For `catch`: whoever has to log in is sent a link, for their eyes only, and what they asked for is gone on with when they
 * come back. Throws what can't be helped by a link.
 */
export const sentToLogin =
  (rooms: Rooms, talk: Talk) =>
  async (error: unknown): Promise<Answered> => {
    const needed = loginNeededBy(error);
    if (!needed) throw error;
    if (!rooms.acting.canLogIn) throw cannotLogIn(needed);
    // Somebody else's change: it is theirs to ask for again, with their own login.
    if (!sameId(needed.personId, talk.person.id)) throw notYours(needed);
    const { wants = [], words, shown, isAdmin = false } = talk.acting ?? {};
    // They may have taken scopes away on the page: to be sent there again would lead them in a circle.
    if (talk.isAfterLogin) throw stillMissing(wants, words);
    return {
      reply: await loginReply(rooms, talk, {
        title: needed.message,
        wants,
        words,
        shown,
        isFirst: isAdmin && needed.lack === 'none',
      }),
    };
  };

/** A change that came to its end for want of a login, before anything was sent, says so in words of its own. */
function loginNeededBy(error: unknown): LoginNeeded | undefined {
  if (error instanceof LoginNeeded) return error;
  return error instanceof Problem && error.cause instanceof LoginNeeded ? error.cause : undefined;
}

/**
 * A link to log in. `words` are what is gone on with then. `isFirst`: an administrator who never logged in; what they ask for
 * next mostly takes more, so the login for everything comes first.
 */
export async function loginReply(
  rooms: Rooms,
  { person, space, parentId }: Pick<Talk, 'person' | 'space' | 'parentId'>,
  {
    title,
    wants,
    words,
    shown,
    isFirst = false,
  }: {
    title: string;
    wants: readonly Want[];
    words?: string | undefined;
    shown?: string | undefined;
    isFirst?: boolean;
  },
): Promise<Reply> {
  const begin = (scopes: readonly string[]) =>
    rooms.acting.begin({
      person: { id: person.id, orgId: person.orgId, email: person.email },
      spaceId: space.id,
      parentId,
      scopes,
      words,
    });
  const { url, until } = await begin(scopesOf(wants));
  const isPart = servedBy(scopesOf(wants)).length < WANTS.length;
  // Whoever wants to log in once only goes on with the same words.
  const all = isPart ? (await begin(scopesOf(WANTS))).url : '';
  const recommendsAll = isFirst && isPart;
  const allows = wants.length === 0 ? 'see who you are' : wantWords(wants).join(', ');
  const valid = duration(until - rooms.clock.now());
  // What a button said by an id, and nobody can read.
  const isReadable = shown !== undefined && !/\bid:/.test(shown);
  const goesOn = shown === undefined ? '' : ` Then I go on with ${isReadable ? `"${shown}"` : 'what you asked for'}.`;
  const takes = wants.length === 0 ? '' : " It takes an administrator's account.";
  return {
    view: 'account/login',
    data: {
      title,
      detail: `I act in Webex with your own rights, and never with more than you allow here.${takes}${goesOn}`,
      lets: recommendsAll
        ? [
            { label: 'Recommended', text: 'log in once for everything I can do for you' },
            { label: 'Only for this', text: allows },
          ]
        : [{ label: 'You let me', text: allows }],
      valid: `The link is for you alone and good for ${valid}, once.`,
      links: recommendsAll
        ? [
            { title: 'For everything', url: all },
            { title: 'Only for this', url },
          ]
        : [{ title: 'Log in to Webex', url }, ...(isPart ? [{ title: 'For everything', url: all }] : [])],
    },
    text: `${title}. Log in here${recommendsAll ? ' once for everything' : ''}: ${recommendsAll ? all : url}`,
    private: {
      what: 'the login link',
      why: `It is good for ${valid}.${words === undefined ? '' : ' I go on here when you are in.'}`,
    },
  };
}

/** The login of whoever asks. */
export const loginOf = (rooms: Rooms, talk: Talk): MyLogin => ({
  isPossible: rooms.acting.canLogIn,
  state: () => rooms.acting.loginOf(talk.person.id),
  served: () => servedNow(rooms, talk),
  allows: async () => wantWords(await servedNow(rooms, talk)),
  async link(wants) {
    if (!rooms.acting.canLogIn) throw cannotLogIn();
    return loginReply(rooms, talk, { title: 'Log in to Webex', wants });
  },
  async forget() {
    const wasIn = await rooms.acting.forget(talk.person.id);
    if (wasIn) await auditOf(rooms, talk, talk.person).write('logout', 'logout', 'done', []);
    return wasIn;
  },
});

async function servedNow({ acting }: Rooms, { person }: Talk): Promise<Want[]> {
  const login = await acting.loginOf(person.id);
  return !login || login.ended !== undefined ? [] : servedBy(login.scopes);
}

/** Somebody came back from the login page: goes on with what they asked for, where they asked for it. */
export async function afterLogin(
  rooms: Rooms,
  requestId: string,
  attempt: Attempt,
  { goOn, answer }: Ways,
): Promise<void> {
  const back = await rooms.acting.cameBack(requestId);
  if (!back) return rooms.log.warn({ requestId }, 'nobody knows of this login any more');
  const talk = await talkOf(rooms, back, requestId, attempt);
  const { why, words } = back;
  await auditOf(rooms, talk, talk.person).write('login', 'login', why === undefined ? 'done' : 'refused', [], {
    detail: why,
  });
  if (!(await isThere(rooms, talk))) return sayDirectly(rooms, talk, why);
  await answer(talk, async () => {
    if (why !== undefined) return { reply: notIn(back) };
    if (words !== undefined) return goOn(talk, words);
    const { scopes = [] } = (await rooms.acting.loginOf(back.personId)) ?? {};
    return { reply: isIn(servedBy(scopes), leftOut(back.asked, scopes)) };
  });
}

/** Whether they are still in the space where they asked: who has left it is not answered there any more. */
async function isThere({ webex }: Rooms, { space, person }: Talk): Promise<boolean> {
  if (space.type === 'direct') return true;
  const members = await webex.memberships.list({ roomId: space.id, personId: person.id }).catch((error: unknown) => {
    // The bot is not there any more either.
    if (error instanceof WebexError && error.status === 404) return [];
    throw error;
  });
  return members.some(({ personId }) => sameId(personId, person.id));
}

async function sayDirectly(rooms: Rooms, { person }: Talk, why: string | undefined): Promise<void> {
  const isIn = why === undefined ? 'You are logged in.' : `You are not logged in: ${why}.`;
  await rooms.chat.post(
    { toPersonId: person.id },
    { text: `${isIn} You are no longer in the space where you asked, so I did not go on there.` },
  );
}

interface Ways {
  goOn(talk: Talk, words: string): Promise<Answered>;
  answer(talk: Talk, work: () => Promise<Answered>): Promise<void>;
}

async function talkOf(rooms: Rooms, back: CameBack, eventId: string, attempt: Attempt): Promise<Talk> {
  const [person, space] = await Promise.all([rooms.chat.person(back.personId), rooms.chat.space(back.spaceId)]);
  return {
    person,
    space,
    parentId: back.parentId,
    eventId,
    attempt,
    entries: 0,
    isAfterLogin: true,
  };
}

const PRIVATE = { what: 'what became of your login', why: '' } as const;

const wordsOf = (wants: readonly Want[]): string => allowsWords(wantWords(wants));

const isIn = (served: readonly Want[], left: readonly Want[]): Reply => ({
  ...said('You are logged in', {
    detail: [
      `In Webex your login lets me: ${wordsOf(served)}.`,
      ...(left.length === 0 ? [] : [`You left out: ${wordsOf(left)}. I ask for it again when it is needed.`]),
      '"logout" makes me forget it.',
    ].join('\n'),
    next: [
      { title: 'Workspaces', say: 'workspaces' },
      { title: 'Who am I', say: 'whoami' },
      { title: 'Log out', say: 'logout' },
    ],
  }),
  private: PRIVATE,
});

/** Words that are longer are not put on a button, and not said again: a table may have come with them. */
const LONGEST_SAY = 300;

function notIn({ why = '', words = '' }: CameBack): Reply {
  const { raw, body } = readWords(words);
  const what = `"${shortened(raw, LONGEST_SAY)}"${body === undefined ? '' : ' with what followed it'}`;
  const isShort = words !== '' && words.length <= LONGEST_SAY;
  return {
    ...said('You are not logged in', {
      detail: `${why}.${raw === '' ? '' : ` ${what} was not done.`}`,
      next: [
        isShort || words === '' ? { title: 'Try again', say: words || 'login' } : { title: 'Log in', say: 'login' },
      ],
    }),
    private: PRIVATE,
  };
}

const cannotLogIn = (cause?: LoginNeeded) =>
  new Problem('Only administrators can do this, and nobody can log in here yet', {
    code: 'no-integration',
    hint: 'Whoever runs this bot sets WEBEX_INTEGRATION_CLIENT_ID and WEBEX_INTEGRATION_CLIENT_SECRET: docs/operating.md says how.',
    next: [{ title: 'Show all checks', say: 'doctor' }],
    cause,
  });

/** Somebody else's change ended for want of their login. */
export const notYours = (cause: LoginNeeded) =>
  new Problem('Whoever asked for this has to log in again first', {
    code: 'login-needed',
    hint: 'It is done with their rights in Webex, and their login has ended. Nothing was sent. They can ask for it again.',
    cause,
  });

const stillMissing = (wants: readonly Want[], words: string | undefined) =>
  new Problem(`You are logged in, but this takes a login that may ${wantWords(wants).join(' and ')}`, {
    code: 'login-needed',
    hint: 'You may have left out a part of what I asked for, or your account does not have it. What you allowed works.',
    next: [
      ...(words === undefined ? [] : [{ title: 'Log in again', say: words }]),
      { title: 'What I may do', say: 'whoami' },
    ],
  });
