import { locationNamed, locationTarget } from '#fleet/locations.ts';
import { isSameName, matchNamed } from '#fleet/named.ts';
import { noSuchWorkspace, workspaceTarget } from '#fleet/workspaces.ts';
import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import type { Workspace, WorkspaceFilters } from '#webex/workspaces.ts';
import type { Scope } from './fix-words.ts';
import { verdictOn } from './proposal.ts';
import type { Rule } from './rules.ts';
import { type Settings, settingsOf, typeValue } from './settings.ts';

/** One workspace and what it would get; `rules` are the numbers of those that say so. */
export interface Change {
  id: string;
  name: string;
  locationId: string | undefined;
  from: Settings;
  to: Settings;
  rules: number[];
}

export type State = 'change' | 'right' | 'differs' | 'none';

/** What the names of an organisation say: those that would change, and how many there are of each kind. */
export interface Survey {
  /** By name. */
  changes: Change[];
  counts: Record<State, number>;
  /** Those of the kind that was asked for, by name, where that is none that would change. */
  others: { name: string; now: Settings }[];
}

type Surveyed = Pick<ReadContext, 'seesPlaces'>;
type Sees = Awaited<ReturnType<Surveyed['seesPlaces']>>;
/** Webex with what a scope takes; `retell` makes the words of the same command for another scope. */
interface Where extends Pick<AdminReads, 'webex' | 'fleet'> {
  rules: readonly (Rule | undefined)[];
  retell: (scope: Scope) => string;
}

/**
 * Goes through all workspaces of a scope that the asker may see, page by page: only what would change is kept of them, and
 * the names of one other kind, `keep`. Throws a Problem for names and places that are not there.
 */
export async function surveyOf(
  scope: Scope & { ids?: readonly string[] | undefined },
  context: Surveyed,
  where: Where,
  keep?: State,
): Promise<Survey> {
  const { webex, rules, retell } = where;
  const sees = await context.seesPlaces();
  const filters = await filtersOf(scope, { webex, sees, retell });
  const all = () => visible(webex.workspaces.list(filters), sees);
  const isMeant = scope.ids ? among(new Set(scope.ids)) : await namedIn(scope, all, sees, where);
  const counts: Survey['counts'] = { change: 0, right: 0, differs: 0, none: 0 };
  const changes: Change[] = [];
  const others: Survey['others'] = [];
  for await (const { id, displayName: name, locationId, ...workspace } of all()) {
    if (!isMeant(id)) continue;
    const now = settingsOf(workspace);
    const verdict = verdictOn(name, now, rules, scope.mode);
    counts[verdict.state] += 1;
    if (verdict.state === 'change') changes.push({ id, name, locationId, ...onlyOf(verdict) });
    else if (verdict.state === keep) others.push({ name, now });
  }
  const { compare } = new Intl.Collator('en', { numeric: true });
  changes.sort((left, right) => compare(left.name, right.name) || compare(left.id, right.id));
  others.sort((left, right) => compare(left.name, right.name));
  return { changes, counts, others };
}

const onlyOf = ({ from, to, rules }: { from: Settings; to: Settings; rules: number[] }) => ({ from, to, rules });

/** Once each: Webex names no next page, so one may be seen twice when another is made meanwhile. */
async function* visible(list: AsyncIterable<Workspace>, sees: Sees): AsyncGenerator<Workspace> {
  const seen = new Set<string>();
  for await (const workspace of list) {
    if (seen.has(workspace.id) || !sees(workspaceTarget(workspace))) continue;
    seen.add(workspace.id);
    yield workspace;
  }
}

const among = (ids: ReadonlySet<string>) => (id: string) => ids.has(id);

/** A name as it stands in words. */
const unquoted = (phrase: string): string =>
  phrase.startsWith('"') ? phrase.slice(1, -1).replace(/\\(["\\])/g, '$1') : phrase;

async function filtersOf(
  scope: Scope,
  looking: Pick<Where, 'webex' | 'retell'> & { sees: Sees },
): Promise<WorkspaceFilters> {
  const { location, type } = scope;
  const { webex, sees, retell } = looking;
  // All that was said besides stays: a question about the place is no reason to set more workspaces.
  const say = (phrase: string) => retell({ ...scope, location: unquoted(phrase) });
  const place = location === undefined ? undefined : await locationNamed(location, { webex, sees, say });
  return { ...(place && { locationId: place.id }), ...(type !== undefined && { type: typeValue(type) }) };
}

/** Those that names mean: each name one of that name, else all that hold it. Their names are looked through first. */
async function namedIn(scope: Scope, all: () => AsyncIterable<Workspace>, sees: Sees, { retell, fleet }: Where) {
  const { only, except } = scope;
  if (only.length + except.length === 0) return () => true;
  const named: { id: string; name: string }[] = [];
  for await (const { id, displayName: name } of all()) named.push({ id, name });
  const names = new Set(named.map(({ name }) => name));
  const known = scope.location === undefined ? [...(await fleet.locations()).values()] : [];
  const places = known.filter((place) => sees(locationTarget(place)));
  const found = (phrase: string) => matchNamed(phrase, named, ({ name }) => name);
  // "Studio and Huddle 3" are two, "Sales and Marketing" is one.
  const apart = (phrase: string) => (found(phrase).length > 0 ? [phrase] : phrase.split(/\s+and\s+/i));
  const idsOf = (said: readonly string[], of: 'only' | 'except') => {
    const phrases = said.flatMap(apart);
    return new Set(
      phrases.flatMap((phrase) => {
        const fitting = found(phrase);
        if (fitting.length > 0) return fitting.map(({ id }) => id);
        const place = places.find(({ name }) => isSameName(name, phrase))?.name;
        if (place !== undefined && of === 'only')
          throw isPlace(
            place,
            retell({ ...scope, only: phrases.filter((other) => other !== phrase), location: place }),
          );
        const corrected = (near: string) =>
          retell({ ...scope, [of]: phrases.map((other) => (other === phrase ? near : other)) });
        throw noSuchWorkspace(phrase, names, corrected, of === 'only' ? '' : 'Except ');
      }),
    );
  };
  const chosen = only.length > 0 ? idsOf(only, 'only') : undefined;
  const left = idsOf(except, 'except');
  return (id: string) => (chosen?.has(id) ?? true) && !left.has(id);
}

const isPlace = (name: string, say: string) =>
  new Problem(`${shortened(name, 60)} is a location, and no workspace is named so`, {
    code: 'no-such-workspace',
    hint: 'Say it as location: to mean the workspaces there. Nothing was changed.',
    next: [{ title: shortened(`Those in ${name}`, 60), say }],
  });
