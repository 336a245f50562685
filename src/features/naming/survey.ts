import { locationNamed } from '#fleet/locations.ts';
import { matchNamed } from '#fleet/named.ts';
import { workspaceTarget } from '#fleet/workspaces.ts';
import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import { createNearest } from '#lib/nearest.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import type { Workspace, WorkspaceFilters } from '#webex/workspaces.ts';
import { type Scope, scopeWords } from './fix-words.ts';
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
/** Webex with what a scope takes; `retell` are the verb whose words the buttons say. */
interface Where {
  webex: AdminReads['webex'];
  rules: readonly (Rule | undefined)[];
  verb: string;
}

/**
 * Goes through all workspaces of a scope that the asker may see, page by page: only what would change is kept of them, and
 * the names of one other kind, `keep`. Throws a Problem for names and places that are not there.
 */
export async function surveyOf(
  scope: Scope & { ids?: readonly string[] | undefined },
  context: Surveyed,
  { webex, rules, verb }: Where,
  keep?: State,
): Promise<Survey> {
  const sees = await context.seesPlaces();
  const filters = await filtersOf(scope, { webex, sees, verb });
  const all = () => visible(webex.workspaces.list(filters), sees);
  const isMeant = scope.ids ? among(new Set(scope.ids)) : await namedIn(scope, all, verb);
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
async function* visible(
  list: AsyncIterable<Workspace>,
  sees: Awaited<ReturnType<Surveyed['seesPlaces']>>,
): AsyncGenerator<Workspace> {
  const seen = new Set<string>();
  for await (const workspace of list) {
    if (seen.has(workspace.id) || !sees(workspaceTarget(workspace))) continue;
    seen.add(workspace.id);
    yield workspace;
  }
}

const among = (ids: ReadonlySet<string>) => (id: string) => ids.has(id);

async function filtersOf(
  { location, type }: Scope,
  looking: Pick<Where, 'webex' | 'verb'> & { sees: Awaited<ReturnType<Surveyed['seesPlaces']>> },
): Promise<WorkspaceFilters> {
  const { webex, sees, verb } = looking;
  const say = (phrase: string) => `${verb} location:${phrase}`;
  const place = location === undefined ? undefined : await locationNamed(location, { webex, sees, say });
  return { ...(place && { locationId: place.id }), ...(type !== undefined && { type: typeValue(type) }) };
}

/** Those that names mean: each name one of that name, else all that hold it. Their names are looked through first. */
async function namedIn({ only, except, ...scope }: Scope, all: () => AsyncIterable<Workspace>, verb: string) {
  if (only.length + except.length === 0) return () => true;
  const named: { id: string; name: string }[] = [];
  for await (const { id, displayName: name } of all()) named.push({ id, name });
  const idsOf = (phrases: readonly string[]) =>
    new Set(
      phrases.flatMap((phrase) => {
        const found = matchNamed(phrase, named, ({ name }) => name);
        if (found.length === 0)
          throw noSuchWorkspace(
            phrase,
            named,
            (near) => scopeWords(verb, { ...scope, ...near }),
            only.includes(phrase),
          );
        return found.map(({ id }) => id);
      }),
    );
  const chosen = only.length > 0 ? idsOf(only) : undefined;
  const left = idsOf(except);
  return (id: string) => (chosen?.has(id) ?? true) && !left.has(id);
}

function noSuchWorkspace(
  phrase: string,
  named: readonly { name: string }[],
  say: (near: Pick<Scope, 'only' | 'except'>) => string,
  isWanted: boolean,
) {
  const near = createNearest(named.map(({ name }) => name))(phrase);
  return new Problem(`There is no workspace named "${shortened(phrase, 60)}" here`, {
    code: 'no-such-workspace',
    hint: `${near.length > 0 ? `Nearest: ${near.map((name) => shortened(name, 60)).join(' · ')}. ` : ''}Nothing was changed.`,
    next: near.map((name) => ({
      title: shortened(isWanted ? name : `Except ${name}`, 60),
      say: say(isWanted ? { only: [name], except: [] } : { only: [], except: [name] }),
    })),
  });
}
