import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Place, Target } from '#intent/parts.ts';
import { nearest } from '#lib/nearest.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { statusOf } from '#lib/status.ts';
import type { Workspace, WorkspaceFilters, WorkspaceNow } from '#webex/workspaces.ts';
import { addressKind, matchDevices } from './match.ts';
import { isSameName, matchNamed } from './named.ts';
import { type Candidate, WhichOne } from './which-one.ts';
import { healthOf, workspaceLine } from './workspace-words.ts';

/** Of those that match: more are counted, not kept. */
const MOST_KEPT = 8;
/** More names than that are not compared: see `lib/nearest.ts`. */
const MOST_NAMES = 10_000;
const LONGEST = 60;
const WORKSPACES: NextStep = { title: 'Workspaces', say: 'workspaces' };

/** How a workspace is looked for. */
export interface Finding {
  admin: Pick<AdminReads, 'webex' | 'fleet'>;
  context: Pick<ReadContext, 'seesPlaces' | 'fleet'>;
  /** The same words with one workspace chosen, `id:…`. */
  say: (phrase: string) => string;
  include?: Pick<WorkspaceFilters, 'includeDevices' | 'includeCapabilities'>;
}

/** A workspace as rules and plans see it. */
export const workspaceTarget = ({
  id,
  displayName,
  locationId,
}: Pick<Workspace, 'id' | 'displayName' | 'locationId'>): Target & { place: Place } => ({
  id,
  name: displayName,
  place: { kind: 'workspace', workspaceId: id, locationId },
});

/**
 * The one workspace that `phrase` names, as it is now: by its whole name, a part of it, `id:<workspaceId>`, or the name of a
 * device in it. Throws a WhichOne when several match, and a Problem with the nearest names when none does. However many
 * there are, only those few that match are kept.
 */
export async function workspaceNamed(phrase: string, finding: Finding): Promise<WorkspaceNow> {
  if (phrase.startsWith('id:')) return workspaceOfId(phrase.slice('id:'.length), finding);
  const found = await matching(phrase, { displayName: phrase.trim() }, finding);
  if (found.count > 0) return only(phrase, found, finding);
  const place = await placeOfDevice(phrase, finding);
  if (place !== undefined) return workspaceOfId(place, finding);
  // How Webex compares names is not documented, so all of them are looked at before saying no.
  const again = await matching(phrase, {}, finding);
  if (again.count > 0) return only(phrase, again, finding);
  throw noSuchWorkspace(phrase, again.names, finding.say);
}

/** Throws the Problem `workspace-gone` where the asker may see none of that id. */
export async function workspaceOfId(
  id: string,
  { admin, context, include }: Pick<Finding, 'admin' | 'context' | 'include'>,
): Promise<WorkspaceNow> {
  const found = await admin.webex.workspaces.get(id, include).catch((error: unknown) => {
    if (isNotThere(error)) throw workspaceGone();
    throw error;
  });
  const sees = await context.seesPlaces();
  if (!sees(workspaceTarget(found))) throw workspaceGone();
  return found;
}

interface Found {
  /** Those named exactly so; else those whose name holds the words. */
  kept: Workspace[];
  count: number;
  /** Where nothing was filtered. */
  names: Set<string>;
}

async function matching(phrase: string, filters: WorkspaceFilters, { admin, context }: Finding): Promise<Found> {
  const sees = await context.seesPlaces();
  const exact: Found = { kept: [], count: 0, names: new Set() };
  const part: Found = { kept: [], count: 0, names: new Set() };
  for await (const one of admin.webex.workspaces.list(filters)) {
    if (!sees(workspaceTarget(one))) continue;
    if (filters.displayName === undefined && part.names.size < MOST_NAMES) part.names.add(one.displayName);
    if (isSameName(one.displayName, phrase)) keep(exact, one);
    else if (isPart(phrase, one.displayName)) keep(part, one);
  }
  // It means all of them, and never the few whose name happens to hold it.
  if (exact.count === 0 && EVERY.test(phrase)) throw notOne(phrase);
  return exact.count > 0 ? exact : part;
}

