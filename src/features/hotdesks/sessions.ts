import { workspaceNamed, workspaceTarget } from '#fleet/workspaces.ts';
import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import { isEmail } from '#lib/email.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import type { HotDeskSession } from '#webex/hotdesk.ts';
import type { Workspace } from '#webex/workspaces.ts';

/** A booking with the place and the person by name. Times are epoch milliseconds. */
export interface Session {
  id: string;
  desk: Workspace;
  person: string;
  start: number | undefined;
  end: number | undefined;
}

export interface Wanted {
  /** A workspace or the address of a person; undefined for all. */
  phrase: string | undefined;
  say: (phrase: string) => string;
}

/** Sessions of a workspace, of a person, or all, the one that ends first at the beginning; names are looked up by `atDesks` and `withNames`. */
export async function sessionsOf(
  { phrase, say }: Wanted,
  admin: AdminReads,
  context: ReadContext,
): Promise<{ found: HotDeskSession[]; of: string | undefined }> {
  const { webex } = admin;
  const sorted = (all: HotDeskSession[]) =>
    all.sort((left, right) => (left.bookingStartTime ?? '').localeCompare(right.bookingStartTime ?? ''));
  if (phrase === undefined) return { found: sorted(await webex.hotDesk.list()), of: undefined };
  if (!isEmail(phrase)) {
    const desk = await workspaceNamed(phrase, { admin, context, say });
    return { found: sorted(await webex.hotDesk.list({ workspaceId: desk.id })), of: desk.displayName };
  }
  const [person] = await webex.people.list({ email: phrase });
  if (!person)
    throw new Problem(`Nobody of the organisation has the address ${shortened(phrase, 60)}`, {
      code: 'no-such-person',
      hint: 'Write the whole address, or the name of a workspace.',
      next: [{ title: 'All sessions', say: 'hot desks' }],
    });
  return { found: sorted(await webex.hotDesk.list({ personId: person.id })), of: person.displayName };
}

/** A booking with its desk. */
export interface AtDesk {
  session: HotDeskSession;
  desk: Workspace;
}

/** More desks than that are taken from one list instead of one by one. */
const FEW = 4;

/** Sessions with their desks; those at desks that the asker may not see are left out. */
export async function atDesks(
  sessions: readonly HotDeskSession[],
  { webex }: Pick<AdminReads, 'webex'>,
  context: Pick<ReadContext, 'seesPlaces'>,
): Promise<AtDesk[]> {
  const sees = await context.seesPlaces();
  const ids = new Set(sessions.flatMap(({ workspaceId }) => workspaceId ?? []));
  const desks = new Map<string, Workspace>();
  if (ids.size <= FEW) {
    const found = await Promise.all([...ids].map((id) => webex.workspaces.get(id).catch(orGone)));
    for (const [index, id] of [...ids].entries()) {
      const desk = found[index];
      if (desk) desks.set(id, desk);
    }
  } else {
    for await (const desk of webex.workspaces.list()) if (ids.has(desk.id)) desks.set(desk.id, desk);
  }
  return sessions.flatMap((session) => {
    const desk = desks.get(session.workspaceId ?? '');
    return desk && sees(workspaceTarget(desk)) ? [{ session, desk }] : [];
  });
}

/** Looks up the names of people, a call for each: for what is shown. */
export async function withNames(sessions: readonly AtDesk[], { webex }: Pick<AdminReads, 'webex'>): Promise<Session[]> {
  const nameOf = once(new Map<string, Promise<string>>(), (id) =>
    webex.people.get(id).then(
      ({ displayName }) => displayName,
      () => 'Somebody',
    ),
  );
  return Promise.all(
    sessions.map(async ({ session: { sessionId: id, personId, bookingStartTime, bookingEndTime }, desk }) => {
      const person = personId === undefined ? 'Somebody' : await nameOf(personId);
      return { id, desk, person, start: moment(bookingStartTime), end: moment(bookingEndTime) };
    }),
  );
}

const once =
  <T>(made: Map<string, Promise<T>>, make: (id: string) => Promise<T>) =>
  (id: string): Promise<T> => {
    const value = made.get(id) ?? make(id);
    made.set(id, value);
    return value;
  };

/** A desk that was deleted has no sessions. */
function orGone(error: unknown): undefined {
  if (error instanceof Problem && error.code === 'webex-not-found') return undefined;
  throw error;
}

const moment = (at: string | undefined): number | undefined => {
  const ms = Date.parse(at ?? '');
  return Number.isNaN(ms) ? undefined : ms;
};
