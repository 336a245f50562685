import { recordOfPlace } from '#fleet/places.ts';
import { workspaceTarget } from '#fleet/workspaces.ts';
import type { Fact, Plan } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { nameList, workspaceCount } from '#lib/name-list.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { type FixArgs, MOST_AT_ONCE, scopeWords } from './fix-words.ts';
import { rulesOf } from './kept-rules.ts';
import { differenceWords } from './settings.ts';
import { type Change, type Survey, surveyOf } from './survey.ts';

/** What a change of many workspaces sends, and whether there is more for a next one. */
export interface FixStep {
  changes: Change[];
  /** Words for those that are left over; undefined when there are none. */
  more: { say: string; count: number } | undefined;
}

const TIER = 1;
/** Lines of differences on the plan's card; all are in the list and in the file. */
const SHOWN = 6;
const NAMES = 4;

/** What the names say of the workspaces of a scope, as a plan of at most `MOST_AT_ONCE`. Throws a Problem when nothing would change. */
export async function planFix(args: FixArgs, context: ReadContext): Promise<Plan<FixStep>> {
  const { webex, fleet } = await context.admin(
    'workspaces:read',
    'workspaces:write',
    ...(args.location === undefined ? [] : ['locations:read' as const]),
  );
  const rules = (await rulesOf(context)).map(({ rule }) => rule);
  const survey = await surveyOf(args, context, {
    webex,
    fleet,
    rules,
    retell: (other) => fixWords({ ...args, ...other }),
  });
  const { changes, beyond, notMine } = await taken(survey.changes, args.max ?? MOST_AT_ONCE, context);
  if (changes.length === 0) throw nothingToChange(args, survey, notMine.length);
  return {
    tier: TIER,
    title: titleOf(changes, beyond),
    action: `Set ${subjectOf(changes)}`,
    targets: changes.map(({ id, name, locationId }) => workspaceTarget({ id, displayName: name, locationId })),
    facts: [...differences(changes), ...tallied(survey, args, notMine), ...goneFacts(args, survey)],
    next: lookThrough(args, survey),
    step: {
      changes,
      more: beyond > 0 && !args.ids ? { say: fixWords(args), count: Math.min(beyond, MOST_AT_ONCE) } : undefined,
    },
    asks: true,
    isNoted: true,
  };
}

/** The words that ask for the same again. */
export const fixWords = ({ ids, max, page: _page, isForm: _isForm, ...scope }: FixArgs): string =>
  scopeWords('workspaces fix', scope, [
    ...(ids ? [`id:${ids.join(',')}`] : []),
    ...(max === undefined ? [] : [`max:${max}`]),
  ]);

/** The first of them, by name, that the asker's roles cover; the others are counted. */
async function taken(all: readonly Change[], most: number, context: ReadContext) {
  const mine: Change[] = [];
  const notMine: Change[] = [];
  for (const change of all) {
    const { id, name, place } = workspaceTarget({ ...change, displayName: change.name });
    const isMine = await context.isMine(recordOfPlace({ id, name }, place), { tier: TIER, sends: [] });
    (isMine ? mine : notMine).push(change);
  }
  return { changes: mine.slice(0, most), notMine, beyond: Math.max(0, mine.length - most) };
}

export const subjectOf = (changes: readonly { name: string }[]): string =>
  changes.length === 1 && changes[0] ? changes[0].name : workspaceCount(changes.length);

const titleOf = (changes: readonly Change[], beyond: number): string =>
  beyond > 0
    ? `Set the first ${changes.length} of ${workspaceCount(changes.length + beyond)} by their names?`
    : `Set ${subjectOf(changes)} by ${changes.length === 1 ? 'its name' : 'their names'}?`;

/** "Fjellrom (8p): capacity not set → 8 · type not set → Meeting room (rules 2 and 15)" */
export const changeLine = ({ name, from, to, rules }: Change): string =>
  `${name}: ${differenceWords(from, to)}${rules.length > 0 ? ` (${rulesWords(rules)})` : ''}`;

const rulesWords = (rules: readonly number[]): string =>
  rules.length === 1 ? `rule ${rules[0]}` : `rules ${rules.join(' and ')}`;

