import { type Compared, compareAll, driftMark, driftOf } from '#fleet/drift.ts';
import { driftNotes, driftRows, driftTitle } from '#fleet/drift-words.ts';
import { MOST_READ } from '#fleet/read-devices.ts';
import { spelled } from '#intent/device-phrase.ts';
import { LoginNeeded } from '#intent/login-needed.ts';
import type { DriftNews, DriftRun, DriftWork } from '#jobs/drift.ts';
import { deviceCount } from '#lib/name-list.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { driftCard } from '#render/drift-reply.ts';
import type { Reply } from '#render/index.ts';
import { said } from '#render/replies.ts';
import type { DriftCheck } from '#store/index.ts';
import { isOutage, WebexError } from '#webex/errors.ts';
import { adminFor } from './admin.ts';
import type { Answering } from './answering.ts';
import { introduce } from './context.ts';
import { loginReply } from './log-in.ts';
import type { Rooms, Talk } from './rooms.ts';

/** What a run leaves to tell. */
export interface DriftReport {
  compared: Compared[];
  profile: string;
}

export type Drifting = DriftWork<DriftReport>;

/** As whom its runs are judged: whoever may not compare devices any more does not do so by a check either. */
const DRIFT = { name: 'config drift', kind: 'read', needs: 'look' } as const;
const WANTS = ['configurations:read'] as const;
const ROWS = 6;
/** A button says no more than a person may. */
const LONGEST_WORDS = 3_900;

/** How `jobs/drift.ts` compares devices with the rights of whoever asked for it, and tells their space. */
export function createDrifting(rooms: Rooms, answering: Pick<Answering, 'say'>): Drifting {
  const { chat, store, webex, log } = rooms;

  async function compare(check: DriftCheck, signal: AbortSignal): Promise<DriftRun<DriftReport>> {
    const talk = await talkOf(rooms, check);
    if (!talk) return notAllowed(check);
    const asker = await introduce(rooms, talk);
    if (!asker.can(DRIFT)) return notAllowed(check);
    const profile = await store.profiles.byId(check.profileId);
    if (!profile) return gone(check);
    const run = { intent: DRIFT, trackingIds: [], targets: new Map<string, string>() };
    const admin = await adminFor(rooms, talk, asker, run, webex.with({ signal }))([...WANTS]);
    const devices = await admin.fleet.many(check.phrase);
    const compared = await compareAll(devices, profile.settings, admin.webex.deviceConfigurations);
    const { right, drifted, unread } = driftOf(compared);
    return {
      kind: 'compared',
      report: { compared, profile: profile.name },
      profileName: profile.name,
      all: compared.length,
      right: right.length,
      drifted: Object.fromEntries(
        drifted.map(({ device, differs }) => [device.id, { name: device.displayName, in: driftMark(differs) }]),
      ),
      unread: Object.fromEntries(unread.map(({ device }) => [device.id, device.displayName])),
    };
  }

  return {
    async run(check, signal) {
      try {
        return await compare(check, signal);
      } catch (error) {
        if (error instanceof LoginNeeded && rooms.acting.canLogIn)
          return { kind: 'trouble', code: LOGIN, why: `${check.personName} has to log in again` };
        if (!(error instanceof Problem) || signal.aborted || isOutage(error)) throw error;
        const hint = error instanceof WebexError || error.hint === undefined ? '' : ` ${error.hint}`;
        return { kind: 'trouble', code: error.code, why: `${error.message.replace(/\.$/, '')}.${hint}` };
      }
    },

    async tell(check, news) {
      const { spaceId, parentId } = check;
      try {
        if (news.kind === 'trouble' && news.code === LOGIN)
          await answering.say(
            { spaceId, parentId, personId: check.personId, whom: check.personName },
            await linkFor(rooms, check),
          );
        else await answering.say({ spaceId, parentId }, driftReply(check, news));
        return true;
      } catch (error) {
        if (!(error instanceof WebexError) || isOutage(error)) throw error;
        log.warn({ check: check.number, err: error }, 'news of a drift check did not get through');
        return error.status !== 403 && error.status !== 404;
      }
    },
  };

  /** Whoever asked, where they asked; undefined when there is no such person any more. */
  async function talkOf({ clock }: Rooms, check: DriftCheck): Promise<Talk | undefined> {
    const { spaceId: id, personId, parentId } = check;
    const space = await chat.space(id).catch(() => ({ id, type: 'group', title: '' }) as const);
    const person = await chat.person(personId).catch((error: unknown) => {
      if (error instanceof WebexError && error.status === 404) return undefined;
      throw error;
    });
    if (!person) return undefined;
    const eventId = `drift ${check.id} ${clock.now()}`;
    const attempt = { key: eventId, seq: '', number: 1, receivedAt: clock.now() };
    return { space, person, parentId, eventId, attempt, entries: 0 };
  }
}

