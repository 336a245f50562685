import type { NextStep } from '#lib/problem.ts';
import { Problem } from '#lib/problem.ts';
import type { Reply } from '#render/reply.ts';

const ROWS = 8;

/** One of several that a name may mean; `say` is what goes on with it. */
export interface Candidate extends Pick<NextStep, 'say'> {
  name: string;
  about: string;
  /** A state in a word, and the named colour of its dot. */
  word: string;
  colour: string;
}

/** Several workspaces or locations have that name: the pipeline shows a card that asks which one is meant, and the click goes on. */
export class WhichOne extends Problem {
  readonly reply: Reply;

  /** `count` is of all that match, also of those that are not among the candidates. */
  constructor(question: string, note: string, candidates: readonly Candidate[], count = candidates.length) {
    super(question, { code: 'ambiguous-place', hint: note });
    const rows = candidates.slice(0, ROWS);
    const more = count - rows.length;
    const moreNote = more > 0 ? `${more.toLocaleString('en')} more ${more === 1 ? 'is' : 'are'} not shown.` : '';
    this.reply = {
      view: 'devices/choose',
      data: { question, rows, note, moreNote, hasMore: more > 0, hasField: false, words: '' },
      text: [
        question,
        note,
        ...rows.map(({ name, about, word }) => [name, about, word.toLowerCase()].filter(Boolean).join(' · ')),
        ...(more > 0 ? [moreNote] : []),
      ].join('\n'),
    };
  }
}