export function differences(changes: readonly Change[]): Fact[] {
  const rest = changes.length - SHOWN;
  return [
    ...changes.slice(0, SHOWN).map((change) => ({ key: `fix:${change.id}`, text: changeLine(change) })),
    ...(rest > 0 ? [{ key: 'rest', text: `And ${workspaceCount(rest)} more.` }] : []),
  ];
}

/** What becomes of the others: their number is no part of what is agreed to. */
function tallied({ counts }: Survey, { mode }: FixArgs, notMine: readonly Change[]): Fact[] {
  const { right, differs, none } = counts;
  const told = [
    ...(right > 0 ? [`${workspaceCount(right)} ${right === 1 ? 'is' : 'are'} set already`] : []),
    ...(none > 0 ? [`of ${workspaceCount(none)} no rule says what is missing`] : []),
    ...(differs > 0 && mode === 'unset'
      ? [`${workspaceCount(differs)} ${differs === 1 ? 'is' : 'are'} set to something else than the name says`]
      : []),
  ].join('; ');
  return [
    ...(told === '' ? [] : [{ key: 'others', text: `Left as they are: ${told}.` }]),
    ...(notMine.length > 0
      ? [
          {
            key: 'not-mine',
            text: `Left out (your roles do not cover ${notMine.length === 1 ? 'it' : 'them'}): ${nameList(
              notMine.map(({ name }) => name),
              NAMES,
            )}`,
          },
        ]
      : []),
  ];
}

/** Of those that were named by their ids some may be gone, or be right by now. */
function goneFacts({ ids }: FixArgs, { counts }: Survey): Fact[] {
  const found = counts.change + counts.right + counts.differs + counts.none;
  const gone = (ids?.length ?? 0) - found;
  return gone > 0 ? [{ key: 'gone', text: `Not there any more: ${workspaceCount(gone)}` }] : [];
}

function lookThrough(
  { ids, max: _max, isForm: _isForm, page: _page, ...scope }: FixArgs,
  { changes, counts }: Survey,
): NextStep[] {
  const rules = { title: 'Rules', say: 'workspaces rules' };
  if (ids) return [rules];
  const count = changes.length;
  return [
    ...(count > 1
      ? [{ title: `Look through all ${count.toLocaleString('en')}`, say: scopeWords('workspaces fix list', scope) }]
      : []),
    ...(count > 1 ? [{ title: 'Choose…', say: scopeWords('workspaces fix choose', scope) }] : []),
    { title: 'As a file', say: scopeWords('workspaces fix file', scope) },
    ...(scope.mode === 'unset' && counts.differs > 0
      ? [{ title: 'Also where it differs', say: scopeWords('workspaces fix', { ...scope, mode: 'all' }) }]
      : []),
    rules,
  ];
}

function nothingToChange(
  { ids, max: _max, isForm: _isForm, page: _page, ...scope }: FixArgs,
  { counts }: Survey,
  notMine: number,
): Problem {
  const { right, differs, none } = counts;
  const told = [
    ...(notMine > 0 ? [`Your roles do not cover ${workspaceCount(notMine)} that would.`] : []),
    ...(right > 0 ? [`${workspaceCount(right)} ${right === 1 ? 'is' : 'are'} set already.`] : []),
    ...(none > 0 ? [`Of ${workspaceCount(none)} no rule says what is missing.`] : []),
    ...(differs > 0
      ? [`${workspaceCount(differs)} ${differs === 1 ? 'is' : 'are'} set to something else than the name says.`]
      : []),
  ];
  return new Problem(
    notMine + right + differs + none === 0 ? 'There is no such workspace' : 'No workspace would change',
    {
      code: 'nothing-to-change',
      hint: [...told, 'Nothing was changed.'].join(' '),
      next: [
        ...(differs > 0 && !ids
          ? [{ title: 'Also where it differs', say: scopeWords('workspaces fix', { ...scope, mode: 'all' }) }]
          : []),
        ...(none > 0 && !ids
          ? [{ title: 'Where no rule says', say: scopeWords('workspaces fix list', scope, ['is:none']) }]
          : []),
        { title: 'Rules', say: 'workspaces rules' },
      ],
    },
  );
}
