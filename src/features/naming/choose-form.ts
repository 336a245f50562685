import type { ReadContext } from '#intent/context.ts';
import { EntryNeeded } from '#intent/entry-form.ts';
import { workspaceCount } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { changeLine } from './fix-plan.ts';
import { type Scope, scopeWords } from './fix-words.ts';
import { rulesOf } from './kept-rules.ts';
import { surveyOf } from './survey.ts';

const PAGE = 10;
const LONGEST = 120;

/** A page of what would change with a box at each, all of them ticked. Throws a Problem where nothing would change. */
export async function chooseForm(
  { page, ...given }: Scope & { page: number },
  context: ReadContext,
  fault?: string,
): Promise<EntryNeeded> {
  const scope: Scope = {
    mode: given.mode,
    only: given.only,
    except: given.except,
    location: given.location,
    type: given.type,
  };
  const { webex, fleet } = await context.admin(
    'workspaces:read',
    'workspaces:write',
    ...(scope.location === undefined ? [] : ['locations:read' as const]),
  );
  const rules = (await rulesOf(context)).map(({ rule }) => rule);
  const { changes } = await surveyOf(scope, context, {
    webex,
    fleet,
    rules,
    retell: (other) => scopeWords('workspaces fix choose', other),
  });
  if (changes.length === 0) throw nothingToChoose();
  const pages = Math.ceil(changes.length / PAGE);
  const at = Math.min(page, pages);
  const shown = changes.slice((at - 1) * PAGE, at * PAGE);
  const say = (number: number) => scopeWords('workspaces fix choose', scope, [`page:${number}`]);
  return new EntryNeeded({
    command: 'workspaces fix',
    args: {
      mode: scope.mode,
      page: String(at),
      ...(scope.location !== undefined && { location: scope.location }),
      ...(scope.type !== undefined && { type: scope.type }),
    },
    title: 'Which workspaces?',
    about: `${workspaceCount(changes.length)} would change${pages > 1 ? ` · page ${at} of ${pages}` : ''}`,
    fields: [
      {
        id: 'chosen',
        label: 'Set these',
        kind: 'choices',
        choices: shown.map((change) => ({ title: shortened(changeLine(change), LONGEST), value: change.id })),
        ...(fault === undefined ? { value: shown.map(({ id }) => id).join('\n') } : { fault }),
      },
    ],
    action: 'Go on with these',
    note: 'It asks before it changes anything.',
    tier: 1,
    next: [
      ...(at > 1 ? [{ title: 'Previous', say: say(at - 1) }] : []),
      ...(at < pages ? [{ title: 'Next', say: say(at + 1) }] : []),
      { title: 'All of them', say: scopeWords('workspaces fix', scope) },
    ],
  });
}

const nothingToChoose = () =>
  new Problem('No workspace would change', {
    code: 'nothing-to-change',
    hint: 'So there is nothing to choose from. Nothing was changed.',
    next: [
      { title: 'Look at all', say: 'workspaces fix list is:none' },
      { title: 'Rules', say: 'workspaces rules' },
    ],
  });
