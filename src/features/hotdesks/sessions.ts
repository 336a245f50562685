import { workspaceNamed, workspaceTarget } from '#fleet/workspaces.ts';
import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
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

/** Sessions of a workspace, of a person, or all, the one that ends first at the beginning; names are looked up by `known`. */
export async function sessionsOf(
  { phrase, say }: Wanted,
  admin: AdminReads,
  context: ReadContext,
): Promise<{ found: HotDeskSession[]; of: string | undefined }> {
  const { webex } = admin;
  const sorted = (all: HotDeskSession[]) =>
    all.sort((left, right) => (left.bookingStartTime ?? '').localeCompare(right.bookingStartTime ?? ''));
  if (phrase === undefined) return { found: sorted(await webex.hotDesk.list()), of: undefined };
  if (!/^[^\s@]+@[^\s@]+$/.test(phrase)) {
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

/** Looks up what sessions name; those at desks that the asker may not see are left out. */
export async function known(
  sessions: readonly HotDeskSession[],
  { webex }: AdminReads,
  context: ReadContext,
): Promise<Session[]> {
  const sees = await context.seesPlaces();
  const desks = new Map<string, Promise<Workspace | undefined>>();
  const people = new Map<string, Promise<string>>();
  const deskOf = once(desks, (id) => webex.workspaces.get(id).catch(orGone));
  const nameOf = once(people, (id) =>
    webex.people.get(id).then(
      ({ displayName }) => displayName,
      () => 'Somebody',
    ),
  );
  const all = await Promise.all(
    sessions.map(async ({ sessionId: id, workspaceId, personId, bookingStartTime, bookingEndTime }) => {
      const desk = workspaceId === undefined ? undefined : await deskOf(workspaceId);
      if (!desk || !sees(workspaceTarget(desk))) return [];
      const person = personId === undefined ? 'Somebody' : await nameOf(personId);
      return [{ id, desk, person, start: moment(bookingStartTime), end: moment(bookingEndTime) }];
    }),
  );
  return all.flat();
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
