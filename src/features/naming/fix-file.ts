import { defineRead } from '#intent/command.ts';
import { toCsv } from '#lib/csv.ts';
import { workspaceCount } from '#lib/name-list.ts';
import { said } from '#render/replies.ts';
import { readScope, Scope, scopeWords } from './fix-words.ts';
import { rulesOf } from './kept-rules.ts';
import { surveyOf } from './survey.ts';

const COLUMNS = ['workspace', 'capacityNow', 'capacityThen', 'typeNow', 'typeThen', 'rules', 'workspaceId'];

/** The whole difference as a file: what each workspace has, and what its name says. */
export const fixFile = defineRead({
  name: 'workspaces fix file',
  topic: 'workspaces',
  summary: 'Get what the names of workspaces say as a file',
  usage: 'workspaces fix file [names] [except names] [all] [location:Oslo]',
  example: () => 'workspaces fix file',
  needs: 'look',
  takesFilters: true,
  args: Scope,
  read: (line) => readScope(line),
  say: (scope) => scopeWords('workspaces fix file', scope),

  async run(scope, context) {
    const { webex, fleet } = await context.admin(
      'workspaces:read',
      ...(scope.location === undefined ? [] : ['locations:read' as const]),
    );
    const rules = await rulesOf(context);
    const { changes } = await surveyOf(scope, context, {
      webex,
      fleet,
      rules: rules.map(({ rule }) => rule),
      retell: (other) => scopeWords('workspaces fix file', other),
    });
    const next = [{ title: 'Set them…', say: scopeWords('workspaces fix', scope) }];
    if (changes.length === 0)
      return said('No workspace would change', {
        detail: 'There is nothing to write into a file.',
        next: [{ title: 'Rules', say: 'workspaces rules' }],
      });
    const sayings = new Map(rules.map(({ number, words }) => [number, words.when]));
    const rows = changes.map(({ id, name, from, to, rules: used }) => [
      name,
      from.capacity ?? '',
      to.capacity ?? '',
      from.type ?? '',
      to.type ?? '',
      used.map((number) => `${number}: ${sayings.get(number) ?? ''}`).join('; '),
      id,
    ]);
    const at = new Date(context.now).toISOString().slice(0, 16).replace(':', '');
    return {
      ...said(`${workspaceCount(changes.length)} would change`, {
        detail: 'The file says what each has now, what it would get, and by which rules.',
        next,
      }),
      files: [
        {
          name: `workspaces-fix-${at}Z.csv`,
          type: 'text/csv',
          bytes: new TextEncoder().encode(toCsv(COLUMNS, rows)),
        },
      ],
      private: { what: 'the file', why: 'It lists what only some of this space may see.' },
    };
  },
});
