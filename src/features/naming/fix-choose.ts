import { defineRead } from '#intent/command.ts';
import { chooseForm } from './choose-form.ts';
import { PagedScope, readScope, scopeWords } from './fix-words.ts';

/** Ticks the workspaces that get what their names say, a page at a time. */
export const fixChoose = defineRead({
  name: 'workspaces fix choose',
  topic: 'workspaces',
  summary: 'Choose which workspaces are set by their names',
  usage: 'workspaces fix choose [names] [except names] [all] [location:Oslo] [page:2]',
  example: () => 'workspaces fix choose',
  needs: 'administer',
  takesFilters: true,
  args: PagedScope,
  read: (line) => readScope(line, ['page']),
  say: ({ page, ...scope }) => scopeWords('workspaces fix choose', scope, page > 1 ? [`page:${page}`] : []),

  async run(args, context) {
    throw await chooseForm(args, context);
  },
});
