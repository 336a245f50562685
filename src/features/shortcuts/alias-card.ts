import { isCommandWord } from '#intent/alias.ts';
import type { ReadContext } from '#intent/context.ts';
import { shortened } from '#lib/shorten.ts';
import { ago } from '#lib/time.ts';
import type { Reply } from '#render/index.ts';
import { buttons } from '#render/replies.ts';
import { type Alias, isMine, removeWords, standsFor } from './alias-words.ts';

const PAGE = 8;
/** Characters of the words, so that a page of the longest fits on a card; one alone is shown whole. */
const LONGEST = 200;

interface Shown {
  title: string;
  /** Of the list; left out for one alias that was asked for. */
  page?: number;
}

/** Aliases as rows with Run and Remove, one's own first. */
export function aliasCard(all: readonly Alias[], { title, page }: Shown, context: ReadContext): Reply {
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  const at = Math.min(page ?? 1, pages);
  const shown = all.slice((at - 1) * PAGE, at * PAGE);
  const own = new Set(all.filter(isMine).map(({ name }) => name.toLocaleLowerCase('en')));
  const rows = shown.map((alias) => {
    const words = standsFor(alias);
    const isHidden = !isMine(alias) && own.has(alias.name.toLocaleLowerCase('en'));
    const isTaken = isCommandWord(alias.name, context.commands);
    return {
      name: alias.name,
      words: page === undefined ? words : shortened(words, LONGEST),
      about: [
        isMine(alias) ? 'yours' : `this space's · by ${alias.by.email}`,
        ago(context.now - alias.at),
        ...(isHidden ? ['your own goes before it'] : []),
        ...(isTaken ? ['a command has this name now'] : []),
      ].join(' · '),
      ...buttons([
        ...(isHidden || isTaken ? [] : [{ title: 'Run', say: alias.name }]),
        ...(isMine(alias) || context.asker.may('operate')
          ? [{ title: 'Remove', say: removeWords(alias.name, isMine(alias)) }]
          : []),
      ]),
    };
  });
  const note = pages > 1 ? `Page ${at} of ${pages} · ${all.length} aliases` : '';
  return {
    view: 'shortcuts/aliases',
    data: {
      title,
      rows,
      note,
      hasNote: note !== '',
      ...buttons([
        ...(at > 1 ? [{ title: 'Previous', say: `aliases page:${at - 1}` }] : []),
        ...(at < pages ? [{ title: 'Next', say: `aliases page:${at + 1}` }] : []),
        ...(page === undefined ? [{ title: 'Aliases', say: 'aliases' }] : []),
        { title: 'How to add one', say: 'help alias add' },
      ]),
    },
    text: [title, ...rows.map(({ name, words }) => `${name} = ${words}`), ...(note === '' ? [] : [note])].join('\n'),
  };
}