const EVERY =
  /^["']?(?:\*|all|any|each|every(?:thing|where)?|(?:all|every|each|any)(?: (?:of|the|my|our|these|those))* (?:work)?(?:space|room)s?)["']?$/i;

/** Less than three letters are the beginning of a word: in the middle of one they are there by chance. */
const isPart = (phrase: string, name: string): boolean =>
  matchNamed(phrase, [name], (one) => one).length > 0 &&
  (phrase.match(/(?<![\p{L}\p{N}])[a-z0-9]{1,2}(?![\p{L}\p{N}])/giu) ?? []).every((short) =>
    new RegExp(`(?<![\\p{L}\\p{N}])${short}`, 'iu').test(name),
  );

const notOne = (phrase: string) =>
  new Problem(`"${shortened(phrase, LONGEST)}" is not one workspace`, {
    code: 'not-one-workspace',
    hint: 'Name one workspace. For several: "workspaces fix" changes those that miss something. Nothing was changed.',
    next: [WORKSPACES, { title: 'Workspaces fix', say: 'workspaces fix' }],
  });

function keep(found: Found, one: Workspace): void {
  found.count += 1;
  if (found.kept.length < MOST_KEPT) found.kept.push(one);
}

async function only(phrase: string, { kept, count }: Found, finding: Finding): Promise<WorkspaceNow> {
  const [first, another] = kept;
  if (first && !another) return workspaceOfId(first.id, finding);
  const locations = await finding.admin.fleet.locations();
  const candidates = kept.map((one): Candidate => {
    const about = workspaceLine(one, locations);
    return { name: one.displayName, about, ...healthOf(one), say: finding.say(`id:${one.id}`) };
  });
  const note = `${count.toLocaleString('en')} workspaces match "${shortened(phrase, LONGEST)}". Choose one, or say more of its name.`;
  throw new WhichOne('Which workspace?', note, candidates, count);
}

/** The workspace of the one device, or of all devices, that are called so or have that address. */
async function placeOfDevice(phrase: string, { context }: Finding): Promise<string | undefined> {
  const isAddress = addressKind(phrase) !== undefined;
  const devices = matchDevices(phrase, await context.fleet.list()).filter(
    ({ displayName }) => isAddress || isSameName(displayName, phrase),
  );
  const places = new Set(devices.map(({ workspaceId }) => workspaceId));
  return places.size === 1 ? [...places][0] : undefined;
}

/** Webex says 400 to an id that is none of its own. */
export const isNotThere = (error: unknown): boolean => [400, 404].includes(statusOf(error) ?? 0);

export const workspaceGone = (name = 'This workspace') =>
  new Problem(`${name} is not there any more`, {
    code: 'workspace-gone',
    hint: 'It was deleted, or it is not yours to see. Nothing was changed.',
    next: [WORKSPACES],
  });

/** With the nearest names, each a button: `before` stands before the name on it. */
export function noSuchWorkspace(phrase: string, names: ReadonlySet<string>, say: Finding['say'], before = ''): Problem {
  const near = nearest(phrase, [...names], { max: 3 });
  return new Problem(`There is no workspace named "${shortened(phrase, LONGEST)}"`, {
    code: 'no-such-workspace',
    hint: near.length > 0 ? `Nearest: ${near.join(' · ')}.` : 'Look at the list of all workspaces.',
    next: [...near.map((name) => ({ title: `${before}${name}`, say: say(name) })), WORKSPACES],
  });
}

/**
 * Whether the policy shows this person everything there is: then pages of Webex can be shown as they are. The rules of the
 * others are asked of each workspace.
 */
export const seesEverything = async (context: Pick<ReadContext, 'sees'>): Promise<boolean> =>
  (await context.sees())('nothing has this id');
