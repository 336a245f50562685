import { defineChange } from '#intent/command.ts';
import { workspaceCount } from '#lib/name-list.ts';
import { chooseForm } from './choose-form.ts';
import { type FixStep, fixWords, planFix } from './fix-plan.ts';
import { sendChanges } from './fix-send.ts';
import { FixArgs, readScope } from './fix-words.ts';

/** More ids in the words of an audit entry say nothing. */
const SHOWN_IDS = 3;

/** Sets the type and the capacity of workspaces by what their names say: shown before, done when agreed to, taken back. */
export const fix = defineChange({
  name: 'workspaces fix',
  aliases: ['fix workspaces'],
  topic: 'workspaces',
  summary: 'Set types and capacities by the names of workspaces',
  usage: 'workspaces fix [names] [except names] [all] [location:Oslo] [type:huddle] [max:50]',
  example: () => 'workspaces fix location:Oslo',
  needs: 'administer',
  takesFilters: true,
  args: FixArgs,
  read: (line) => {
    const { id, ...scope } = readScope(line, ['id', 'max']);
    return { ...scope, ...(typeof id === 'string' && { ids: id.split(',') }) };
  },
  say: fixWords,
  record: (args) =>
    args.ids && args.ids.length > SHOWN_IDS ? `workspaces fix (${workspaceCount(args.ids.length)})` : fixWords(args),
  undoWords: (effectId) => `workspaces fix undo ${effectId}`,

  async plan(args, context) {
    if (args.isForm && args.ids?.length === 0) throw await chooseForm(args, context, 'Choose at least one.');
    return planFix(args, context);
  },

  apply({ changes, more }: FixStep, context) {
    return sendChanges(
      changes,
      {
        doing: 'Setting workspaces',
        done: (subject) => `Set by ${changes.length === 1 ? 'its name' : 'their names'}: ${subject}`,
        next: more ? [{ title: `The next ${more.count}`, say: more.say }] : [],
      },
      context,
    );
  },
});