const LOGIN = 'login-needed';

/** Their login has ended: a link, for their eyes only, that goes on with the check. */
async function linkFor(rooms: Rooms, check: DriftCheck): Promise<Reply> {
  const [person, space] = await Promise.all([rooms.chat.person(check.personId), rooms.chat.space(check.spaceId)]);
  const words = `drift check run ${check.number}`;
  const reply = await loginReply(
    rooms,
    { person, space, parentId: check.parentId },
    { title: `Drift check ${check.number} needs your login`, wants: WANTS, words, shown: words },
  );
  return {
    ...reply,
    private: {
      what: 'a login link',
      why: `${headOf(check)} is done with their rights in Webex, and waits for them. Later they can say "${words}".`,
    },
  };
}

const notAllowed = ({ personName }: DriftCheck) =>
  ({
    kind: 'trouble',
    code: 'not-allowed',
    why: `${personName} asked for it and may no longer compare devices.`,
  }) as const;

const gone = ({ profileName }: DriftCheck) =>
  ({
    kind: 'trouble',
    code: 'no-such-profile',
    why: `The profile ${profileName} was deleted. The check goes on when it is brought back.`,
  }) as const;

const headOf = ({ number, profileName, phrase }: DriftCheck): string =>
  `Drift check ${number} (${profileName} on ${phrase.startsWith('id:') ? 'chosen devices' : phrase})`;

/** What the space hears of a check. */
export function driftReply(check: DriftCheck, news: DriftNews<DriftReport>): Reply {
  const { number } = check;
  const own: NextStep[] = [
    { title: 'Run it now', say: `drift check run ${number}` },
    { title: 'Drift checks', say: 'drift checks' },
    { title: `Stop ${number}`, say: `drift check stop ${number}` },
  ];
  if (news.kind === 'trouble')
    return said(`${headOf(check)} could not be done`, {
      detail: news.why,
      next: [
        ...(news.code === 'no-such-profile'
          ? [{ title: 'Bring it back', say: `profile restore ${check.profileName}` }]
          : []),
        ...own,
      ],
    });
  const { compared, profile } = news.report;
  const head = headOf({ ...check, profileName: profile });
  const { drifted, mendable, right } = driftOf(compared);
  const as = `as ${profile} says`;
  if (news.kind === 'right' || (drifted.length === 0 && news.kind === 'asked'))
    return said(
      `${driftTitle(compared, as)}${news.kind === 'right' && right.length === compared.length ? ' again' : ''}`,
      {
        detail: head,
        next: own.slice(1),
      },
    );
  const fresh = new Set(news.fresh);
  const shown = news.kind === 'drifted' ? drifted.filter(({ device }) => fresh.has(device.id)) : drifted;
  const rows = driftRows(shown, ROWS);
  const others = drifted.length - rows.length;
  const notes = [
    ...(others > 0 ? [`${deviceCount(others)} more ${others === 1 ? 'differs' : 'differ'}.`] : []),
    ...driftNotes(compared),
  ];
  const byId = `rollout profile:${profile} on id:${mendable.map(({ device }) => device.id).join(',')}`;
  // It has pages, and a file.
  const byHand = `config drift ${spelled(check.phrase)} against profile:${profile}`;
  const canCompare = drifted.length > 0 && compared.length <= MOST_READ && byHand.length <= LONGEST_WORDS;
  return driftCard({
    title: titleOf(news, compared, check, profile),
    summary: `${head} · ${right.length.toLocaleString('en')} of ${deviceCount(compared.length)} right`,
    rows,
    notes,
    next: [
      ...(mendable.length > 0 && byId.length <= LONGEST_WORDS ? [{ title: 'Put right…', say: byId }] : []),
      ...(canCompare ? [{ title: 'See all that differ', say: byHand }] : []),
      ...own,
    ],
  });
}

function titleOf(
  { kind, fresh }: Exclude<DriftNews<DriftReport>, { kind: 'trouble' }>,
  compared: readonly Compared[],
  { found }: DriftCheck,
  profile: string,
): string {
  const count = fresh.length === 1 ? nameOf(compared, fresh[0]) : deviceCount(fresh.length);
  const are = fresh.length === 1 ? 'is' : 'are';
  if (kind === 'unread') return `${count} could not be compared with ${profile}`;
  if (kind === 'asked' || found.at === undefined) return driftTitle(compared, `as ${profile} says`);
  return `${count} ${are} no longer as ${profile} says`;
}

const nameOf = (compared: readonly Compared[], id: string | undefined): string =>
  compared.find(({ device }) => device.id === id)?.device.displayName ?? 'A device';
