import { type Candidate, WhichOne } from '#fleet/which-one.ts';
import { isNotThere, workspaceNamed, workspaceOfId, workspaceTarget } from '#fleet/workspaces.ts';
import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Target } from '#intent/parts.ts';
import { isEmail } from '#lib/email.ts';
import { Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import type { Want } from '#webex/scopes.ts';
import type { WorkspaceNow } from '#webex/workspaces.ts';

/** To whom a new device is to belong. */
export type Owner = { target: Target; name: string } & (
  | { kind: 'workspace'; workspace: WorkspaceNow }
  | { kind: 'person'; personId: string; email: string }
);

const PERSON = /^person:(.+)$/;
const LONGEST = 60;

/** The owner as words that read back as the same. */
export const sayOwner = (who: string): string => (/^(id|person):\S+$/.test(who) || isEmail(who) ? who : quoted(who));

/** What it takes to find an owner by these words: people are found by every login. */
export const wantsFor = (who: string): Want[] => (isEmail(who) || PERSON.test(who) ? [] : ['workspaces:read']);

/**
 * The one workspace or person that is meant: `id:<workspaceId>`, `person:<personId>`, an address, or a name of either.
 * Throws WhichOne when it may be several, and a Problem when there is none.
 */
export async function ownerOf(
  who: string,
  admin: AdminReads,
  context: ReadContext,
  say: (who: string) => string,
): Promise<Owner> {
  const [, personId] = PERSON.exec(who) ?? [];
  if (personId !== undefined) return personOf(await admin.webex.people.get(personId).catch(gone));
  if (isEmail(who)) {
    const [found] = await peopleOf(admin, { email: who });
    if (!found) throw nobody(who);
    return personOf(found);
  }
  const include = { includeDevices: true };
  if (who.startsWith('id:'))
    return workspaceOwner(await workspaceOfId(who.slice('id:'.length), { admin, context, include }));
  try {
    return workspaceOwner(await workspaceNamed(who, { admin, context, say, include }));
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'no-such-workspace') throw error;
    const people = await peopleOf(admin, { displayName: who });
    const [only, another] = people;
    if (!only)
      throw new Problem(`There is no workspace and no person named "${shortened(who, LONGEST)}"`, {
        code: error.code,
        hint: `${error.hint ?? ''} People are found by their address as well.`.trim(),
        next: error.next,
      });
    if (!another) return personOf(only);
    throw new WhichOne(
      'Whose device?',
      `No workspace has that name, but ${people.length} people.`,
      people.map((person) => candidate(person, say)),
    );
  }
}

type Person = Awaited<ReturnType<AdminReads['webex']['people']['list']>>[number];

const peopleOf = async ({ webex }: AdminReads, filter: { email: string } | { displayName: string }) =>
  (await webex.people.list(filter)).filter(({ type }) => type === 'person');

const workspaceOwner = (workspace: WorkspaceNow): Owner => ({
  kind: 'workspace',
  workspace,
  name: workspace.displayName,
  target: workspaceTarget(workspace),
});

/** Rules see a person's device before it is there: as a personal one. */
function personOf({ id, displayName, emails }: Person): Owner {
  const email = emails[0] ?? '';
  const name = displayName === '' ? email : displayName;
  return { kind: 'person', personId: id, email, name, target: { id, name, place: { kind: 'device', personId: id } } };
}

const candidate = ({ id, displayName, emails }: Person, say: (who: string) => string): Candidate => ({
  name: displayName,
  about: emails[0] ?? '',
  word: '',
  colour: 'default',
  say: say(`person:${id}`),
});

function gone(error: unknown): never {
  if (!isNotThere(error)) throw error;
  throw new Problem('This person is not there any more', { code: 'person-gone', hint: 'Nothing was changed.' });
}

const nobody = (who: string) =>
  new Problem(`Nobody has the address ${shortened(who, LONGEST)}`, {
    code: 'no-such-person',
    hint: 'I look among the people of your organisation in Webex. Nothing was changed.',
  });
